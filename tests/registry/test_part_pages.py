"""The pages of parts: what is masked stays so on every one of them, nothing is added twice, a merged file leads on."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.roles import Role
from rongyi.registry.fields import shown
from rongyi.registry.models import Disability, Honour, Person, Relative
from rongyi.registry.parts import KINDS
from rongyi.registry.queries import find, people_page
from rongyi.registry.services import update_person
from tests.fixtures_people import MEI, MEI_VILLAGE
from tests.registry.test_pages import page_of, text_of
from tests.registry.test_parts import EXAMPLES, add, now

SECRETS = ("高血压", "6228480012345678", "12345678", "陕军A001", "农业银行", "980.00", "七级")


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


@pytest.fixture
def whole(make_person, everyone) -> Person:
    """Somebody with an entry of every sort."""
    person = make_person("王建国", phone="13812340000")
    for part, given in EXAMPLES.items():
        add(everyone, person, part, **given)
    return now(person)


def at(name: str, person: Person, part: str, *more) -> str:
    return reverse(f"registry:{name}", args=[person.pk, part, *more])


def shown_values(html: str) -> str:
    """Without choices that a form offers to everybody."""
    return re.sub(r"<option.*?</option>", "", html, flags=re.S)


def test_what_is_masked_is_masked_on_every_page_of_the_file(clerk, whole):
    pages = [page_of(whole), *(at("part_list", whole, kind.key) for kind in KINDS)]
    for kind in KINDS:
        row = kind.model.objects.get(county=MEI)
        pages += [at("part_edit", whole, kind.key, row.pk), at("part_end", whole, kind.key, row.pk)]

    for address in pages:
        response = clerk.get(address)
        html = shown_values(response.content.decode())
        assert response.status_code == 200
        assert [secret for secret in SECRETS if secret in html] == [], address


def test_a_role_without_that_sight_reads_neither_the_value_nor_that_there_is_one(whole):
    row = Disability.objects.get(county=MEI)
    auditor, leader = (Actor(uuid7(), "x", (Reach(role, MEI),)) for role in (Role.AUDITOR, Role.BUREAU_LEADER))

    assert [shown(row, name, auditor).value for name in ("cause", "grade", "certificate_number")] == ["", "", ""]
    assert [shown(row, name, leader).value for name in ("cause", "grade", "certificate_number")] == [
        "已登记", "已登记", "***001",
    ]  # fmt: skip


def test_telephones_of_relatives_are_whole_for_who_serves(clerk, whole):
    page, form = clerk.get(page_of(whole)), clerk.get(at("part_edit", whole, "relative", Relative.objects.get().pk))

    assert ["13900000000" in text.content.decode() for text in (page, form)] == [True, True]


def test_a_form_of_a_masked_entry_left_alone_changes_nothing(clerk, whole):
    row = Disability.objects.get(county=MEI)
    form = clerk.get(at("part_edit", whole, "disability", row.pk)).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}

    saved = clerk.post(at("part_edit", whole, "disability", row.pk), {**typed, "care_class": "part"})

    after = Disability.objects.get(county=MEI)
    assert (saved.status_code, typed["cause"], typed["grade"]) == (302, "", "")
    assert (after.cause, after.grade, after.certificate_number, after.care_class) == ("duty", "7", "陕军A001", "part")


def test_a_form_sent_twice_adds_one_entry(clerk, make_person):
    person = make_person()
    form = {"id": str(uuid7()), "kind": "merit_3", "year": "1978"}

    answers = [clerk.post(at("part_new", person, "honour"), form, follow=True) for _press in range(2)]

    assert Honour.objects.filter(county=MEI).count() == 1
    assert "没有重复添加" in text_of(answers[1])


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(clerk, make_person):
    form = {"id": str(uuid7()), "cause": "illness", "grade": "9", "certificate_number": "陕A1"}

    back = clerk.post(at("part_new", make_person(), "disability"), form)

    assert back.status_code == 422 and not Disability.objects.exists()
    assert list(back.context["form"].errors) == ["grade"]
    assert back.context["form"]["certificate_number"].value() == "陕A1"


def test_money_is_typed_in_yuan_and_kept_in_fen(clerk, make_person):
    person = make_person()
    form = {"id": str(uuid7()), "kind": "combat_test", "standard_fen": "980.50", "per": "month"}

    bad = clerk.post(at("part_new", person, "entitlement"), {**form, "standard_fen": "12.345"})
    good = clerk.post(at("part_new", person, "entitlement"), form)

    assert (bad.status_code, good.status_code) == (422, 302)
    assert person.entitlement_set.get(county=MEI).standard_fen == 98050


def test_the_history_of_one_field_shows_what_it_was_and_when(clerk, make_person, village_clerk):
    person = make_person(address="一组1号")
    for number, address in enumerate(("二组2号", "三组3号"), 1):
        update_person(actor=village_clerk, person=now(person), changes={"address": address}, version=number)

    page = clerk.get(reverse("registry:history", args=[person.pk, "address"]))
    none = clerk.get(reverse("registry:history", args=[person.pk, "ethnicity"]))

    rows = [(row["before"], row["after"], row["by"]) for row in page.context["changes"]]
    assert rows == [("二组2号", "三组3号", "张三"), ("一组1号", "二组2号", "张三")]
    assert none.status_code == 404
    assert "改过" in text_of(clerk.get(page_of(person)))


def test_a_part_that_is_none_is_not_there(clerk, make_person):
    assert clerk.get(at("part_list", make_person(), "opinion")).status_code == 404


@pytest.fixture
def asked(clerk):
    def asked(person) -> int:
        clerk.get(page_of(person))
        with CaptureQueriesContext(connection) as queries:
            clerk.get(page_of(person))
        return len(queries)

    return asked


def test_the_page_of_a_file_asks_as_often_for_many_entries_as_for_few(asked, make_person, everyone):
    person = make_person()
    add(everyone, person, "honour", kind="merit_3")
    add(everyone, person, "relative", relation="child", name="王强")
    few = asked(person)

    for year in range(1975, 1977):
        add(everyone, person, "honour", kind="merit_3", year=year)
        add(everyone, person, "relative", relation="child", name="王强")

    assert asked(person) == few


def test_the_page_asks_only_the_tables_that_hold_something_of_the_person(asked, make_person, everyone):
    person = make_person(categories=(), tags=())
    bare = asked(person)
    add(everyone, person, "honour", kind="merit_3")
    with_honour = asked(person)
    add(everyone, person, "work", status="farming")

    assert (with_honour - bare, asked(person) - with_honour) == (2, 1)  # the first brings a history
    assert bare <= 22


def test_the_history_is_read_further_where_the_page_does_not_show_all_of_it(clerk, make_person, village_clerk):
    person = make_person(address="一组1号")
    for number in range(1, 23):
        changes = {"address": f"二组{number}号"} if number == 1 else {"grid": f"第{number}网格"}
        update_person(actor=village_clerk, person=now(person), changes=changes, version=number)

    page = clerk.get(page_of(person))

    changed = {row["label"] for row in page.context["identity"] if row["history_url"]}
    assert (changed, len(page.context["changes"])) == ({"现住址", "网格"}, 20)


def test_a_merged_file_leads_to_the_other_and_is_in_no_list(clerk, make_person, village_clerk):
    stays, goes = make_person("王建国"), make_person("王建园")
    Person.objects.filter(county=MEI, pk=goes.pk).update(status="merged", merged_into=stays)

    opened = clerk.get(page_of(goes))
    edited = clerk.post(page_of(goes, "edit"), {"version": 1, "name": "王建国"})

    assert (opened.status_code, opened.url) == (302, page_of(stays))
    assert edited.status_code in (302, 409) and Person.objects.get(county=MEI, pk=goes.pk).name == "王建园"
    assert (find(village_clerk, "王建园").items, people_page(village_clerk).people) == ([], [stays])


def test_looking_at_a_part_is_on_record(clerk, whole):
    before = AuditEntry.objects.filter(act="people.open").count()

    clerk.get(at("part_list", whole, "disability"))

    assert AuditEntry.objects.filter(act="people.open").count() == before + 1


def test_an_ended_entry_stays_to_be_read(clerk, whole):
    row = Honour.objects.get(county=MEI)

    ended = clerk.post(at("part_end", whole, "honour", row.pk), {"version": whole.version, "ending": "mistake"})
    again = clerk.get(at("part_edit", whole, "honour", row.pk))
    page = clerk.get(at("part_list", whole, "honour"))

    assert (ended.status_code, again.status_code) == (302, 422)
    assert "三等功" in text_of(page) and "已划去" in text_of(page)
