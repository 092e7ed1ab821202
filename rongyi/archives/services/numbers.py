"""Numbers that are given once and without a gap, and the archive code (档号) that is composed of them.

A counter is a row that each writer moves by one in the transaction of the act: whoever comes second waits for the
first, and what is undone gives its number back.
"""

from django.db.models import F

from rongyi.archives.models import Fonds, Series


def series_of(fonds: Fonds, category: str, year: int, retention: str, subject: str) -> Series:
    """The class of a fonds, made at its first piece; twenty at once make one."""
    key = {"category": category, "year": year, "retention": retention, "subject": subject}
    known = Series.objects.filter(county=fonds.county, fonds=fonds, **key)
    found = known.first()
    if found is not None:
        return found
    new = Series(county=fonds.county, region_code=fonds.region_code, fonds=fonds, **key)
    Series.objects.bulk_create([new], ignore_conflicts=True)
    return known.get()


def take_numbers(series: Series, count: int = 1) -> int:
    """The first of as many new numbers."""
    mine = Series.objects.filter(county=series.county, pk=series.pk)
    mine.update(last_number=F("last_number") + count)
    return mine.values_list("last_number", flat=True).get() - count + 1


def hold(fonds: Fonds) -> None:
    """Whoever fills boxes of this fonds waits here for the one before; writing the row is the lock, on both engines."""
    Fonds.objects.filter(county=fonds.county, pk=fonds.pk).update(last_box=F("last_box"))


def take_box_number(fonds: Fonds) -> int:
    mine = Fonds.objects.filter(county=fonds.county, pk=fonds.pk)
    mine.update(last_box=F("last_box") + 1)
    return mine.values_list("last_box", flat=True).get()


def code_of(fonds: Fonds, series: Series, number: int) -> str:
    """全宗号-门类·年度-保管期限-机构(问题)-件号, DA/T 22-2015, 5.4: a hyphen between levels, a dot inside one."""
    parts = [fonds.number, f"{series.category}·{series.year}", series.retention, series.subject, f"{number:04d}"]
    return "-".join(part for part in parts if part)
