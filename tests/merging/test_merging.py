"""Two files become one and two again: nothing is lost, nothing is counted twice, everybody is found."""

from datetime import date, timedelta

import pytest

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.merging.models import Merge, MergeCase
from rongyi.merging.services.cases import put_off, say_different
from rongyi.merging.services.joining import merge_people
from rongyi.merging.services.undoing import unmerge_people
from rongyi.organisation.models import Station
from rongyi.records import chain, rollups
from rongyi.records.models import Fact
from rongyi.records.queries import timeline
from rongyi.registry.models import Change, Person, PersonCategory, PersonTag, SearchToken, ServicePeriod
from rongyi.registry.queries import Merged, find
from rongyi.registry.services import add_part, transfer_person, update_person
from rongyi.registry.tokens import tokens_of
from rongyi.visits.models import Contact
from rongyi.visits.services import VisitInput, record_visit
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, OTHER_TOWN_VILLAGE


def counts() -> dict[str, int]:
    return dict(Station.objects.exclude(people_count=0).values_list("pk", "people_count"))


def state_of(person: Person) -> dict:
    """Everything that a file says, apart from version and time of change."""
    person.refresh_from_db()
    fields = {
        f.name: getattr(person, f.name) for f in Person._meta.concrete_fields
        if f.name not in ("version", "updated_at", "row_key", "created_at")
    }  # fmt: skip
    held = {
        model.__name__: sorted(
            str(pk) for pk in model.objects.filter(county=MEI, person=person).values_list("pk", flat=True)
        )
        for model in (PersonCategory, PersonTag, ServicePeriod)
    }
    tokens = sorted(SearchToken.objects.filter(county=MEI, person=person).values_list("token", "region_code"))
    return fields | held | {"tokens": tokens}


def all_is_sound() -> None:
    assert audit.verify()[1] == []
    assert chain.verify()[1] == []
    assert rollups.differences(MEI) == []


def test_the_survivor_takes_what_was_chosen_and_the_other_points_there(two, town_head):
    merge = two.merge(town_head, taken=["education", "address"])

    survivor, other = two.again()
    assert (survivor.name, survivor.address, survivor.education) == ("王建国", "横渠3组12号", "初中")
    assert (survivor.status, survivor.region_code) == ("active", MEI_VILLAGE)
    assert (other.status, other.merged_into_id, other.name) == ("merged", survivor.pk, "汪建国")
    assert (merge.undo_until, merge.keeps_name) == (clock.today() + timedelta(days=30), True)
    assert MergeCase.objects.values_list("state", flat=True).get() == "same"
    changes = Change.objects.filter(county=MEI, person=survivor, source="merge").order_by("field")
    assert [(c.field, c.before, c.after) for c in changes] == [
        ("address", "横渠村3组12号", "横渠3组12号"), ("education", "", "初中"),
    ]  # fmt: skip
    assert counts() == {MEI_VILLAGE: 1}
    all_is_sound()


def test_entries_go_over_once_and_what_both_have_stays_where_it_is(two, town_head):
    two.merge(town_head)

    def held(model, name):
        rows = model.objects.filter(county=MEI).order_by(name)
        return [(getattr(row, name), row.person_id == two.survivor.pk, row.region_code) for row in rows]

    assert held(PersonCategory, "code") == [
        ("R02", False, MEI_SIBLING),
        ("R02", True, MEI_VILLAGE),
        ("R07", True, MEI_VILLAGE),
    ] or (
        sorted(held(PersonCategory, "code"))
        == sorted([("R02", False, MEI_SIBLING), ("R02", True, MEI_VILLAGE), ("R07", True, MEI_VILLAGE)])
    )
    assert sorted(held(PersonTag, "code")) == [("combat", True, MEI_VILLAGE), ("merit", True, MEI_VILLAGE)]
    assert sorted(held(ServicePeriod, "rank")) == [("班长", False, MEI_SIBLING), ("班长", True, MEI_VILLAGE)]


def test_both_names_and_both_numbers_find_the_survivor(two, town_head):
    two.merge(town_head)

    for text in ("王建国", "汪建国", two.survivor.id_number, two.other.id_number, "13812340000"):
        assert [p.pk for p in find(town_head, text).items] == [two.survivor.pk], text
    kept = set(SearchToken.objects.values_list("token", flat=True))
    assert tokens_of(two.survivor) < kept


