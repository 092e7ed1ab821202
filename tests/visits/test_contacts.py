from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel.definitions import check_all
from rongyi.records.services import withdraw
from rongyi.visits.contacts import rebuild, refresh
from rongyi.visits.models import Contact
from rongyi.visits.policy import age, birthday, is_key, next_due, policy_now
from rongyi.visits.queries import contacts_by_station, count_due, people_due
from rongyi.visits.services import correct_visit, record_visit
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE
from tests.visits.conftest import TODAY, numbered


def state_of(person) -> tuple:
    contact = Contact.objects.get(county=person.county, person=person)
    return contact.region_code, contact.last_visit_on, contact.last_channel, contact.next_due_on


def test_a_new_file_wants_a_first_call_within_thirty_days(make_person):
    person = make_person()

    assert state_of(person) == (MEI_VILLAGE, None, "", TODAY + timedelta(days=30))


def test_an_ordinary_person_is_due_after_a_year_and_one_in_need_after_a_quarter(village_clerk, make_person, visit_of):
    ordinary, alone = make_person(), make_person(tags=("lives_alone",))

    record_visit(actor=village_clerk, given=visit_of(ordinary, alone, channel="phone"))

    assert state_of(ordinary) == (MEI_VILLAGE, TODAY, "phone", TODAY + timedelta(days=365))
    assert state_of(alone) == (MEI_VILLAGE, TODAY, "phone", TODAY + timedelta(days=90))


@pytest.mark.parametrize("chosen", [range(2, 7), (0, 3, 7, 11)], ids=["side by side", "scattered"])
def test_many_are_reckoned_as_one_is_and_nobody_else_with_them(
    village_clerk, make_person, visit_of, chosen, monkeypatch
):
    monkeypatch.setattr("rongyi.visits.contacts.MANY_AT_ONCE", 2)
    people = [make_person(tags=("lives_alone",) if n % 2 else ()) for n in range(12)]
    record_visit(actor=village_clerk, given=visit_of(*people[:4], channel="phone"))
    before = [state_of(person) for person in people]
    Contact.objects.filter(county=MEI).delete()

    refresh(MEI, {people[n].pk for n in chosen})

    assert {c.person_id for c in Contact.objects.filter(county=MEI)} == {people[n].pk for n in chosen}
    assert [state_of(people[n]) for n in chosen] == [before[n] for n in chosen]


def test_a_late_entry_does_not_move_the_last_visit_back(village_clerk, make_person, visit_of):
    person = make_person()
    record_visit(actor=village_clerk, given=visit_of(person))

    record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 1, 5), channel="phone"))

    assert state_of(person)[1:3] == (TODAY, "home")


def test_a_withdrawn_visit_counts_no_longer(village_clerk, make_person, visit_of):
    person = make_person()
    record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 1, 5), channel="phone"))
    fact = record_visit(actor=village_clerk, given=visit_of(person))

    withdraw(actor=village_clerk, fact=fact, reason="记错人了")

    assert state_of(person)[1:3] == (date(2026, 1, 5), "phone")


def test_a_corrected_visit_moves_to_the_right_person(village_clerk, make_person, visit_of):
    wrong, right = make_person("王建国"), make_person("李卫东")
    fact = record_visit(actor=village_clerk, given=visit_of(wrong))

    correct_visit(actor=village_clerk, fact=fact, given=visit_of(right), version=1)

    assert (state_of(wrong)[1], state_of(right)[1]) == (None, TODAY)


def test_after_a_death_the_family_is_called_on_once_and_the_dead_no_more(village_clerk, make_person, visit_of):
    person = make_person(deceased_on=date(2026, 11, 1))
    before = state_of(person)[3]

    record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 10, 30), reason="illness"))
    still = state_of(person)[3]
    record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 11, 3), reason="bereavement"))

    assert (before, still, state_of(person)[3]) == (date(2026, 11, 1), date(2026, 11, 1), None)


def test_a_death_that_is_long_past_calls_for_nothing(make_person):
    assert state_of(make_person(deceased_on=date(2026, 5, 1)))[3] is None


def test_a_condolence_that_was_withdrawn_is_due_again(village_clerk, make_person, visit_of):
    person = make_person(deceased_on=date(2026, 11, 1))
    fact = record_visit(actor=village_clerk, given=visit_of(person, at=date(2026, 11, 3), reason="bereavement"))

    withdraw(actor=village_clerk, fact=fact, reason="记错了", version=1)

    assert state_of(person)[3] == date(2026, 11, 1)


def test_contacts_made_anew_are_those_that_were_kept(village_clerk, make_person, visit_of):
    people = [make_person(), make_person(tags=("ill",)), make_person(region_code=MEI_SIBLING)]
    record_visit(actor=village_clerk, given=visit_of(people[0], people[1]))
    kept = [state_of(person) for person in people]
    Contact.objects.filter(county=MEI).delete()

    rebuild(MEI)

    assert [state_of(person) for person in people] == kept


