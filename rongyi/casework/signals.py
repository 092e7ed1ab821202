"""What apps above hear of cases."""

from django.dispatch import Signal

case_moved = Signal()
"""(case, entry, procedure, act of the definition or None, actor): sent in the transaction of the act."""
