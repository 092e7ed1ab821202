"""A proposal to erase what is kept of somebody, and what came of it. It names the person by an opaque id alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.models import Regional


class Erasure(Regional):
    """Proposed by one, decided by another, within thirty days."""

    class Basis(models.TextChoices):
        WRONGLY = "wrongly", _("采集有误或没有依据")
        OVER = "over", _("目的已实现,不再需要")
        WITHDRAWN = "withdrawn", _("本人撤回同意")

    class State(models.TextChoices):
        WAITING = "waiting", _("等待批准")
        DONE = "done", _("已删除")
        REFUSED = "refused", _("不予删除")

    person_id = models.UUIDField(_("人员编号"))
    basis = models.CharField(_("依据"), max_length=10, choices=Basis.choices)
    reason = models.CharField(_("理由"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    proposed_by = models.UUIDField(null=True)
    proposer_name = models.CharField(_("提出人"), max_length=50)
    proposed_at = models.DateTimeField(_("提出时间"))
    due_on = models.DateField(_("办结期限"))
    decided_by = models.UUIDField(null=True)
    decider_name = models.CharField(_("批准人"), max_length=50, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    counts = models.JSONField(_("删除的内容"), default=dict)
    kept = models.JSONField(_("依法保留的内容"), default=dict)

    data_classes = {"person_id": DataClass.S4}

    class Meta(Regional.Meta):
        verbose_name = _("删除个人信息")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "person_id"], condition=models.Q(state="waiting"), name="erasure_one_waiting"
            ),
        ]
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "state", "due_on"], name="erasure_due")]

    @property
    def is_late(self) -> bool:
        return self.state == self.State.WAITING and self.due_on < clock.today()
