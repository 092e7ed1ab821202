from datetime import date, timedelta

import pytest

from rongyi.records.services import withdraw
from rongyi.visits.contacts import rebuild
from rongyi.visits.models import Contact
from rongyi.visits.policy import DEFAULT, age, is_key, next_due
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


def test_nobody_is_due_after_death(make_person):
    person = make_person(deceased_on=date(2026, 11, 1))

    assert state_of(person)[3] is None


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
    assert is_key(tags, categories, born, TODAY) is key


def test_a_year_of_age_is_full_on_the_birthday():
    assert [age(date(2000, 2, 29), day) for day in (date(2001, 2, 28), date(2001, 3, 1))] == [0, 1]
    assert next_due(TODAY, TODAY, key=True) == TODAY + timedelta(days=DEFAULT.key_days)


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
