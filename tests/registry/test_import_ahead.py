"""A large workbook is prepared by a second process while the first one writes: nothing but the time is different."""

import logging
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel import audit
from rongyi.kernel.bulk import WHILE_MUCH
from rongyi.kernel.crypto.blind import blind_index, indexer
from rongyi.kernel.search import tail_tokens, tails_of
from rongyi.records import chain, rollups
from rongyi.records.models import Fact
from rongyi.registry.imports import ahead, planning
from rongyi.registry.imports.applying import apply_chunks
from rongyi.registry.imports.jobs import finish_import, start_import
from rongyi.registry.models import Person, PersonCategory, SearchToken
from rongyi.registry.queries import find
from rongyi.registry.services.bulk import _sort_name, prepare_files
from rongyi.registry.services.inputs import sort_name
from rongyi.visits.models import Contact
from tests.fixtures_people import MEI, MEI_TOWN, id_number
from tests.registry.sheets import upload

CHUNK, COUNT, CREATED = 30, 120, 108
NAMES = ("王建国", "李卫东", "欧阳长乐", "单雄信")


def people(count: int = COUNT, first: int = 0) -> list[list]:
    """Every tenth line has a village that nobody knows."""
    return [
        [NAMES[n % 4], id_number(date(1950 + n % 40, 1 + n % 12, 5), n % 1000), f"138{n:08d}",
         "没有这个村" if n % 10 == 9 else "横渠村", f"横渠村{n}组", "退役士兵"]
        for n in range(first, first + count)
    ]  # fmt: skip


@pytest.fixture
def small_bundles(monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", CHUNK)
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 2)


@pytest.fixture
def helped(small_bundles, monkeypatch):
    monkeypatch.setattr(ahead, "HELPED_FROM", 0)


def imported(actor, rows: list[list]):
    job = start_import(actor=actor, upload=upload(*rows), station=MEI_TOWN)
    finish_import(actor=actor, job=job)
    job.refresh_from_db()
    return job


def what_is_there() -> dict:
    people = Person.objects.filter(county=MEI).order_by("name", "phone_index")
    return {
        "people": [(p.name, p.sort_name, p.id_number, p.phone, p.address, p.completeness, p.source) for p in people],
        "marks": sorted(PersonCategory.objects.filter(county=MEI).values_list("code", "person__name")),
        "tokens": sorted(SearchToken.objects.filter(county=MEI).values_list("token", "region_code")),
        "facts": sorted(str(f.data) for f in Fact.objects.filter(county=MEI)),
        "contacts": sorted(Contact.objects.filter(county=MEI).values_list("region_code", "next_due_on", "is_key")),
    }  # fmt: skip


