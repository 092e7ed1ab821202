"""Finding the table in a sheet: which rows are its heading, and which lines below are no people."""

import re
import unicodedata
from dataclasses import dataclass

from rongyi.kernel.sheets.reader import Cell
from rongyi.registry.imports.targets import IGNORE, MUST, key_of, plain

SEARCHED_ROWS = 40
LEAST_KNOWN = 2
LEAST_OF_A_NUMBER = 15
"""Shorter than this no identity number is; under a total stands a count there."""
TOTALS = re.compile(r"^(本页|本村|全村|全镇|本站)?(合计|小计|总计|共计|总数|累计|总人数)")
NOTES = re.compile(
    r"^(填表|填报|制表|审核|复核|负责人|单位负责|主要负责|经办|注[:: 0-9]|(联系人|联系电话|备注|说明|日期|时间)[::]|盖章|\(盖章|签字|"
    r"统计|报送|数据截止|截止|第\d+页|共\d+页|共\d+人|共计|以上|以下空白)"
)
NUMBERS = re.compile(r"\d{6,}|^\d{4}[-.年/]")


@dataclass
class Header:
    """The heading of a table: its rows (from, to) counted from nought, and one label a column."""

    first: int
    last: int
    labels: list[str]


def find_header(rows: list[list[Cell]], merges: list[tuple[int, int, int, int]]) -> Header | None:
    """The row that names most of what is known; a row above or below that belongs to it is joined with it."""
    known = [_known_in(row) for row in rows[:SEARCHED_ROWS]]
    best = max(range(len(known)), key=lambda n: (len(known[n] & set(MUST)), len(known[n]), -n), default=None)
    if best is None or not known[best]:
        return None
    first = last = best
    if best > 0 and _is_above(rows[best - 1], rows[best], best - 1, merges):
        first = best - 1
    elif best + 1 < len(rows) and _is_below(rows[best], rows[best + 1], best, merges):
        last = best + 1
    labels = _distinct(_joined(rows, first, last, merges))
    found = {key[0] for key in map(key_of, labels) if key and key[0] != IGNORE}
    if "id_number" not in found and (len(found) < LEAST_KNOWN or not found & set(MUST)):
        return None
    return Header(first, last, labels)


def header_at(rows: list[list[Cell]], merges: list[tuple[int, int, int, int]], number: int) -> Header | None:
    """The heading that somebody has pointed at, by the number of its row as the sheet counts; of two rows either."""
    place = number - 1
    if not 0 <= place < len(rows) or not _filled(rows[place]):
        return None
    first = last = place
    if place + 1 < len(rows) and _is_below(rows[place], rows[place + 1], place, merges):
        last = place + 1
    elif place and _is_below(rows[place - 1], rows[place], place - 1, merges):
        first = place - 1
    return Header(first, last, _distinct(_joined(rows, first, last, merges)))


def rows_to_choose(rows: list[list[Cell]]) -> list[tuple[int, list[Cell]]]:
    """(number, cells) of the rows at the top of a sheet that could be its heading."""
    found = [(number, [row[place] for place in _filled(row)]) for number, row in enumerate(rows, 1)]
    return [(number, cells) for number, cells in found if len(cells) > 1 and any(isinstance(c, str) for c in cells)]


def _known_in(row: list[Cell]) -> set[str]:
    found = {key_of(cell) for cell in row if isinstance(cell, str)}
    return {key[0] for key in found if key and key[0] != IGNORE}


def _filled(row: list[Cell]) -> list[int]:
    return [place for place, cell in enumerate(row) if cell not in (None, "")]


def _is_above(upper: list[Cell], lower: list[Cell], number: int, merges) -> bool:
    """A title spans the whole sheet and stands alone; a parent row names several groups."""
    wide = [area for area in merges if area[0] <= number <= area[2] and area[3] > area[1]]
    filled = _filled(upper)
    if len(filled) < 2 or not all(isinstance(upper[place], str) for place in filled):
        return False
    if any(NUMBERS.search(str(upper[place])) or NOTES.match(str(upper[place]).strip()) for place in filled):
        return False
    same = [place for place in filled if place < len(lower) and upper[place] == lower[place]]
    return bool(same) or len(wide) >= 1 or bool(_known_in(upper))


def _is_below(upper: list[Cell], lower: list[Cell], number: int, merges) -> bool:
    """The row of the children: words only, at least one under a heading that is wider than one column."""
    filled = _filled(lower)
    if not filled or any(not isinstance(lower[p], str) or NUMBERS.search(str(lower[p])) for p in filled):
        return False
    for place in filled:  # under a heading that has no children of its own stands nothing, or the same, merged
        own = upper[place] if place < len(upper) else None
        if own not in (None, "", lower[place]) and key_of(str(own)) and not _is_wide(number, place, upper, merges):
            return False
    return any(place >= len(upper) or upper[place] in (None, "") for place in filled)


def _is_wide(number: int, place: int, row: list[Cell], merges) -> bool:
    if merges:
        return any(a[0] == number and a[1] == place and a[3] > place for a in merges)
    return place + 1 >= len(row) or row[place + 1] in (None, "")


def _joined(rows: list[list[Cell]], first: int, last: int, merges) -> list[str]:
    if first == last:
        return [_text(cell) for cell in rows[first]]
    upper, lower = list(rows[first]), rows[last]
    width = max(len(upper), len(lower))
    upper += [None] * (width - len(upper))
    areas = [a for a in merges if a[0] == first and a[3] > a[1]]
    for place in range(1, width):
        inside = any(left < place <= right for _t, left, _b, right in areas)
        below = lower[place] if place < len(lower) else None
        if upper[place] in (None, "") and (inside or (not merges and below not in (None, ""))):
            upper[place] = upper[place - 1]
    labels = []
    for place in range(width):
        parent, child = _text(upper[place]), _text(lower[place] if place < len(lower) else None)
        labels.append(f"{parent}/{child}" if parent and child and plain(parent) != plain(child) else child or parent)
    return labels


def _text(cell: Cell) -> str:
    return re.sub(r"\s+", "", str(cell)) if cell is not None else ""


def _distinct(labels: list[str]) -> list[str]:
    """Two columns of one heading become «label» and «label (2)», as the report writes them."""
    seen: dict[str, int] = {}
    result = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        result.append(label if seen[label] == 1 or not label else f"{label} ({seen[label]})")
    return result


def what_line(cells: list[Cell], header: Header, places: dict[str, int]) -> str:
    """ "" for somebody's row, else what the line is instead: blank, total, note, heading again."""
    if not places:  # nobody has said yet which columns tell who somebody is
        return "" if _filled(cells) else "blank"
    name, number = (_at(cells, places.get(key)) for key in MUST)
    if name is not None and number is not None and len(str(number)) >= LEAST_OF_A_NUMBER:
        return ""
    filled = _filled(cells)
    if not filled:
        return "blank"
    if name is not None and plain(name) == plain(header.labels[places["name"]].rpartition("/")[2]):
        return "heading"
    first = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(cells[filled[0]])))
    if TOTALS.match(first) or TOTALS.match(re.sub(r"\s+", "", str(name or ""))):
        return "total"
    own = [place for place in filled if place in places.values()]
    if number is None and NOTES.match(first) and len(own) <= 3:
        return "note"
    if name is None and number is None and len(own) <= 1:
        return "note" if isinstance(cells[filled[-1]], str) and len(first) > 3 else "blank"
    return ""


def _at(cells: list[Cell], place: int | None) -> Cell:
    return cells[place] if place is not None and place < len(cells) else None
