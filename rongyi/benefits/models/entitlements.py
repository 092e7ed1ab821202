"""Who is entitled to what, since when, by which decision; when it rested; and to which account it goes."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.benefits.enums import Ending, Item, Pausing, Standing
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class MonthField(models.CharField):
    """A month as 2026-11: months compare as text does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 7, **kwargs})


class PayAccount(Sealed, Regional):
    """Where somebody's money goes. Never edited: a new one takes the place of the old one."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="+")
    holder = SealedTextField(_("户名"), data_class=S2, max_length=50)
    bank = SealedTextField(_("开户银行"), data_class=S2, max_length=60, blank=True)
    number = SealedTextField(_("银行账号"), data_class=S2, max_length=32)
    is_current = models.BooleanField(_("现用"), default=True)
    set_at = models.DateTimeField(_("登记时间"))
    set_by = models.CharField(_("登记人"), max_length=50)

    data_classes = {"is_current": S4, "set_at": S4, "set_by": S4}

    class Meta(Regional.Meta):
        verbose_name = _("发放账号")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="benefits_account_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person"], condition=Q(is_current=True), name="benefits_account_one_current"
            ),
        ]


class Entitlement(Sealed, Regional):
    """One thing that one person is paid: proposed from the file or by hand, decided by a person."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("姓名"))
    item = models.CharField(_("待遇项目"), max_length=20, choices=Item.choices)
    key = SealedTextField(_("档次"), data_class=S2, max_length=20, blank=True)
    units = models.PositiveSmallIntegerField(_("服役年数"), default=1)
    state = models.CharField(_("状态"), max_length=10, choices=Standing.choices, default=Standing.PROPOSED)
    reason = SealedTextField(_("事由"), data_class=S2, max_length=200)
    article = models.CharField(_("依据"), max_length=200)
    proposed_at = models.DateTimeField(_("提出时间"))
    approved_on = models.DateField(_("审核确认日期"), null=True)
    start = MonthField(_("起发月份"), blank=True)
    last = MonthField(_("发到月份"), blank=True)
    ending = models.CharField(_("停发原因"), max_length=16, choices=Ending.choices, blank=True)
    review_on = models.DateField(_("复核日期"), null=True, blank=True)
    once_fen = models.BigIntegerField(_("一次性金额"), default=0)
    decision = SealedTextField(_("决定理由"), data_class=S2, max_length=300, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(_("决定人"), max_length=50, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    replaces = CountyForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "item": S3, "units": S3, "state": S3, "article": S3, "proposed_at": S4, "approved_on": S4, "start": S3,
        "last": S3, "ending": S3, "review_on": S3, "once_fen": S2, "decided_by": S4, "decided_name": S4,
        "decided_at": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("待遇")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="benefits_entitlement_person_fk"),
            CountyFK(field="replaces", name="benefits_entitlement_replaces_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "item"], condition=Q(state="proposed"),
                name="benefits_entitlement_proposed_once",
            ),
            models.UniqueConstraint(
                fields=["county", "person", "item"], condition=Q(state__in=("active", "suspended")),
                name="benefits_entitlement_once",
            ),
            models.CheckConstraint(name="benefits_entitlement_state_known", condition=Q(state__in=Standing.values)),
            models.CheckConstraint(
                name="benefits_entitlement_decided_by_somebody",
                condition=Q(state="proposed", decided_at=None) | (~Q(state="proposed") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="benefits_entitlement_paid_since_a_month",
                condition=Q(state__in=("proposed", "refused"), start="")
                | (~Q(state__in=("proposed", "refused")) & ~Q(start="")),
            ),
            models.CheckConstraint(
                name="benefits_entitlement_ended_says_why",
                condition=Q(state="ended", ending__in=Ending.values) & ~Q(last="")
                | (~Q(state="ended") & Q(ending="", last="")),
            ),
            models.CheckConstraint(
                name="benefits_entitlement_funeral_has_amount",
                condition=Q(item="funeral", once_fen__gt=0) | (~Q(item="funeral") & Q(once_fen=0)),
            ),
            models.CheckConstraint(name="benefits_entitlement_units_counted", condition=Q(units__gte=1, units__lte=60)),
        ]  # fmt: skip
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "state", "id"], name="benefits_entitlement_state"),
            models.Index(fields=["county", "person"], name="benefits_entitlement_person"),
        ]


class Pause(Sealed, Regional):
    """Months in which nothing is paid, and why; without a last month it lasts."""

    entitlement = CountyForeignKey(Entitlement, models.PROTECT, related_name="pauses")
    first = MonthField(_("暂停月份"))
    last = MonthField(_("暂停到"), blank=True)
    reason = models.CharField(_("原因"), max_length=12, choices=Pausing.choices)
    note = SealedTextField(_("说明"), data_class=S2, max_length=300, blank=True)
    set_by = models.CharField(_("经办人"), max_length=50)
    set_at = models.DateTimeField()
    lifted_by = models.CharField(_("恢复经办人"), max_length=50, blank=True)

    data_classes = {"first": S3, "last": S3, "reason": S2, "set_by": S4, "set_at": S4, "lifted_by": S4}

    class Meta(Regional.Meta):
        verbose_name = _("暂停发放")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="entitlement", name="benefits_pause_entitlement_fk"),
            models.UniqueConstraint(
                fields=["county", "entitlement"], condition=Q(last=""), name="benefits_pause_one_open"
            ),
            models.CheckConstraint(
                name="benefits_pause_ends_after_start", condition=Q(last="") | Q(last__gte=F("first"))
            ),
        ]
