"""Pieces that are out."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models.holdings import Piece
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedTextField
from rongyi.kernel.crypto.rows import Sealed
from rongyi.organisation.models import Regional

S3, S4 = DataClass.S3, DataClass.S4


class Loan(Sealed, Regional):
    """One piece with one borrower: somebody with an account, or a named outsider. A piece is out once at a time."""

    piece = CountyForeignKey(Piece, models.PROTECT, related_name="loans", verbose_name=_("归档文件"))
    borrower = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("借阅人账号")
    )
    borrower_name = models.CharField(_("借阅人"), max_length=50)
    organisation = models.CharField(_("借阅人单位"), max_length=60, blank=True)
    purpose = SealedTextField(_("借阅目的"), data_class=S3, max_length=200)
    lent_at = models.DateTimeField(_("借出时间"))
    lent_on = models.DateField(_("借出日期"))
    lent_by = models.CharField(_("借出经办人"), max_length=50)
    due_on = models.DateField(_("应还日期"))
    returned_at = models.DateTimeField(_("归还时间"), null=True)
    returned_by = models.CharField(_("归还经办人"), max_length=50, blank=True)
    condition = models.CharField(_("归还时情况"), max_length=100, blank=True)

    data_classes = {
        "borrower_name": S3, "organisation": S3, "lent_at": S4, "lent_on": S4, "lent_by": S4, "due_on": S4,
        "returned_at": S4, "returned_by": S4, "condition": S4,
    }  # fmt: skip

    class Meta(Regional.Meta):
        verbose_name = _("借阅")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="piece", name="archives_loan_piece_fk"),
            models.UniqueConstraint(
                fields=["county", "piece"],
                condition=Q(returned_at=None),
                name="archives_loan_out_once",
                violation_error_message=_("这件档案已经借出。"),
            ),
            models.CheckConstraint(
                name="archives_loan_due_after_lent",
                condition=Q(due_on__gte=F("lent_on")),
                violation_error_message=_("应还日期不能早于借出日期。"),
            ),
            models.CheckConstraint(
                name="archives_loan_back_after_lent", condition=Q(returned_at=None) | Q(returned_at__gte=F("lent_at"))
            ),
        ]
        indexes = [
            *Regional.Meta.indexes,
            models.Index(fields=["region_code", "returned_at", "due_on", "id"], name="archives_loan_due"),
            models.Index(fields=["county", "returned_at", "due_on", "id"], name="archives_loan_county_due"),
        ]
