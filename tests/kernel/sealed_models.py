"""Two models that only the tests of sealing know; their label keeps them out of every list of real models."""

from django.db import models

from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.kernel.ids import uuid7


class Letter(Sealed):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(max_length=20, blank=True)
    text = SealedTextField("内容", data_class=DataClass.S2, max_length=30)
    note = SealedTextField("备注", data_class=DataClass.S3, blank=True)
    extra = SealedJSONField("附加", data_class=DataClass.S3, blank=True)

    class Meta:
        app_label = "sealing_tests"
