"""The table of uploaded files. Who may see a file is decided by the thing that owns it, never by its path."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyModel
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed


class StoredFile(Sealed, CountyModel):
    """One uploaded file. Its bytes lie on disk under this row's key, so destroying the key erases the file."""

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("尚未检查")
        CLEAN = "clean", _("已检查")
        REFUSED = "refused", _("已拒收")

    region_code = models.CharField(_("所属区划"), max_length=12)
    owner_kind = models.CharField(_("所属类别"), max_length=40)
    owner_id = models.UUIDField(_("所属对象"))
    # a file name often holds a person's name or number
    name = SealedTextField(_("文件名"), data_class=DataClass.S2, max_length=150)
    content_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("字节数"))
    sha256 = models.CharField(_("校验值"), max_length=64)
    path = models.CharField(_("存放位置"), max_length=100)
    state = models.CharField(_("检查状态"), max_length=10, choices=State.choices, default=State.UNCHECKED)
    created_at = models.DateTimeField(_("上传时间"))
    created_by = models.CharField(_("上传人"), max_length=40, blank=True)

    class Meta(CountyModel.Meta):
        abstract = False
        verbose_name = _("文件")
        verbose_name_plural = verbose_name
        indexes = [models.Index(fields=["county", "owner_kind", "owner_id"], name="kernel_file_owner")]
