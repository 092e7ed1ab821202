"""The pages of files: what they show, what they keep when they say no, and to whom they are not there at all."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.services import PersonInput, create_people, transfer_person, update_person
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE, id_number

LIST, NEW = "/console/people/", "/console/people/new"
BIRTH = date(1955, 3, 12)
NUMBER = id_number(BIRTH, serial=101)
CANARY = "欧阳金雀"


@pytest.fixture
def clerk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="刘小芳")


@pytest.fixture
def wang(make_person):
    return make_person("王建国", id_number=NUMBER, phone="13812345678", categories=["R02"], tags=["combat"])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def filled(**more) -> dict:
    return {
        "id": str(uuid7()), "id_number": NUMBER, "name": "王建国", "station": MEI_VILLAGE, "phone": "13812345678",
        "categories": ["R02"], **more,
    }  # fmt: skip


def edited(person, **more) -> dict:
    return {
        "version": person.version, "name": person.name, "phone": person.phone, "address": person.address,
        "categories": ["R02"], "tags": ["combat"], **more,
    }  # fmt: skip


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_a_file_is_opened_on_one_page_and_shown(clerk):
    response = clerk.post(NEW, filled(), follow=True)

    person = Person.objects.get()
    assert response.redirect_chain == [(reverse("registry:person", args=[person.pk]), 302)]
    for word in (
        "已建档:王建国。",
        "男",
        "1955年3月12日",
        "横渠村委会",
        "退役士兵",
        "138****5678",
        person.id_masked,
        "还缺",
    ):
        assert word in text_of(response)
    assert NUMBER not in response.content.decode()


def test_the_same_form_twice_opens_one_file(clerk):
    form = filled()

    clerk.post(NEW, form)
    again = clerk.post(NEW, form, follow=True)

    assert Person.objects.count() == 1 and "没有重复建" in text_of(again)


def test_a_wrong_number_keeps_what_was_typed_and_says_the_right_digit(clerk):
    wrong = NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")

    response = clerk.post(NEW, filled(id_number=wrong, address="横渠村3组"))

    page = response.content.decode()
    assert response.status_code == 422 and f"应是“{NUMBER[-1]}”" in page
    assert all(f'value="{value}"' in page for value in (wrong, "王建国", "横渠村3组"))
    assert not Person.objects.exists()


def test_a_number_known_elsewhere_leads_to_a_page_that_tells_nothing(clerk, make_person):
    make_person(CANARY, region_code=MEI_SIBLING, id_number=NUMBER)

    response = clerk.post(NEW, filled())

    assert "已收下,待核对" in text_of(response) and CANARY not in text_of(response)
    assert "古城" not in text_of(response) and HeldCase.objects.count() == 1


def test_the_page_of_a_person_masks_and_is_on_record(clerk, wang):
    page = clerk.get(reverse("registry:person", args=[wang.pk])).content.decode()

    assert NUMBER not in page and "13812345678" not in page
    assert [(e.role, e.subject_id) for e in AuditEntry.objects.filter(act="people.open")] == [
        ("village_clerk", str(wang.pk))
    ]


def test_whole_numbers_come_after_a_reason(clerk, wang):
    address = reverse("registry:reveal", args=[wang.pk])

    asked = clerk.get(address)
    refused = clerk.post(address, {"reason": "看"})
    shown = clerk.post(address, {"reason": "核对医保"}, headers={"HX-Request": "true"})

    assert NUMBER not in asked.content.decode() + refused.content.decode()
    assert refused.status_code == 422 and "至少两个字" in text_of(refused)
    assert NUMBER in text_of(shown) and "13812345678" in text_of(shown) and "<html" not in shown.content.decode()
    assert shown.headers["Cache-Control"].find("no-store") >= 0


def test_a_change_is_saved_and_stands_in_the_history(clerk, wang):
    response = clerk.post(reverse("registry:edit", args=[wang.pk]), edited(wang, address="横渠村3组"), follow=True)

    assert "已保存。" in text_of(response) and "横渠村3组" in text_of(response) and "刘小芳" in text_of(response)
    assert Person.objects.get(county=MEI, pk=wang.pk).version == 2


def test_a_stale_form_keeps_what_was_typed_beside_the_new_and_can_be_sent_again(clerk, wang, everyone):
    form = edited(wang, address="横渠村3组")
    update_person(actor=everyone, person=wang, changes={"address": "古城村1组"}, version=1)

    refused = clerk.post(reverse("registry:edit", args=[wang.pk]), form)

    page = refused.content.decode()
    assert refused.status_code == 422 and "已被别人改过" in text_of(refused)
    assert 'value="横渠村3组"' in page and "古城村1组" in text_of(refused)
    assert Person.objects.get(county=MEI, pk=wang.pk).address == "古城村1组"
    clerk.post(reverse("registry:edit", args=[wang.pk]), {**form, "version": 2})
    assert Person.objects.get(county=MEI, pk=wang.pk).address == "横渠村3组"


def test_former_numbers_are_masked_in_the_history(clerk, wang, everyone):
    new = id_number(BIRTH, 103)
    update_person(actor=everyone, person=wang, changes={"id_number": new, "phone": "13987654321"}, version=1)

    page = clerk.get(reverse("registry:person", args=[wang.pk])).content.decode()

    assert f"…{NUMBER[-4:]}" in page
    assert not any(number in page for number in (NUMBER, new, "13812345678", "13987654321"))


@pytest.mark.parametrize("name", ["person", "timeline", "reveal", "edit", "death", "service_new", "relative_new"])
@pytest.mark.parametrize("place", [MEI_SIBLING, HUYI_VILLAGE])
def test_a_foreign_person_is_not_there_on_any_page(clerk, make_person, name, place):
    foreign = make_person(CANARY, region_code=place)

    response = clerk.get(reverse(f"registry:{name}", args=[foreign.pk]))
    nobody = clerk.get(reverse(f"registry:{name}", args=[uuid7()]))

    assert (response.status_code, nobody.status_code) == (404, 404)
    assert CANARY not in response.content.decode()
    assert text_of(response) == text_of(nobody)


def test_a_foreign_person_is_in_no_list_and_no_search(clerk, make_person, wang):
    make_person(CANARY, region_code=MEI_SIBLING, id_number=id_number(BIRTH, 777))
    make_person(CANARY, region_code=HUYI_VILLAGE)
    filters = (
        "",
        "?status=",
        f"?station={MEI_SIBLING}",
        f"?station={HUYI_VILLAGE}&status=",
        "?category=R02&tag=combat",
    )

    pages = [clerk.get(LIST + query) for query in filters]
    found = [clerk.post(LIST + "find", {"q": q}) for q in (CANARY, "oyjq", "金雀", id_number(BIRTH, 777))]

    assert all(CANARY not in p.content.decode() for p in pages + found)
    assert "王建国" in text_of(pages[0]) and "王建国" in text_of(pages[4])


def test_who_moved_away_is_gone_at_the_next_request(clerk, wang, town_head):
    transfer_person(actor=town_head, person=wang, to_code=MEI_SIBLING)

    assert clerk.get(reverse("registry:person", args=[wang.pk])).status_code == 404
    assert "王建国" not in text_of(clerk.get(LIST))


def test_an_empty_list_says_what_to_do(clerk):
    assert "没有符合条件的人" in text_of(clerk.get(LIST))


def test_a_long_list_is_turned_page_by_page_without_a_name_in_the_address(clerk, everyone, network):
    _many(everyone, 60)

    seen, address = [], LIST
    for _page in range(3):
        page = clerk.get(address).content.decode()
        seen += re.findall(r'<a href="/console/people/[0-9a-f-]{36}">(\S+?)</a>', page)
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        address = LIST + following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 60 and not address


def test_list_and_person_ask_as_often_for_many_as_for_few(clerk, everyone, wang):
    one = reverse("registry:person", args=[wang.pk])
    queries_of(clerk, LIST)  # fills what is kept for minutes
    few = (queries_of(clerk, LIST), queries_of(clerk, one))
    for version in range(1, 6):
        update_person(actor=everyone, person=wang, changes={"address": f"横渠村{version}组"}, version=version)
    counts = [few]
    for size in (3, 10, 1000):
        _many(everyone, size, start=size * 2)
        counts.append((queries_of(clerk, LIST), queries_of(clerk, one)))

    assert counts == [few] * 4


def _many(actor, size: int, start: int = 0) -> None:
    given = [
        PersonInput(
            name=f"多{chr(0x4E00 + (start + n) * 3)}", id_number=id_number(date(1950 + (start + n) % 40, 1, 1), n % 1000,
            "610327" if start else "610328"), region_code=MEI_VILLAGE, categories=["R02"], tags=["combat"],
        )
        for n in range(size)
    ]  # fmt: skip
    create_people(actor=actor, region_code=MEI_VILLAGE, given=given, source="desk")
