"""An import on its way: seen first, applied once, with the rights of the moment, whole again after a breakdown."""

from datetime import date

import pytest
from django.urls import reverse

from rongyi.accounts.models import User
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.store import open_file
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.imports import applying, planning
from rongyi.registry.imports.jobs import (
    apply_import,
    finish_import,
    get_job,
    preview,
    report_of,
    run_import,
    start_import,
)
from rongyi.registry.models import HeldCase, ImportJob, Person
from tests.fixtures_people import HUYI_VILLAGE, MEI, MEI_SIBLING, MEI_VILLAGE, actor_for, id_number
from tests.registry.sheets import cells_of, upload

State = ImportJob.State
NAMES = ["王一", "李二", "张三", "刘四", "陈五"]


@pytest.fixture
def numbers() -> list[str]:
    return [id_number(date(1955, 4, day), serial=day) for day in range(1, 8)]


@pytest.fixture
def previewed(village_clerk, numbers) -> ImportJob:
    rows = list(zip(NAMES, numbers, strict=False))
    return start_import(actor=village_clerk, upload=upload(*rows), station=MEI_VILLAGE)


def counts(job: ImportJob) -> tuple:
    job.refresh_from_db()
    return job.state, job.rows, job.created, job.updated, job.unchanged, job.held, job.rejected


def run(job: ImportJob, actor):
    return run_import.func(job.county, str(job.pk), str(actor.user_id))


def test_looking_writes_nothing(previewed):
    assert counts(previewed) == (State.PREVIEWED, 5, 5, 0, 0, 0, 0)
    assert (Person.objects.count(), Fact.objects.count(), HeldCase.objects.count()) == (0, 0, 0)


def test_applied_twice_is_applied_once(village_clerk, previewed):
    apply_import(actor=village_clerk, job=previewed)

    with pytest.raises(Refused) as refused:
        apply_import(actor=village_clerk, job=get_job(village_clerk, previewed.pk))

    assert refused.value.code == "not_previewed"
    acts = AuditEntry.objects.filter(county=MEI, act="people.import_apply").order_by("seq")
    assert list(acts.values_list("outcome", flat=True)) == ["done", "refused"]


def test_the_work_behind_writes_what_was_seen_and_running_again_does_no_harm(village_clerk, previewed):
    apply_import(actor=village_clerk, job=previewed)

    first, second = run(previewed, village_clerk), run(previewed, village_clerk)

    assert (first["created"], second) == (5, {})
    assert counts(previewed) == (State.DONE, 5, 5, 0, 0, 0, 0)
    assert sorted(Person.objects.filter(county=MEI).values_list("name", flat=True)) == sorted(NAMES)
    assert [fact.data["change"] for fact in Fact.objects.filter(county=MEI)] == ["imported"] * 5
    assert AuditEntry.objects.filter(county=MEI, act="people.create_many").get().origin == "task"


@pytest.mark.parametrize("gone", ["dismissed", "without a grant", "moved away"])
def test_who_may_no_longer_do_it_writes_nothing_not_even_a_case(village_clerk, numbers, make_person, gone):
    make_person("孙远方", HUYI_VILLAGE, id_number=numbers[0])
    sent = upload(("孙远方", numbers[0]), ("王一", numbers[1]))
    job = start_import(actor=village_clerk, upload=sent, station=MEI_VILLAGE)
    apply_import(actor=village_clerk, job=job)
    grants = Grant.objects.filter(user_id=village_clerk.user_id)
    if gone == "dismissed":
        User.objects.filter(pk=village_clerk.user_id).update(is_active=False)
    elif gone == "moved away":
        grants.update(region_id=MEI_SIBLING)
    else:
        grants.delete()

    with pytest.raises((Denied, NotFound)) as refused:
        run(job, village_clerk)

    job.refresh_from_db()
    assert (job.state, job.message) == (State.FAILED, str(refused.value.message))
    assert (Person.objects.filter(county=MEI).count(), HeldCase.objects.count()) == (0, 0)


