"""A change that the next tier accepts before the file takes it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models.person import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Proposal(Sealed, Regional):
    """One field of one file as a station wants it. Who proposed does not decide, whatever roles they hold."""

    class State(models.TextChoices):
        OPEN = "open", _("待核准")
        ACCEPTED = "accepted", _("已核准")
        REFUSED = "refused", _("不予核准")
        WITHDRAWN = "withdrawn", _("已收回")
        OVERTAKEN = "overtaken", _("档案已变,未采用")

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    field = models.CharField(_("栏目"), max_length=40)
    before = SealedTextField(_("现有内容"), data_class=S2, max_length=500, blank=True)
    wanted = SealedTextField(_("改为"), data_class=S2, max_length=500, blank=True)
    why = SealedTextField(_("为什么改"), data_class=S3, max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.UUIDField(null=True)
    proposed_name = models.CharField(_("提出人"), max_length=50, blank=True)
    decided_at = models.DateTimeField(_("核准时间"), null=True, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(_("核准人"), max_length=50, blank=True)
    reason = SealedTextField(_("理由"), data_class=S3, max_length=200, blank=True)

    data_classes = {
        "field": S4, "state": S4, "proposed_at": S4, "proposed_by": S4, "proposed_name": S4, "decided_at": S4,
        "decided_by": S4, "decided_name": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("待核准的变更")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="registry_proposal_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "field"],
                condition=Q(state="open"),
                name="registry_proposal_one_a_field",
                violation_error_message=_("这一栏已经有一个待核准的变更。"),
            ),
            models.CheckConstraint(
                name="registry_proposal_decided_by_another",
                condition=~Q(state__in=["accepted", "refused"])
                | Q(proposed_by=None)
                | Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("提出的人不能自己核准。"),
            ),
            models.CheckConstraint(
                name="registry_proposal_over_has_time",
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "state", "proposed_at", "id"], name="registry_proposal_open"),
        ]
