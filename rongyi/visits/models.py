"""Who was called on last, and who is to be called on next: derived from the facts, never typed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.models import Regional
from rongyi.registry.models import Person


class Contact(Regional):
    """One person's last call and the day of the next, at the station that is responsible now.

    Without a next day nobody is expected to call: the person died or moved away.
    """

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("走访对象"))
    last_visit_on = models.DateField(_("上次走访"), null=True)
    last_channel = models.CharField(_("上次方式"), max_length=10, blank=True)
    next_due_on = models.DateField(_("应访日期"), null=True)
    is_key = models.BooleanField(_("重点联系"), default=False)

    data_classes = {
        "last_visit_on": DataClass.S4,
        "last_channel": DataClass.S4,
        "next_due_on": DataClass.S4,
        "is_key": DataClass.S3,
    }

    class Meta(Regional.Meta):
        verbose_name = _("联系情况")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="visits_contact_person_fk"),
            models.UniqueConstraint(fields=["county", "person"], name="visits_contact_once_a_person"),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "next_due_on", "id"], name="visits_contact_due"),
            models.Index(fields=["county", "next_due_on", "id"], name="visits_contact_county_due"),
        ]
