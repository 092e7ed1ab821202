"""A campaign of one year, who is due in it, what was tried, and the county's decisions to hold a payment."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.confirmations.enums import End, Method, Result, State, Way
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.records.models import Fact
from rongyi.registry.models import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Campaign(Regional):
    """One year's confirmation of one sort of people under one place. Its settings are its own from the first day on."""

    class State(models.TextChoices):
        OPENING = "opening", _("正在生成名单")
        OPEN = "open", _("进行中")
        CLOSED = "closed", _("已结束")

    title = models.CharField(_("名称"), max_length=60)
    definition = models.CharField(_("种类"), max_length=40)
    definition_version = models.CharField(_("规则版本"), max_length=12)
    year = models.PositiveSmallIntegerField(_("年度"))
    first_on = models.DateField(_("开始日期"))
    last_on = models.DateField(_("截止日期"))
    settings = models.JSONField(_("设置"), default=dict)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPENING)
    position = models.UUIDField(null=True, editable=False)
    looked_at = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    actor_id = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("年度确认")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "region_code", "definition", "year"], name="confirmations_campaign_once_a_year"
            ),
            models.CheckConstraint(
                name="confirmations_campaign_ends_after_start",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("截止日期不能早于开始日期。"),
            ),
            models.CheckConstraint(
                name="confirmations_campaign_closed_has_time",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
            ),
        ]

    def __str__(self):
        return self.title


class Duty(Regional):
    """One person in one campaign, at the station that is responsible now."""

    campaign = CountyForeignKey(Campaign, models.PROTECT, related_name="duties")
    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("姓名"))
    group = models.CharField(_("确认类别"), max_length=20)
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DUE)
    former = models.CharField(max_length=12, choices=State.choices, blank=True, editable=False)
    told_on = models.DateField(_("通知日期"), null=True)
    attempts = models.PositiveSmallIntegerField(_("联系次数"), default=0)
    last_attempt_on = models.DateField(_("最近联系"), null=True)
    method = models.CharField(_("办理方式"), max_length=10, choices=Method.choices, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True)
    fact = CountyForeignKey(Fact, models.PROTECT, null=True, related_name="+")
    suspended_on = models.DateField(_("暂停日期"), null=True)
    end_reason = models.CharField(_("终止原因"), max_length=12, choices=End.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "group": S2, "state": S3, "former": S3, "told_on": S4, "attempts": S4, "last_attempt_on": S4, "method": S4,
        "confirmed_on": S4, "suspended_on": S3, "end_reason": S3,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("年度确认对象")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="campaign", name="confirmations_duty_campaign_fk"),
            CountyFK(field="person", name="confirmations_duty_person_fk"),
            CountyFK(field="fact", name="confirmations_duty_fact_fk"),
            models.UniqueConstraint(fields=["county", "campaign", "person"], name="confirmations_duty_once_a_campaign"),
            models.UniqueConstraint(
                fields=["county", "fact"], condition=Q(fact__isnull=False), name="confirmations_duty_has_its_own_fact"
            ),
            models.CheckConstraint(name="confirmations_duty_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="confirmations_duty_fact_day_and_method_together",
                condition=Q(fact=None, confirmed_on=None, method="")
                | Q(fact__isnull=False, confirmed_on__isnull=False, method__in=Method.values),
            ),
            models.CheckConstraint(
                name="confirmations_duty_confirmed_has_fact",
                condition=~Q(state="confirmed") | Q(fact__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmations_duty_waiting_has_no_fact",
                condition=Q(fact=None) | Q(state__in=("confirmed", "restored", "ended")),
            ),
            models.CheckConstraint(
                name="confirmations_duty_fact_knows_what_was_before",
                condition=Q(fact=None, former="") | (Q(fact__isnull=False) & ~Q(former="")),
            ),
            models.CheckConstraint(
                name="confirmations_duty_ended_has_reason",
                condition=Q(state="ended", end_reason__in=End.values) | (~Q(state="ended") & Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="confirmations_duty_invited_was_told", condition=~Q(state="invited") | Q(told_on__isnull=False)
            ),
            models.CheckConstraint(
                name="confirmations_duty_not_reached_was_tried",
                condition=~Q(state__in=("not_reached", "follow_up"))
                | Q(attempts__gte=1, last_attempt_on__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmations_duty_held_has_day",
                condition=~Q(state__in=("suspended", "restored")) | Q(suspended_on__isnull=False),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "campaign", "region_code", "state", "id"], name="confirmations_duty_list"),
            models.Index(fields=["county", "person"], name="confirmations_duty_person"),
        ]


class Attempt(Sealed, Regional):
    """Somebody was looked for: on which day, how, and with what result."""

    duty = CountyForeignKey(Duty, models.PROTECT, related_name="tried")
    on = models.DateField(_("日期"))
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    result = models.CharField(_("结果"), max_length=10, choices=Result.choices)
    note = SealedTextField(_("说明"), data_class=S3, max_length=200, blank=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("经办人"), max_length=50, blank=True)

    data_classes = {"on": S4, "way": S4, "result": S4, "actor_id": S4, "actor_name": S4}

    class Meta(Regional.Meta):
        verbose_name = _("联系情况")
        constraints = [*Regional.Meta.constraints, CountyFK(field="duty", name="confirmations_attempt_duty_fk")]
        indexes = [models.Index(fields=["county", "duty", "on"], name="confirmations_attempt_duty")]


class Hold(Sealed, Regional):
    """A proposal to hold somebody's payment, and what the county decided. Who proposes does not decide."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待县里决定")
        HELD = "held", _("已暂停")
        DECLINED = "declined", _("未同意")
        LIFTED = "lifted", _("已恢复")
        VOID = "void", _("已失效")

    duty = CountyForeignKey(Duty, models.PROTECT, related_name="holds")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = SealedTextField(_("理由"), data_class=S2, max_length=500)
    proposed_by = models.UUIDField()
    proposed_name = models.CharField(_("提出人"), max_length=50)
    proposed_at = models.DateTimeField(_("提出时间"))
    decision = SealedTextField(_("决定理由"), data_class=S2, max_length=500, blank=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(_("决定人"), max_length=50, blank=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    letter = SealedTextField(_("通知书"), data_class=S3, max_length=1000, blank=True)
    lifted_name = models.CharField(_("恢复经办人"), max_length=50, blank=True)
    lifted_at = models.DateTimeField(_("恢复时间"), null=True)
    lift_reason = SealedTextField(_("恢复理由"), data_class=S2, max_length=500, blank=True)
    by_fact = models.UUIDField(null=True, editable=False)

    data_classes = {
        "state": S3, "proposed_by": S4, "proposed_name": S4, "proposed_at": S4, "decided_by": S4, "decided_name": S4,
        "decided_at": S4, "lifted_name": S4, "lifted_at": S4, "by_fact": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("暂停发放")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="duty", name="confirmations_hold_duty_fk"),
            models.UniqueConstraint(
                fields=["county", "duty"],
                condition=Q(state__in=("proposed", "held")),
                name="confirmations_hold_one_open",
            ),
            models.CheckConstraint(
                name="confirmations_hold_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("提出建议的人不能自己作决定。"),
            ),
            models.CheckConstraint(
                name="confirmations_hold_has_who_decided",
                condition=Q(state__in=("proposed", "void")) | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="confirmations_hold_lifted_has_time",
                condition=Q(state="lifted", lifted_at__isnull=False) | (~Q(state="lifted") & Q(lifted_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["county", "state", "id"], name="confirmations_hold_state")]