def settings_of_the_connection() -> list:
    """What a long writing changes on SQLite, and must put back."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone() for name in WHILE_MUCH]


def sound() -> bool:
    return (chain.verify()[1], audit.verify()[1], rollups.differences(MEI)) == ([], [], [])


def test_the_second_process_makes_the_rows_and_everybody_is_found(section_officer, helped, monkeypatch):
    answers, answer = [], ahead.Helper._answer
    monkeypatch.setattr(ahead.Helper, "_answer", lambda self, order: answers.append(answer(self, order)) or answers[-1])

    job = imported(section_officer, people())

    assert (job.state, job.created, job.rejected) == ("done", CREATED, 12)
    assert len(answers) == 3 and all(answers)
    assert len({p.id_number for p in Person.objects.filter(county=MEI)}) == CREATED
    assert [find(section_officer, row[1]).items[0].phone for row in people() if row[3] == "横渠村"][::30] == [
        "13800000000", "13800000033", "13800000066", "13800000100"
    ]  # fmt: skip
    assert sound()


def test_with_and_without_it_the_same_is_written(section_officer, small_bundles, monkeypatch, transactional_db):
    from django.db import transaction

    found = []
    for helped_from in (0, 10**9):
        monkeypatch.setattr(ahead, "HELPED_FROM", helped_from)
        with transaction.atomic():
            imported(section_officer, people())
            found.append(what_is_there())
            transaction.set_rollback(True)

    assert found[0] == found[1] and len(found[0]["people"]) == CREATED


def test_if_it_dies_the_import_goes_on_without_it(section_officer, helped, monkeypatch, caplog):
    begun = ahead.Helper.__enter__

    def killed(self):
        self.process.kill()
        return begun(self)

    monkeypatch.setattr(ahead.Helper, "__enter__", killed)
    with caplog.at_level(logging.WARNING, "rongyi.incidents"):
        job = imported(section_officer, people())

    assert (job.state, job.created, Person.objects.filter(county=MEI).count()) == ("done", CREATED, CREATED)
    assert "ended before its time" in caplog.text
    assert sound()


def test_it_ends_with_the_import_even_when_that_breaks(section_officer, helped, monkeypatch):
    started, begin, before = [], ahead.Helper.__enter__, settings_of_the_connection()
    monkeypatch.setattr(ahead.Helper, "__enter__", lambda self: started.append(self) or begin(self))
    job = start_import(actor=section_officer, upload=upload(*people()), station=MEI_TOWN)

    def breaks(done, _rows):
        raise OSError("the machine went away")

    with pytest.raises(OSError, match="went away"):
        finish_import(actor=section_officer, job=job, progress=breaks)

    assert [helper.process.poll() is not None for helper in started] == [True]
    assert settings_of_the_connection() == before
    assert Person.objects.filter(county=MEI).count() == 27


def test_who_got_a_file_meanwhile_is_left_and_the_others_are_written(section_officer, helped, make_person):
    rows = people()
    job = start_import(actor=section_officer, upload=upload(*rows), station=MEI_TOWN)
    make_person("赵先到", id_number=rows[40][1])

    finish_import(actor=section_officer, job=job)

    job.refresh_from_db()
    assert (job.created, job.rejected) == (CREATED - 1, 13)
    assert Person.objects.filter(county=MEI).count() == CREATED
    assert sound()


def test_a_bundle_takes_as_many_statements_however_many_people_it_holds(section_officer, monkeypatch):
    """Rows go by one statement for each table; people of one station, so that the heads of the chains are as many."""
    counts = []
    for first, chunk in ((0, 30), (100, 60), (200, 120)):
        monkeypatch.setattr(planning, "CHUNK", chunk)
        rows = [[*row[:3], "横渠村", *row[4:]] for row in people(chunk, first)]
        job = start_import(actor=section_officer, upload=upload(*rows), station=MEI_TOWN)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            apply_chunks(job, actor=section_officer)
        counts.append(len(asked))

    assert Person.objects.filter(county=MEI).count() == 210
    assert counts[1] == counts[2] <= 40
    assert counts[0] - counts[1] <= 6  # the first opens the chain of the station


@given(
    st.text(alphabet=st.sampled_from("王李单解长重乐行欧阳尉迟单于银行音乐生长女·买提abc Z"), min_size=1, max_size=8)
)
def test_a_name_read_sign_by_sign_sorts_as_read_in_one(name):
    assert _sort_name(name) == sort_name(name)


@given(st.from_regex(r"[0-9]{3,18}", fullmatch=True))
def test_indexes_made_by_the_thousand_are_those_made_one_by_one(number):
    assert indexer("person.phone")(number) == blind_index("person.phone", number)
    assert tails_of("phone")(number) == tail_tokens("phone", number)


def test_what_is_handed_over_is_plain(section_officer):
    import marshal

    values = [{"name": "王建国", "id_number": id_number(serial=1), "region_code": MEI_TOWN, "categories": ["R02"]}]

    opened = prepare_files(values)

    assert marshal.loads(marshal.dumps(opened.plain())) == opened.plain()
