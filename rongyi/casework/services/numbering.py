"""Numbers of a year's register, without gaps: whoever takes one holds the row until the act is done."""

from django.db import IntegrityError, transaction
from django.db.models import F

from rongyi.casework.models import Register


def next_in(county: str, series: str, year: int) -> int:
    """The next number of a series. A number taken by an act that is refused goes back with it."""
    rows = Register.objects.filter(county=county, series=series, year=year)
    if not rows.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                Register.objects.create(county=county, series=series, year=year, last=1)
            return 1
        except IntegrityError:
            rows.update(last=F("last") + 1)
    return rows.values_list("last", flat=True).get()


def case_number(prefix: str, county: str, year: int) -> str:
    return f"{prefix}{county}{year}{next_in(county, prefix, year):05d}"
