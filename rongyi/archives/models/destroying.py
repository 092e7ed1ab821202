"""Destruction by a list (销毁清册) and two people. Lists are never deleted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.archives.models.holdings import Fonds, Piece
from rongyi.kernel.county import CountyFK, CountyForeignKey
from rongyi.organisation.models import Regional


class Destruction(Regional):
    """A list of pieces whose time is over: proposed by one, approved by another, then carried out."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("待批准")
        APPROVED = "approved", _("已批准,待执行")
        REFUSED = "refused", _("不同意")
        DONE = "done", _("已销毁")

    fonds = CountyForeignKey(Fonds, models.PROTECT, related_name="+", verbose_name=_("全宗"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PROPOSED)
    reason = models.CharField(_("销毁理由"), max_length=200)
    proposed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, db_constraint=False, related_name="+", verbose_name=_("提出人")
    )
    proposer = models.CharField(_("提出人姓名"), max_length=50)
    proposed_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, db_constraint=False, related_name="+", verbose_name=_("批准人")
    )
    decider = models.CharField(_("批准人姓名"), max_length=50, blank=True)
    decided_at = models.DateTimeField(_("批准时间"), null=True)
    opinion = models.CharField(_("批准意见"), max_length=200, blank=True)
    executor = models.CharField(_("执行人姓名"), max_length=50, blank=True)
    witness = models.CharField(_("监销人"), max_length=50, blank=True)
    executed_at = models.DateTimeField(_("销毁时间"), null=True)

    class Meta(Regional.Meta):
        verbose_name = _("销毁清册")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="fonds", name="archives_destruction_fonds_fk"),
            models.CheckConstraint(
                name="archives_destruction_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("提出人不能批准自己提出的销毁。"),
            ),
            models.CheckConstraint(
                name="archives_destruction_decided_has_decider",
                condition=Q(state="proposed", decided_by=None) | (~Q(state="proposed") & Q(decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="archives_destruction_done_has_witness",
                condition=Q(executed_at=None) & ~Q(state="done") | Q(state="done", executed_at__isnull=False)
                & ~Q(witness="") & ~Q(executor=""),
            ),
        ]  # fmt: skip


class DestructionItem(Regional):
    """One line of the list, as it stood when it was proposed."""

    destruction = CountyForeignKey(Destruction, models.PROTECT, related_name="items", verbose_name=_("销毁清册"))
    piece = CountyForeignKey(Piece, models.PROTECT, related_name="+", verbose_name=_("归档文件"))
    checksums = models.JSONField(_("扫描件校验值"), default=list)

    class Meta(Regional.Meta):
        verbose_name = _("销毁清册条目")
        constraints = [
            *Regional.Meta.constraints,
            CountyFK(field="destruction", name="archives_destroyitem_list_fk"),
            CountyFK(field="piece", name="archives_destroyitem_piece_fk"),
            models.UniqueConstraint(fields=["county", "destruction", "piece"], name="archives_destroyitem_once"),
        ]
