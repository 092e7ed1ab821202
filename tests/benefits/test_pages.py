"""What the pages show to whom, what they leave in the trail, and how often they ask."""

import pytest
from django.test import Client
from django.urls import reverse

from rongyi.accounts.fresh import LASTS_SECONDS
from rongyi.benefits.models import Line, Run
from rongyi.benefits.services.approving import approve
from rongyi.benefits.services.making import fill, start_run, submit
from rongyi.benefits.shown import own_rows
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from tests.fixtures_people import MEI, MEI_VILLAGE


def page(client: Client, name: str, *args) -> str:
    return client.get(reverse(f"benefits:{name}", args=args)).content.decode()


def test_a_village_sees_what_somebody_has_but_neither_grade_nor_amount_nor_account(signed_in, disabled, entitled):
    mine = entitled(disabled())

    text = page(signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), "entitlement", mine.pk)

    assert "残疾抚恤金" in text
    assert "在发" in text
    assert all(secret not in text for secret in ("四级", "7,152", "6222", "符合条件"))


def test_who_sees_grade_and_amount_is_on_record(signed_in, disabled, entitled):
    mine = entitled(disabled())

    text = page(signed_in(Role.SECTION_OFFICER, MEI), "entitlement", mine.pk)

    assert "四级因战" in text
    assert "7,152.00" in text
    assert "6222***********2345" in text
    assert "6222020000000012345" not in text
    assert AuditEntry.objects.filter(county=MEI, act="people.open", subject_id=str(mine.person_id)).count() == 1


def test_a_run_shows_its_differences_and_the_look_is_on_record(signed_in, disabled, entitled, computed):
    entitled(disabled())
    run = computed()

    text = page(signed_in(Role.BUREAU_LEADER, MEI), "run", run.pk)

    assert "王建国" in text
    assert "新增" in text
    looked = AuditEntry.objects.get(county=MEI, act="benefits.look")
    assert (looked.subject_id, looked.detail) == (str(run.pk), {"what": "differences", "count": 1})


@pytest.mark.parametrize("name", ["approve", "file"])
def test_approving_and_the_file_ask_for_a_fresh_sign_in(
    signed_in, officer, leader, disabled, entitled, computed, funded, name
):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)
    role = Role.BUREAU_LEADER if name == "approve" else Role.SECTION_OFFICER
    if name == "file":
        approve(actor=leader, run=run)

    answer = signed_in(role, MEI).post(reverse(f"benefits:{name}", args=[run.pk]))

    assert LASTS_SECONDS == 900
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("accounts:prove"))
    assert Line.objects.get(county=MEI).state == "proposed"


def test_the_preview_of_the_file_is_masked(signed_in, officer, leader, disabled, entitled, computed, funded):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)
    approve(actor=leader, run=run)
    client = signed_in(Role.SECTION_OFFICER, MEI)
    session = client.session
    session["fresh_at"] = int(clock.now().timestamp())
    session.save()

    text = page(client, "file", run.pk)

    assert "6222***********2345" in text
    assert "6222020000000012345" not in text


def test_the_own_page_says_what_is_paid_and_by_which_article(disabled, entitled):
    person = disabled()
    entitled(person)

    rows = own_rows(person)

    assert [(row["title"], str(row["state"]), row["amount"]["yuan"], row["one"].article) for row in rows] == [
        ("残疾抚恤金", "在发", "7,152.00", "军人抚恤优待条例(2024)第二十七条、第三十一条"),
    ]


def test_a_run_of_many_asks_as_often_as_one_of_few(disabled, entitled, computed, officer, django_assert_num_queries):
    people = [disabled(name) for name in ("甲", "乙", "丙", "丁", "戊")]
    for n, person in enumerate(people):
        entitled(person, account=f"622202000000001234{n}")
    run = start_run(actor=officer, region_code=MEI, period="2026-11")

    with django_assert_num_queries(18):
        fill(Run.objects.get(county=MEI, pk=run.pk))

    assert Line.objects.filter(county=MEI, run=run).count() == 5
