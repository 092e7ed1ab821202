"""Papers of the archive room as PDF: catalogue, remark sheet, labels, list of destruction. Printing one is on record."""

import io
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from rongyi.archives.labels import address_of, picture_of
from rongyi.archives.models import Box, Destruction, Fonds, Piece
from rongyi.archives.permissions import VIEW_ARCHIVES
from rongyi.archives.policy import ArchivePolicy, policy_now
from rongyi.archives.queries import boxes_of, items_of, pieces_in, with_contents
from rongyi.kernel import audit, clock
from rongyi.kernel.papers import write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command

STYLES = Path(__file__).parent / "papers.css"
SPINES_ON_A_PAGE_MM = 186
MARGIN_MM = 12
BARE = "@bottom-left { content: none } @bottom-right { content: none }"
"""A sheet that is cut up has no page number at its edge."""


@dataclass(frozen=True)
class Layout:
    """A sheet of labels, in millimetres. A sheet that is cut by hand has no gaps."""

    name: str
    label: str
    columns: int
    rows: int
    width: float
    height: float
    left: float = 0
    top: float = 0
    gap: float = 0

    @property
    def on_a_page(self) -> int:
        return self.columns * self.rows


LAYOUTS = {
    layout.name: layout
    for layout in (
        Layout("a4_3x8", _("A4 不干胶 3列×8行(70×37 毫米)"), 3, 8, 70, 37.125),
        Layout("a4_3x7", _("A4 不干胶 3列×7行(63.5×38.1 毫米)"), 3, 7, 63.5, 38.1, left=7.25, top=15.15, gap=2.5),
        Layout("a4_2x7", _("A4 不干胶 2列×7行(99.1×38.1 毫米)"), 2, 7, 99.1, 38.1, left=4.65, top=15.15, gap=2.5),
        Layout("a4_2x5", _("A4 普通纸 2列×5行(105×57 毫米,自己裁)"), 2, 5, 105, 57, top=6),
    )
}


@dataclass(frozen=True)
class Paper:
    data: bytes
    name: str


def _pdf(template: str, context: dict, rules: str) -> bytes:
    target = io.BytesIO()
    write_pdf(target, render_to_string(template, context), styles=[STYLES], rules=rules, with_data=True)
    return target.getvalue()


def _stamp(actor: Actor) -> dict:
    number = f"{clock.today():%Y%m%d}-{secrets.token_hex(3).upper()}"
    return {"printed_by": actor.name, "printed_at": clock.now(), "print_number": number}


@command(VIEW_ARCHIVES, on="box", act="archives.print")
def print_catalogue(*, actor: Actor, box: Box) -> Paper:
    """归档文件目录 of one box, with the columns of DA/T 22-2015 but the secrecy grade: such papers are not here."""
    pieces, stamp = pieces_in(box), _stamp(actor)
    audit.note(paper="catalogue", number=stamp["print_number"], pieces=len(pieces))
    context = {"box": box, "pieces": pieces, "words": _words(box), **stamp}
    return Paper(_pdf("archives/papers/catalogue.html", context, "@page { size: A4 landscape }"), f"目录_{box}.pdf")


@command(VIEW_ARCHIVES, on="box", act="archives.print")
def print_remarks(*, actor: Actor, box: Box) -> Paper:
    """备考表 of one box: what is to be said of its papers, who arranged and who checked them, and when."""
    stamp = _stamp(actor)
    audit.note(paper="remarks", number=stamp["print_number"])
    with_contents([box])
    context = {"box": box, "words": _words(box), **stamp}
    return Paper(_pdf("archives/papers/remarks.html", context, "@page { size: A4 }"), f"备考表_{box}.pdf")


