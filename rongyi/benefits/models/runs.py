"""A month's payment as it is proposed, approved, sent and answered, line by line."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.benefits.enums import Item, LineState, Piece, RunState, Why
from rongyi.benefits.models.entitlements import Entitlement, MonthField, PayAccount
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.models import Regional
from rongyi.registry.models import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4
OVER = (RunState.SETTLED, RunState.VOID)


class Run(Regional):
    """One run of a county for a month. Who makes it does not approve it; one that is over never changes."""

    period = MonthField(_("月份"))
    state = models.CharField(_("状态"), max_length=10, choices=RunState.choices, default=RunState.COMPUTING)
    position = models.UUIDField(null=True, editable=False)
    looked_at = models.PositiveIntegerField(default=0, editable=False)
    next_number = models.PositiveIntegerField(default=1, editable=False)
    made_by = models.UUIDField(null=True)
    made_name = models.CharField(_("制单人"), max_length=50)
    made_at = models.DateTimeField(_("制单时间"))
    submitted_by = models.UUIDField(null=True)
    submitted_name = models.CharField(_("报批人"), max_length=50, blank=True)
    approved_by = models.UUIDField(null=True)
    approved_name = models.CharField(_("批准人"), max_length=50, blank=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True)
    entry = models.UUIDField(null=True, editable=False)
    note = models.CharField(_("意见"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("送银行时间"), null=True)
    over_at = models.DateTimeField(_("办结时间"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("发放批次")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county"], condition=Q(state__in=("computing", "proposed", "submitted")),
                name="benefits_run_one_under_way",
            ),
            models.CheckConstraint(name="benefits_run_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(
                name="benefits_run_approved_by_another",
                condition=Q(approved_by=None)
                | ~Q(approved_by=F("made_by")) & ~Q(approved_by=F("submitted_by")),
                violation_error_message=_("制单、报批的人不能自己批准。"),
            ),
            models.CheckConstraint(
                name="benefits_run_approved_has_entry",
                condition=~Q(state__in=("approved", "sent", "settled"))
                | Q(approved_at__isnull=False, entry__isnull=False),
            ),
            models.CheckConstraint(
                name="benefits_run_over_has_time",
                condition=Q(state__in=OVER, over_at__isnull=False) | (~Q(state__in=OVER) & Q(over_at=None)),
            ),
        ]  # fmt: skip
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "period"], name="benefits_run_period")]


class Line(Regional):
    """So much to one person for one month. What it says never changes; only how far it got."""

    run = CountyForeignKey(Run, models.PROTECT, null=True, related_name="lines")
    number = models.PositiveIntegerField(_("序号"), default=0)
    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("姓名"))
    entitlement = CountyForeignKey(Entitlement, models.PROTECT, related_name="+")
    account = CountyForeignKey(PayAccount, models.PROTECT, related_name="+")
    item = models.CharField(_("待遇项目"), max_length=20, choices=Item.choices)
    piece = models.CharField(_("部分"), max_length=8, choices=Piece.choices)
    period = MonthField(_("所属月份"))
    fund = models.CharField(_("资金"), max_length=20)
    amount_fen = models.BigIntegerField(_("金额(元)"))
    standard = models.CharField(max_length=80, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=8, choices=LineState.choices, default=LineState.PROPOSED)
    note = models.CharField(_("原因"), max_length=100, blank=True)
    reverses = CountyForeignKey("self", models.PROTECT, null=True, related_name="+")
    fact = models.UUIDField(null=True, editable=False)

    data_classes = {
        "run": S4, "number": S4, "item": S3, "piece": S3, "period": S3, "fund": S4, "amount_fen": S2, "standard": S2,
        "state": S3, "note": S3, "fact": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("发放明细")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="run", name="benefits_line_run_fk"),
            CountyFK(field="person", name="benefits_line_person_fk"),
            CountyFK(field="entitlement", name="benefits_line_entitlement_fk"),
            CountyFK(field="account", name="benefits_line_account_fk"),
            CountyFK(field="reverses", name="benefits_line_reverses_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "item", "period", "piece", "fund"],
                condition=Q(state__in=("proposed", "sent", "paid")) & ~Q(piece="reversal"),
                name="benefits_line_paid_once",
            ),
            models.UniqueConstraint(
                fields=["county", "reverses"], condition=Q(reverses__isnull=False), name="benefits_line_reversed_once"
            ),
            models.UniqueConstraint(
                fields=["county", "run", "number"], condition=Q(run__isnull=False), name="benefits_line_number_once"
            ),
            models.CheckConstraint(name="benefits_line_state_known", condition=Q(state__in=LineState.values)),
            models.CheckConstraint(
                name="benefits_line_reversal_is_negative",
                condition=Q(piece="reversal", run=None, reverses__isnull=False, amount_fen__lt=0, state="paid")
                | (~Q(piece="reversal") & Q(run__isnull=False, reverses=None, amount_fen__gt=0)),
            ),
            models.CheckConstraint(
                name="benefits_line_says_why_not", condition=~Q(state__in=("held", "failed")) | ~Q(note="")
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "person", "period"], name="benefits_line_person"),
            models.Index(fields=["county", "run", "state"], name="benefits_line_run"),
        ]


class Difference(Regional):
    """What is not as last month, and why. Only grows."""

    run = CountyForeignKey(Run, models.PROTECT, related_name="differences")
    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("姓名"))
    item = models.CharField(_("待遇项目"), max_length=20, choices=Item.choices)
    period = MonthField(_("所属月份"))
    before_fen = models.BigIntegerField(_("上次(元)"))
    after_fen = models.BigIntegerField(_("本次(元)"))
    why = models.CharField(_("原因"), max_length=12, choices=Why.choices)

    data_classes = {
        "run": S4, "item": S3, "period": S3, "before_fen": S2, "after_fen": S2, "why": S2,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("与上次的差别")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="run", name="benefits_difference_run_fk"),
            CountyFK(field="person", name="benefits_difference_person_fk"),
            models.CheckConstraint(name="benefits_difference_why_known", condition=Q(why__in=Why.values)),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "run", "why"], name="benefits_difference_run"),
        ]
