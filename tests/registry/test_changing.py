"""Changing files: each former value is kept, each change is a fact, nobody writes over somebody unseen."""

from datetime import date, timedelta

import pytest

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry, verify
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.organisation.models import Station
from rongyi.records.models import Fact
from rongyi.registry.models import Change, HeldCase, Person, PersonCategory, PersonTag, Relative, SearchToken
from rongyi.registry.queries import find
from rongyi.registry.services import (
    add_part,
    open_file,
    record_death,
    reveal,
    transfer_person,
    update_person,
)
from rongyi.registry.tokens import tokens_of
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number

BIRTH = date(1955, 3, 12)
NUMBER, OTHER_NUMBER = id_number(BIRTH, serial=101), id_number(BIRTH, serial=202)


@pytest.fixture
def wang(make_person):
    return make_person("王建国", id_number=NUMBER, phone="13812340000", categories=["R02"], tags=["combat"])


def changed(actor, person, version=None, **changes) -> Person:
    update_person(actor=actor, person=person, changes=changes, version=version or person.version)
    return Person.objects.get(county=person.county, pk=person.pk)


def history() -> list[tuple]:
    rows = sorted(Change.objects.all(), key=lambda c: c.field)
    return [(c.field, str(c.data_class), c.before, c.after, c.actor_name, c.source) for c in rows]


def facts_of_change() -> list[dict]:
    return [f.data for f in Fact.objects.filter(kind="collection").order_by("seq")][1:]


def tokens() -> set[tuple[str, str]]:
    return set(SearchToken.objects.values_list("token", "region_code"))


def test_a_change_keeps_the_former_value_and_leaves_a_fact(village_clerk, wang):
    after = changed(village_clerk, wang, phone="13987654321", address="横渠村3组")

    assert (after.phone, after.address, after.version) == ("13987654321", "横渠村3组", 2)
    assert history() == [
        ("address", "S3", "", "横渠村3组", "张三", "desk"),
        ("phone", "S3", "13812340000", "13987654321", "张三", "desk"),
    ]
    (fact,) = facts_of_change()
    assert fact == {
        "change": "changed", "categories": ["R02"], "fields": "手机号码、现住址", "completeness": after.completeness,
    }  # fmt: skip
    assert AuditEntry.objects.get(act="people.change").detail == {"fields": ["phone", "address"]}
    assert verify()[1] == []


def test_former_values_lie_sealed(village_clerk, wang):
    changed(village_clerk, wang, phone="13987654321")

    assert "13812340000" not in str(list(Change.objects.values()))


def test_search_follows_a_new_name_and_number(village_clerk, town_head, wang):
    after = changed(town_head, wang, name="李卫东", id_number=OTHER_NUMBER)

    assert tokens() == {(token, MEI_VILLAGE) for token in tokens_of(after)}
    assert [find(village_clerk, text).count for text in ("王建国", "wjg", NUMBER, "李卫东", "lwd", OTHER_NUMBER)] == [
        0, 0, 0, 1, 1, 1,
    ]  # fmt: skip
    assert (after.sex, after.id_masked) == ("female", f"610326********{OTHER_NUMBER[-4:]}")


def test_nothing_new_is_no_change_and_no_fact(village_clerk, wang):
    changed(village_clerk, wang, phone="138 1234 0000", name="王建国", id_number=NUMBER, categories=["R02"])

    assert history() == [] and facts_of_change() == []


def test_categories_and_tags_end_and_are_not_deleted(village_clerk, wang):
    changed(village_clerk, wang, categories=["R07"], tags=[])

    today = clock.today()
    assert sorted(PersonCategory.objects.values_list("code", "starts_on", "ends_on")) == [
        ("R02", None, today), ("R07", today, None),
    ]  # fmt: skip
    assert list(PersonTag.objects.values_list("code", "ends_on")) == [("combat", today)]
    assert [(f, b, a) for f, _c, b, a, *_rest in history()] == [("categories", "R02", "R07"), ("tags", "combat", "")]


