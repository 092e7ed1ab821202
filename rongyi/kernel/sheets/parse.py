"""Runs as a process of its own: two cells at the far corners of a sheet make the parser ask for 400 GB at once.

Reads the workbook from standard input, writes JSON to standard output. Imports nothing of ours.
"""

import datetime
import io
import json
import sys

WHOLE_NUMBERS_BELOW = 1e15


def main() -> int:
    rows, columns, sheets, memory, seconds = map(int, sys.argv[1:6])
    _limit(memory, seconds)
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        answer = _book(calamine, book, rows, columns, sheets)
    except calamine.PasswordError:
        answer = {"refused": "password"}
    except MemoryError:
        return 3
    except Exception:
        answer = {"refused": "damaged"}
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":"), default=_tagged))
    return 0


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _book(calamine, book, rows: int, columns: int, sheets: int) -> dict:
    found = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
    if len(found) > sheets:
        return {"refused": "sheets", "count": len(found)}
    answer = []
    for meta in found:
        # the empty area is kept, so that row and column are those that the clerk sees
        cells = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False, nrows=rows + 1)
        lines = [_line(row) for row in cells]
        while lines and not lines[-1]:
            lines.pop()
        widest = max(map(len, lines), default=0)
        if len(lines) > rows or widest > columns:
            return {"refused": "rows" if len(lines) > rows else "columns", "sheet": meta.name, "count": widest}
        answer.append([meta.name, meta.visible != calamine.SheetVisibleEnum.Visible, lines])
    return {"sheets": answer}


def _line(row: list) -> list:
    while row and row[-1] in ("", None):
        row.pop()
    return [int(c) if type(c) is float and c.is_integer() and abs(c) < WHOLE_NUMBERS_BELOW else c for c in row]


def _tagged(value):
    if isinstance(value, datetime.timedelta):
        return ["timedelta", value.total_seconds()]
    return [type(value).__name__, value.isoformat()]


if __name__ == "__main__":
    sys.exit(main())
