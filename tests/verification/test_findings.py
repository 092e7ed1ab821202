from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.definitions import check_all
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.registry.models import Disability, Entitlement, Person, PersonCategory, Relative, ServicePeriod
from rongyi.registry.services import transfer_person, update_person
from rongyi.verification.models import Finding
from rongyi.verification.queries import count_open, findings_of, findings_page, get_finding, open_by_check
from rongyi.verification.rule_queries import RULES
from rongyi.verification.services import keep_as_right, recheck, recheck_county
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE


def names_of(person, state: str = "open") -> set[str]:
    rows = Finding.objects.filter(county=person.county, person=person, state=state)
    return set(rows.values_list("check_name", flat=True))


def part(model, person, **values):
    row = model(county=person.county, region_code=person.region_code, person=person)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def test_a_new_file_is_looked_at_in_the_same_act(make_person):
    person = make_person(categories=("R02",))

    assert names_of(person) == {"category_proven", "reachable"}


def test_what_is_mended_closes_by_itself(make_person, village_clerk):
    person = make_person(categories=("R02",))

    update_person(actor=village_clerk, person=person, changes={"phone": "13812345678"}, version=person.version)

    assert names_of(person) == {"category_proven"}
    assert names_of(person, "solved") == {"reachable"}


@pytest.mark.parametrize(
    ("check", "broken", "mended"),
    [
        ("category_missing", {}, lambda p: part(PersonCategory, p, code="R02")),
        (
            "survivor_linked", {"categories": ("R09",)},
            lambda p: part(Relative, p, relation="child", name="王烈", soldier="martyr"),
        ),
        (
            "family_linked", {"categories": ("R12",)},
            lambda p: part(Relative, p, relation="child", name="王军", soldier="serving"),
        ),
        ("disability_agrees", {"categories": ("R07",)}, lambda p: part(Disability, p, cause="war", grade="7")),
    ],
)  # fmt: skip
def test_each_rule_finds_what_is_broken_and_lets_go_what_is_mended(make_person, check, broken, mended):
    person = make_person(**broken)
    assert check in names_of(person)

    mended(person)
    recheck(MEI, [person.pk])

    assert check not in names_of(person)


def test_a_sibling_is_paid_only_with_proof_of_support(make_person):
    sister, brother = make_person("王秀英", categories=("R09",)), make_person("王建军", categories=("R09",))
    for person in (sister, brother):
        part(Relative, person, relation="sibling", name="王烈", soldier="martyr")
    listed = names_of(sister)
    for person in (sister, brother):
        part(Entitlement, person, kind="survivor")
    part(Relative, brother, relation="child", name="王父", soldier="martyr")

    recheck(MEI, [sister.pk, brother.pk])

    assert "sibling_supported" not in listed
    assert ["sibling_supported" in names_of(person) for person in (sister, brother)] == [True, False]


@pytest.mark.parametrize(("number", "fails"), [("13812345678", False), ("029-87654321", False), ("1381234567", True)])
def test_a_telephone_that_cannot_be_one_is_found_with_the_person_and_the_relatives(make_person, number, fails):
    own, kin = make_person("王建国", phone="13812345678"), make_person("王秀英", phone="13812345679")
    own.phone = number
    own.save()
    part(Relative, kin, relation="spouse", name="李芳", phone=number)

    recheck(MEI, [own.pk, kin.pk])

    assert ["phone_form" in names_of(person) for person in (own, kin)] == [fails, fails]


@pytest.mark.parametrize(("years", "fails"), [(15, True), (16, False), (30, False), (31, True)])
def test_the_age_at_enlistment_is_asked_with_both_ends(make_person, years, fails):
    person = make_person(birth=date(1955, 3, 12))
    part(ServicePeriod, person, enlisted_on=date(1955 + years, 3, 12))

    recheck(MEI, [person.pk])

    assert ("enlistment_age" in names_of(person)) is fails


def test_a_payment_does_not_outlive_who_it_is_for(make_person):
    person = make_person(deceased_on=clock.today() - timedelta(days=40))
    part(Entitlement, person, kind="rural_60")

    recheck(MEI, [person.pk])

    assert names_of(person) == {"death_closes"}


def test_a_birthday_that_disagrees_with_the_number_is_found(make_person):
    person = make_person()
    Person.objects.filter(county=MEI, pk=person.pk).update(birth_date=date(1955, 3, 13))

    recheck(MEI, [person.pk])

    assert "identity_agrees" in names_of(person)