def test_another_name_is_forgotten_where_nobody_wants_to_keep_it(two, town_head):
    two.merge(town_head, keeps_name=False)

    assert find(town_head, "汪建国").items == []
    assert set(SearchToken.objects.values_list("token", flat=True)) == tokens_of(two.survivor)


def test_what_was_done_for_either_stands_in_one_timeline_and_facts_are_not_touched(two, town_head):
    today = clock.today()
    for person, days in ((two.survivor, 40), (two.other, 3)):
        record_visit(
            actor=town_head,
            given=VisitInput(people=[person.pk], at=today - timedelta(days=days), channel="home", reason="routine"),
        )
    before = dict(Fact.objects.values_list("pk", "hash"))

    two.merge(town_head)

    facts = timeline(county=MEI, person_id=two.survivor.pk, limit=50)
    assert [f.kind for f in facts].count("visit") == 2 and len({f.pk for f in facts}) == len(facts)
    assert before.items() <= dict(Fact.objects.values_list("pk", "hash")).items()
    contact = Contact.objects.get()
    assert (contact.person_id, contact.last_visit_on) == (two.survivor.pk, today - timedelta(days=3))
    all_is_sound()


def test_undone_both_files_are_as_they_were(two, town_head):
    before = [state_of(p) for p in (two.survivor, two.other)]
    merge = two.merge(town_head, taken=["name", "education", "address"], station=MEI_SIBLING)
    assert counts() == {MEI_SIBLING: 1}

    since = unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)

    assert not since
    assert [state_of(p) for p in (two.survivor, two.other)] == before
    assert counts() == {MEI_VILLAGE: 1, MEI_SIBLING: 1}
    assert MergeCase.objects.get().state == "open"
    all_is_sound()


def test_what_was_written_since_stays_with_the_survivor_and_is_told(two, town_head):
    merge = two.merge(town_head, taken=["education"])
    survivor = two.again()[0]
    update_person(actor=town_head, person=survivor, changes={"education": "高中"}, version=survivor.version)
    add_part(
        actor=town_head,
        person=survivor,
        part="relative",
        given={"relation": "spouse", "name": "王秀英"},
        version=survivor.version,
    )
    record_visit(
        actor=town_head, given=VisitInput(people=[survivor.pk], at=clock.today(), channel="phone", reason="routine")
    )

    since = unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)

    survivor, other = two.again()
    assert (since.fields, since.entries, since.facts) == (["文化程度"], {"家庭成员与亲属": 1}, 1)
    assert (survivor.education, other.education) == ("高中", "初中")
    assert Contact.objects.get(county=MEI, person=survivor).last_visit_on == clock.today()
    assert Contact.objects.get(county=MEI, person=other).last_visit_on is None
    all_is_sound()


def test_after_thirty_days_it_stands_with_a_word(two, town_head):
    merge = two.merge(town_head)
    with (
        clock.pretending(clock.now() + timedelta(days=31)),
        pytest.raises(Refused, match="已超过可撤销的期限") as refusal,
    ):
        unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)

    assert refusal.value.code == "too_late"
    assert two.again()[1].status == "merged"


def test_undoing_twice_is_refused(two, town_head):
    merge = two.merge(town_head)
    unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)
    merge.refresh_from_db()

    with pytest.raises(Refused, match="已经撤销过"):
        unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)


