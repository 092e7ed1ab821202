"""Opening a fonds, filing pieces, describing them, putting them into boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.archives.kinds import ARCHIVED
from rongyi.archives.models import Box, Fonds, Piece, PiecePerson, Series
from rongyi.archives.permissions import KEEP_ARCHIVES, OPEN_FONDS
from rongyi.archives.policy import ArchivePolicy, policy_now
from rongyi.archives.services.checks import refuse_destroyed, refuse_invalid, save_if_fresh
from rongyi.archives.services.numbers import code_of, hold, series_of, take_box_number, take_numbers
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station
from rongyi.records.services import Draft, write_fact
from rongyi.registry.models import Person
from rongyi.registry.queries import people_visible

FIRST_YEAR = 1949
DESCRIBED = ("title", "responsible", "document_number", "made_on", "pages", "remark", "is_personal")
MOST_PEOPLE = 20


@dataclass(frozen=True)
class PieceInput:
    """What a clerk says of a paper. Year, retention and subject are fixed once the number is given."""

    title: str
    made_on: date
    retention: str
    category: str = "WS"
    subject: str = ""
    year: int = 0
    responsible: str = ""
    document_number: str = ""
    pages: int = 1
    remark: str = ""
    is_personal: bool = False
    people: Sequence[UUID] = field(default_factory=tuple)
    id: UUID | None = None


@command(OPEN_FONDS, on="station", act="archives.fonds")
def open_fonds(*, actor: Actor, station: Station, number: str, name: str = "") -> Fonds:
    fonds = Fonds(
        county=station.county, region_code=station.code, station=station, number=number.strip().upper(),
        name=name.strip() or station.name[:60], opened_at=clock.now(),
    )  # fmt: skip
    refuse_invalid(fonds)
    try:
        with transaction.atomic():
            fonds.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这个单位已有全宗,或全宗号已被本县别的单位使用。"), field="number", code="taken") from None
    audit.note(number=fonds.number)
    return fonds


@command(KEEP_ARCHIVES, on="fonds", act="archives.file")
def file_piece(*, actor: Actor, fonds: Fonds, given: PieceInput) -> Piece:
    """Files one paper and gives it the next number of its class. The same id again answers with the first piece."""
    if given.id is not None and (known := _known(fonds, given.id)) is not None:
        audit.note(repeated=True)
        return known
    policy = policy_now()
    year = given.year or given.made_on.year
    _refuse_unknown_codes(policy, given)
    _refuse_wrong_dates(given.made_on, year)
    piece, people = _piece(fonds, given, year, policy), _people(actor, fonds, given.people)
    piece.is_personal = piece.is_personal or bool(people) or policy.category(given.category).personal
    refuse_invalid(piece)
    piece.series = series_of(fonds, given.category, year, given.retention, given.subject)
    piece.number = take_numbers(piece.series)
    piece.code = code_of(fonds, piece.series, piece.number)
    piece.save(force_insert=True)
    _link(piece, people)
    data = {"code": piece.code, "pages": piece.pages, "retention": piece.retention}
    draft = Draft(
        ARCHIVED, fonds.region_code, clock.now(), people=[p.pk for p in people], data=data, source=piece,
        summary=piece.code, quantity=1,
    )  # fmt: skip
    write_fact(draft, actor=actor)
    audit.note(code=piece.code, piece=str(piece.pk))
    return piece


def _known(fonds: Fonds, piece_id: UUID) -> Piece | None:
    return Piece.objects.filter(county=fonds.county, fonds=fonds, pk=piece_id).first()


def _piece(fonds: Fonds, given: PieceInput, year: int, policy: ArchivePolicy) -> Piece:
    piece = Piece(
        county=fonds.county, region_code=fonds.region_code, fonds=fonds, year=year, retention=given.retention,
        kept_until=policy.retention(given.retention).until(year), title=given.title.strip(),
        responsible=given.responsible.strip(), document_number=given.document_number.strip(), made_on=given.made_on,
        pages=given.pages, is_personal=given.is_personal, archived_at=clock.now(),
    )  # fmt: skip
    if given.id is not None:
        piece.id = given.id
    if given.remark:
        piece.remark = given.remark.strip()
    return piece


def _refuse_unknown_codes(policy: ArchivePolicy, given: PieceInput) -> None:
    for name, found in (
        ("retention", policy.retention(given.retention)),
        ("category", policy.category(given.category)),
        ("subject", not given.subject or policy.subject(given.subject)),
    ):
        if not found:
            raise Refused(_("没有这个代码,请从列表中选择。"), field=name, code="unknown_code")


def _refuse_wrong_dates(made_on: date, year: int) -> None:
    today = clock.today()
    if made_on > today:
        raise Refused(_("文件日期在将来,请检查。"), field="made_on", code="future")
    if not FIRST_YEAR <= year <= today.year:
        raise Refused(
            _("年度应在 %(first)d 到 %(last)d 之间。") % {"first": FIRST_YEAR, "last": today.year}, field="year",
            code="invalid",
        )  # fmt: skip
    if year < made_on.year:
        raise Refused(_("归档年度不能早于文件日期所在的年份。"), field="year", code="invalid")


def _people(actor: Actor, fonds: Fonds, ids: Sequence[UUID]) -> list[Person]:
    """security: only people whom the actor may see, and of the county of the fonds, can be named on a piece."""
    wanted = set(ids)
    if len(wanted) > MOST_PEOPLE:
        raise Refused(_("一件档案最多关联%(most)d人。") % {"most": MOST_PEOPLE}, field="people", code="too_many")
    found = list(people_visible(actor).filter(county=fonds.county, pk__in=wanted)) if wanted else []
    if len(found) < len(wanted):
        raise NotFound()
    return found


def _link(piece: Piece, people: list[Person]) -> None:
    PiecePerson.objects.bulk_create(
        [PiecePerson(county=piece.county, region_code=piece.region_code, piece=piece, person=p) for p in people],
        ignore_conflicts=True,
    )


@command(KEEP_ARCHIVES, on="piece", act="archives.describe")
def describe_piece(*, actor: Actor, piece: Piece, changes: dict, version: int) -> Piece:
    """Mends the description of a piece; its number, year and retention stay what they are on paper."""
    refuse_destroyed(piece)
    unknown = set(changes) - set(DESCRIBED)
    if unknown:
        raise Refused(_("档号、年度和保管期限归档后不能修改。"), field=sorted(unknown)[0], code="fixed")
    if "made_on" in changes:
        _refuse_wrong_dates(changes["made_on"], piece.year)
    if not changes.get("is_personal", True) and piece.people.filter(county=piece.county).exists():
        raise Refused(_("这件档案关联了人员,属于涉及个人的档案。"), field="is_personal", code="personal")
    changed = sorted(key for key, value in changes.items() if getattr(piece, key) != value)
    for key in changed:
        setattr(piece, key, changes[key])
    refuse_invalid(piece)
    save_if_fresh(piece, [*changed], version)
    audit.note(fields=changed)
    return piece


@command(KEEP_ARCHIVES, on="piece", act="archives.people")
def set_people(*, actor: Actor, piece: Piece, people: Sequence[UUID]) -> Piece:
    """Says anew whom a piece is about; people beyond the actor's sight stay as they were."""
    refuse_destroyed(piece)
    found = _people(actor, piece.fonds, people)
    mine = people_visible(actor).filter(county=piece.county).values("pk")
    known = PiecePerson.objects.filter(county=piece.county, piece=piece)
    known.filter(person__in=mine).exclude(person__in=found).delete()
    _link(piece, found)
    if found:
        Piece.objects.filter(county=piece.county, pk=piece.pk).update(is_personal=True)
        piece.is_personal = True
    audit.note(count=len(found))
    return piece


