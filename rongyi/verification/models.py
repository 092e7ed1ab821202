"""What does not agree in a file: a task for somebody, with a day. It closes by itself when the file is mended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models import Person

S3, S4 = DataClass.S3, DataClass.S4


class Finding(Sealed, Regional):
    """One check that one file does not pass; kept as right, with a reason, it is not raised again."""

    class State(models.TextChoices):
        OPEN = "open", _("待核实")
        KEPT = "kept", _("核实无误")
        SOLVED = "solved", _("已改正")

    class Owner(models.TextChoices):
        VILLAGE = "village", _("村(社区)")
        TOWN = "town", _("镇(街道)")
        COUNTY = "county", _("县(区)")

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    check_name = models.CharField(_("核验项"), max_length=40)
    owner = models.CharField(_("由谁核实"), max_length=10, choices=Owner.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    found_on = models.DateField(_("发现日期"))
    due_on = models.DateField(_("期限"))
    closed_on = models.DateField(_("了结日期"), null=True, blank=True)
    closed_by = models.CharField(_("经办人"), max_length=50, blank=True)
    reason = SealedTextField(_("理由"), data_class=S3, max_length=200, blank=True)

    data_classes = {
        "check_name": S4, "owner": S4, "state": S4, "found_on": S4, "due_on": S4, "closed_on": S4, "closed_by": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("核验问题")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="verification_finding_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "check_name"],
                condition=Q(state__in=["open", "kept"]),
                name="verification_finding_once",
            ),
            models.CheckConstraint(
                name="verification_finding_closed_has_day",
                condition=Q(state="open", closed_on=None) | (~Q(state="open") & Q(closed_on__isnull=False)),
                violation_error_message=_("了结的问题应有日期。"),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "state", "due_on", "id"], name="verification_finding_due"),
            models.Index(fields=["county", "state", "check_name"], name="verification_finding_check"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