def test_a_chain_of_mergers_is_undone_from_its_end(two, make_person, section_officer):
    third = make_person("王健国", OTHER_TOWN_VILLAGE, birth=date(1955, 3, 12))
    first = two.merge(section_officer)
    from rongyi.merging.services.cases import raise_case

    case = raise_case(actor=section_officer, people=[two.survivor, third])
    people = [two.again()[0], third]
    choice = two.choice(survivor=third.pk, versions={p.pk: p.version for p in people})
    second = merge_people(actor=section_officer, people=people, case=case, choice=choice)

    with pytest.raises(Refused, match="又并入了别的档案"):
        unmerge_people(actor=section_officer, people=two.again(), merge=first, version=two.survivor.version)
    assert two.other.merged_into_id == third.pk
    assert {p.pk for p in find(section_officer, "汪建国").items} == {third.pk}

    third.refresh_from_db()
    unmerge_people(actor=section_officer, people=[two.again()[0], third], merge=second, version=third.version)
    unmerge_people(actor=section_officer, people=two.again(), merge=first, version=two.survivor.version)
    assert set(Person.objects.values_list("status", flat=True)) == {"active"}
    assert counts() == {MEI_VILLAGE: 1, MEI_SIBLING: 1, OTHER_TOWN_VILLAGE: 1}
    all_is_sound()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"taken": ["id_number"]}, "unknown_field"),
        ({"station": OTHER_TOWN_VILLAGE}, "unknown_station"),
        ({"survivor": None}, "required"),
    ],
)
def test_what_cannot_be_chosen_merges_nothing(two, town_head, change, code):
    with pytest.raises(Refused) as refusal:
        two.merge(town_head, **change)

    assert refusal.value.code == code
    assert not Merge.objects.exists()
    assert MergeCase.objects.get().state == "open"
    assert set(Person.objects.values_list("status", flat=True)) == {"active"}


def test_a_stale_page_merges_nothing(two, town_head):
    choice = two.choice()
    update_person(actor=town_head, person=two.other, changes={"education": "大专"}, version=two.other.version)

    with pytest.raises(Stale):
        merge_people(actor=town_head, people=two.again(), case=two.case, choice=choice)

    assert not Merge.objects.exists() and MergeCase.objects.get().state == "open"


def test_death_is_not_decided_by_a_merger(two, town_head):
    from rongyi.registry.services import record_death

    record_death(actor=town_head, person=two.other, on=date(2026, 1, 1))

    with pytest.raises(Refused, match="去世不能由合并来认定"):
        two.merge(town_head)


def test_a_file_that_was_merged_is_edited_no_more_and_says_where_it_went(two, town_head):
    stale = Person.objects.get(county=MEI, pk=two.other.pk)
    two.merge(town_head)

    stale.refresh_from_db()
    with pytest.raises(Merged) as refusal:
        update_person(actor=town_head, person=stale, changes={"phone": "13900001111"}, version=stale.version)

    assert refusal.value.into == two.survivor.pk
    with pytest.raises(Merged):
        transfer_person(actor=town_head, person=stale, to_code=MEI_VILLAGE)


def test_different_is_not_asked_again_until_a_file_says_something_else(two, town_head):
    from rongyi.merging.services.lookup import look_for_seconds

    say_different(actor=town_head, people=two.again(), case=two.case, note="堂兄弟,已上门核对")
    asked = [look_for_seconds(MEI, [two.survivor.pk])]
    other = two.again()[1]
    update_person(actor=town_head, person=other, changes={"name": "王建国"}, version=other.version)
    asked.append(look_for_seconds(MEI, [two.survivor.pk]))

    assert asked == [0, 1]
    assert (two.case.note, MergeCase.objects.get().state) == ("堂兄弟,已上门核对", "open")


def test_later_comes_back_by_itself(two, town_head):
    from rongyi.merging.queries import cases_waiting

    put_off(actor=town_head, people=two.again(), case=two.case)

    assert list(cases_waiting(town_head)) == []
    with clock.pretending(clock.now() + timedelta(days=30)):
        assert list(cases_waiting(town_head)) == [two.case]


@pytest.mark.parametrize("who", ["village_clerk", "bureau_leader", "prefecture_officer", "auditor", "administrator"])
def test_who_may_not_merge_merges_nothing(request, two, who):
    with pytest.raises((Denied, NotFound)):
        two.merge(request.getfixturevalue(who))

    assert not Merge.objects.exists()
    denied = audit.AuditEntry.objects.filter(act="people.merge").values_list("outcome", flat=True)
    assert list(denied) == ["denied"]


def test_a_town_does_not_merge_what_lies_in_another(make_person, town_head, section_officer):
    from rongyi.merging.queries import cases_waiting
    from rongyi.merging.services.cases import raise_case

    here, there = make_person("王建国", MEI_VILLAGE), make_person("王建国", OTHER_TOWN_VILLAGE)
    case = raise_case(actor=section_officer, people=[here, there])

    assert (list(cases_waiting(town_head)), list(cases_waiting(section_officer))) == ([], [case])
    with pytest.raises(NotFound):
        say_different(actor=town_head, people=[here, there], case=case)
