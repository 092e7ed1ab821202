"""What people tell us on the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import CodeField, Regional


class Feedback(Sealed, Regional):
    """An opinion, a suggestion or a complaint. The region code is of those who read it, never of whom it accuses.

    Without a region it is about the system itself and goes to whoever runs it.
    """

    class Topic(models.TextChoices):
        SUGGESTION = "suggestion", _("建议")
        THANKS = "thanks", _("表扬")
        COMPLAINT = "complaint", _("投诉")
        SYSTEM = "system", _("这个网站的问题")
        CALL_BACK = "call_back", _("请回电话")

    class State(models.TextChoices):
        OPEN = "open", _("待答复")
        ANSWERED = "answered", _("已答复")

    number = models.CharField(_("编号"), max_length=20)
    topic = models.CharField(_("类别"), max_length=12, choices=Topic.choices, default=Topic.SUGGESTION)
    about_code = CodeField(_("关于哪个站"), blank=True)
    text = SealedTextField(_("内容"), data_class=DataClass.S3, max_length=1000)
    contact = SealedTextField(_("联系方式"), data_class=DataClass.S3, max_length=60, blank=True)
    origin = models.BinaryField(max_length=16, editable=False)
    created_at = models.DateTimeField(_("时间"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = SealedTextField(_("答复"), data_class=DataClass.S3, max_length=1000, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=50, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    data_classes = {"origin": DataClass.S3}

    class Meta(Regional.Meta):
        verbose_name = _("意见建议")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(fields=["county", "number"], name="portal_feedback_number_once"),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["origin", "created_at"], name="portal_feedback_origin"),
            models.Index(fields=["county", "state", "id"], name="portal_feedback_state"),
        ]