def test_a_stale_version_changes_nothing(village_clerk, wang):
    changed(village_clerk, wang, address="横渠村3组")

    with pytest.raises(Stale):
        update_person(actor=village_clerk, person=wang, changes={"address": "古城村1组"}, version=1)

    assert Person.objects.get(county=MEI, pk=wang.pk).address == "横渠村3组"
    assert len(history()) == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"name": ""}, "name", "required"),
        ({"phone": "138"}, "phone", "phone_form"),
        ({"id_number": "1"}, "id_number", "id_form"),
        ({"categories": ["R99"]}, "categories", "invalid"),
        ({"region_code": HUYI_VILLAGE}, "region_code", "unknown_field"),
        ({"is_demo": True}, "is_demo", "unknown_field"),
    ],
)
def test_a_change_that_cannot_be_right_changes_nothing(village_clerk, wang, changes, field, code):
    with pytest.raises(Refused) as refusal:
        update_person(actor=village_clerk, person=wang, changes={"address": "新址", **changes}, version=1)

    assert (refusal.value.field, refusal.value.code) == (field, code)
    after = Person.objects.get(county=MEI, pk=wang.pk)
    assert (after.address, after.version, history()) == ("", 1, [])


def test_the_number_of_another_is_refused_and_told_by_scope(town_head, wang, make_person):
    here, there = id_number(BIRTH, 303), id_number(BIRTH, 404)
    make_person("李卫东", id_number=here)
    make_person("赵爱军", id_number=there, region_code=HUYI_VILLAGE)

    with pytest.raises(Conflict, match="横渠村委会退役军人服务站"):
        update_person(actor=town_head, person=wang, changes={"id_number": here}, version=1)
    with pytest.raises(Refused, match="上级核对") as refusal:
        update_person(actor=town_head, person=wang, changes={"id_number": there}, version=1)

    assert (refusal.value.code, refusal.value.facts) == ("held", {})
    assert Person.objects.get(county=MEI, pk=wang.pk).id_number == NUMBER


@pytest.mark.parametrize(
    ("who", "error"),
    [("sibling_clerk", NotFound), ("huyi_clerk", NotFound), ("bureau_leader", Denied), ("auditor", Denied)],
)
def test_who_may_not_change_a_file_does_not(request, wang, who, error):
    with pytest.raises(error):
        update_person(actor=request.getfixturevalue(who), person=wang, changes={"address": "新址"}, version=1)

    assert Person.objects.get(county=MEI, pk=wang.pk).version == 1
    assert [e.outcome for e in AuditEntry.objects.filter(act="people.change")] == ["denied"]


