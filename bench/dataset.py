"""The measured data: invented people of real counties, made in bulk with the registry's own tokens and seals.

The twelve counties of the measured prefecture are made one by one; what more people are wanted fill other counties of
the province with copies of these rows under ids and codes of their own.
Made once for a size and a seed as an SQLite file under var/bench/data/ and used again; PostgreSQL is filled from it.
"""

import functools
import hashlib
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from rongyi.kernel.search import name_tokens, tail_tokens

ROOT = Path(__file__).resolve().parents[1]
DIVISIONS = ROOT / "data" / "divisions" / "shaanxi.csv.gz"
PREFECTURE, COUNTY = "6103", "610326"
A_COUNTY_HOLDS = 9_000
"""People of a usual county; more people mean more counties, as they do at work."""
TODAY, BASE_MS = date(2026, 11, 1), 1_793_000_000_000
AT_ONCE = 3_000
READY = ("CharField", "PositiveSmallIntegerField", "PositiveIntegerField")
SHAPED_BY = (
    "bench/dataset.py",
    "rongyi/kernel/search.py",
    "rongyi/kernel/search_readings.py",
    "rongyi/registry/tokens.py",
)


def fingerprint() -> str:
    """Changes when rows made today would differ from kept ones."""
    digest = hashlib.sha256()
    files = [ROOT / name for name in SHAPED_BY] + sorted(ROOT.glob("rongyi/*/migrations/*.py"))
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def kept_file(folder: Path, people: int, seed: int) -> Path:
    return folder / f"people-{people}-{seed}-{fingerprint()}.sqlite3"


def make(people: int, seed: int) -> dict:
    """Fills the database of this process, an empty SQLite file."""
    from rongyi.organisation.divisions import load_divisions
    from rongyi.organisation.models import Region
    from rongyi.organisation.stations import open_stations

    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    load_divisions(DIVISIONS)
    counties = _counties(
        list(Region.objects.filter(tier="county").order_by("code").values_list("code", flat=True)), people
    )
    for county in counties:
        if county.startswith(PREFECTURE):
            open_stations(county)
    _write(counties, people, seed)
    return {"seconds": round(time.perf_counter() - start, 1), "counties": len(counties)}


