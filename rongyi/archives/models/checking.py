"""Stored files are read anew, a share each night, and what is not as it came is written down until it is again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.county import CountyModel
from rongyi.organisation.models import Regional


class FileRound(CountyModel):
    """How far the round through a county's files has come. Chunk and position commit together."""

    position = models.UUIDField(null=True)
    last_on = models.DateField(_("最近一次"), null=True)
    read = models.PositiveIntegerField(_("最近一次读了"), default=0)
    began_on = models.DateField(_("这一轮开始"), null=True)
    done_on = models.DateField(_("上一轮完成"), null=True)

    class Meta(CountyModel.Meta):
        verbose_name = _("文件核对进度")
        constraints = [
            *CountyModel.Meta.constraints,
            models.UniqueConstraint(fields=["county"], name="archives_fileround_one_a_county"),
        ]


class FileFault(Regional):
    """A stored file that does not open or has other content than it came with. The file itself is owned elsewhere."""

    class What(models.TextChoices):
        UNREADABLE = "unreadable", _("文件丢失或被改动,打不开")
        CHANGED = "changed", _("内容与入库时的校验值不符")

    file_id = models.UUIDField(_("文件编号"))
    owner_kind = models.CharField(_("所属类别"), max_length=40)
    owner_id = models.UUIDField(_("所属对象"))
    what = models.CharField(_("情况"), max_length=10, choices=What.choices)
    found_on = models.DateField(_("发现日期"))
    mended_on = models.DateField(_("恢复日期"), null=True)

    class Meta(Regional.Meta):
        verbose_name = _("文件异常")
        constraints = [
            *Regional.Meta.constraints,
            models.UniqueConstraint(
                fields=["county", "file_id"], condition=Q(mended_on=None), name="archives_filefault_open_once"
            ),
        ]
