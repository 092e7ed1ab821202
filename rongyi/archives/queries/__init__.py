"""Reading the archive room. Each query starts from what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from rongyi.accounts.models import User
from rongyi.archives.labels import KINDS, read_word
from rongyi.archives.models import (
    Box,
    Destruction,
    DestructionItem,
    Fonds,
    Leaf,
    Loan,
    Piece,
    PiecePerson,
    Scan,
    StockTake,
)
from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Regional, Station
from rongyi.registry.models import Person
from rongyi.registry.queries import people_visible

PAGE = 25
MOST_FOUND = 25
Row = TypeVar("Row", bound=Regional)


def _get(rows: QuerySet, pk: UUID):
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def fonds_visible(actor: Actor) -> QuerySet:
    return Fonds.objects.visible_to(actor)


def fonds_list(actor: Actor) -> list[Fonds]:
    return list(fonds_visible(actor).order_by("region_code")[:200])


def get_fonds(actor: Actor, pk: UUID) -> Fonds:
    return _get(fonds_visible(actor).select_related("station"), pk)


def stations_without_fonds(actor: Actor) -> list[Station]:
    taken = fonds_visible(actor).values_list("station_id", flat=True)
    rows = Station.objects.visible_to(actor).filter(tier__in=("county", "town", "village"))
    return list(rows.exclude(pk__in=list(taken)).order_by("pk")[:600])


def get_piece(actor: Actor, pk: UUID) -> Piece:
    return _get(Piece.objects.visible_to(actor).select_related("fonds__station", "series", "box"), pk)


def get_box(actor: Actor, pk: UUID) -> Box:
    return _get(Box.objects.visible_to(actor).select_related("fonds__station", "series"), pk)


def get_loan(actor: Actor, pk: UUID) -> Loan:
    return _get(Loan.objects.visible_to(actor).select_related("piece__fonds"), pk)


def get_stocktake(actor: Actor, pk: UUID) -> StockTake:
    return _get(StockTake.objects.visible_to(actor).select_related("fonds", "box"), pk)


def get_destruction(actor: Actor, pk: UUID) -> Destruction:
    return _get(Destruction.objects.visible_to(actor).select_related("fonds__station"), pk)


def get_labelled(actor: Actor, word: str) -> Piece | Box:
    """What a label belongs to; a forged word and one out of reach are the same 404."""
    read = read_word(word)
    if read is None:
        raise NotFound()
    kind, pk = read
    return get_piece(actor, pk) if KINDS[kind] is Piece else get_box(actor, pk)


@dataclass(frozen=True)
class PiecePage:
    pieces: list[Piece]
    next: UUID | None


@dataclass(frozen=True)
class Shelf:
    """Which part of the catalogue is asked for."""

    fonds: UUID | None = None
    year: int | None = None
    retention: str = ""
    state: str = ""
    station: str = ""


def pieces_on(actor: Actor, shelf: Shelf, *, after: tuple[str, UUID] | None = None) -> QuerySet[Piece]:
    """Pieces by archive code; `after` is the code and the id of the last one that was read."""
    rows = with_loans(Piece.objects.visible_to(actor)).select_related("box")
    if shelf.fonds:
        rows = rows.filter(fonds=shelf.fonds)
    if shelf.station:
        rows = rows.in_subtree(shelf.station)
    if shelf.year:
        rows = rows.filter(year=shelf.year)
    if shelf.retention:
        rows = rows.filter(retention=shelf.retention)
    if after:
        rows = rows.filter(Q(code__gt=after[0]) | Q(code=after[0], pk__gt=after[1]))
    return _in_state(rows, shelf.state).order_by("code", "pk")


def pieces_page(actor: Actor, shelf: Shelf, *, after: UUID | None = None, limit: int = PAGE) -> PiecePage:
    """One page of the catalogue."""
    last = Piece.objects.visible_to(actor).filter(pk=after).only("id", "county", "code").first() if after else None
    found = list(pieces_on(actor, shelf, after=(last.code, last.pk) if last else None)[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return PiecePage(found, found[-1].pk if more else None)


def with_loans(rows: QuerySet) -> QuerySet:
    """`is_out` says whether somebody has the piece."""
    out = Loan.objects.filter(county=OuterRef("county"), piece=OuterRef("pk"), returned_at=None)
    return rows.annotate(is_out=Exists(out))


def _in_state(rows: QuerySet, state: str) -> QuerySet:
    if state == "out":
        return rows.filter(is_out=True)
    if state == "unboxed":
        return rows.filter(box=None, state=Piece.State.KEPT)
    return rows.filter(state=state) if state in Piece.State.values else rows


def find_pieces(actor: Actor, text: str, limit: int = MOST_FOUND) -> list[Piece]:
    """By a part of the title, of the number of the paper or of the archive code; it comes in a body, never an address."""
    text = text.strip()
    if not text:
        return []
    rows = with_loans(Piece.objects.visible_to(actor)).select_related("box")
    wanted = Q(title__icontains=text) | Q(code__icontains=text) | Q(document_number__icontains=text)
    return list(rows.filter(wanted).order_by("code", "pk")[:limit])


def _of_person(actor: Actor, person: Person) -> QuerySet:
    """Papers of a person, with those of a file that was found to be the same person's."""
    whose = Q(person=person) | Q(person__merged_into=person)
    links = PiecePerson.objects.filter(whose, county=person.county).values("piece")
    return Piece.objects.visible_to(actor).filter(county=person.county, pk__in=links)


