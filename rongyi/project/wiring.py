"""The only file that joins two sibling apps."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from rongyi.archives.models import Piece
from rongyi.archives.services.erasing import let_go_of_person, papers_of_person
from rongyi.confirmations.services.keeping import refresh
from rongyi.erasure.keeping_queries import Keeper, Paper, register_keeper
from rongyi.mandates import following_services as mandates
from rongyi.merging.signals import person_merged, person_unmerged
from rongyi.registry.models import Person


@receiver([person_merged, person_unmerged], dispatch_uid="wiring.confirmations_of_merged")
def keep_confirmations(sender, survivor: Person, merged: Person, **kwargs) -> None:
    """Whose file became part of another is confirmed once a year and not twice."""
    refresh(survivor.county, {survivor.pk, merged.pk})


@receiver(person_merged, dispatch_uid="wiring.mandates_of_merged")
def keep_mandates(sender, survivor: Person, merged: Person, **kwargs) -> None:
    """Whoever was trusted by one of two files of a person is trusted by the one that stays."""
    mandates.move_to(survivor, merged)


def _papers(person: Person) -> list[Paper]:
    return [
        Paper(piece.code, stays, piece.kept_until.isoformat() if piece.kept_until else "", _why(piece, stays))
        for piece, stays in papers_of_person(person)
    ]


def _why(piece: Piece, stays: bool) -> str:
    said = {"day": piece.kept_until.isoformat() if piece.kept_until else ""}
    if piece.state == Piece.State.DESTROYED:
        return _("已按规定销毁,目录长期保存(档案法)")
    if not stays:
        return _("保管期限到 %(day)s 已满:扫描件和姓名关联一起删除,纸质文件列入销毁清册") % said
    return _("保管到 %(day)s,期满前不能销毁(档案法)") % said if said["day"] else _("永久保管的档案(档案法)")


register_keeper("archives", Keeper(_papers, let_go_of_person))
register_keeper("mandates", Keeper(lambda person: [], mandates.let_go))
