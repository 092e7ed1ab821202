"""Scanned papers: the file as it came, and page by page a smaller picture for the screen.

What points at a file is guarded by the database alone (DO_NOTHING): Django would look for it without the county.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models.holdings import Piece
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.models import Regional


class Scan(Regional):
    """One scanned file as it came. After its destruction the row and the checksum stay, the file does not."""

    piece = CountyForeignKey(Piece, models.PROTECT, related_name="scans", verbose_name=_("归档文件"))
    original = CountyForeignKey(StoredFile, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("原件"))
    checksum = models.CharField(_("校验值"), max_length=80)
    size = models.PositiveBigIntegerField(_("字节数"))
    content_type = models.CharField(_("类型"), max_length=40)
    scanned_at = models.DateTimeField(_("入库时间"))
    scanned_by = models.CharField(_("经办人"), max_length=50)

    class Meta(Regional.Meta):
        verbose_name = _("扫描件")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="piece", name="archives_scan_piece_fk"),
            CountyFK(field="original", name="archives_scan_original_fk"),
        ]
        indexes = [*Regional.Meta.indexes, models.Index(fields=["county", "piece"], name="archives_scan_of_piece")]


class Leaf(Regional):
    """One page as the screen shows it, in the order in which it is read."""

    piece = CountyForeignKey(Piece, models.PROTECT, related_name="leaves", verbose_name=_("归档文件"))
    scan = CountyForeignKey(Scan, models.DO_NOTHING, related_name="leaves", verbose_name=_("扫描件"))
    picture = CountyForeignKey(StoredFile, models.DO_NOTHING, related_name="+", verbose_name=_("屏幕图"))
    position = models.PositiveIntegerField(_("页序"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta(Regional.Meta):
        verbose_name = _("页面")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="piece", name="archives_leaf_piece_fk"),
            CountyFK(field="scan", name="archives_leaf_scan_fk"),
            CountyFK(field="picture", name="archives_leaf_picture_fk"),
            models.UniqueConstraint(fields=["county", "piece", "position"], name="archives_leaf_position_once"),
        ]