def pieces_of_person(actor: Actor, person: Person) -> list[Piece]:
    return list(with_loans(_of_person(actor, person)).select_related("box").order_by("code")[:100])


def count_of_person(actor: Actor, person: Person) -> int:
    return _of_person(actor, person).count()


def people_of_piece(actor: Actor, piece: Piece) -> list[Person]:
    """Those of a piece whom the actor may see, and nobody else."""
    links = PiecePerson.objects.filter(county=piece.county, piece=piece).values("person")
    return list(people_visible(actor).filter(county=piece.county, pk__in=links).order_by("sort_name", "pk"))


def scans_of(piece: Piece) -> list[Scan]:
    return list(
        Scan.objects.filter(county=piece.county, piece=piece).select_related("original").annotate(n=Count("leaves"))
        .order_by("scanned_at", "pk")
    )  # fmt: skip


def get_scan(piece: Piece, pk: UUID) -> Scan:
    return _get(Scan.objects.filter(county=piece.county, piece=piece).select_related("original"), pk)


def leaves_of(piece: Piece) -> list[Leaf]:
    return list(Leaf.objects.filter(county=piece.county, piece=piece).order_by("position"))


def get_leaf(piece: Piece, pk: UUID) -> Leaf:
    return _get(Leaf.objects.filter(county=piece.county, piece=piece).select_related("picture"), pk)


def loan_out(actor: Actor, piece: Piece) -> Loan | None:
    """Who has the piece now."""
    return Loan.objects.visible_to(actor).filter(county=piece.county, piece=piece, returned_at=None).first()


def loans_of(piece: Piece) -> list[Loan]:
    return list(Loan.objects.filter(county=piece.county, piece=piece).order_by("-lent_at", "-pk")[:20])


@dataclass(frozen=True)
class LoanPage:
    loans: list[Loan]
    next: UUID | None