def test_a_transfer_hands_over_file_parts_tokens_and_count(town_head, sibling_clerk, village_clerk, wang):
    transfer_person(actor=town_head, person=wang, to_code=MEI_SIBLING)

    after = Person.objects.get(county=MEI, pk=wang.pk)
    assert (after.region_code, after.version) == (MEI_SIBLING, 2)
    assert tokens() == {(token, MEI_SIBLING) for token in tokens_of(after)}
    assert {p.region_code for m in (PersonCategory, PersonTag, Change) for p in m.objects.all()} == {MEI_SIBLING}
    assert dict(Station.objects.exclude(people_count=0).values_list("pk", "people_count")) == {MEI_SIBLING: 1}
    assert [find(actor, "wjg").count for actor in (village_clerk, sibling_clerk)] == [0, 1]
    assert [(f.region_code, f.data["change"]) for f in Fact.objects.order_by("recorded_at")] == [
        (MEI_VILLAGE, "created"), (MEI_SIBLING, "transferred"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("to_code", "code"),
    [(HUYI_VILLAGE, "unknown_station"), (OTHER_TOWN_VILLAGE, "unknown_station"), (MEI_VILLAGE, "same_station")],
)
def test_a_transfer_goes_to_another_station_in_reach(town_head, wang, to_code, code):
    with pytest.raises(Refused) as refusal:
        transfer_person(actor=town_head, person=wang, to_code=to_code)

    assert refusal.value.code == code
    assert Person.objects.get(county=MEI, pk=wang.pk).region_code == MEI_VILLAGE


def test_a_transfer_to_another_county_is_refused_with_a_way(everyone, wang):
    with pytest.raises(Refused, match="两县分别办理"):
        transfer_person(actor=everyone, person=wang, to_code=HUYI_VILLAGE)


def test_a_village_clerk_transfers_nobody(village_clerk, wang):
    with pytest.raises(Denied):
        transfer_person(actor=village_clerk, person=wang, to_code=MEI_SIBLING)


def test_a_death_closes_the_file_which_stays_to_be_read(village_clerk, wang):
    day = clock.today()

    record_death(actor=village_clerk, person=wang, on=day)

    after = Person.objects.get(county=MEI, pk=wang.pk)
    assert (after.status, after.deceased_on) == ("deceased", day)
    assert [f["change"] for f in facts_of_change()] == ["deceased"]
    assert find(village_clerk, "王建国").items == [wang]
    with pytest.raises(Refused, match="已经登记过"):
        record_death(actor=village_clerk, person=after, on=day)


@pytest.mark.parametrize(
    ("day", "code"), [(clock.today() + timedelta(days=1), "future"), (BIRTH - timedelta(days=1), "too_early")]
)
def test_a_death_has_a_day_that_can_be(village_clerk, wang, day, code):
    with pytest.raises(Refused) as refusal:
        record_death(actor=village_clerk, person=wang, on=day)

    assert (refusal.value.field, refusal.value.code) == ("on", code)
    assert Person.objects.get(county=MEI, pk=wang.pk).status == "active"


def test_service_and_kin_are_added_and_make_the_file_fuller(village_clerk, wang):
    before = wang.completeness

    served = {"enlisted_on": date(1974, 12, 1), "branch": "army"}
    add_part(actor=village_clerk, person=wang, part="service", version=1, given=served)
    child = {"relation": "child", "name": "王强", "phone": "13900000000"}
    add_part(actor=village_clerk, person=wang, part="relative", version=2, given=child)

    after = Person.objects.get(county=MEI, pk=wang.pk)
    assert after.completeness > before and after.version == 3
    assert [(r.name, r.phone, r.relation) for r in Relative.objects.all()] == [("王强", "13900000000", "child")]
    assert [f["fields"] for f in facts_of_change()] == ["服役经历", "家庭成员与亲属"]


def test_service_before_birth_and_stale_kin_are_refused(village_clerk, wang):
    with pytest.raises(Refused, match="不满12岁"):
        add_part(actor=village_clerk, person=wang, part="service", version=1, given={"enlisted_on": date(1960, 1, 1)})
    with pytest.raises(Stale):
        add_part(
            actor=village_clerk, person=wang, part="relative", version=9, given={"relation": "child", "name": "王强"}
        )

    assert Person.objects.get(county=MEI, pk=wang.pk).version == 1 and not Relative.objects.exists()


def test_whole_numbers_come_for_a_reason_that_is_on_record(village_clerk, wang):
    numbers = reveal(actor=village_clerk, person=wang, reason=" 核对医保 ")

    assert numbers == {"id_number": NUMBER, "phone": "13812340000"}
    entry = AuditEntry.objects.get(act="people.reveal")
    assert (entry.reason, entry.subject_id, entry.detail) == (
        "核对医保", str(wang.pk), {"fields": ["id_number", "phone"]},
    )  # fmt: skip
    assert NUMBER not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(("reason", "code"), [("", "required"), (" 看 ", "required"), ("长" * 201, "too_long")])
def test_without_a_reason_nothing_is_shown(village_clerk, wang, reason, code):
    with pytest.raises(Refused) as refusal:
        reveal(actor=village_clerk, person=wang, reason=reason)

    assert (refusal.value.field, refusal.value.code) == ("reason", code)


@pytest.mark.parametrize(
    ("who", "error"), [("sibling_clerk", NotFound), ("auditor", Denied), ("administrator", Denied)]
)
def test_who_may_not_look_sees_nothing_and_is_on_record(request, wang, who, error):
    actor = request.getfixturevalue(who)

    for look in (lambda: reveal(actor=actor, person=wang, reason="核对"), lambda: open_file(actor=actor, person=wang)):
        with pytest.raises(error):
            look()

    rows = AuditEntry.objects.filter(subject_id=str(wang.pk), outcome="denied").order_by("seq")
    assert [e.act for e in rows] == ["people.reveal", "people.open"]
    assert not HeldCase.objects.exists()
