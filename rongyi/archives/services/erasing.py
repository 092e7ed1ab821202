"""Papers of a person who is erased. Called inside the transaction of the erasure, which two people decided.

A paper whose term runs stays whole (档案法: archives are kept for their term). Where the term is over, the scans and
the names go now; the paper itself waits on the list of destruction, which is another two people's act.
"""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.archives.models import Piece, PiecePerson, Scan
from rongyi.archives.services.scanning import erase
from rongyi.kernel import clock
from rongyi.registry.models import Person


def papers_of_person(person: Person) -> list[tuple[Piece, bool]]:
    """(piece, whether it stays) of every piece that names the person, or a file that was merged into this one."""
    today = clock.today()
    pieces = Piece.objects.filter(county=person.county, pk__in=_links(person).values("piece")).order_by("code")
    return [(piece, is_kept(piece, today)) for piece in pieces]


def is_kept(piece: Piece, today: date) -> bool:
    """A destroyed piece is a line of the catalogue only, which is kept for ever."""
    return piece.state == Piece.State.DESTROYED or piece.kept_until is None or piece.kept_until >= today


def let_go_of_person(person: Person) -> dict[str, int]:
    """{table: rows} of what went with the pieces whose term is over."""
    over = [piece for piece, stays in papers_of_person(person) if not stays]
    scans = 0
    for piece in over:
        others = PiecePerson.objects.filter(county=piece.county, piece=piece).exclude(
            pk__in=_links(person).values("pk")
        )
        if others.exists():
            continue  # it tells of somebody else too: only the link goes
        for scan in (
            Scan.objects.filter(county=piece.county, piece=piece).exclude(original=None).select_related("original")
        ):
            erase(scan)
            scans += 1
        Piece.objects.filter(county=piece.county, pk=piece.pk).update(
            title=_("个人信息已删除"), version=F("version") + 1
        )
    links = _links(person).filter(piece__in=[piece.pk for piece in over])
    gone = links.count()
    links.delete()
    return {"archives.scan": scans, "archives.link": gone}


def _links(person: Person):
    merged = Person.objects.filter(county=person.county, merged_into=person).values_list("pk", flat=True)
    return PiecePerson.objects.filter(county=person.county, person__in=[person.pk, *merged])
