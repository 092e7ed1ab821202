"""The counts kept with each fact equal those made anew from the facts, after every step of a random working life."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

from rongyi.kernel.errors import Refused
from rongyi.records import rollups
from rongyi.records.chain import verify
from rongyi.records.models import CountyDay, Fact, StationDay
from rongyi.records.queries import by_month, by_station, totals
from rongyi.records.services import correct, withdraw
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE
from tests.records.work import DAY, draft, meet, somebody, without_guards, worker

PLACES = st.sampled_from([MEI_VILLAGE, MEI_SIBLING, MEI_TOWN, HUYI_VILLAGE])
DAYS = st.integers(0, 3).map(lambda n: DAY - timedelta(days=n))
PEOPLE = [somebody()[0] for _ in range(4)]


class WorkingLife(RuleBasedStateMachine):
    """Writing, correcting and withdrawing in any order; what is refused must change nothing."""

    facts = Bundle("facts")

    def __init__(self):
        super().__init__()
        empty()

    @rule(target=facts, place=PLACES, day=DAYS, people=st.sets(st.sampled_from(PEOPLE)), minutes=st.integers(0, 90),
          quantity=st.integers(0, 5), fen=st.integers(-500, 500))  # fmt: skip
    def write(self, place, day, people, minutes, quantity, fen):
        given = draft(place, day, people, minutes=minutes, quantity=quantity, amount_fen=fen)
        return meet(given)[0].pk

    @rule(place=PLACES)
    def refused(self, place):
        with pytest.raises(Refused):
            meet(draft(place), draft(place, DAY.replace(year=2126)))

    @rule(target=facts, fact=consumes(facts), day=DAYS, minutes=st.integers(0, 90))
    def correct(self, fact, day, minutes):
        wrong = Fact.objects.get(pk=fact)
        return correct(actor=worker(), fact=wrong, at=day, channel="video", data={"theme": "改过"}, minutes=minutes).pk

    @rule(fact=consumes(facts))
    def withdraw(self, fact):
        withdraw(actor=worker(), fact=Fact.objects.get(pk=fact), reason="记错了")

    @invariant()
    def counts_equal_facts(self):
        assert [d for c in rollups.counties() for d in rollups.differences(c)] == []

    @invariant()
    def chains_hold(self):
        assert verify()[1] == []


def empty() -> None:
    tables = ("records_factperson", "records_fact", "records_stationhead", "records_stationday", "records_countyday")
    without_guards(("UPDATE records_fact SET corrects_id = NULL", []), *((f"DELETE FROM {t}", []) for t in tables))


@pytest.mark.django_db
def test_counts_equal_facts_whatever_is_written_corrected_and_withdrawn():
    run_state_machine_as_test(
        WorkingLife,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db
def test_a_rebuild_mends_what_disagreed():
    meet(draft(people=somebody(2)), draft(MEI_SIBLING), draft(HUYI_VILLAGE))
    StationDay.objects.filter(region_code=MEI_VILLAGE).update(facts=7)
    CountyDay.objects.filter(county="610118").delete()

    before = {c: rollups.differences(c) for c in rollups.counties()}
    for county in rollups.counties():
        rollups.rebuild(county)

    assert before == {
        "610118": ["610118 test_meeting 2026-09-30:统计表记 (0, 0, 0, 0, 0),按记录应为 (1, 0, 0, 0, 0)"],
        "610326": [f"{MEI_VILLAGE} test_meeting 2026-09-30:统计表记 (7, 2, 0, 0, 0),按记录应为 (1, 2, 0, 0, 0)"],
    }
    assert [d for c in rollups.counties() for d in rollups.differences(c)] == []


@pytest.mark.django_db
def test_figures_of_a_place_hold_what_lies_below_it_and_nothing_else():
    meet(
        draft(people=somebody(2), minutes=30, amount_fen=100), draft(MEI_SIBLING, DAY.replace(month=8)),
        draft(MEI_TOWN), draft(HUYI_VILLAGE, people=somebody(5)),
    )  # fmt: skip
    first, last = DAY.replace(month=1, day=1), DAY

    assert totals(MEI, "test_meeting", first, last) == {
        "facts": 3, "people": 2, "minutes": 30, "quantity": 0, "amount_fen": 100,
    }  # fmt: skip
    assert totals(MEI_TOWN, "test_meeting", first, last)["facts"] == 3
    assert totals(MEI_VILLAGE, "test_meeting", first, last)["facts"] == 1
    assert totals("61", "test_meeting", first, last)["facts"] == 4
    assert by_station(MEI, "test_meeting", first, last) == {MEI_TOWN: 1, MEI_VILLAGE: 1, MEI_SIBLING: 1}
    assert [(r["month"].month, r["n"], r["p"]) for r in by_month(MEI, "test_meeting", first, last)] == [
        (8, 1, 0), (9, 2, 2),
    ]  # fmt: skip