@command(KEEP_ARCHIVES, on="fonds", act="archives.box")
def fill_boxes(*, actor: Actor, fonds: Fonds, thickness_mm: int) -> list[Box]:
    """Puts every piece without a box into one, class by class and in the order of numbers; says which were touched."""
    policy = policy_now()
    if thickness_mm not in policy.boxes.spines_mm:
        raise Refused(_("没有这种厚度的盒子。"), field="thickness_mm", code="invalid")
    hold(fonds)
    waiting = Piece.objects.filter(county=fonds.county, fonds=fonds, box=None, state=Piece.State.KEPT)
    pieces = list(waiting.select_related("series").order_by("series", "number"))
    touched: dict[UUID, Box] = {}
    filler = _Filler(fonds, thickness_mm, policy)
    for piece in pieces:
        box = filler.box_for(piece)
        if waiting.filter(pk=piece.pk).update(box=box):
            touched[box.pk] = box
    audit.note(pieces=len(pieces), boxes=len(touched))
    return list(touched.values())


class _Filler:
    """Remembers the box that is being filled and how many pages lie in it."""

    def __init__(self, fonds: Fonds, thickness_mm: int, policy: ArchivePolicy):
        self.fonds, self.thickness, self.policy = fonds, thickness_mm, policy
        self.box: Box | None = None
        self.pages = 0

    def box_for(self, piece: Piece) -> Box:
        if self.box is None or self.box.series_id != piece.series_id:
            self._take_up(piece.series)
        is_full = self.box is not None and self.pages + piece.pages > self.policy.boxes.holds(self.box.thickness_mm)
        if self.box is None or (is_full and self.pages):  # a piece too thick for any box has one of its own
            self.box, self.pages = self._new(piece.series), 0
        self.pages += piece.pages
        return self.box

    def _take_up(self, series: Series) -> None:
        """The last box of the class, where the former filling stopped."""
        boxes = Box.objects.filter(county=self.fonds.county, fonds=self.fonds, series=series)
        self.box, self.pages = boxes.order_by("-number").first(), 0
        if self.box is not None:
            inside = Piece.objects.filter(county=self.fonds.county, box=self.box)
            self.pages = sum(inside.values_list("pages", flat=True))

    def _new(self, series: Series) -> Box:
        box = Box(
            county=self.fonds.county, region_code=self.fonds.region_code, fonds=self.fonds, series=series,
            number=take_box_number(self.fonds), thickness_mm=self.thickness,
        )  # fmt: skip
        box.save(force_insert=True)
        return box


@command(KEEP_ARCHIVES, on="box", act="archives.box_describe")
def describe_box(*, actor: Actor, box: Box, changes: dict, version: int) -> Box:
    """The remark sheet (备考表) of a box and where it stands."""
    fields = ("shelf", "note", "arranged_by", "arranged_on", "checked_by", "checked_on")
    changed = [key for key in fields if key in changes and getattr(box, key) != changes[key]]
    for key in changed:
        setattr(box, key, changes[key])
    refuse_invalid(box)
    save_if_fresh(box, changed, version)
    audit.note(fields=changed)
    return box
