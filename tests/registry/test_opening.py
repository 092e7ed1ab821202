"""Opening files: once for one person, told only to those who may know."""

from dataclasses import replace
from datetime import date

import pytest

from rongyi.kernel.audit import AuditEntry, verify
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused
from rongyi.kernel.ids import uuid7
from rongyi.organisation.models import Station
from rongyi.records.models import Fact
from rongyi.records.queries import people_of
from rongyi.registry.models import HeldCase, Person, PersonCategory, PersonTag, SearchToken, ServicePeriod
from rongyi.registry.services import Held, PersonInput, create_people, create_person, opening
from rongyi.registry.tokens import tokens_of
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number

BIRTH = date(1955, 3, 12)
NUMBER = id_number(BIRTH, serial=101)


def given(**more) -> PersonInput:
    return PersonInput(**{"name": "王建国", "id_number": NUMBER, "region_code": MEI_VILLAGE, **more})


def counts() -> dict[str, int]:
    return dict(Station.objects.exclude(people_count=0).values_list("pk", "people_count"))


def on_record(act: str) -> list[tuple]:
    rows = AuditEntry.objects.filter(act=act).order_by("county", "seq")
    return list(rows.values_list("outcome", "region_code", "subject_id"))


def test_a_file_holds_what_was_typed_and_what_the_number_says(village_clerk):
    made = create_person(
        actor=village_clerk,
        given=given(
            phone="138 1234 0000", categories=["R02"], tags=["combat"], address="横渠村3组", ethnicity="汉族",
            service=[(date(1974, 12, 1), date(1979, 1, 1), "army", "班长")], id=uuid7(),
        ),
    )  # fmt: skip

    person = Person.objects.get(county=MEI, pk=made.pk)
    assert (person.name, person.sort_name, person.sex, person.birth_date) == ("王建国", "wangjianguo", "male", BIRTH)
    assert (person.id_number, person.id_masked) == (NUMBER, f"610326********{NUMBER[-4:]}")
    assert (person.phone, person.address, person.ethnicity) == ("13812340000", "横渠村3组", "汉族")
    assert (person.region_code, person.county, person.version, person.status) == (MEI_VILLAGE, MEI, 1, "active")
    assert list(PersonCategory.objects.values_list("code", "ends_on")) == [("R02", None)]
    assert list(PersonTag.objects.values_list("code", "ends_on")) == [("combat", None)]
    assert [(s.branch, s.rank, s.enlisted_on) for s in ServicePeriod.objects.all()] == [
        ("army", "班长", date(1974, 12, 1))
    ]
    assert set(SearchToken.objects.values_list("token", flat=True)) == tokens_of(person)
    assert counts() == {MEI_VILLAGE: 1}


def test_opening_a_file_leaves_one_fact_and_one_line_in_the_trail(village_clerk):
    made = create_person(actor=village_clerk, given=given(categories=["R02"]))

    fact = Fact.objects.get()
    assert (fact.kind, fact.region_code, fact.channel, fact.handler) == ("collection", MEI_VILLAGE, "counter", "张三")
    assert fact.data == {"change": "created", "categories": ["R02"], "completeness": made.completeness}
    assert people_of([fact]) == {fact.pk: [made.pk]}
    assert on_record("people.create") == [("done", MEI_VILLAGE, str(made.pk))]
    assert verify()[1] == []


def test_numbers_and_addresses_lie_in_no_table_in_clear(village_clerk):
    create_person(actor=village_clerk, given=given(phone="13812340000", address="横渠村3组"))

    stored = [str(list(model.objects.values())) for model in (Person, SearchToken, Fact, AuditEntry)]
    assert not any(value in text for value in (NUMBER, "13812340000", "横渠村3组") for text in stored)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"name": "王😀"}, "name", "name_character"),
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "id_number", "id_check_digit"),
        ({"phone": "138"}, "phone", "phone_form"),
        ({"region_code": HUYI_VILLAGE}, "station", "unknown_station"),
        ({"region_code": MEI_SIBLING}, "station", "unknown_station"),
        ({"region_code": "610326999"}, "station", "unknown_station"),
        ({"categories": ["R99"]}, "categories", "invalid"),
        ({"tags": ["rich"]}, "tags", "invalid"),
        ({"address": "长" * 121}, "address", "too_long"),
        ({"service": [(date(1960, 1, 1), None, "", "")]}, "service", "period"),
        ({"service": [(date(1974, 1, 1), date(1973, 1, 1), "", "")]}, "service", "period"),
        ({"service": [(date(2999, 1, 1), None, "", "")]}, "service", "future"),
    ],
)
def test_what_cannot_be_right_opens_nothing_and_the_refusal_is_on_record(village_clerk, change, field, code):
    with pytest.raises(Refused) as refusal:
        create_person(actor=village_clerk, given=given(**change))

    assert (refusal.value.field, refusal.value.code) == (field, code)
    assert not Person.objects.exists() and not SearchToken.objects.exists() and not Fact.objects.exists()
    assert [outcome for outcome, *_rest in on_record("people.create")] == ["refused"]