def test_a_village_that_is_no_longer_in_the_list_is_found(make_person):
    person = make_person()
    Person.objects.filter(county=MEI, pk=person.pk).update(region_code="610326101999")

    recheck(MEI, [person.pk])

    assert "station_exists" in names_of(person)


def test_looking_twice_finds_the_same_and_nothing_double(make_person):
    people = [make_person(name) for name in ("王建国", "李卫东")]
    first = {person.pk: names_of(person) for person in people}

    assert recheck_county(MEI) == 0
    assert {person.pk: names_of(person) for person in people} == first


def test_what_is_kept_with_a_reason_is_not_raised_again(make_person, town_head, village_clerk):
    person = make_person()
    finding = Finding.objects.get(county=MEI, person=person, check_name="reachable")

    with pytest.raises(Refused, match="为什么"):
        keep_as_right(actor=town_head, finding=finding, reason=" ")
    with pytest.raises(Denied):
        keep_as_right(actor=village_clerk, finding=finding, reason="本人不用电话")
    keep_as_right(actor=town_head, finding=finding, reason="本人不用电话")
    recheck(MEI, [person.pk])

    assert "reachable" not in names_of(person)
    assert Finding.objects.get(county=MEI, pk=finding.pk).reason == "本人不用电话"
    entry = AuditEntry.objects.get(county=MEI, act="verification.keep", outcome="done")
    assert (entry.reason, entry.detail["check"]) == ("本人不用电话", "reachable")
    with pytest.raises(Refused, match="已经了结"):
        keep_as_right(actor=town_head, finding=finding, reason="再来一次")


def test_findings_move_with_the_file_and_stay_in_reach(
    make_person, town_head, village_clerk, sibling_clerk, huyi_leader
):
    person = make_person()
    before = count_open(village_clerk)

    transfer_person(actor=town_head, person=person, to_code=MEI_SIBLING, version=person.version)

    assert before == count_open(sibling_clerk)
    assert (count_open(village_clerk), count_open(huyi_leader)) == ((0, 0), (0, 0))
    with pytest.raises(NotFound):
        get_finding(huyi_leader, Finding.objects.filter(county=MEI).first().pk)


def test_the_list_is_by_day_and_page_and_counts_by_check(make_person, village_clerk, django_assert_num_queries):
    for name in ("王建国", "李卫东", "张志强"):
        make_person(name)

    with django_assert_num_queries(1):
        first, after = findings_page(village_clerk, check="reachable", limit=2)
        assert [line.finding.person.name for line in first]
    rest, end = findings_page(village_clerk, check="reachable", after=after, limit=2)

    assert (len(first), len(rest), end) == (2, 1, None)
    assert {one["name"]: one["count"] for one in open_by_check(village_clerk)}["reachable"] == 3


def test_a_person_is_told_what_to_do(make_person):
    told = {line.title: line.advice for line in findings_of(make_person())}

    assert told["没有电话，也没有其他联系人"] == "下次走访时问一个能联系上的电话。"


def test_every_rule_has_a_definition_and_a_slip_in_one_is_named(settings, tmp_path):
    folder = Path(settings.DEFINITIONS_DIR) / "checks"
    assert {path.stem for path in folder.glob("*.yaml")} == set(RULES)
    (tmp_path / "checks").mkdir()
    text = (folder / "enlistment_age.yaml").read_text()
    (tmp_path / "checks" / "enlistment_age.yaml").write_text(text.replace("age_to: 30", "age_until: 30"))

    faults = check_all(tmp_path)

    assert {(fault.line, fault.what) for fault in faults} == {
        (14, "这条规则没有“age_until”这个参数。"), (12, "缺少“age_to”。"),
    }  # fmt: skip


def test_the_cost_does_not_grow_with_the_number_of_people(make_person):
    one = [make_person().pk]
    with CaptureQueriesContext(connection) as few:
        recheck(MEI, one)
    many = one + [make_person(f"王{chr(0x5EFA + n)}").pk for n in range(10)]
    with CaptureQueriesContext(connection) as more:
        recheck(MEI, many)

    assert len(more) <= len(few) + 1
    assert Finding.objects.filter(county=MEI, region_code=MEI_VILLAGE).exists()
