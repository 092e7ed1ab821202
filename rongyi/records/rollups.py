"""Counts by station and day and by county and day: kept with each fact, rebuilt on demand, proved equal."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from rongyi.kernel.county import all_counties
from rongyi.records.kinds import KINDS
from rongyi.records.models import CountyDay, Fact, StationDay, StationHead

MEASURES = ("facts", "people", "minutes", "quantity", "amount_fen")


def add_to_rollups(facts: Iterable[Fact], sign: int = 1) -> None:
    """Adds facts to the counts (sign 1) or takes them out (sign -1), inside the caller's transaction."""
    stations: dict = defaultdict(lambda: [0] * len(MEASURES))
    counties: dict = defaultdict(lambda: [0] * len(MEASURES))
    for fact in facts:
        if not KINDS[fact.kind].counted:
            continue
        values = (1, fact.people_count, fact.minutes, fact.quantity, fact.amount_fen)
        for sums in (
            stations[fact.county, fact.region_code, fact.kind, fact.occurred_on],
            counties[fact.county, fact.kind, fact.occurred_on],
        ):
            for place, value in enumerate(values):
                sums[place] += sign * value
    _upsert(StationDay, ("county", "region_code", "kind", "day"), stations)
    _upsert(CountyDay, ("county", "kind", "day"), counties)


def _upsert(model, keys: tuple[str, ...], sums: dict) -> None:
    """INSERT … ON CONFLICT DO UPDATE SET n = n + excluded.n, in one order of rows for everybody."""
    if not sums:
        return
    table, columns = model._meta.db_table, (*keys, *MEASURES)
    adding = ", ".join(f'"{m}" = "{table}"."{m}" + excluded."{m}"' for m in MEASURES)
    names = ", ".join(f'"{c}"' for c in columns)
    day = model._meta.get_field("day")
    rows = sorted(sums.items())
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 60):
            chunk = rows[start : start + 60]
            marks = ", ".join("(" + ", ".join(["%s"] * len(columns)) + ")" for _ in chunk)
            values = [v for key, n in chunk for v in (*key[:-1], day.get_db_prep_value(key[-1], connection), *n)]
            conflict = ", ".join(f'"{k}"' for k in keys)
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) VALUES {marks} ON CONFLICT ({conflict}) DO UPDATE SET {adding}',  # noqa: S608  names of ours
                values,
            )


def rebuild(county: str) -> None:
    """Makes the counts of one county anew from its facts. Writers lock the heads first, so they wait meanwhile."""
    with transaction.atomic():
        list(StationHead.objects.select_for_update().filter(county=county).order_by("region_code"))
        StationDay.objects.filter(county=county).delete()
        CountyDay.objects.filter(county=county).delete()
        StationDay.objects.bulk_create(_from_facts(county, StationDay, ("region_code", "kind")), batch_size=80)
        CountyDay.objects.bulk_create(_from_facts(county, CountyDay, ("kind",)), batch_size=80)


def counties() -> list[str]:
    """Every county that has facts or counts."""
    with all_counties():
        heads = StationHead.objects.order_by().values_list("county", flat=True).distinct()
        return sorted({*heads, *CountyDay.objects.order_by().values_list("county", flat=True).distinct()})


def _from_facts(county: str, model, keys: tuple[str, ...]) -> list:
    counted = [name for name, kind in KINDS.items() if kind.counted]
    rows = (
        Fact.objects.filter(county=county, state=Fact.State.VALID, kind__in=counted)
        .order_by()
        .values(*keys, "occurred_on")
        .annotate(
            n=Count("id"), p=Sum("people_count"), m=Sum("minutes"), q=Sum("quantity"), a=Sum("amount_fen")
        )
    )  # fmt: skip
    return [
        model(county=county, day=row["occurred_on"], facts=row["n"], people=row["p"], minutes=row["m"],
              quantity=row["q"], amount_fen=row["a"], **{key: row[key] for key in keys})
        for row in rows
    ]  # fmt: skip


def differences(county: str) -> list[str]:
    """Where kept counts and facts disagree, in words; empty when all is well."""
    found: list[str] = []
    with all_counties():
        for model, keys in ((StationDay, ("region_code", "kind")), (CountyDay, ("kind",))):
            kept = {_key(row, keys): _sums(row) for row in model.objects.filter(county=county)}
            kept = {key: sums for key, sums in kept.items() if any(sums)}
            fresh = {_key(row, keys): _sums(row) for row in _from_facts(county, model, keys)}
            for key in sorted(kept.keys() | fresh.keys(), key=str):
                if kept.get(key) != fresh.get(key):
                    found.append(_disagreement(county, key, kept.get(key), fresh.get(key)))
    return found


def _disagreement(county: str, key: tuple, kept: tuple | None, fresh: tuple | None) -> str:
    *place, kind, day = key
    return _("%(place)s %(kind)s %(day)s:统计表记 %(kept)s,按记录应为 %(fresh)s") % {
        "place": place[0] if place else county, "kind": kind, "day": day,
        "kept": kept or (0,) * len(MEASURES), "fresh": fresh or (0,) * len(MEASURES),
    }  # fmt: skip


def _key(row, keys: tuple[str, ...]) -> tuple:
    return (*(getattr(row, key) for key in keys), row.day)


def _sums(row) -> tuple:
    return tuple(getattr(row, measure) for measure in MEASURES)
