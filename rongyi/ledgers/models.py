"""Ledgers are not stored; what is stored is who asked to take one out, why, and who let it go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import clock
from rongyi.organisation.models import Regional


class Export(Regional):
    """A file that somebody asked for. The region code is the place whose ledger it is; the file itself is sealed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等待批准")
        MAKING = "making", _("正在生成")
        READY = "ready", _("可以下载")
        REFUSED = "refused", _("未批准")
        FAILED = "failed", _("没有生成")
        OVER = "over", _("已过期")

    ledger = models.CharField(max_length=40)
    title = models.CharField(_("台账"), max_length=80)
    format = models.CharField(_("格式"), max_length=5)
    asked = models.JSONField()
    reason = models.CharField(_("理由"), max_length=200)
    people = models.PositiveIntegerField(_("人数"))
    rows = models.PositiveIntegerField(_("条数"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    asker_id = models.UUIDField(null=True)
    asker_name = models.CharField(_("申请人"), max_length=50)
    asked_at = models.DateTimeField(_("申请时间"))
    decider_id = models.UUIDField(null=True)
    decider_name = models.CharField(_("批准人"), max_length=50, blank=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    ends_at = models.DateTimeField(_("有效期至"))
    number = models.CharField(_("编号"), max_length=20, blank=True)
    file_id = models.UUIDField(null=True)

    class Meta(Regional.Meta):
        verbose_name = _("导出申请")
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["county", "asker_id", "id"], name="ledgers_export_asker"),
            models.Index(fields=["state", "ends_at"], name="ledgers_export_end"),
        ]

    @property
    def is_over(self) -> bool:
        """Also before the daily sweep has said so."""
        return self.state in (self.State.WAITING, self.State.READY) and self.ends_at <= clock.now()

    @property
    def state_now(self) -> str:
        return self.State.OVER if self.is_over else self.state

    def get_state_now_display(self) -> str:
        return str(self.State(self.state_now).label)
