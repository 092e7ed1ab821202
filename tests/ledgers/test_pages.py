"""The pages of ledgers: filters, drilling down, taking out."""

import csv
import io

import pytest
from django.urls import reverse

from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE
from tests.ledgers.work import leave, leave_many, visit

pytestmark = pytest.mark.django_db
CLERK = (Role.VILLAGE_CLERK, MEI_VILLAGE)
VISITS = "/console/ledgers/visits"


def page(client, address: str = VISITS, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_a_row_leads_to_its_fact(signed_in, make_person):
    fact = leave(visit(people=[make_person("王建国")], note="一切都好"))[0]
    client = signed_in(*CLERK)

    text = page(client)
    opened = page(client, reverse("records:fact", args=[fact.pk]))

    assert f'href="{reverse("records:fact", args=[fact.pk])}"' in text
    assert "有效 1 条,1 人次" in text
    assert ["王建国" in shown and "一切都好" in shown for shown in (text, opened)] == [True, True]


def test_the_next_page_keeps_the_filters(signed_in, make_person):
    leave_many(90, make_person())
    client = signed_in(*CLERK)

    text = page(client, f"{VISITS}?channel=phone&period=year")
    following = text.partition('href="?channel=phone')[2].partition('"')[0].replace("&amp;", "&")
    second = page(client, f"{VISITS}?channel=phone{following}")

    assert "有效 30 条" in text
    assert "cursor=" in following
    assert second.count("<tr>") == 1 + 5
    assert "已经到底" in second


def test_a_broken_place_in_the_list_begins_at_the_beginning(signed_in, make_person):
    leave(visit(people=[make_person("王建国")]))

    assert "王建国" in page(signed_in(*CLERK), f"{VISITS}?cursor=nonsense")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("first=2026-09-01&last=2026-09-30", True),
        ("first=2026-09-01&last=2026-09-30&period=month", True),
        ("first=2026-10-01", False),
        ("last=2026-09-29", False),
        ("reason=routine", True),
        ("reason=festival", False),
        ("period=custom", True),
    ],
)
def test_filters_narrow_the_ledger(signed_in, make_person, query, shown):
    leave(visit(people=[make_person("王建国")]))

    assert ("王建国" in page(signed_in(*CLERK), f"{VISITS}?{query}")) is shown


def test_days_the_wrong_way_round_are_told_and_nothing_is_shown(signed_in, make_person):
    leave(visit(people=[make_person("王建国")]))

    text = page(signed_in(*CLERK), f"{VISITS}?first=2026-09-30&last=2026-09-01", status=422)

    assert "结束日期早于开始日期" in text
    assert "王建国" not in text


def test_a_station_of_others_is_no_choice(signed_in, make_person):
    leave(visit(MEI_SIBLING, people=[make_person("郗不见", region_code=MEI_SIBLING)]))

    text = page(signed_in(*CLERK), f"{VISITS}?station={MEI_SIBLING}", status=422)

    assert "郗不见" not in text
    assert "古城村" not in text


def test_an_empty_ledger_says_what_fills_it_and_leads_there(signed_in):
    clerk, leader = page(signed_in(*CLERK)), page(signed_in(Role.BUREAU_LEADER, MEI))

    assert ["这里就多一行" in text for text in (clerk, leader)] == [True, True]
    assert [f'href="{reverse("visits:record")}">' in text and "去记一次" in text for text in (clerk, leader)] == [
        True, False,
    ]  # fmt: skip


def test_the_list_counts_what_the_reader_may_see(signed_in, make_person):
    leave(
        visit(people=[make_person()]),
        visit(MEI_SIBLING, people=[make_person(region_code=MEI_SIBLING)], channel="counter"),
    )

    town, foreign = (
        page(signed_in(*who), "/console/ledgers/") for who in ((Role.TOWN_HEAD, MEI_TOWN), (Role.BUREAU_LEADER, HUYI))
    )

    assert ["本年 2 条,2 人次" in text for text in (town, foreign)] == [True, False]
    assert "走访慰问台账" in foreign


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_does_no_service_opens_no_ledger(signed_in, role):
    client = signed_in(role, MEI if role == Role.AUDITOR else "")

    assert [client.get(a).status_code for a in ("/console/ledgers/", VISITS, f"{VISITS}/export")] == [403] * 3


def test_the_prefecture_gets_rows_without_a_way_to_the_fact(signed_in, make_person):
    fact = leave(visit(people=[make_person("郗不见")]))[0]

    text = page(signed_in(Role.PREFECTURE_OFFICER, "6103"))

    assert "不可见" in text
    assert "郗不见" not in text
    assert str(fact.pk) not in text


def test_taking_out_is_a_post_and_a_look_at_its_page_is_no_act(signed_in, make_person):
    leave(visit(people=[make_person("王建国")]), visit(people=[make_person("赵秀兰")], reason="festival"))
    client = signed_in(*CLERK)

    looked = page(client, f"{VISITS}/export?reason=festival")
    before = AuditEntry.objects.filter(act="ledgers.export").count()
    response = client.post(f"{VISITS}/export?reason=festival", {"format": "csv"})

    lines = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))
    assert "有效 1 条,1 人次" in looked
    assert (before, AuditEntry.objects.filter(act="ledgers.export").count()) == (0, 1)
    assert [line[2] for line in lines[1:-1]] == ["赵秀兰"]
    assert "attachment" in response["Content-Disposition"]


def test_an_unknown_format_comes_back_with_the_form(signed_in):
    response = signed_in(*CLERK).post(f"{VISITS}/export", {"format": "docx"})

    assert response.status_code == 422


def test_an_unknown_ledger_is_404(signed_in):
    assert signed_in(*CLERK).get("/console/ledgers/nothing").status_code == 404
