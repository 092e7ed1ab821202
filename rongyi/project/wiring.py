"""The only file that joins two sibling apps."""

from django.dispatch import receiver

from rongyi.confirmations.services.keeping import refresh
from rongyi.merging.signals import person_merged, person_unmerged
from rongyi.registry.models import Person


@receiver([person_merged, person_unmerged], dispatch_uid="wiring.confirmations_of_merged")
def keep_confirmations(sender, survivor: Person, merged: Person, **kwargs) -> None:
    """Whose file became part of another is confirmed once a year and not twice."""
    refresh(survivor.county, {survivor.pk, merged.pk})