def test_a_breakdown_half_way_leaves_whole_chunks_and_the_next_run_completes(village_clerk, previewed, monkeypatch):
    monkeypatch.setattr(planning, "CHUNK", 2)
    previewed = preview(actor=village_clerk, job=previewed)
    apply_import(actor=village_clerk, job=previewed)
    open_many, calls = applying.create_people, []

    def breaks_in_the_second(**given):
        calls.append(given)
        people = open_many(**given)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return people

    monkeypatch.setattr(applying, "create_people", breaks_in_the_second)
    with pytest.raises(RuntimeError):
        run(previewed, village_clerk)
    previewed.refresh_from_db()
    half = (previewed.state, previewed.position, Person.objects.filter(county=MEI).count())

    run(previewed, village_clerk)

    assert half == (State.FAILED, 2, 2)
    assert counts(previewed) == (State.DONE, 5, 5, 0, 0, 0, 0)
    assert sorted(Person.objects.filter(county=MEI).values_list("name", flat=True)) == sorted(NAMES)
    assert Fact.objects.filter(county=MEI, kind="collection").count() == 5


def test_the_report_gives_the_rows_back_with_what_to_mend(village_clerk, numbers, make_person):
    make_person("古城人", MEI_SIBLING, id_number=numbers[1])
    rows = [("王一", numbers[0], "138"), ("李二", numbers[1], "13812340000"), ("张三", numbers[2])]
    job = start_import(actor=village_clerk, upload=upload(*rows), station=MEI_VILLAGE)
    apply_import(actor=village_clerk, job=job)
    run(job, village_clerk)
    job.refresh_from_db()

    stored = report_of(job, village_clerk)
    table = cells_of(open_file(stored))
    body = [row for row in table if row[0] in ("王一", "李二", "张三")]
    assert [(row[0], row[1], row[6], row[8], row[9], row[10]) for row in body] == [
        ("王一", numbers[0], "退回", 2, "联系电话", "phone_form"),
        ("李二", numbers[1], "待核对", 3, "身份证号", "held"),
    ]
    assert all("古城" not in str(cell) for row in table for cell in row)


def test_an_import_belongs_to_its_place(village_clerk, sibling_clerk, town_head, previewed, auditor):
    assert get_job(town_head, previewed.pk) == previewed
    with pytest.raises(NotFound):
        get_job(sibling_clerk, previewed.pk)
    with pytest.raises(NotFound):
        apply_import(actor=sibling_clerk, job=previewed)
    with pytest.raises(Denied):
        apply_import(actor=auditor, job=previewed)


def test_a_workbook_goes_to_a_station_in_reach(village_clerk):
    with pytest.raises(Refused) as refused:
        start_import(actor=village_clerk, upload=upload(("王一", id_number())), station=MEI_SIBLING)

    assert (refused.value.code, ImportJob.objects.count()) == ("unknown_station", 0)


def test_a_picture_with_another_name_is_refused_on_the_page(signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    png = upload(content=b"\x89PNG\r\n\x1a\n" + b"\0" * 64)

    response = client.post(reverse("registry:imports"), {"station": MEI_VILLAGE, "file": png})

    assert (response.status_code, response.context["form"].errors != {}, ImportJob.objects.count()) == (422, True, 0)


def test_pages_lead_from_the_file_to_the_report(signed_in, numbers):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    rows = [("王一", numbers[0]), ("李二", numbers[1], "138")]

    seen = client.post(reverse("registry:imports"), {"station": MEI_VILLAGE, "file": upload(*rows)}, follow=True)
    (job,) = ImportJob.objects.filter(county=MEI)
    report = client.get(reverse("registry:import_report", args=[job.pk]))
    applied = client.post(reverse("registry:import_apply", args=[job.pk]))

    assert seen.redirect_chain == [(reverse("registry:import", args=[job.pk]), 302)]
    assert "手机号码应是11位,现在是3位" in seen.content.decode()
    assert "李二" in str(cells_of(b"".join(report) if report.streaming else report.content))
    assert (applied.status_code, applied.url) == (302, reverse("registry:import", args=[job.pk]))
    job.refresh_from_db()
    assert job.state in (State.APPLYING, State.DONE)


def test_finishing_what_is_done_changes_nothing(village_clerk, previewed):
    apply_import(actor=village_clerk, job=previewed)
    finish_import(actor=village_clerk, job=previewed)
    before = counts(previewed)

    again = finish_import(actor=village_clerk, job=previewed)

    assert (again, counts(previewed)) == ({}, before)


def test_only_the_county_of_the_asker_is_touched(network, numbers):
    huyi = actor_for(Role.VILLAGE_CLERK, HUYI_VILLAGE)
    job = start_import(actor=huyi, upload=upload(("王一", numbers[0])), station=HUYI_VILLAGE)

    finish_import(actor=huyi, job=job)

    assert Person.objects.values_list("county", "region_code").get() == ("610118", HUYI_VILLAGE)
