"""Runs as a process of its own: two cells at the far corners of a sheet make the parser ask for 400 GB at once.

Reads the workbook from standard input, writes one JSON value a line to standard output: the head of each sheet, then
its rows in bundles. Imports nothing of ours.
"""

import datetime
import io
import json
import re
import sys
import zipfile

WHOLE_NUMBERS_BELOW = 1e15
ROWS_A_LINE = 500
MERGES_AT_MOST = 20_000


def main() -> int:
    rows, columns, sheets, memory, seconds = map(int, sys.argv[1:6])
    _limit(memory, seconds)
    import python_calamine as calamine

    try:
        data = sys.stdin.buffer.read()
        book = calamine.load_workbook(io.BytesIO(data))
        _book(calamine, book, data, rows, columns, sheets)
    except calamine.PasswordError:
        _say({"refused": "password"})
    except MemoryError:
        return 3
    except Exception:
        _say({"refused": "damaged"})
    sys.stdout.flush()
    return 0


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _say(value) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, separators=(",", ":"), default=_tagged) + "\n")


def _book(calamine, book, data: bytes, rows: int, columns: int, sheets: int) -> None:
    found = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(found) > sheets:
        return _say({"refused": "sheets", "count": len(found)})
    faults = _faults(data)
    for meta in found:
        sheet = book.get_sheet_by_name(meta.name)
        refusal = _say_sheet(calamine, sheet, meta, faults.get(meta.name, {}), rows, columns)
        if refusal:
            return _say(refusal)
    return None


def _say_sheet(calamine, sheet, meta, faults: dict, rows: int, columns: int) -> dict | None:
    merges = [[*start, *end] for start, end in (sheet.merged_cell_ranges or ())[:MERGES_AT_MOST]]
    _say({"sheet": meta.name, "hidden": meta.visible != calamine.SheetVisibleEnum.Visible, "merges": merges})
    bundle: list[list] = []
    empty = 0
    left = [""] * (sheet.start or (0, 0))[1]  # iter_rows gives the empty area above, but not the one on the left
    for number, cells in enumerate(sheet.iter_rows()):
        line = _line(left + cells, faults.get(number))
        if len(line) > columns:
            return {"refused": "columns", "sheet": meta.name, "count": len(line)}
        if not line:
            empty += 1
            continue
        if number >= rows:
            return {"refused": "rows", "sheet": meta.name}
        bundle += [[]] * empty
        bundle.append(line)
        empty = 0
        if len(bundle) >= ROWS_A_LINE:
            _say(bundle)
            bundle = []
    if bundle:
        _say(bundle)
    return None


def _line(row: list, faults: dict | None) -> list:
    for place, word in (faults or {}).items():
        row += [""] * (place + 1 - len(row))
        row[place] = _Fault(word)
    while row and row[-1] in ("", None):
        row.pop()
    return [
        None if c == "" else int(c) if type(c) is float and c.is_integer() and abs(c) < WHOLE_NUMBERS_BELOW else c
        for c in row
    ]


class _Fault:
    """What a formula gave instead of a value; the library hands out an empty cell for it."""

    def __init__(self, word: str):
        self.word = word


def _tagged(value):
    if isinstance(value, _Fault):
        return ["fault", value.word]
    if isinstance(value, datetime.timedelta):
        return ["timedelta", value.total_seconds()]
    return [type(value).__name__, value.isoformat()]


def _faults(data: bytes) -> dict[str, dict[int, dict[int, str]]]:
    """{sheet: {row: {column: word}}} of the cells of an .xlsx that hold an error."""
    if not data.startswith(b"PK"):
        return {}
    found: dict[str, dict[int, dict[int, str]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return {}
        for name, path in _sheet_files(archive):
            content = archive.read(path) if path in names else b""
            for row, column, word in _cells_in_error(content) if b't="e"' in content else ():
                found.setdefault(name, {}).setdefault(row, {})[column] = word
    return found


def _sheet_files(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    from html import unescape

    targets = {}
    for tag in re.findall(rb"<Relationship\b[^>]*>", archive.read("xl/_rels/workbook.xml.rels")):
        attributes = dict(re.findall(rb'(\w+)="([^"]*)"', tag))
        targets[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode()
    files = []
    for tag in re.findall(rb"<(?:\w+:)?sheet\b[^>]*>", archive.read("xl/workbook.xml")):
        attributes = dict(re.findall(rb'([\w:]+)="([^"]*)"', tag))
        target = targets.get(attributes.get(b"r:id"), "")
        path = target.lstrip("/") if target.startswith("/") else "xl/" + target
        files.append((unescape(attributes.get(b"name", b"").decode()), path))
    return files


def _cells_in_error(content: bytes):
    for tag, inside in re.findall(rb"<c ([^>]*t=\"e\"[^>]*)>(.*?)</c>", content, re.S):
        place = re.search(rb'r="([A-Z]+)(\d+)"', tag)
        word = re.search(rb"<v>([^<]*)</v>", inside)
        if place:
            column = 0
            for letter in place[1]:
                column = column * 26 + letter - 64
            yield int(place[2]) - 1, column - 1, (word[1].decode() if word else "#ERROR")[:20]


if __name__ == "__main__":
    sys.exit(main())
