"""What is to be sent. Telephone and values are sealed, and destroyed as soon as the message is on its way or too late."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyModel
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed


class Message(Sealed, CountyModel):
    """One short message on its way out."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已发送")
        EXPIRED = "expired", _("过期未发")
        BLIND = "blind", _("不发送")

    template = models.CharField(_("模板"), max_length=40)
    phone = SealedTextField(_("号码"), data_class=DataClass.S3, max_length=20)
    values = SealedJSONField(_("内容"), data_class=DataClass.S3)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("次数"), default=0)
    tried_at = models.DateTimeField(_("最近一次"), null=True)
    fault = models.CharField(_("失败原因"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("时间"))
    expires_at = models.DateTimeField(_("有效期"))

    class Meta(CountyModel.Meta):
        verbose_name = _("短消息")
        indexes = [
            models.Index(fields=["tried_at"], name="kernel_message_tried"),
            models.Index(fields=["state", "expires_at"], name="kernel_message_state"),
        ]