@command(VIEW_ARCHIVES, on="fonds", act="archives.print")
def print_spines(*, actor: Actor, fonds: Fonds, root: str, boxes: list[Box] | None = None) -> Paper:
    """Spine labels as wide as their boxes, side by side, with the items of DA/T 22-2015, 6.4."""
    chosen = with_contents(boxes) if boxes else boxes_of(fonds)
    audit.note(paper="spines", boxes=len(chosen))
    rows = [{"box": box, "words": _words(box), "code": picture_of(address_of(box, root))} for box in chosen]
    widths = {box.thickness_mm for box in chosen}
    rules = (
        "".join(f".w{int(w)} {{ width: {int(w)}mm }} " for w in widths)
        + f"@page {{ size: A4; margin: {MARGIN_MM}mm; {BARE} }}"
    )
    return Paper(_pdf("archives/papers/spines.html", {"sheets": _sheets(rows), "fonds": fonds}, rules), "盒脊标签.pdf")


def _sheets(rows: list[dict]) -> list[list[dict]]:
    """As many spines on a sheet as its width takes."""
    sheets: list[list[dict]] = []
    used = SPINES_ON_A_PAGE_MM + 1
    for row in rows:
        width = row["box"].thickness_mm
        if used + width > SPINES_ON_A_PAGE_MM:
            sheets.append([])
            used = 0
        sheets[-1].append(row)
        used += width
    return sheets


@command(VIEW_ARCHIVES, on="fonds", act="archives.print")
def print_labels(*, actor: Actor, fonds: Fonds, pieces: list[Piece], layout: Layout, root: str, skip: int = 0) -> Paper:
    """Labels of pieces on a sheet of labels; `skip` leaves out those that were used before. No title, no name on them."""
    audit.note(paper="labels", pieces=len(pieces), layout=layout.name)
    policy = policy_now()
    labels: list[dict | None] = [None] * min(skip, layout.on_a_page - 1)
    labels += [
        {
            "piece": p,
            "code": picture_of(address_of(p, root)),
            "retention": policy.word(p.retention),
            "prefix": p.code.rpartition("-")[0],
        }
        for p in pieces
    ]
    pages = [labels[n : n + layout.on_a_page] for n in range(0, len(labels), layout.on_a_page)]
    context = {"pages": [_grid(page, layout) for page in pages], "fonds": fonds}
    return Paper(_pdf("archives/papers/labels.html", context, _label_rules(layout)), "件标签.pdf")


def _grid(page: list, layout: Layout) -> list[list]:
    page = page + [None] * (-len(page) % layout.columns)
    return [page[n : n + layout.columns] for n in range(0, len(page), layout.columns)]


def _label_rules(layout: Layout) -> str:
    """Numbers of the layout only, never text of anybody."""
    code = min(layout.height - 6, layout.width * 0.42)
    return (
        f"@page {{ size: A4; margin: 0; {BARE} }} .labels {{ margin: {layout.top}mm 0 0 {layout.left}mm }} "
        f".label {{ width: {layout.width}mm; height: {layout.height}mm }} "
        f".gap {{ width: {layout.gap}mm }} .label img {{ width: {code}mm; height: {code}mm }}"
    )


@command(VIEW_ARCHIVES, on="listed", act="archives.print")
def print_destruction(*, actor: Actor, listed: Destruction) -> Paper:
    """销毁清册, with the checksums of what was scanned and the places for the signatures."""
    items, stamp = items_of(listed), _stamp(actor)
    audit.note(paper="destruction", number=stamp["print_number"], pieces=len(items))
    context = {"listed": listed, "items": items, "policy": policy_now(), **stamp}
    rules = "@page { size: A4 landscape }"
    return Paper(_pdf("archives/papers/destruction.html", context, rules), f"销毁清册_{listed.fonds.number}.pdf")


def _words(box: Box) -> dict[str, str]:
    policy: ArchivePolicy = policy_now()
    series = box.series
    return {
        "category": policy.word(series.category), "retention": policy.word(series.retention),
        "subject": policy.word(series.subject) if series.subject else "",
    }  # fmt: skip
