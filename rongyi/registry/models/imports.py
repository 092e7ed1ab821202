"""A workbook on its way in: the import, its lines in bundles, and how a station's workbooks are laid out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyFK, CountyForeignKey, CountyModel
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedJSONField, SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional

S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4


class Counted(models.Model):
    """How many lines came out how."""

    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class ImportJob(Counted, Sealed, Regional):
    """One workbook on its way in: uploaded, looked at, previewed, applied. Position and chunk commit together."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("已上传")
        MAPPING = "mapping", _("对应栏目")
        PREVIEWED = "previewed", _("已预览")
        APPLYING = "applying", _("写入中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未成功")

    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.UPLOADED)
    file_name = SealedTextField(_("文件名"), data_class=S3, max_length=120, blank=True)
    file_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    position = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)
    plan_digest = models.CharField(max_length=64, blank=True, editable=False)
    touched_at = models.DateTimeField(null=True, editable=False)
    reading = SealedJSONField(_("表格结构"), data_class=S2, editable=False)

    class Meta(Regional.Meta):
        verbose_name = _("批量导入")
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "file_digest"], name="registry_import_file")]


class ImportChunk(Counted, Sealed, CountyModel):
    """Some lines of a workbook with what was decided on each; what is shown is read from here, and so is what is
    written."""

    job = CountyForeignKey(ImportJob, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    is_applied = models.BooleanField(default=False)
    lines = SealedTextField(data_class=S2, editable=False)

    data_classes = dict.fromkeys(
        ("rows", "created", "updated", "unchanged", "held", "rejected", "number", "is_applied"), S4
    )  # fmt: skip

    class Meta(CountyModel.Meta):
        constraints = [
            *CountyModel.Meta.constraints,
            CountyFK(field="job", name="registry_chunk_job_fk"),
            models.UniqueConstraint(fields=["county", "job", "number"], name="registry_chunk_once"),
        ]


class ImportTemplate(Regional):
    """Which heading means what in the workbooks of one station, as somebody there has said once."""

    headings = models.CharField(max_length=64, editable=False)
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)

    data_classes = {"headings": S4, "columns": S4, "saved_at": S4, "actor_id": S4}

    class Meta(Regional.Meta):
        verbose_name = _("导入模板")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(fields=["county", "region_code", "headings"], name="registry_template_once"),
        ]
