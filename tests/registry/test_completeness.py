"""How full a file is: by group, with what is missing, in memory for new files and from the tables for old ones."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.registry import completeness
from rongyi.registry.completeness import Item, groups_around, groups_of, missing, percent, register_group
from rongyi.registry.models import PART_MODELS, Credential, Person, SearchToken
from rongyi.registry.queries import rows_of_file
from rongyi.registry.services import PersonInput, add_part, create_people, create_person
from tests.fixtures_people import MEI, MEI_VILLAGE, id_number
from tests.registry.test_parts import EXAMPLES

WHOLE = {
    "phone": "13812340000", "address": "一组3号", "registered_at": "横渠村", "other_contact": "王强13900000000",
    "ethnicity": "汉族", "education": "高中", "marital": "已婚", "political_status": "none",
}  # fmt: skip
PARTS_OF_R02 = {
    "category": [{"code": "R02", "proof_kind": "退伍证", "verified_on": "2024-01-05"}],
    "service": [{**EXAMPLES["service"], "discharge_number": "退字1号"}],
    "placement": [EXAMPLES["placement"]],
    "household": [EXAMPLES["household"]],
    "livelihood": [{**EXAMPLES["livelihood"], "relief": "none", "care_need": "none"}],
    "work": [EXAMPLES["work"]],
    "credential": [EXAMPLES["credential"], {"kind": "card_veteran", "number": "610300000012345678"}],
}


def given(**more) -> PersonInput:
    number = more.pop("id_number", None) or id_number(date(1955, 3, 12))
    return PersonInput(name="王建国", id_number=number, region_code=MEI_VILLAGE, **more)


def by_key(person: Person) -> dict[str, int]:
    groups = groups_of(person, rows_of_file(person))
    return {group.key: group.percent for group in groups if group.concerns}


def stored(person: Person) -> Person:
    return Person.objects.get(county=MEI, pk=person.pk)


def test_a_bare_file_says_group_by_group_what_is_missing(village_clerk):
    person = create_person(actor=village_clerk, given=given(categories=["R02"], tags=["merit"]))

    groups = groups_of(person, rows_of_file(person))
    assert by_key(person) == {
        "identity": 11, "category": 33, "service": 0, "honour": 0, "placement": 0, "household": 0, "livelihood": 0,
        "work": 0, "entitlement": 0,
    }  # fmt: skip
    assert missing(groups)[1:4] == [
        "人员类别(证明材料、核实日期)", "服役经历(入伍日期、军兵种、退役方式、退役证件号)", "荣誉(荣誉、年份)",
    ]  # fmt: skip
    assert stored(person).completeness == percent(groups) == 5


def test_a_whole_file_is_full_and_what_was_counted_in_memory_is_what_the_tables_say(village_clerk):
    person = create_person(actor=village_clerk, given=given(**WHOLE, parts=PARTS_OF_R02))

    assert stored(person).completeness == 100
    assert percent(groups_of(stored(person), rows_of_file(person))) == 100
    assert missing(groups_of(stored(person), rows_of_file(person))) == []


@pytest.mark.parametrize(
    ("code", "tags", "more"),
    [
        ("R01", (), {"service", "placement"}), ("R04", (), set()), ("R07", (), {"service", "disability"}),
        ("R08", (), {"disability"}), ("R09", (), {"kin"}), ("R12", (), {"kin"}), ("R04", ("model",), {"honour"}),
    ],
)  # fmt: skip
def test_a_group_asks_whom_it_concerns(village_clerk, code, tags, more):
    person = create_person(actor=village_clerk, given=given(categories=[code], tags=tags))

    always = {"identity", "category", "household", "livelihood", "work", "entitlement"}
    assert set(by_key(person)) == always | more


def test_survivors_need_the_link_and_its_certificate(village_clerk):
    person = create_person(actor=village_clerk, given=given(categories=["R09"]))

    add_part(
        actor=village_clerk, person=person, part="relative", version=1, given={"relation": "parent", "name": "王大山"}
    )
    other = by_key(person)["kin"]
    martyr = {"relation": "spouse", "name": "王大山", "soldier": "martyr", "certificate_number": "烈字1号"}
    add_part(actor=village_clerk, person=person, part="relative", version=2, given=martyr)

    assert (other, by_key(person)["kin"]) == (0, 100)


def test_what_is_struck_out_or_over_fills_nothing(village_clerk):
    from rongyi.registry.services import end_part

    person = create_person(actor=village_clerk, given=given(**WHOLE, parts=PARTS_OF_R02))
    (work,) = rows_of_file(person)["work"]

    end_part(actor=village_clerk, person=person, part="work", part_id=work.pk, ending="mistake", version=1)

    assert by_key(person)["work"] == 0 and stored(person).completeness < 100


def test_what_apps_above_know_is_shown_beside_and_not_counted(village_clerk, monkeypatch):
    monkeypatch.setattr(completeness, "_registered", {"contact": [], "consent": []})
    person = create_person(actor=village_clerk, given=given(**WHOLE, parts=PARTS_OF_R02))
    register_group("consent", lambda person: [Item("已告知", True), Item("同意公开事迹", False)])

    around = {group.key: (group.percent, group.counts, group.missing) for group in groups_around(person)}

    assert around == {"contact": (0, False, []), "consent": (50, False, ["最近核对日期", "同意公开事迹"])}
    assert percent([*groups_of(person, rows_of_file(person)), *groups_around(person)]) == 100


def test_many_files_with_all_parts_cost_no_statement_more_than_few(section_officer):
    def make(count: int, first: int) -> int:
        many = [
            given(
                id_number=id_number(date(1955, 3, 12), serial=first + n), **WHOLE,
                parts={**PARTS_OF_R02, "credential": [{"kind": "plaque", "number": f"陕C{first + n:06d}"}]},
            )
            for n in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            create_people(actor=section_officer, region_code=MEI, given=many, source="import")
        return len(queries)

    few, more = make(3, 1), make(40, 101)

    assert more <= few + 4  # SQLite takes some thirty rows of a wide table at a time
    assert {model.__name__: model.objects.filter(county=MEI).count() for model in PART_MODELS} == {
        "PersonCategory": 43, "PersonTag": 0, "ServicePeriod": 43, "Honour": 0, "Disability": 0, "Relative": 0,
        "Placement": 43, "Household": 43, "Livelihood": 43, "Work": 43, "Entitlement": 0, "Credential": 43,
    }  # fmt: skip
    assert SearchToken.objects.filter(
        county=MEI, person=Credential.objects.filter(county=MEI).first().person_id
    ).count()
    assert set(Person.objects.filter(county=MEI).values_list("completeness", "source")) == {(94, "import")}


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"honour": [{"kind": "rich"}]}, "honour.kind"),
        ({"disability": [{"cause": "illness", "grade": "9"}]}, "disability.grade"),
        ({"household": [{"members": 1}, {"members": 2}]}, "household"),
        ({"entitlement": [{"kind": "other"}, {"kind": "other"}]}, "entitlement"),
    ],
)
def test_an_entry_that_cannot_be_right_opens_no_file_and_names_its_part(village_clerk, parts, field):
    from rongyi.kernel.errors import Refused

    with pytest.raises(Refused) as refusal:
        create_person(actor=village_clerk, given=given(parts=parts))

    assert refusal.value.field == field and not Person.objects.exists()
