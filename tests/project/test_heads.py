"""Signed heads in a second place: a tail that was cut, also with the key of the chains, is found."""

import json
import stat
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from rongyi.kernel import audit, clock
from rongyi.kernel.audit import AuditEntry, AuditHead
from rongyi.project import heads
from rongyi.project.doctor.daily import seals
from rongyi.project.heads import last_sealed, public_key_from, public_pem, seal_daily, seal_heads, verify_heads
from rongyi.records.models import Fact
from tests.fixtures_people import MEI
from tests.ledgers.work import leave, visit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.RONGYI_SEAL_KEY = tmp_path / "apart" / "seal.key"
    settings.RONGYI_SEAL_TO = tmp_path / "second"
    return settings.RONGYI_SEAL_TO


def entries(count: int) -> None:
    audit.append([audit.Line(act="test.act", county=MEI) for _n in range(count)])


def cut_tail(county: str, keep: int) -> None:
    """As somebody who holds the database would: the last entries go, and the head is set to fit."""
    drop_guards()
    AuditEntry.objects.filter(county=county, seq__gt=keep).delete()
    last = AuditEntry.objects.get(county=county, seq=keep)
    AuditHead.objects.filter(county=county).update(seq=keep, hash=last.hash)


def drop_guards() -> None:
    """The triggers come back when the test is undone."""
    with connection.cursor() as cursor:
        for table in ("kernel_auditentry", "records_fact", "records_factperson"):
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            for verb in ("update", "delete"):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{table}_no_{verb}"{on}')


def test_what_was_signed_fits_while_work_goes_on(make_person, place):
    leave(visit(people=[make_person()]))
    entries(3)
    seal_heads(place)
    entries(3)
    seal_heads(place)

    assert verify_heads(place) == (2, [])


def test_a_cut_tail_that_the_chain_itself_does_not_show_is_found(db, place):
    entries(5)
    seal_heads(place)
    cut_tail(MEI, 3)

    assert audit.verify(MEI)[1] == []
    assert verify_heads(place)[1] == [audit.Break("audit", MEI, 5, "was signed and is gone: the tail is cut")]


def test_a_tail_that_was_cut_and_grew_again_is_found(db, place):
    entries(5)
    seal_heads(place)
    cut_tail(MEI, 3)
    entries(9)
    seal_heads(place)

    assert audit.verify(MEI)[1] == []
    assert verify_heads(place)[1] == [audit.Break("audit", MEI, 5, "is another one than was signed")]


def test_facts_are_signed_too(make_person, place):
    person = make_person()
    leave(visit(people=[person]), visit(people=[person]))
    seal_heads(place)
    last = Fact.objects.filter(county=MEI).order_by("-seq").first()
    drop_guards()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_factperson")
        cursor.execute("DELETE FROM records_fact WHERE seq = %s", [last.seq])

    assert [(b.chain, b.county, b.seq) for b in verify_heads(place)[1]] == [("records", last.region_code, last.seq)]


def test_a_changed_file_does_not_fit_its_signature(db, place):
    entries(1)
    path, _count = seal_heads(place)
    outer = json.loads(path.read_text())
    path.write_text(json.dumps(outer | {"content": outer["content"].replace('"format": 1', '"format": 2')}))

    assert [b.what for b in verify_heads(place)[1]] == ["the signature does not fit"]


def test_a_file_that_was_taken_out_is_missed_by_the_next(db, place):
    entries(1)
    files = [seal_heads(place)[0] for _n in range(3)]
    files[1].unlink()

    assert [b.what for b in verify_heads(place)[1]] == ["a file before this one is missing or was changed"]


def test_another_key_does_not_sign_for_ours(db, settings, place, tmp_path):
    entries(1)
    ours = tmp_path / "ours.pem"
    ours.write_bytes(public_pem())
    settings.RONGYI_SEAL_KEY = tmp_path / "other" / "seal.key"
    seal_heads(place)

    assert [b.what for b in verify_heads(place, public_key_from(ours))[1]] == ["the signature does not fit"]


def test_the_key_is_for_its_owner_alone(db, settings, place):
    seal_heads(place)
    key = settings.RONGYI_SEAL_KEY

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o640)
    with pytest.raises(ImproperlyConfigured, match="别人也能读"):
        seal_heads(place)


def test_without_the_key_nothing_is_believed_and_none_is_made(db, settings, place):
    seal_heads(place)
    settings.RONGYI_SEAL_KEY.unlink()

    with pytest.raises(ImproperlyConfigured, match="找不到签封密钥"):
        verify_heads(place)
    assert not settings.RONGYI_SEAL_KEY.exists()


def test_the_daily_sealing_is_on_record_and_needs_a_place(db, settings, place):
    entries(2)

    assert (seal_daily(), AuditEntry.objects.filter(act="audit.seal").count()) == (1, 1)
    settings.RONGYI_SEAL_TO = None
    assert seal_daily() == 0


def test_the_doctor_says_what_is_missing_and_what_is_late(db, settings, place):
    empty = [f.state for f in seals()]
    seal_heads(place)
    fresh = [f.state for f in seals()]
    with clock.pretending(clock.now() + timedelta(hours=37)):
        late = [f.state for f in seals()]
    settings.RONGYI_SEAL_TO = None
    nowhere = [f.state for f in seals()]
    settings.PRODUCTION = True

    assert (empty, fresh, late, nowhere) == (["problem"], ["ok"], ["problem"], ["hint"])
    assert [f.state for f in seals()] == ["problem"]


def test_the_day_of_the_last_file_is_in_its_name(db, place):
    moment = clock.now()

    with clock.pretending(moment):
        seal_heads(place)

    assert (last_sealed(place), heads.last_sealed(place.parent)) == (moment, None)
