"""The trail's proof: an entry slipped in behind the head is named, honest work during the walk is not."""

import pytest
from django.db import transaction

from rongyi.kernel import audit
from rongyi.kernel.audit import AuditEntry, AuditHead, Break
from rongyi.records import chain
from rongyi.records.chain import verify
from tests.fixtures_people import MEI_VILLAGE
from tests.records.work import draft, meet

pytestmark = pytest.mark.django_db


def note(act: str) -> None:
    with transaction.atomic():
        audit.append([audit.Line(act=act, county="610326")])


def test_an_entry_behind_the_head_is_named():
    note("try.one")
    note("try.two")
    AuditHead.objects.update(seq=1, hash=AuditEntry.objects.get(seq=1).hash)

    assert audit.verify() == (1, [Break("audit", "610326", 2, "gap or insertion")])


def test_an_entry_written_during_the_walk_is_no_break():
    note("try.one")
    head = AuditHead.objects.get()
    note("try.two")

    assert audit._verify_county(head) == (1, None)


def test_a_fact_written_during_the_walk_is_no_break():
    meet(draft())
    head = chain.StationHead.objects.get(region_code=MEI_VILLAGE)
    meet(draft())

    assert chain._Walk(head).fault() is None
    assert verify() == (2, [])
