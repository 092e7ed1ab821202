"""Who is told, and what is on its way to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional


class EventKind(models.TextChoices):
    OPENED = "case.opened", _("受理")
    MOVED = "case.moved", _("办理")
    RETURNED = "case.returned", _("待补正")
    ENDED = "case.ended", _("办结")


class Hook(Sealed, Regional):
    """One address of an upper system, and the secret by which it knows that a message is ours. Its region is whose
    cases it hears of; without one it hears of all."""

    url = models.CharField(_("地址"), max_length=300)
    secret = SealedTextField(_("密钥"), data_class=DataClass.S2, max_length=80)
    kinds = models.JSONField(_("事件"))
    made_at = models.DateTimeField(_("建立时间"))
    made_by = models.CharField(_("建立人"), max_length=50)
    ended_at = models.DateTimeField(_("停用时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta(Regional.Meta):
        verbose_name = _("推送")


class Delivery(Regional):
    """One event on its way to one address. It is written with the act that it tells of; the body holds no person."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待送")
        SENT = "sent", _("已送达")
        GIVEN_UP = "given_up", _("没有送到")

    hook_id = models.UUIDField()
    event_id = models.UUIDField(_("事件编号"))
    kind = models.CharField(_("事件"), max_length=20, choices=EventKind.choices)
    body = models.JSONField(_("内容"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    tried_at = models.DateTimeField(_("最近一次"), null=True)
    fault = models.CharField(_("失败原因"), max_length=60, blank=True)
    made_at = models.DateTimeField(_("时间"))
    ended_at = models.DateTimeField(_("了结时间"), null=True)

    class Meta(Regional.Meta):
        verbose_name = _("推送的事件")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(fields=["county", "hook_id", "event_id"], name="api_delivery_once"),
            models.CheckConstraint(
                name="api_delivery_ended_has_time",
                condition=Q(state="waiting", ended_at=None) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["hook_id", "state", "id"], name="api_delivery_of_hook"),
            models.Index(fields=["state", "made_at"], name="api_delivery_state"),
        ]