def _counties(known: list[str], people: int) -> list[str]:
    """The measured county first, then its prefecture, then the rest of the province, as many as are needed."""
    ordered = sorted(known, key=lambda code: (code != COUNTY, not code.startswith(PREFECTURE), code))
    least = 3 if people < A_COUNTY_HOLDS else 12
    return ordered[: max(least, min(len(ordered), people // A_COUNTY_HOLDS))]


def _write(counties: list[str], people: int, seed: int) -> None:
    made = [county for county in counties if county.startswith(PREFECTURE)]
    share = people // len(counties)
    counts = dict.fromkeys(made, share) | {made[0]: people - share * (len(counties) - 1)}
    jobs = [(county, counts[county], seed, _villages(county)) for county in made]
    inserts = {model._meta.db_table: _insert(model) for model in _models()}
    copies = [_copy_of_county(model) for model in _models()]
    connections.close_all()
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    database.executescript("pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-524288")
    done = 0
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for count, tables in pool.imap(_county_rows, jobs):
            database.execute("begin")
            for table, rows in tables.items():
                database.executemany(inserts[table], rows)
            database.execute("commit")
            done += count
            _tell(done, people)
    for number, county in enumerate(code for code in counties if code not in made):
        database.execute("begin")
        for copy in copies:
            database.execute(copy, {"county": county, "source": made[1:][number % len(made[1:])]})
        database.execute("commit")
        done += share
        _tell(done, people)
    database.executescript("analyze; pragma journal_mode=delete")
    database.close()


def _copy_of_county(model) -> str:
    """A statement that fills a county outside the measured prefecture with the rows of another.

    They get ids and codes of their own, so they cost what rows cost; nobody opens their seals, which are bound to the
    first id.
    """
    own = {
        "county": ":county", "region_code": ":county || substr(region_code, 7)",
        "id": "substr(id, 1, 26) || :county", "person_id": "substr(person_id, 1, 26) || :county",
    }  # fmt: skip
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(own.get(column, column) for column in columns)
    table = model._meta.db_table
    return f"insert into {table} ({', '.join(columns)}) select {values} from {table} where county = :source"


def _tell(done: int, total: int) -> None:
    if sys.stderr.isatty() or done == total:
        print(f"   {done:,} of {total:,} people made", file=sys.stderr, flush=True)


def _models() -> list:
    from rongyi.registry.models import Person, PersonCategory, PersonTag, SearchToken

    return [Person, PersonCategory, PersonTag, SearchToken]


def _insert(model) -> str:
    columns = [field.column for field in model._meta.concrete_fields]
    return f"insert into {model._meta.db_table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"


def _villages(county: str) -> list[tuple[str, str]]:
    from rongyi.organisation.models import Region, subtree

    rows = Region.objects.filter(subtree("code", county), tier="village").order_by("code")
    return list(rows.values_list("code", "name"))


def _county_rows(job: tuple) -> tuple[int, dict[str, list[tuple]]]:
    """One county's rows as the database keeps them."""
    from rongyi.project.demo.people import Invention
    from rongyi.registry.models import SearchToken
    from rongyi.registry.services.inputs import prepare
    from rongyi.registry.tokens import tokens_of

    county, count, seed, villages = job
    invention = Invention(random.Random(f"{seed}-{county}"), county, TODAY, BASE_MS)
    tables: dict[str, list[tuple]] = {model._meta.db_table: [] for model in _models()}
    tokens = tables[SearchToken._meta.db_table]
    for number in range(count):
        prepared = prepare(invention.person(*villages[number % len(villages)]))
        person = prepared.person
        for row in (person, *prepared.categories, *prepared.tags):
            tables[row._meta.db_table].append(_stored(row))
        found = _tokens(person.name, person.id_number, person.phone)
        if number == 0 and found != tokens_of(person):
            raise AssertionError("the registry makes other tokens now; _tokens must follow it")
        tokens += [(county, token, person.region_code, person.pk.hex) for token in found]
    for rows in tables.values():
        rows.sort()  # in the order of the key, so that the tree grows at its end
    return count, tables


def _tokens(name: str, number: str, phone: str) -> set[str]:
    """As registry.tokens makes them, but a name that many bear is read once."""
    tokens = _name_tokens(name) | tail_tokens("id_number", number)
    return tokens | tail_tokens("phone", phone) if phone else tokens


@functools.lru_cache(maxsize=50_000)
def _name_tokens(name: str) -> frozenset[str]:
    return frozenset(name_tokens(name))


@functools.cache
def _columns(model) -> list:
    """(field, whether the value lies ready as a text or number) of each column."""
    return [(f, f.get_internal_type() in READY) for f in model._meta.concrete_fields]


def _stored(row) -> tuple:
    values = []
    for column, is_ready in _columns(type(row)):
        if is_ready:
            values.append(getattr(row, column.attname))
            continue
        value = column.get_db_prep_save(column.pre_save(row, True), connection)
        values.append(bytes(value) if isinstance(value, memoryview) else value)
    return tuple(values)


def copy_file(source: Path, target: Path) -> dict:
    start = time.perf_counter()
    shutil.copyfile(source, target)
    call_command("migrate", verbosity=0)
    return {"seconds": round(time.perf_counter() - start, 1)}


def fill_postgres(source: Path) -> dict:
    """Copies every filled table of the kept file into the PostgreSQL database of this process."""
    start = time.perf_counter()
    call_command("migrate", verbosity=0)
    kept = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
    kept.text_factory = str
    from rongyi.organisation.models import Region, Station

    with connection.cursor() as cursor:
        # the rows stood the foreign keys where they were made; 26 million look-ups would prove it a second time
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set timezone = 'UTC'")
        for model in (Region, Station, *_models()):
            _copy_table(kept, cursor, model)
        cursor.execute("set session_replication_role = default")
        cursor.execute("vacuum analyze")
    kept.close()
    return {"seconds": round(time.perf_counter() - start, 1)}


def _copy_table(kept: sqlite3.Connection, cursor, model) -> None:
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    table = model._meta.db_table
    rows = kept.execute(f"select {columns} from {table}")
    with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
        while chunk := rows.fetchmany(AT_ONCE):
            for row in chunk:
                copy.write_row(row)


def size_of() -> dict:
    """Rows and bytes of what is measured."""
    from rongyi.registry.models import Person, SearchToken

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("select pg_database_size(current_database())")
        else:
            cursor.execute("select page_count * page_size from pragma_page_count(), pragma_page_size()")
        octets = cursor.fetchone()[0]
    people, tokens = Person.objects.count(), SearchToken.objects.count()
    return {"people": people, "tokens": tokens, "database_mib": round(octets / 2**20)}
