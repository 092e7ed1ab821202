"""Two who merge the same pair at once, and a run that is killed: one wins, the other is told, nothing stands twice."""

from datetime import date

import pytest

from rongyi.merging.likeness.county import CountyLinkage
from rongyi.merging.models import LinkRun, Merge, MergeCase
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.merging.services.running import carry_on, link_county, start_run, stop_run
from rongyi.organisation.models import Station
from rongyi.registry.models import Person
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, id_number
from tests.registry.test_race import at_once, officer


def merged(n: int, case: MergeCase, people: list[Person]) -> str:
    versions = {p.pk: p.version for p in people}
    merge_people(actor=officer(), people=people, case=case, choice=Choice(people[n % 2].pk, versions))
    return "merged"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_several_who_merge_one_pair_at_once_one_wins_and_the_others_are_told(two):
    answers = at_once(merged, two.case, two.again())

    assert sorted(answers) == ["Refused decided"] * (len(answers) - 1) + ["merged"]
    assert (Merge.objects.count(), Person.objects.filter(status="merged").count()) == (1, 1)
    counts = Station.objects.filter(pk__in=[MEI_VILLAGE, MEI_SIBLING]).values_list("people_count", flat=True)
    assert sum(counts) == 1


@pytest.fixture
def pairs(make_person):
    """Three men with two files each, one digit apart."""
    births = (date(1950, 3, 12), date(1961, 7, 25), date(1948, 11, 3))
    for name, birth, phone in zip(("王建国", "李石头", "张长河"), births, ("138", "159", "187"), strict=True):
        for serial in (101, 110):
            make_person(name, MEI_VILLAGE, id_number=id_number(birth, serial=serial), phone=f"{phone}12340000")


def test_a_run_that_dies_half_way_goes_on_where_it_was(pairs, section_officer, monkeypatch):
    real, calls = CountyLinkage.pairs, []

    def dying(self, piece, *, at_least):
        calls.append(piece)
        if len(calls) == 4:
            raise RuntimeError("the power went")
        return real(self, piece, at_least=at_least)

    monkeypatch.setattr(CountyLinkage, "pairs", dying)
    with pytest.raises(RuntimeError):
        link_county(section_officer, MEI)
    half = LinkRun.objects.get()
    done = link_county(section_officer, MEI)

    assert (half.position, done.pk, done.state, done.position, done.people) == (3, half.pk, "done", 8, 6)
    assert calls == [1, 2, 3, 4, 4, 5, 6, 7, 8]
    assert (done.found, MergeCase.objects.count()) == (3, 3)


def test_a_stopped_run_ends_after_its_piece_and_goes_on_later(pairs, section_officer, monkeypatch):
    run, real = start_run(actor=section_officer, county=MEI), CountyLinkage.pairs

    def stopping(self, piece, *, at_least):
        if piece == 2:
            stop_run(actor=section_officer, run=LinkRun.objects.get())
        return real(self, piece, at_least=at_least)

    monkeypatch.setattr(CountyLinkage, "pairs", stopping)
    stopped = carry_on(run)
    monkeypatch.setattr(CountyLinkage, "pairs", real)

    assert (stopped.state, stopped.position) == ("stopped", 1)
    assert link_county(section_officer, MEI).state == "done"
    assert MergeCase.objects.count() == 3


def test_a_second_run_asks_nobody_again(pairs, section_officer):
    first, second = link_county(section_officer, MEI), link_county(section_officer, MEI)

    assert (first.found, second.found, MergeCase.objects.count()) == (3, 0, 3)
    assert set(MergeCase.objects.values_list("region_code", "state")) == {(MEI_VILLAGE, "open")}


def test_a_large_import_asks_for_one_run_and_a_single_file_for_a_look(
    network, section_officer, django_capture_on_commit_callbacks
):
    from django_tasks_db.models import DBTaskResult

    from rongyi.registry.services import PersonInput, create_people, create_person

    def given(n):
        return PersonInput(f"王{chr(0x4E00 + n)}", id_number(date(1960, 1, 1 + n), serial=1), MEI_VILLAGE)

    with django_capture_on_commit_callbacks(execute=True):
        create_people(actor=section_officer, region_code=MEI, given=[given(n) for n in range(8)])
        create_people(actor=section_officer, region_code=MEI, given=[given(n) for n in range(8, 16)])
        create_person(actor=section_officer, given=given(20))

    asked = sorted(task.task_path.rpartition(".")[2] for task in DBTaskResult.objects.all())
    assert (asked, LinkRun.objects.count()) == (["link", "look_for"], 1)
