"""A paper is taken over as it stands, is ended at any time, and gives no more than it says."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.store import Received, open_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.mandates.following_services import let_go, move_to
from rongyi.mandates.models import Mandate
from rongyi.mandates.queries import mandates_of, proxies_of
from rongyi.mandates.services import open_scan, record_mandate, revoke_mandate, revoke_own
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.services import record_death, transfer_person
from tests.fixtures_people import MEI, MEI_SIBLING
from tests.mandates.conftest import paper


def myself(person) -> Actor:
    return Actor(None, person.name, (Reach(Role.VETERAN, MEI),), subject_id=person.pk)


def facts():
    return [(f.data["act"], f.data["kind"], f.channel) for f in Fact.objects.filter(kind="mandate").order_by("id")]


def test_a_paper_is_recorded_with_its_purposes_and_on_record(wang, son, village_clerk):
    entry = AuditEntry.objects.filter(act="mandates.record").get()

    assert proxies_of(wang) == [son]
    assert (son.purposes, son.name, son.phone) == ({"view", "apply", "receive"}, "王小军", "13777778888")
    assert (entry.actor_id, entry.subject_id) == (village_clerk.user_id, str(wang.pk))
    assert entry.detail == {"purposes": ["apply", "receive", "view"], "mandate": str(son.pk)}
    assert facts() == [("recorded", "attorney", "counter")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purposes": ()}, "purposes"),
        ({"said_by": ""}, "said_by"),
        ({"said_by": "online"}, "said_by"),
        ({"phone": "0917-5512345"}, "phone"),
        ({"name": "1"}, "name"),
        ({"kind": "friend"}, "kind"),
        ({"kind": "guardian"}, "basis"),
        ({"kind": "guardian", "basis": "minor"}, "basis"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"ends_on": date(2099, 1, 1)}, "ends_on"),
    ],
)
def test_what_a_paper_may_not_be(wang, village_clerk, given, field):
    with pytest.raises(Refused) as refused:
        record_mandate(actor=village_clerk, person=wang, given=paper(**given))

    assert (refused.value.field, Mandate.objects.count()) == (field, 0)


def test_for_the_dead_nobody_is_given_power(make_person, village_clerk):
    gone = make_person(name="王去世", deceased_on=date(2024, 1, 1))

    with pytest.raises(Refused, match="已去世"):
        record_mandate(actor=village_clerk, person=gone, given=paper())


def test_a_child_has_a_guardian_and_gives_no_power(make_person, village_clerk):
    birth = clock.today().replace(day=1) - timedelta(days=10 * 365)
    child = make_person(name="王小小", birth=birth)

    with pytest.raises(Refused, match="未满16周岁"):
        record_mandate(actor=village_clerk, person=child, given=paper())
    with pytest.raises(Refused, match="满18周岁"):
        too_long = paper(kind="guardian", basis="minor", relation="parent", said_by="", ends_on=date(2099, 1, 1))
        record_mandate(actor=village_clerk, person=child, given=too_long)
    made = record_mandate(
        actor=village_clerk, person=child, given=paper(kind="guardian", basis="minor", said_by="", purposes=())
    )

    assert made.purposes == {"view", "apply", "receive", "whole"}


def test_one_telephone_has_one_running_paper_for_a_person(wang, son, village_clerk):
    with pytest.raises(Refused, match="先撤销"):
        record_mandate(actor=village_clerk, person=wang, given=paper(purposes=("view",)))
    with clock.pretending(clock.now() + timedelta(days=400)):
        again = record_mandate(actor=village_clerk, person=wang, given=paper())
        running = proxies_of(wang)

    assert (running, len(mandates_of(wang))) == ([again], 2)


def test_the_station_ends_it_once(wang, son, village_clerk):
    revoke_mandate(actor=village_clerk, mandate=son, way="phone")

    with pytest.raises(Refused, match="已经撤销"):
        revoke_mandate(actor=village_clerk, mandate=son, way="phone")
    assert proxies_of(wang) == []
    assert facts() == [("recorded", "attorney", "counter"), ("revoked", "attorney", "phone")]


def test_the_person_ends_it_without_asking_anybody(wang, son):
    revoke_own(actor=myself(wang), mandate=son)

    son.refresh_from_db()
    assert (son.revoked_way, proxies_of(wang)) == ("online", [])


def test_somebody_else_does_not_end_it(make_person, son, wang):
    other = make_person(name="李四")

    with pytest.raises(NotFound):
        revoke_own(actor=myself(other), mandate=son)

    assert proxies_of(wang) == [son]


def test_who_may_not_record(wang, sibling_clerk, bureau_leader, administrator):
    with pytest.raises(NotFound):
        record_mandate(actor=sibling_clerk, person=wang, given=paper())
    for actor in (bureau_leader, administrator):
        with pytest.raises(Denied):
            record_mandate(actor=actor, person=wang, given=paper())

    assert not Mandate.objects.exists()


def test_it_is_over_with_its_last_day_and_with_the_persons_death(wang, son, village_clerk):
    with clock.pretending(clock.now() + timedelta(days=365)):
        last_day = proxies_of(wang)
    with clock.pretending(clock.now() + timedelta(days=366)):
        after = proxies_of(wang)
    record_death(actor=village_clerk, person=wang, on=clock.today())
    wang.refresh_from_db()

    assert (last_day, after, proxies_of(wang)) == ([son], [], [])


def test_it_moves_with_the_file(wang, son, section_officer):
    transfer_person(actor=section_officer, person=wang, to_code=MEI_SIBLING)

    son.refresh_from_db()
    assert son.region_code == MEI_SIBLING


def test_neither_name_nor_telephone_lie_in_clear(son):
    row = Mandate.objects.values().get(pk=son.pk)

    held = b" ".join(bytes(v) for v in row.values() if isinstance(v, bytes | memoryview))
    plain = str([v for v in row.values() if isinstance(v, str)])
    assert not any(secret.encode() in held or secret in plain for secret in ("王小军", "13777778888"))


def test_an_erasure_ends_it_and_leaves_neither_scan_nor_name(wang, village_clerk):
    received = Received("委托书.pdf", "application/pdf", b"%PDF-1.4 paper")
    made = record_mandate(actor=village_clerk, person=wang, given=paper(), received=received)
    user = User.objects.create(username=f"for-{made.pk.hex}", display_name="王小军(代王建国)")

    with transaction.atomic():
        counts = let_go(wang)

    made.refresh_from_db()
    user.refresh_from_db()
    assert (counts, StoredFile.objects.count()) == ({"kernel.storedfile": 1}, 0)
    assert (proxies_of(wang), made.file_id, user.display_name, user.is_active) == ([], None, "已删除", False)


def test_of_two_files_of_one_person_the_one_that_stays_has_the_mandate(wang, son, make_person):
    twin = make_person(name="王建国")

    move_to(twin, wang)

    assert (proxies_of(twin), proxies_of(wang)) == ([son], [])


def test_looking_at_the_paper_is_on_record(wang, village_clerk, sibling_clerk):
    received = Received("委托书.pdf", "application/pdf", b"%PDF-1.4 paper")
    made = record_mandate(actor=village_clerk, person=wang, given=paper(), received=received)

    stored = open_scan(actor=village_clerk, mandate=made)

    with pytest.raises(NotFound):
        open_scan(actor=sibling_clerk, mandate=made)
    assert (stored.owner_id, open_file(stored)) == (made.pk, b"%PDF-1.4 paper")
    assert AuditEntry.objects.filter(act="mandates.scan", outcome="done").count() == 1
