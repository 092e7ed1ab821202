"""What people were told and agreed to, by version, and what they asked for under the law on personal information."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models import Person

S3, S4 = DataClass.S3, DataClass.S4


class Way(models.TextChoices):
    """How somebody said it."""

    COUNTER = "counter", _("到站")
    HOME = "home", _("上门")
    PHONE = "phone", _("电话")
    ONLINE = "online", _("网上")


class Consent(Sealed, Regional):
    """One text that one person was told or agreed to, until it is taken back or a newer version takes its place."""

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("本人"))
    notice = models.CharField(_("文本"), max_length=40)
    version = models.CharField(_("版本"), max_length=12)
    is_consent = models.BooleanField(_("征求同意"))
    given_on = models.DateField(_("日期"))
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    guardian = SealedTextField(_("监护人"), data_class=S3, max_length=50, blank=True)
    recorded_at = models.DateTimeField(_("登记时间"))
    recorded_by = models.CharField(_("登记人"), max_length=50, blank=True)
    withdrawn_on = models.DateField(_("收回日期"), null=True, blank=True)
    withdrawn_way = models.CharField(_("收回方式"), max_length=10, choices=Way.choices, blank=True)

    data_classes = {
        "notice": S4, "version": S4, "is_consent": S4, "given_on": S4, "way": S4, "recorded_at": S4,
        "recorded_by": S4, "withdrawn_on": S4, "withdrawn_way": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("告知与同意")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="rights_consent_person_fk"),
            models.UniqueConstraint(
                fields=["county", "person", "notice"],
                condition=Q(withdrawn_on=None),
                name="rights_consent_once_at_a_time",
            ),
            models.CheckConstraint(
                name="rights_consent_ends_after_start",
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                violation_error_message=_("收回日期不能早于同意日期。"),
            ),
        ]


class Request(Sealed, Regional):
    """What somebody asked for: a copy, a correction, an erasure or an explanation, and what came of it."""

    class Right(models.TextChoices):
        COPY = "copy", _("查阅复制")
        CORRECTION = "correction", _("更正补充")
        ERASURE = "erasure", _("删除")
        EXPLANATION = "explanation", _("解释说明")

    class State(models.TextChoices):
        OPEN = "open", _("办理中")
        DONE = "done", _("已办结")
        REFUSED = "refused", _("不予办理")

    person = CountyForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("本人"))
    right = models.CharField(_("请求"), max_length=12, choices=Right.choices)
    wish = SealedTextField(_("内容"), data_class=S3, max_length=500, blank=True)
    way = models.CharField(_("方式"), max_length=10, choices=Way.choices)
    asked_at = models.DateTimeField(_("提出时间"))
    asked_on = models.DateField(_("提出日期"))
    due_on = models.DateField(_("办结期限"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = SealedTextField(_("答复"), data_class=S3, max_length=500, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=50, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "right": S4, "way": S4, "asked_at": S4, "asked_on": S4, "due_on": S4, "state": S4, "answered_at": S4,
        "answered_by": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("个人信息请求")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="rights_request_person_fk"),
            models.CheckConstraint(
                name="rights_request_answered_when_over",
                condition=Q(state="open", answered_at=None) | (~Q(state="open") & Q(answered_at__isnull=False)),
                violation_error_message=_("办结的请求应有答复时间。"),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "state", "due_on", "id"], name="rights_request_due"),
            models.Index(fields=["county", "person", "asked_at"], name="rights_request_person"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
