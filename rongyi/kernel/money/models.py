"""Accounts with their balance, entries with their cause, lines that only grow, months that are closed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey, CountyModel


class Unit(models.TextChoices):
    FEN = "fen", _("分")
    MINUTES = "minutes", _("分钟")
    POINTS = "points", _("积分")


class Kind(models.TextChoices):
    """On which side an account stands; signs are the same everywhere: what comes in is more, what goes out is less."""

    ASSET = "asset", _("资产")
    LIABILITY = "liability", _("负债")
    SOURCE = "source", _("来源")
    SPENT = "spent", _("支出")


class JournalHead(models.Model):
    """The last number of a county's journal; it is what writers lock."""

    county = CountyField(primary_key=True)
    seq = models.BigIntegerField(default=0)


class Account(CountyModel):
    """What is counted in one unit. The balance stands here so that a constraint can hold it above zero."""

    code = models.CharField(_("编码"), max_length=60)
    title = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    unit = models.CharField(_("单位"), max_length=8, choices=Unit.choices)
    may_be_negative = models.BooleanField(_("可以为负"), default=False)
    balance = models.BigIntegerField(_("余额"), default=0, editable=False)

    class Meta(CountyModel.Meta):
        verbose_name = _("账户")
        constraints = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county", "code"], name="kernel_account_code_once"),
            models.CheckConstraint(name="kernel_account_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="kernel_account_unit_known", condition=Q(unit__in=Unit.values)),
            models.CheckConstraint(
                name="kernel_account_not_below_zero", condition=Q(may_be_negative=True) | Q(balance__gte=0)
            ),
        ]

    def __str__(self):
        return self.title


class Entry(CountyModel):
    """One act in the journal. Its id is the caller's, so that the same act is never posted twice."""

    seq = models.BigIntegerField(_("凭证号"))
    on = models.DateField(_("记账日期"))
    month = models.CharField(max_length=7, editable=False)
    unit = models.CharField(_("单位"), max_length=8, choices=Unit.choices)
    memo = models.CharField(_("摘要"), max_length=200)
    cause_kind = models.CharField(_("缘由"), max_length=60)
    cause_id = models.CharField(_("缘由编号"), max_length=40)
    reverses = CountyForeignKey("self", models.PROTECT, null=True, related_name="reversed_by")
    actor_id = models.UUIDField(_("经办人"), null=True)
    posted_at = models.DateTimeField(_("登记时间"))
    is_posted = models.BooleanField(default=False, editable=False)

    class Meta(CountyModel.Meta):
        verbose_name = _("凭证")
        constraints = [
            *CountyModel.Meta.constraints,
            CountyFK(field="reverses", name="kernel_entry_reverses_fk"),
            models.UniqueConstraint(fields=["county", "seq"], name="kernel_entry_number_once"),
            models.UniqueConstraint(
                fields=["county", "reverses"], condition=Q(reverses__isnull=False), name="kernel_entry_reversed_once"
            ),
            models.CheckConstraint(name="kernel_entry_names_its_cause", condition=~Q(cause_kind="") & ~Q(cause_id="")),
        ]
        indexes = [
            models.Index(fields=["county", "month", "seq"], name="kernel_entry_month"),
            models.Index(fields=["county", "cause_id"], name="kernel_entry_cause"),
        ]


class Line(CountyModel):
    """So much to one account."""

    entry = CountyForeignKey(Entry, models.PROTECT, related_name="lines")
    account = CountyForeignKey(Account, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("金额"))

    class Meta(CountyModel.Meta):
        verbose_name = _("分录")
        constraints = [
            *CountyModel.Meta.constraints,
            CountyFK(field="entry", name="kernel_line_entry_fk"),
            CountyFK(field="account", name="kernel_line_account_fk"),
            models.UniqueConstraint(fields=["county", "entry", "account"], name="kernel_line_account_once"),
            models.CheckConstraint(name="kernel_line_is_not_nothing", condition=~Q(amount=0)),
        ]
        indexes = [models.Index(fields=["county", "account", "entry"], name="kernel_line_account")]


class ClosedMonth(CountyModel):
    """A month to which nothing is added any more."""

    month = models.CharField(_("月份"), max_length=7)
    closed_at = models.DateTimeField(_("结账时间"))
    actor_id = models.UUIDField(null=True)

    class Meta(CountyModel.Meta):
        verbose_name = _("已结账月份")
        constraints = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county", "month"], name="kernel_closedmonth_once"),
        ]
