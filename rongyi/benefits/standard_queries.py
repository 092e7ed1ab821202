"""Which amount holds for whom in which month: the county's own rows first, then the nearest shipped one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rongyi.benefits.enums import Per
from rongyi.benefits.models import CountyStandard
from rongyi.benefits.months import first_day
from rongyi.benefits.policy import FOREVER, fen_of, files

MONTHS, DECEMBER = 12, "12"


@dataclass(frozen=True)
class Standard:
    """One amount of one table; `ref` names it in lines, `own` are the county's."""

    ref: str
    item: str
    key: str
    region: str
    first: date
    last: date
    per: str
    by_service_year: bool
    fen: int
    shares: tuple[int, ...] | None
    source: str
    trust: str
    note: str = ""
    own: bool = False

    def monthly(self, month: str, units: int = 1) -> int:
        """Fen of one month. December brings what twelfths leave over, so that a year is the standard to the fen."""
        whole = self.fen * (units if self.by_service_year else 1)
        if self.per == Per.MONTH:
            return whole
        return whole - 11 * (whole // MONTHS) if month.endswith(DECEMBER) else whole // MONTHS

    def holds_on(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def is_open(self) -> bool:
        return self.last == FOREVER


def shipped() -> list[Standard]:
    found = []
    for name, (file, version) in sorted(files().items()):
        for table in file.tables:
            first, last = table.days
            for row in table.rows:
                found.append(
                    Standard(
                        f"{name}@{version}:{table.first}", table.item, row.key, table.region, first, last, table.per,
                        table.by_service_year, fen_of(row.yuan), row.shares.fen() if row.shares else None,
                        table.source, table.trust, str(table.note or ""),
                    )
                )  # fmt: skip
    return found


def of_county(county: str) -> list[Standard]:
    rows = CountyStandard.objects.filter(county=county).order_by("item", "key", "first_on")
    return [_own(row) for row in rows]


def _own(row: CountyStandard) -> Standard:
    shares = (row.central_fen, row.province_fen, row.city_fen, row.county_fen)
    return Standard(
        str(row.pk), row.item, row.key, row.county, row.first_on, row.last_on or FOREVER, row.per,
        row.by_service_year, row.amount_fen, shares if any(shares) else None, row.source, row.trust, own=True,
    )  # fmt: skip


class Table:
    """All that holds in a county, asked many times during a run."""

    def __init__(self, county: str):
        known = [*of_county(county), *(one for one in shipped() if county.startswith(one.region))]
        self._by: dict[tuple[str, str], list[Standard]] = {}
        for one in sorted(known, key=lambda s: (not s.own, -len(s.region))):
            self._by.setdefault((one.item, one.key), []).append(one)
        self._found: dict[tuple[str, str, str], Standard | None] = {}

    def find(self, item: str, key: str, month: str) -> Standard | None:
        asked = (item, key, month)
        if asked not in self._found:
            day = first_day(month)
            self._found[asked] = next((s for s in self._by.get((item, key), ()) if s.holds_on(day)), None)
        return self._found[asked]

    def rows(self) -> Iterable[Standard]:
        return (one for rows in self._by.values() for one in rows)
