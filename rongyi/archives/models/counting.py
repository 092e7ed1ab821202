"""Stock-taking: what was seen where, and the report that is frozen when it ends."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models.holdings import Box, Fonds, Piece
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.organisation.models import Regional


class StockTake(Regional):
    """One count of a fonds or of a single box. It may be interrupted and goes on where it was."""

    fonds = CountyForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("全宗"))
    box = CountyForeignKey(Box, models.PROTECT, null=True, related_name="+", verbose_name=_("只清点这一盒"))
    started_at = models.DateTimeField(_("开始"))
    started_by = models.CharField(_("清点人"), max_length=50)
    closed_at = models.DateTimeField(_("结束"), null=True)
    closed_by = models.CharField(_("结束人"), max_length=50, blank=True)
    result = models.JSONField(_("结果"), default=dict)

    class Meta(Regional.Meta):
        verbose_name = _("清点")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="fonds", name="archives_stocktake_fonds_fk"),
            CountyFK(field="box", name="archives_stocktake_box_fk"),
            models.UniqueConstraint(
                fields=["county", "fonds"],
                condition=Q(closed_at=None),
                name="archives_stocktake_one_open",
                violation_error_message=_("这个全宗还有一次清点没有结束。"),
            ),
        ]


class Sighting(Regional):
    """A piece that was seen during a count, and the box in which it lay."""

    stocktake = CountyForeignKey(StockTake, models.CASCADE, related_name="sightings", verbose_name=_("清点"))
    piece = CountyForeignKey(Piece, models.PROTECT, related_name="+", verbose_name=_("归档文件"))
    box = CountyForeignKey(Box, models.PROTECT, null=True, related_name="+", verbose_name=_("见于盒"))
    seen_at = models.DateTimeField(_("时间"))
    seen_by = models.CharField(_("清点人"), max_length=50)

    class Meta(Regional.Meta):
        verbose_name = _("清点到的档案")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="stocktake", name="archives_sighting_stocktake_fk"),
            CountyFK(field="piece", name="archives_sighting_piece_fk"),
            CountyFK(field="box", name="archives_sighting_box_fk"),
            models.UniqueConstraint(fields=["county", "stocktake", "piece"], name="archives_sighting_once"),
        ]