@pytest.mark.parametrize("who", ["bureau_leader", "prefecture_officer", "auditor", "administrator"])
def test_who_does_not_keep_files_opens_none(request, who):
    with pytest.raises(Denied):
        create_person(actor=request.getfixturevalue(who), given=given())

    assert not Person.objects.exists()
    assert [outcome for outcome, *_rest in on_record("people.create")] == ["denied"]


def test_a_number_known_in_scope_is_a_conflict_that_names_the_station(town_head, make_person):
    make_person(region_code=MEI_SIBLING, id_number=NUMBER)

    with pytest.raises(Conflict, match="古城村委会退役军人服务站") as refusal:
        create_person(actor=town_head, given=given())

    assert (refusal.value.field, refusal.value.facts) == ("id_number", {"station": MEI_SIBLING})
    assert (Person.objects.count(), HeldCase.objects.count()) == (1, 0)


@pytest.mark.parametrize("elsewhere", [MEI_SIBLING, OTHER_TOWN_VILLAGE, HUYI_VILLAGE])
def test_a_number_known_outside_scope_is_held_with_a_word_that_tells_nothing(village_clerk, make_person, elsewhere):
    known = make_person("赵卫东", region_code=elsewhere, id_number=NUMBER)

    with pytest.raises(Held) as refusal:
        create_person(actor=village_clerk, given=given(phone="13812340000"))

    case = HeldCase.objects.get()
    assert refusal.value.status == 202 and refusal.value.facts == {"id": str(case.pk)}
    assert not any(word in str(refusal.value) for word in (known.name, elsewhere, "已经建过", "建过档"))
    assert (case.region_code, case.why, case.state) == (MEI_VILLAGE, "known_elsewhere", "open")
    assert (case.given["name"], case.given["id_number"]) == ("王建国", NUMBER)
    assert Person.objects.count() == 1


def test_what_is_held_twice_is_one_case_with_what_was_typed_last(village_clerk, make_person):
    make_person(region_code=HUYI_VILLAGE, id_number=NUMBER)

    for name in ("王建国", "王建帼"):
        with pytest.raises(Held):
            create_person(actor=village_clerk, given=given(name=name))

    assert [case.given["name"] for case in HeldCase.objects.all()] == ["王建帼"]


@pytest.mark.parametrize(("elsewhere", "told"), [(MEI_VILLAGE, Conflict), (MEI_SIBLING, Held)])
def test_who_loses_a_race_is_told_no_more_than_scope_allows(village_clerk, make_person, monkeypatch, elsewhere, told):
    make_person(region_code=elsewhere, id_number=NUMBER)
    real = opening.known_elsewhere
    monkeypatch.setattr(opening, "known_elsewhere", _blind_once(real))

    with pytest.raises(told):
        create_person(actor=village_clerk, given=given())

    assert Person.objects.count() == 1


def _blind_once(real):
    """Sees nothing the first time, as somebody does who looks a moment before the other commits."""
    seen = []

    def look(indexes):
        seen.append(indexes)
        return {} if len(seen) == 1 else real(indexes)

    return look


def test_many_files_are_opened_in_one_act(section_officer):
    many = [given(name=f"王{n}", id_number=id_number(BIRTH, n), categories=["R02"]) for n in (1, 2)]
    many = [replace(one, name=name) for one, name in zip(many, ("王一", "王二"), strict=True)]
    many.append(given(name="王三", id_number=id_number(BIRTH, 3), region_code=OTHER_TOWN_VILLAGE))

    made = create_people(actor=section_officer, region_code=MEI, given=many, source="import")

    assert [p.name for p in made] == ["王一", "王二", "王三"]
    assert counts() == {MEI_VILLAGE: 2, OTHER_TOWN_VILLAGE: 1}
    assert sorted(f.data["change"] for f in Fact.objects.all()) == ["imported"] * 3
    entry = AuditEntry.objects.get(act="people.create_many")
    assert (entry.region_code, entry.detail) == (MEI, {"count": 3, "source": "import"})


def test_of_many_none_is_opened_when_one_is_known_or_twice(section_officer, make_person):
    make_person(id_number=NUMBER)
    new = given(id_number=id_number(BIRTH, 7))

    for wrong in ([new, given()], [new, replace(new, name="王建军")]):
        with pytest.raises(Conflict):
            create_people(actor=section_officer, region_code=MEI, given=wrong)

    assert Person.objects.count() == 1


def test_many_files_are_opened_in_reach_only(village_clerk):
    with pytest.raises(NotFound):
        create_people(actor=village_clerk, region_code=MEI, given=[given()])
    with pytest.raises(NotFound):
        create_people(actor=village_clerk, region_code=MEI_VILLAGE, given=[given(region_code=MEI_SIBLING)])

    assert not Person.objects.exists()
