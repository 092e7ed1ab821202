"""Reads a file of administrative divisions line by line and says what is wrong with it, where, and how to mend it."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from rongyi.organisation.models import TIER_OF_LENGTH, Tier

COLUMNS = ["level", "code", "name", "parent"]
TIER_OF_LEVEL = {"city": Tier.PREFECTURE, **{str(tier): tier for tier in Tier}}
LENGTH_OF_TIER = {tier: length for length, tier in TIER_OF_LENGTH.items()}
MOST_ROWS = 2_000_000
MOST_FAULTS = 200
LONGEST_NAME = 60


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the file: where, what, and the mend."""

    line: int
    code: str
    message: str
    mend: str

    def __str__(self):
        return _("第%(line)s行:%(message)s%(mend)s") % {"line": self.line, "message": self.message, "mend": self.mend}


@dataclass
class Faults:
    """Collects faults up to a limit; what comes after it is only counted."""

    found: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, code: str, message: str, mend: str) -> None:
        self.count += 1
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault(line, code, message, mend))


@dataclass(frozen=True)
class Row:
    line: int
    code: str
    tier: str
    name: str
    parent: str


def rows_of(path: Path, faults: Faults) -> Iterator[Row]:
    """The good rows of a file; the others go to `faults`."""
    opened = gzip.open if path.suffix == ".gz" else open
    line = 1
    try:
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            if not _header_is_right(next(reader, []), faults):
                return
            for line, cells in enumerate(reader, start=2):
                if line > MOST_ROWS:
                    faults.add(line, "", _("行数太多。"), _("一个文件最多%(most)s行。") % {"most": MOST_ROWS})
                    return
                row = _row(line, cells, faults) if cells else None
                if row:
                    yield row
    except UnicodeDecodeError:
        faults.add(line + 1, "", _("文件不是UTF-8编码。"), _("请用表格软件另存为「CSV UTF-8」再装入。"))
    except (gzip.BadGzipFile, EOFError):
        faults.add(line, "", _("压缩文件损坏或不是gzip格式。"), _("请重新压缩或直接给出.csv文件。"))
    except csv.Error:
        faults.add(line + 1, "", _("这一行不是CSV。"), _("请检查引号是否成对。"))


def _header_is_right(header: list[str], faults: Faults) -> bool:
    if [cell.strip().lower() for cell in header] == COLUMNS:
        return True
    faults.add(1, "", _("表头不对。"), _("第一行应为 level,code,name,parent。"))
    return False


def _row(line: int, cells: list[str], faults: Faults) -> Row | None:
    if len(cells) != 4:
        faults.add(line, "", _("这一行有%(count)s列。") % {"count": len(cells)}, _("每行应有4列。"))
        return None
    level, code, name, parent = (cell.strip() for cell in cells)
    tier = TIER_OF_LEVEL.get(level)
    if tier is None:
        faults.add(line, code, _("层级「%(level)s」不认识。") % {"level": level[:20]},
                   _("应为 province、city、county、town 或 village。"))  # fmt: skip
        return None
    if not (code.isascii() and code.isdigit()) or len(code) != LENGTH_OF_TIER[tier]:
        faults.add(line, code, _("代码「%(code)s」的位数与层级不符。") % {"code": code[:20]},
                   _("%(level)s的代码应为%(length)s位数字。") % {"level": tier.label, "length": LENGTH_OF_TIER[tier]})  # fmt: skip
        return None
    if not name or len(name) > LONGEST_NAME:
        faults.add(line, code, _("名称为空或太长。"), _("名称应为1至%(most)s个字。") % {"most": LONGEST_NAME})
        return None
    return Row(line, code, str(tier), name, parent)


def is_under(code: str, parent: str) -> bool:
    """A code begins with the code of its parent; a province has none."""
    if not parent:
        return len(code) == 2
    return len(parent) < len(code) and len(parent) in TIER_OF_LENGTH and code.startswith(parent)
