"""What the files speak for, and what a person makes of it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rongyi.benefits.models import CountyStandard, Entitlement, PayAccount
from rongyi.benefits.services.entitling import AcceptInput, accept, end, pause, refuse, set_account
from rongyi.benefits.services.proposing import propose_for, scan
from rongyi.benefits.services.standards import StandardInput, add_standard, close_standard
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.registry.models import Disability, PersonCategory, ServicePeriod
from tests.benefits.conftest import TODAY
from tests.fixtures_people import MEI


def proposals() -> list[tuple]:
    rows = (
        Entitlement.objects.filter(county=MEI, state="proposed").select_related("person").order_by("person__name", "pk")
    )
    return [(one.person.name, one.item, one.key, one.units, one.reason) for one in rows]


def the_only(item: str = "disability") -> Entitlement:
    return Entitlement.objects.select_related("person").get(county=MEI, item=item)


def test_the_files_speak_for_what_they_say(officer, disabled, marked, make_person):
    disabled("丙", "6", "illness")
    survivor = make_person("丁")
    PersonCategory.objects.create(county=MEI, region_code=survivor.region_code, person=survivor, code="R09")
    old = marked("乙", "rural_60")
    ServicePeriod.objects.create(
        county=MEI, region_code=old.region_code, person=old, enlisted_on="1974-12-01", discharged_on="1979-11-30"
    )
    marked("甲", "rural_60", birth=date(1990, 1, 1))
    make_person("戊")

    made = scan(actor=officer, region_code=MEI)

    assert made == 3
    assert proposals() == [
        ("丁", "survivor", "martyr", 1, "档案:人员类别为烈士遗属"),
        ("丙", "disability", "6/illness", 1, "档案:残疾六级,因病"),
        ("乙", "rural_60", "", 4, "档案:标识为农村籍60周岁以上退役士兵,71周岁,服役4年"),
    ]
    assert scan(actor=officer, region_code=MEI) == 0


def test_what_was_refused_is_not_proposed_again_until_the_file_says_otherwise(officer, disabled):
    person = disabled()
    propose_for(MEI)
    refuse(actor=officer, entitlement=the_only(), reason="证件尚未换发")

    assert propose_for(MEI) == 0
    part = Disability.objects.get(county=MEI, person=person)
    part.grade = "3"
    part.save()
    assert propose_for(MEI) == 1


def test_a_new_grade_takes_the_place_of_the_old_one(officer, disabled, entitled):
    person = disabled()
    former = entitled(person, since=date(2026, 10, 8))
    part = Disability.objects.get(county=MEI, person=person)
    part.grade = "3"
    part.save()
    propose_for(MEI)
    later = Entitlement.objects.get(county=MEI, state="proposed")

    accept(actor=officer, entitlement=later, given=AcceptInput("省厅已调整", TODAY))

    former.refresh_from_db()
    assert (former.state, former.ending, former.last, later.start, later.replaces_id) == (
        "ended", "changed", "2026-10", "2026-11", former.pk,
    )  # fmt: skip


def test_who_decides_second_finds_it_decided(officer, disabled):
    disabled()
    propose_for(MEI)
    one, again = the_only(), the_only()
    accept(actor=officer, entitlement=one, given=AcceptInput("符合条件", TODAY))

    with pytest.raises(Stale, match="已经决定过"):
        refuse(actor=officer, entitlement=again, reason="证件尚未换发")
    with pytest.raises(Refused, match="最近一年内"):
        accept(actor=officer, entitlement=again, given=AcceptInput("符合条件", date(2024, 1, 1)))


def test_the_clerk_of_a_village_and_another_county_do_not_decide(village_clerk, huyi_leader, disabled):
    disabled()
    propose_for(MEI)

    with pytest.raises(Denied):
        refuse(actor=village_clerk, entitlement=the_only(), reason="证件尚未换发")
    with pytest.raises(NotFound):
        refuse(actor=huyi_leader, entitlement=the_only(), reason="证件尚未换发")


def test_the_dead_are_not_begun_with(officer, disabled):
    from rongyi.registry.services import record_death

    person = disabled()
    propose_for(MEI)
    record_death(actor=officer, person=person, on=date(2026, 11, 1))

    assert the_only().state == "refused"


def test_an_account_is_sealed_and_replaced_and_its_number_looked_at(officer, disabled, entitled):
    person = disabled()
    entitled(person)
    with pytest.raises(Refused, match="8至32位"):
        set_account(actor=officer, person=person, holder="王建国", number="62-AB")
    set_account(actor=officer, person=person, holder="王建国", number="6222 0200 0000 0099")

    rows = PayAccount.objects.filter(county=MEI).order_by("pk")
    assert [(one.number, one.is_current) for one in rows] == [
        ("6222020000000012345", False),
        ("6222020000000099", True),
    ]
    raw = PayAccount.objects.filter(county=MEI).values_list("number", flat=True)
    assert all(b"622202" not in bytes(value) for value in raw)


def test_death_and_moving_are_not_chosen_by_hand(officer, disabled, entitled):
    mine = entitled(disabled())

    for ending in ("death", "moved", "changed", "nonsense"):
        with pytest.raises(Refused, match="请选择停发的原因"):
            end(actor=officer, entitlement=mine, ending=ending, last="2026-11", reason="按文件办理")
    end(actor=officer, entitlement=mine, ending="life_sentence", last="2026-11", reason="判决书〔2026〕1号")
    with pytest.raises(Stale):
        pause(actor=officer, entitlement=mine, reason="prison", first="2026-12")

    assert (mine.state, mine.ending, mine.last) == ("ended", "life_sentence", "2026-11")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (StandardInput("combat_test", date(2026, 8, 15), 100, "文件"), "请从一日起"),
        (StandardInput("combat_test", date(2026, 8, 1), 0, "文件"), "应大于零"),
        (StandardInput("combat_test", date(2026, 8, 1), 100, " "), "文件名称"),
        (StandardInput("combat_test", date(2026, 8, 1), 100, "文件", key="1/war"), "没有这一档"),
        (StandardInput("combat_test", date(2026, 8, 1), 100, "文件", shares={"central": 60}), "分担之和"),
    ],
)
def test_a_standard_that_does_not_hold_is_refused(officer, given, words):
    with pytest.raises(Refused, match=words):
        add_standard(actor=officer, region_code=MEI, given=given)

    assert not CountyStandard.objects.filter(county=MEI).exists()


def test_a_standard_is_closed_once_and_never_edited(officer):
    row = add_standard(
        actor=officer, region_code=MEI, given=StandardInput("combat_test", date(2026, 8, 1), 100, "文件")
    )
    with pytest.raises(Refused, match="已经有标准"):
        add_standard(actor=officer, region_code=MEI, given=StandardInput("combat_test", date(2026, 8, 1), 200, "文件"))
    close_standard(actor=officer, standard=row, last_on=date(2026, 10, 31))

    with pytest.raises(Refused, match="已经截止"):
        close_standard(actor=officer, standard=row, last_on=date(2026, 12, 31))
    for change in ({"amount_fen": 5}, {"last_on": date(2027, 1, 31)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CountyStandard.objects.filter(county=MEI).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy = {f.attname: getattr(row, f.attname) for f in CountyStandard._meta.concrete_fields if f.name != "id"}
        CountyStandard.objects.create(**copy | {"first_on": date(2026, 10, 1), "last_on": None})