@pytest.mark.parametrize(
    ("tags", "categories", "born", "key"),
    [
        (set(), {"R02"}, date(1970, 1, 1), False),
        ({"merit", "combat"}, set(), date(1970, 1, 1), False),
        ({"lone_elder"}, set(), date(1970, 1, 1), True),
        (set(), {"R07"}, date(1970, 1, 1), True),
        (set(), set(), date(1946, 11, 24), True),
        (set(), set(), date(1946, 11, 25), False),
    ],
)
def test_key_persons_are_those_of_the_policy(tags, categories, born, key):
    assert is_key(tags, categories, born, TODAY, policy_now()) is key


def test_a_year_of_age_is_full_on_the_birthday():
    assert [age(date(2000, 2, 29), day) for day in (date(2001, 2, 28), date(2001, 3, 1))] == [0, 1]
    assert [birthday(date(2000, 2, 29), years) for years in (1, 4)] == [date(2001, 3, 1), date(2004, 2, 29)]


@given(
    born=st.dates(date(1920, 1, 1), date(2005, 1, 1)),
    visited=st.dates(date(2020, 1, 1), date(2026, 11, 24)),
    tags=st.sets(st.sampled_from(["ill", "relief", "merit", "combat"])),
)
def test_nobody_waits_longer_than_the_policy_allows_on_any_day(born, visited, tags):
    policy = policy_now()

    due = next_due(visited, visited, tags, set(), born, policy)

    assert visited + timedelta(days=90) <= due <= visited + timedelta(days=365)
    assert not any(
        is_key(tags, set(), born, visited + timedelta(days=n), policy) for n in range(90, (due - visited).days)
    )


def test_who_comes_of_age_between_two_calls_is_due_on_that_birthday():
    policy = policy_now()

    due = next_due(date(2026, 3, 1), TODAY, set(), set(), date(1946, 9, 9), policy)

    assert due == date(2026, 9, 9)


def test_a_county_that_edits_the_file_changes_who_is_due(settings, tmp_path, village_clerk, make_person, visit_of):
    folder = tmp_path / "contact"
    folder.mkdir()
    text = (Path(settings.DEFINITIONS_DIR) / "contact" / "default.yaml").read_text()
    (folder / "default.yaml").write_text(text.replace("every_days: 90", "every_days: 30"))
    settings.DEFINITIONS_DIR = tmp_path
    person = make_person(tags=("ill",))

    record_visit(actor=village_clerk, given=visit_of(person))

    assert state_of(person)[3] == TODAY + timedelta(days=30)


@pytest.mark.parametrize(
    ("wrong", "right", "line", "word"),
    [
        ("relief]", "riskk]", 16, "没有“riskk”这个标识或类别"),
        ("every_days: 90", "every_days: 366", 15, "比一般人员还长"),
        ("ordinary_days: 365", "ordinary_days: 0", 9, "ordinary_days"),
    ],
)
def test_a_slip_in_the_policy_is_named_with_its_line(settings, tmp_path, wrong, right, line, word):
    folder = tmp_path / "contact"
    folder.mkdir()
    text = (Path(settings.DEFINITIONS_DIR) / "contact" / "default.yaml").read_text()
    (folder / "default.yaml").write_text(text.replace(wrong, right))

    faults = check_all(tmp_path)

    assert [(fault.file, fault.line, word in fault.what) for fault in faults] == [("contact/default.yaml", line, True)]


def test_the_due_come_in_order_and_page_by_page_and_only_from_the_own_station(village_clerk, make_person, visit_of):
    people = [make_person(numbered(n)) for n in range(5)]
    make_person("外村人", region_code=MEI_SIBLING)
    for n, person in enumerate(people):
        record_visit(actor=village_clerk, given=visit_of(person, at=date(2025, 1, 1) + timedelta(days=n)))

    first = people_due(village_clerk, TODAY, limit=3)
    second = people_due(village_clerk, TODAY, after=first.next, limit=3)

    assert [c.person.name for c in first.contacts] == [numbered(n) for n in (0, 1, 2)]
    assert [c.person.name for c in second.contacts] == [numbered(n) for n in (3, 4)]
    assert (second.next, count_due(village_clerk, TODAY)) == (None, 5)


def test_who_is_due_is_counted_by_station(town_head, make_person):
    make_person()
    make_person(region_code=MEI_SIBLING)

    later = TODAY + timedelta(days=30)
    assert contacts_by_station(town_head, TODAY) == {
        MEI_VILLAGE: {"people": 1, "overdue": 0},
        MEI_SIBLING: {"people": 1, "overdue": 0},
    }
    assert contacts_by_station(town_head, later)[MEI_VILLAGE] == {"people": 1, "overdue": 1}


def test_the_due_are_asked_for_with_one_query(village_clerk, make_person, django_assert_num_queries):
    for n in range(3):
        make_person(numbered(n))

    with django_assert_num_queries(1):
        [c.person.name for c in people_due(village_clerk, TODAY + timedelta(days=40)).contacts]
