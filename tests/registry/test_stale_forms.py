"""Two people at one file: each keeps what they changed, and where both changed one field a person decides."""

from datetime import date

import pytest
from django.urls import reverse

from rongyi.organisation.roles import Role
from rongyi.registry.models import Change, Honour, Person, PersonCategory
from rongyi.registry.queries import get_person
from rongyi.registry.services import add_part, correct_part, update_person
from tests.fixtures_people import MEI, MEI_VILLAGE
from tests.registry.test_pages import edit_form, page_of, text_of


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


@pytest.fixture
def wang(make_person):
    return make_person(address="一组1号", phone="13812340000", categories=["R02"])


def meanwhile(actor, person, **changes) -> None:
    now = get_person(actor, person.pk)
    update_person(actor=actor, person=now, changes=changes, version=now.version)


def now(person) -> Person:
    return Person.objects.get(county=MEI, pk=person.pk)


def running(person) -> list[str]:
    rows = PersonCategory.objects.filter(county=MEI, person=person, ends_on=None)
    return sorted(rows.values_list("code", flat=True))


def test_different_fields_are_both_kept_at_the_first_press(clerk, wang, village_clerk):
    form = edit_form(clerk, wang, address="一组3号")
    meanwhile(village_clerk, wang, phone="13987654321", education="高中")

    saved = clerk.post(page_of(wang, "edit"), form, follow=True)

    after = now(wang)
    assert (after.address, after.phone, after.education, after.version) == ("一组3号", "13987654321", "高中", 3)
    assert "两边的修改都在" in text_of(saved)
    assert list(Change.objects.filter(county=MEI, version=3).values_list("field", flat=True)) == ["address"]


def test_the_same_field_is_shown_beside_the_new_and_saved_at_the_second_press(clerk, wang, village_clerk):
    form = edit_form(clerk, wang, address="一组3号", ethnicity="汉族")
    meanwhile(village_clerk, wang, address="二组9号", phone="13987654321")

    asked = clerk.post(page_of(wang, "edit"), form)
    between = now(wang)
    back = asked.context["form"]
    second = {name: back[name].value() for name in back.fields if back[name].value() is not None}
    again = clerk.post(page_of(wang, "edit"), second)

    assert asked.status_code == 422 and between.version == 2
    assert asked.context["conflict"] == [
        {"label": "现住址", "mine": "一组3号", "theirs": "二组9号", "differs": True}
    ]  # fmt: skip
    assert (again.status_code, now(wang).address, now(wang).phone) == (302, "一组3号", "13987654321")
    assert now(wang).ethnicity == "汉族"


def test_the_same_change_by_both_is_no_quarrel(clerk, wang, village_clerk):
    form = edit_form(clerk, wang, address="二组9号", grid="3号网格")
    meanwhile(village_clerk, wang, address="二组9号")

    saved = clerk.post(page_of(wang, "edit"), form)

    assert (saved.status_code, now(wang).address, now(wang).grid) == (302, "二组9号", "3号网格")


def test_categories_that_others_added_are_not_ended_by_an_older_form(clerk, wang, village_clerk):
    form = edit_form(clerk, wang, address="一组3号")
    person = get_person(village_clerk, wang.pk)
    add_part(actor=village_clerk, person=person, part="category", given={"code": "R07"}, version=1)

    clerk.post(page_of(wang, "edit"), form)

    assert (running(wang), now(wang).address) == (["R02", "R07"], "一组3号")


def test_what_is_masked_is_compared_without_lying_in_the_page(clerk, wang, village_clerk):
    form = edit_form(clerk, wang, political_status="none")
    meanwhile(village_clerk, wang, political_status="party")

    asked = clerk.post(page_of(wang, "edit"), form)

    assert asked.context["conflict"] == [
        {"label": "政治面貌", "mine": "群众", "theirs": "已登记", "differs": True}
    ]  # fmt: skip
    assert now(wang).political_status == "party"


def test_an_entry_meets_the_others_field_by_field(clerk, wang, village_clerk):
    merit = add_part(
        actor=village_clerk, person=get_person(village_clerk, wang.pk), part="honour", version=1,
        given={"kind": "merit_3", "year": 1978},
    )  # fmt: skip
    address = reverse("registry:part_edit", args=[wang.pk, "honour", merit.pk])
    read = clerk.get(address).context["form"]
    typed = {name: read[name].value() for name in read.fields if read[name].value() is not None}
    correct_part(
        actor=village_clerk, person=get_person(village_clerk, wang.pk), part="honour", part_id=merit.pk, version=2,
        given={"document_number": "军字12号"},
    )  # fmt: skip

    kept = clerk.post(address, {**typed, "kind": "merit_2"})
    asked = clerk.post(address, {**typed, "document_number": "军字21号"})

    row = Honour.objects.get(county=MEI)
    assert (kept.status_code, row.kind, row.document_number) == (302, "merit_2", "军字12号")
    assert asked.status_code == 422
    assert [(r["mine"], r["theirs"]) for r in asked.context["conflict"]] == [("军字21号", "军字12号")]


@pytest.mark.parametrize("version", ["", "x", "99", "-1"])
def test_a_version_that_nobody_read_is_todays(clerk, wang, version):
    form = edit_form(clerk, wang, address="一组3号", version=version)

    answer = clerk.post(page_of(wang, "edit"), form)

    assert answer.status_code in (302, 422)
    assert now(wang).phone == "13812340000"


def test_an_older_form_of_a_day_is_read_back(clerk, wang, village_clerk):
    meanwhile(village_clerk, wang, verified_on=date(2026, 1, 5))
    form = edit_form(clerk, wang, address="一组3号")
    meanwhile(village_clerk, wang, verified_on=date(2026, 2, 6))

    saved = clerk.post(page_of(wang, "edit"), {**form, "verified_on": "2026-01-05"})

    assert (saved.status_code, now(wang).verified_on) == (302, date(2026, 2, 6))
