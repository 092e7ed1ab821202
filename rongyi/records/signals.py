"""Told inside the transaction of the act, with `facts`: the list of facts that came, and `undone`: those that ended."""

from django.dispatch import Signal

facts_changed = Signal()
