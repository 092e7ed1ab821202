"""The auditor's page: the own county's lines, filters, and a check that finds a changed byte."""

import pytest
from django.db import transaction

from rongyi.kernel import audit
from rongyi.kernel.audit import AuditEntry, Line
from rongyi.organisation import queries
from rongyi.organisation.trail_services import verify_trail
from tests.fixtures_people import HUYI, HUYI_VILLAGE, MEI, MEI_VILLAGE


@pytest.fixture
def lines(network):
    with transaction.atomic():
        audit.append([Line(act="a.done", county=MEI, region_code=MEI_VILLAGE) for _n in range(30)])
        audit.append([Line(act="b.refused", outcome="refused", county=MEI)])
        audit.append([Line(act="a.done", county=HUYI, region_code=HUYI_VILLAGE)])


def test_an_auditor_reads_the_own_county_and_pages_through_it(lines, auditor):
    first = queries.trail_listed(auditor)
    rest = queries.trail_listed(auditor, before=first[queries.PAGE - 1].id)

    assert {line.county for line in first + rest} == {MEI}
    assert len({line.id for line in first[: queries.PAGE] + rest}) == 31


def test_the_filters_narrow_the_list(lines, auditor):
    refused = queries.trail_listed(auditor, outcome="refused")
    today = queries.trail_listed(auditor, act="b.refused", day=audit.clock.today())

    assert ([line.act for line in refused], len(today)) == (["b.refused"], 1)


def test_checking_reads_all_and_is_itself_on_record(lines, auditor):
    assert verify_trail(actor=auditor) == (31, [])
    assert AuditEntry.objects.filter(act="organisation.verify_audit", county=MEI).count() == 1


def test_the_page_shows_no_foreign_line_and_offers_the_check(lines, signed_in):
    client = signed_in("auditor", MEI)

    page = client.get("/console/network/trail/").content.decode()
    answer = client.post("/console/network/trail/verify", follow=True).content.decode()

    assert HUYI not in page
    assert "没有缺失" in answer


@pytest.mark.parametrize("role", ["village_clerk", "town_head", "section_officer", "bureau_leader", "administrator"])
def test_only_the_auditor_reads_the_trail(signed_in, role):
    code = "" if role == "administrator" else MEI

    assert signed_in(role, code).get("/console/network/trail/").status_code == 403
