"""A case, what happened to it, its clocks, its materials, its documents, and the registers that number them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.casework import enums as e
from rongyi.kernel.county import CountyField, CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import CodeField, Regional
from rongyi.records.models import Fact
from rongyi.registry.models import Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class ProcedureVersion(models.Model):
    """The text of a definition as it stood when the first case began by it. A reference table: small, only grows."""

    pk = models.CompositePrimaryKey("name", "version")
    name = models.CharField(_("事项"), max_length=40)
    version = models.CharField(_("版本"), max_length=12)
    text = models.TextField(_("内容"))
    kept_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("事项规则")


class Register(models.Model):
    """The last number of a series in a year; whoever takes the next one holds the row."""

    pk = models.CompositePrimaryKey("county", "series", "year")
    county = CountyField()
    series = models.CharField(_("序列"), max_length=10)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("已用到"), default=0)


class Case(Sealed, Regional):
    """One matter of one person. Its region is the station that is responsible for it; `at_code` is where it waits."""

    number = models.CharField(_("办件编号"), max_length=24)
    procedure = models.CharField(_("事项"), max_length=40)
    definition_version = models.CharField(_("规则版本"), max_length=12)
    topic = models.CharField(_("类别"), max_length=12)
    person = CountyForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("姓名"))
    applicant_name = SealedTextField(_("申请人"), data_class=S3, max_length=50, blank=True)
    applicant_phone = SealedTextField(_("联系电话"), data_class=S3, max_length=20, blank=True)
    applicant = models.CharField(_("由谁申请"), max_length=10, choices=e.Applicant.choices)
    applicant_user = models.UUIDField(null=True, editable=False)
    channel = models.CharField(_("申请方式"), max_length=10, choices=e.Channel.choices)
    claim = models.CharField(_("所涉对象"), max_length=60, blank=True)
    follows = CountyForeignKey("self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("前案"))
    answers = SealedJSONField(_("申请内容"), data_class=S2, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=e.State.choices, default=e.State.DRAFT)
    step = models.CharField(_("环节"), max_length=30, blank=True)
    post = models.CharField(_("岗位"), max_length=10, choices=e.Post.choices, blank=True)
    at_code = CodeField(_("所在单位"), blank=True)
    handler_id = models.UUIDField(null=True)
    handler_name = models.CharField(_("承办人"), max_length=50, blank=True)
    began_on = models.DateField(_("申请日期"), null=True)
    entered_on = models.DateField(_("到达日期"), null=True)
    due_on = models.DateField(_("期限"), null=True)
    stopped_on = models.DateField(_("停止计时"), null=True)
    stop_key = models.CharField(_("停止原因"), max_length=30, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=e.Outcome.choices, blank=True)
    reason_code = models.CharField(_("理由"), max_length=30, blank=True)
    ended_on = models.DateField(_("办结日期"), null=True)
    rating = models.PositiveSmallIntegerField(_("评价"), null=True)
    raised = models.PositiveSmallIntegerField(_("已上报层级"), default=0)
    is_sealed_matter = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    data_classes = {
        "number": S4, "procedure": S3, "topic": S3, "claim": S3, "state": S3, "step": S3, "outcome": S3,
        "reason_code": S2, "began_on": S4, "ended_on": S4, "rating": S4, "applicant": S4, "channel": S4,
        "applicant_user": S4, "handler_name": S4, "handler_id": S4, "stop_key": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("办件")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="person", name="casework_case_person_fk"),
            CountyFK(field="follows", name="casework_case_follows_fk"),
            models.UniqueConstraint(fields=["county", "number"], name="casework_case_number_once"),
            models.UniqueConstraint(
                fields=["county", "person", "procedure", "claim"],
                condition=~Q(state="ended") & Q(person__isnull=False),
                name="casework_case_one_open",
            ),
            models.CheckConstraint(name="casework_case_state_known", condition=Q(state__in=e.State.values)),
            models.CheckConstraint(
                name="casework_case_ended_has_outcome",
                condition=Q(state="ended", outcome__in=e.Outcome.values, ended_on__isnull=False)
                | (~Q(state="ended") & Q(outcome="", ended_on=None)),
            ),
            models.CheckConstraint(
                name="casework_case_refused_has_reason", condition=~Q(outcome="refused") | ~Q(reason_code="")
            ),
            models.CheckConstraint(
                name="casework_case_open_is_somewhere",
                condition=Q(state="draft", step="", post="", at_code="")
                | Q(state="ended")
                | (~Q(step="") & Q(post__in=e.Post.values) & ~Q(at_code="") & Q(entered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="casework_case_stopped_says_why",
                condition=Q(stopped_on=None, stop_key="") | (Q(stopped_on__isnull=False) & ~Q(stop_key="")),
            ),
            models.CheckConstraint(
                name="casework_case_returned_is_stopped", condition=~Q(state="returned") | Q(stop_key="supplement")
            ),
            models.CheckConstraint(
                name="casework_case_ends_after_it_began",
                condition=Q(ended_on=None) | Q(began_on=None) | Q(ended_on__gte=F("began_on")),
            ),
            models.CheckConstraint(
                name="casework_case_rating_of_five", condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5)
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            # without a condition: SQLite does not see that a parameter fits one
            models.Index(fields=["at_code", "state", "due_on", "id"], name="casework_case_to_do"),
            models.Index(fields=["state", "due_on", "id"], name="casework_case_late"),
            models.Index(
                fields=["handler_id", "state", "due_on", "id"],
                condition=Q(handler_id__isnull=False),
                name="casework_case_handler",
            ),
            models.Index(fields=["county", "person", "id"], name="casework_case_person"),
            models.Index(fields=["county", "procedure", "state", "id"], name="casework_case_procedure"),
        ]

    def __str__(self):
        return self.number


class CaseEntry(Sealed, Regional):
    """One act on a case. Only grows: the history of a case is the sum of these and nothing else."""

    case = CountyForeignKey(Case, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    step = models.CharField(_("环节"), max_length=30, blank=True)
    act = models.CharField(_("动作"), max_length=30)
    kind = models.CharField(_("性质"), max_length=10)
    to_step = models.CharField(_("到"), max_length=30, blank=True)
    post = models.CharField(_("岗位"), max_length=10, blank=True)
    at = models.DateTimeField(_("时间"))
    entered_on = models.DateField(_("到达日期"), null=True)
    was_late = models.BooleanField(_("超期"), default=False)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("经办人"), max_length=50, blank=True)
    role = models.CharField(max_length=20, blank=True)
    instead_of = models.CharField(_("代办岗位"), max_length=10, blank=True)
    reason_code = models.CharField(_("理由"), max_length=30, blank=True)
    note = SealedTextField(_("说明"), data_class=S2, max_length=1000, blank=True)
    values = SealedJSONField(_("填写内容"), data_class=S2, editable=False)
    fact = CountyForeignKey(Fact, models.PROTECT, null=True, related_name="+")

    data_classes = {
        "step": S3, "act": S3, "kind": S4, "to_step": S3, "post": S4, "at": S4, "entered_on": S4, "was_late": S4,
        "actor_id": S4, "actor_name": S4, "role": S4, "instead_of": S4, "reason_code": S2,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("办理记录")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="case", name="casework_caseentry_case_fk"),
            CountyFK(field="fact", name="casework_caseentry_fact_fk"),
            models.UniqueConstraint(fields=["county", "case", "seq"], name="casework_entry_in_order"),
        ]


class CaseClock(Regional):
    """One limit that runs over a case: its rule, its start and its end. `key` is step:… or span:…"""

    case = CountyForeignKey(Case, models.PROTECT, related_name="clocks")
    key = models.CharField(max_length=40)
    title = models.CharField(_("名称"), max_length=60)
    days = models.PositiveSmallIntegerField(_("期限"))
    unit = models.CharField(_("单位"), max_length=10, choices=e.Unit.choices)
    statute = models.CharField(_("法定期限"), max_length=40, blank=True)
    source = models.CharField(_("依据"), max_length=300)
    started_on = models.DateField(_("起算"))
    due_on = models.DateField(_("到期"))
    extended_days = models.PositiveSmallIntegerField(_("已延长"), default=0)
    stopped_days = models.PositiveSmallIntegerField(_("停止天数"), default=0)
    ended_on = models.DateField(_("结束"), null=True)

    class Meta(Regional.Meta):
        verbose_name = _("期限")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="case", name="casework_caseclock_case_fk"),
            models.UniqueConstraint(
                fields=["county", "case", "key"], condition=Q(ended_on=None), name="casework_clock_runs_once"
            ),
            models.CheckConstraint(name="casework_clock_is_some_days", condition=Q(days__gte=1)),
        ]


class CaseMaterial(Sealed, Regional):
    """One paper of a case. Whoever comes to the counter may only show it: a file is never forced."""

    case = CountyForeignKey(Case, models.PROTECT, related_name="materials")
    key = models.CharField(max_length=30)
    state = models.CharField(_("状态"), max_length=10, choices=e.MaterialState.choices, default=e.MaterialState.ASKED)
    file_id = models.UUIDField(_("文件"), null=True)
    was_shown = models.BooleanField(_("已看原件"), default=False)
    given_on = models.DateField(_("提交日期"), null=True)
    dated_on = models.DateField(_("材料日期"), null=True)
    note = SealedTextField(_("说明"), data_class=S2, max_length=300, blank=True)
    checked_name = models.CharField(_("核对人"), max_length=50, blank=True)

    data_classes = {
        "key": S3, "state": S4, "file_id": S4, "was_shown": S4, "given_on": S4, "dated_on": S4, "checked_name": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("材料")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="case", name="casework_casematerial_case_fk"),
            models.UniqueConstraint(fields=["county", "case", "key"], name="casework_material_once"),
            models.CheckConstraint(name="casework_material_state_known", condition=Q(state__in=e.MaterialState.values)),
        ]


class CaseDocument(Sealed, Regional):
    """A paper that the house made of a case, with its number in the year's register."""

    case = CountyForeignKey(Case, models.PROTECT, related_name="documents")
    entry = CountyForeignKey(CaseEntry, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("种类"), max_length=30)
    number = models.CharField(_("文号"), max_length=40)
    made_at = models.DateTimeField(_("制作时间"))
    actor_name = models.CharField(_("制作人"), max_length=50, blank=True)
    template_version = models.CharField(_("模板版本"), max_length=12, blank=True)
    delivered_on = models.DateField(_("送达日期"), null=True)
    delivered_by = models.CharField(_("送达方式"), max_length=20, blank=True)
    words = SealedJSONField(_("内容"), data_class=S2, editable=False)
    stamped_id = models.UUIDField(_("盖章扫描件"), null=True)

    data_classes = {
        "kind": S3, "number": S4, "made_at": S4, "actor_name": S4, "template_version": S4, "delivered_on": S4,
        "delivered_by": S4, "stamped_id": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("文书")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="case", name="casework_casedocument_case_fk"),
            CountyFK(field="entry", name="casework_casedocument_entry_fk"),
            models.UniqueConstraint(fields=["county", "number"], name="casework_document_number_once"),
        ]