def loans_out(actor: Actor, *, after: UUID | None = None, limit: int = PAGE) -> LoanPage:
    """Who has what, the longest due first."""
    rows = Loan.objects.visible_to(actor).filter(returned_at=None).select_related("piece")
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(due_on__gt=last.due_on) | Q(due_on=last.due_on, pk__gt=last.pk))
    found = list(rows.order_by("due_on", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return LoanPage(found, found[-1].pk if more else None)


@dataclass(frozen=True)
class Todo:
    """What waits to be done in the room."""

    overdue: int
    out: int
    unboxed: int
    unscanned: int
    time_over: int
    to_approve: int
    counting: int
    refused_files: int


def todo(actor: Actor, today: date) -> Todo:
    pieces = Piece.objects.visible_to(actor).filter(state=Piece.State.KEPT)
    loans = Loan.objects.visible_to(actor).filter(returned_at=None)
    scans = Scan.objects.visible_to(actor)
    has_scan = Scan.objects.filter(county=OuterRef("county"), piece=OuterRef("pk"))
    return Todo(
        overdue=loans.filter(due_on__lt=today).count(),
        out=loans.count(),
        unboxed=pieces.filter(box=None).count(),
        unscanned=pieces.filter(~Exists(has_scan)).count(),
        time_over=pieces.filter(kept_until__lt=today).count(),
        to_approve=Destruction.objects.visible_to(actor).filter(state=Destruction.State.PROPOSED).count(),
        counting=StockTake.objects.visible_to(actor).filter(closed_at=None).count(),
        refused_files=scans.filter(original__state=StoredFile.State.REFUSED).count(),
    )


def holdings(actor: Actor) -> dict[str, int]:
    kept = Piece.objects.visible_to(actor).filter(state=Piece.State.KEPT)
    sums = kept.aggregate(pieces=Count("pk"), pages=Sum("pages"))
    return {
        "pieces": sums["pieces"], "pages": sums["pages"] or 0,
        "boxes": Box.objects.visible_to(actor).count(), "fonds": fonds_visible(actor).count(),
    }  # fmt: skip


def boxes_of(fonds: Fonds) -> list[Box]:
    """Boxes with the first and the last number and the pages inside, in two queries."""
    boxes = list(Box.objects.filter(county=fonds.county, fonds=fonds).select_related("series").order_by("number"))
    return with_contents(boxes)


def with_contents(boxes: Sequence[Box]) -> list[Box]:
    if boxes:
        inside = Piece.objects.filter(county=boxes[0].county, box__in=list(boxes)).values("box").order_by("box")
        sums = inside.annotate(first=Min("number"), last=Max("number"), n=Count("pk"), sheets=Sum("pages"))
        by_box = {row["box"]: row for row in sums}
        for box in boxes:
            row = by_box.get(box.pk, {"first": 0, "last": 0, "n": 0, "sheets": 0})
            box.first, box.last, box.count, box.pages = row["first"], row["last"], row["n"], row["sheets"]
    return list(boxes)


def pieces_in(box: Box) -> list[Piece]:
    rows = with_loans(Piece.objects.filter(county=box.county, box=box)).select_related("box")
    return list(rows.order_by("number"))


def due_for_destruction(fonds: Fonds, today: date, limit: int = 200) -> list[Piece]:
    """Pieces whose time is over and that stand on no open list."""
    open_lists = DestructionItem.objects.filter(
        county=OuterRef("county"), piece=OuterRef("pk"),
        destruction__state__in=(Destruction.State.PROPOSED, Destruction.State.APPROVED),
    )  # fmt: skip
    rows = Piece.objects.filter(county=fonds.county, fonds=fonds, state=Piece.State.KEPT, kept_until__lt=today)
    return list(with_loans(rows).filter(~Exists(open_lists)).order_by("code")[:limit])


def destructions(actor: Actor) -> list[Destruction]:
    rows = Destruction.objects.visible_to(actor).select_related("fonds").annotate(n=Count("items"))
    return list(rows.order_by("-proposed_at", "-pk")[:50])


def items_of(listed: Destruction) -> list[DestructionItem]:
    rows = DestructionItem.objects.filter(county=listed.county, destruction=listed).select_related("piece")
    return list(rows.order_by("piece__code"))


def stocktakes(actor: Actor) -> list[StockTake]:
    rows = StockTake.objects.visible_to(actor).select_related("fonds", "box")
    return list(rows.order_by("-started_at", "-pk")[:50])


def last_seen(stocktake: StockTake, limit: int = 5) -> list:
    rows = stocktake.sightings.filter(county=stocktake.county).select_related("piece__box", "box")
    return list(rows.order_by("-seen_at", "-pk")[:limit])


def unboxed_count(fonds: Fonds) -> int:
    return Piece.objects.filter(county=fonds.county, fonds=fonds, box=None, state=Piece.State.KEPT).count()


def fonds_with_time_over(actor: Actor, today: date) -> list[dict]:
    """{fonds, n}: where pieces are kept longer than they must."""
    over = Piece.objects.visible_to(actor).filter(state=Piece.State.KEPT, kept_until__lt=today)
    counts = dict(over.values_list("fonds").order_by("fonds").annotate(n=Count("pk")))
    return [
        {"fonds": f, "n": counts[f.pk]} for f in fonds_visible(actor).filter(pk__in=list(counts)).order_by("number")
    ]


def colleagues_named(actor: Actor, county: str, *, text: str = "", ids: Sequence[str] = ()) -> list[dict]:
    """Accounts that work in the county and whose name has the text, as options of a box."""
    rows = User.objects.filter(is_active=True, grants__region__code__startswith=county).distinct()
    if ids:
        rows = rows.filter(pk__in=ids)
    elif text.strip():
        rows = rows.filter(display_name__icontains=text.strip())
    else:
        return []
    return [{"value": str(u.pk), "label": u.display_name, "detail": u.username} for u in rows.order_by("username")[:8]]
