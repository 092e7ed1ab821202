"""Told inside the transaction of the act, with `survivor` and `merged` (people) and `merge`: whoever keeps rows of a
person in an app above joins them, or parts them again."""

from django.dispatch import Signal

person_merged = Signal()
person_unmerged = Signal()
