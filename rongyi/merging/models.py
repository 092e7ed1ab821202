"""Two files that may be one person: the question, the answer, and the merger that can be undone."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional
from rongyi.registry.models import HeldCase, Person

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class MergeCase(Sealed, Regional):
    """Two files that look like one person's. The region code is the smallest place that holds both."""

    class State(models.TextChoices):
        OPEN = "open", _("待判断")
        SAME = "same", _("已合并")
        DIFFERENT = "different", _("不是同一人")
        GONE = "gone", _("已不需要")

    class Source(models.TextChoices):
        RUN = "run", _("全县查重")
        CHANGE = "change", _("建档或修改时发现")
        HAND = "hand", _("人工提出")

    first = CountyForeignKey(Person, models.PROTECT, related_name="+")
    second = CountyForeignKey(Person, models.PROTECT, related_name="+")
    score = models.SmallIntegerField(_("合计分"))
    outcomes = models.JSONField(default=dict)
    mark = models.BinaryField(max_length=16, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    source = models.CharField(_("来源"), max_length=10, choices=Source.choices)
    created_at = models.DateTimeField(_("提出时间"))
    put_off_until = models.DateField(_("以后再看"), null=True)
    decided_at = models.DateTimeField(_("判断时间"), null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("判断人"), max_length=50, blank=True)
    note = SealedTextField(_("说明"), data_class=S3, max_length=200, blank=True)

    data_classes = {
        "score": S4, "outcomes": S3, "mark": S2, "state": S4, "source": S4, "created_at": S4, "put_off_until": S4,
        "decided_at": S4, "actor_id": S4, "actor_name": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("疑似同一人")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="first", name="merging_case_first_fk"),
            CountyFK(field="second", name="merging_case_second_fk"),
            models.UniqueConstraint(fields=["county", "first", "second"], name="merging_case_once_a_pair"),
            models.CheckConstraint(name="merging_case_of_two", condition=Q(first__lt=F("second"))),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "state", "-score", "id"], name="merging_case_waiting"),
            models.Index(fields=["county", "second"], name="merging_case_second"),
        ]


class Merge(Sealed, Regional):
    """One file that was taken up by another: what both were before, so that it can be undone for some time."""

    case = CountyForeignKey(MergeCase, models.PROTECT, related_name="+")
    survivor = CountyForeignKey(Person, models.PROTECT, related_name="+")
    merged = CountyForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("合并时间"))
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("合并人"), max_length=50, blank=True)
    keeps_name = models.BooleanField(_("另一个姓名也能查到"), default=True)
    undo_until = models.DateField(_("可撤销到"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.CharField(_("撤销人"), max_length=50, blank=True)
    before = SealedJSONField(data_class=S2)

    data_classes = {
        "at": S4, "actor_id": S4, "actor_name": S4, "keeps_name": S4, "undo_until": S4, "undone_at": S4,
        "undone_by": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("档案合并")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="case", name="merging_merge_case_fk"),
            CountyFK(field="survivor", name="merging_merge_survivor_fk"),
            CountyFK(field="merged", name="merging_merge_merged_fk"),
            models.UniqueConstraint(
                fields=["county", "merged"], condition=Q(undone_at=None), name="merging_merge_stands_once"
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "survivor"], name="merging_merge_survivor"),
        ]


class LinkRun(Regional):
    """One comparison of all people of a county, piece by piece; position and cases commit together."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待开始")
        RUNNING = "running", _("进行中")
        STOPPED = "stopped", _("已停下")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未成功")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    pieces = models.PositiveSmallIntegerField(default=8)
    position = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(_("人数"), default=0)
    compared = models.PositiveIntegerField(_("比较的对数"), default=0)
    found = models.PositiveIntegerField(_("提出的疑似"), default=0)
    created_at = models.DateTimeField(_("提出时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("提出人"), max_length=50, blank=True)

    class Meta(Regional.Meta):
        verbose_name = _("全县查重")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county"],
                condition=Q(state__in=("waiting", "running", "stopped")),
                name="merging_run_one_at_a_time",
            ),
        ]


class HeldDecision(Sealed, Regional):
    """What the next tier decided of a file that was held. The region code is the asker's station."""

    class Outcome(models.TextChoices):
        MOVED_HERE = "moved_here", _("同一人,档案转到本站")
        CORRECTED = "corrected", _("同一人,已由上级更新档案")
        WRONG_NUMBER = "wrong_number", _("不是同一人,号码有误")
        OPENED = "opened", _("已建档")

    held = CountyForeignKey(HeldCase, models.PROTECT, related_name="+")
    outcome = models.CharField(_("结果"), max_length=15, choices=Outcome.choices)
    reason = SealedTextField(_("理由"), data_class=S3, max_length=200, blank=True)
    person_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(_("处理时间"))
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(_("处理人"), max_length=50, blank=True)

    data_classes = {"outcome": S4, "person_id": S4, "decided_at": S4, "actor_id": S4, "actor_name": S4}

    class Meta(Regional.Meta):
        verbose_name = _("待核对建档的处理")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="held", name="merging_held_fk"),
            models.UniqueConstraint(fields=["county", "held"], name="merging_held_decided_once"),
        ]
