"""Work with files that waits for somebody: a case to decide."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class HeldCase(Sealed, Regional):
    """Somebody whom a person must look at before a file is opened or changed: the number is known elsewhere, or two
    rows contradict each other. The region code is of the station that brought it."""

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        CLOSED = "closed", _("已处理")

    why = models.CharField(_("原因"), max_length=20)
    given = SealedJSONField(_("填报内容"), data_class=S2)
    id_index = models.BinaryField(max_length=16, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)

    data_classes = {"why": S4, "id_index": S2, "state": S4, "created_at": S4, "actor_id": S4}

    class Meta(Regional.Meta):
        verbose_name = _("待并档")
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "state", "id"], name="registry_held_state")]
