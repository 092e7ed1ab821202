"""Who comes in by a telephone, as whom, and what that opens."""

from datetime import date, timedelta

import pytest
from django.test import RequestFactory

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied
from rongyi.mandates.entering_services import ways_of
from rongyi.mandates.queries import acting_for, may, proxies_of
from rongyi.mandates.services import record_mandate, revoke_mandate
from rongyi.organisation.access import NOBODY, actor_of
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Purpose, Role
from rongyi.portal.permissions import VIEW_OWN
from rongyi.registry.services import record_death
from rongyi.rights.permissions import OWN_RIGHTS
from tests.fixtures_people import make_user
from tests.mandates.conftest import FAMILY_PHONE, paper

PHONE = "13891234567"


@pytest.fixture
def come(client, db):
    """`come(phone, key, born)` goes through the code to the question who it is; the user who is then signed in."""
    from rongyi.accounts import codes
    from rongyi.kernel.messages.models import Message
    from rongyi.mandates.entering_services import ask_for_code, enter

    def come(phone: str, n: int = 0, born: int = 1955):
        request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
        request.session = client.session
        request.user = None
        with clock.pretending(clock.now() + timedelta(minutes=2 * Message.objects.count())):
            code_id = ask_for_code(request, phone)
            codes.check(code_id, Message.objects.latest("created_at", "id").values["code"])
            entered = enter(request, code_id, ways_of(phone)[n], born)
        return request.user if entered else None

    return come


def comings():
    return list(
        AuditEntry.objects.filter(act="mandates.enter").order_by("seq").values_list("outcome", "role", "subject_id")
    )


def test_the_person_comes_in_to_the_own_file(wang, come):
    user = come(PHONE)

    actor = actor_of(user)
    assert (actor.subject_id, actor.roles, actor.mandate_id, user.has_usable_password()) == (
        wang.pk, {Role.VETERAN}, None, False,
    )  # fmt: skip
    assert comings() == [("done", "veteran", str(wang.pk))]


def test_the_same_person_has_one_account(wang, come):
    assert come(PHONE) == come(PHONE)
    assert User.objects.filter(username__startswith="own-").count() == 1


def test_an_account_that_is_there_already_is_the_one(wang, come):
    user = make_user(Role.VETERAN, wang.region_code, username="veteran")
    Grant.objects.filter(user=user).update(subject_id=wang.pk)

    assert come(PHONE) == user


def test_a_closed_account_stays_closed(wang, come):
    user = come(PHONE)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert come(PHONE) is None


def test_the_wrong_year_opens_nothing_and_is_on_record(wang, come):
    assert come(PHONE, born=1956) is None
    assert comings() == [("refused", "veteran", str(wang.pk))]


def test_husband_and_wife_share_a_telephone(wang, make_person, come):
    wife = make_person(name="李秀英", phone=PHONE, birth=date(1957, 5, 1))

    names = [way.name for way in ways_of(PHONE)]
    hers, his = come(PHONE, n=1, born=1957), come(PHONE, n=0, born=1955)

    assert names == ["王**", "李**"]
    assert [actor_of(user).subject_id for user in (hers, his)] == [wife.pk, wang.pk]


def test_the_dead_and_the_unknown_have_no_way_in(wang, village_clerk):
    record_death(actor=village_clerk, person=wang, on=clock.today())

    assert (ways_of(PHONE), ways_of("13700000000")) == ([], [])


def test_a_proxy_acts_for_the_person_and_is_named_as_such(wang, son, come):
    actor = actor_of(come(FAMILY_PHONE))

    assert (actor.subject_id, actor.role, actor.name) == (wang.pk, Role.PROXY, "王小军(代王建国)")
    assert (acting_for(actor), actor.mandate_id) == (son, son.pk)
    assert [may(actor, wang, purpose) for purpose in Purpose] == [True, True, True, False]
    assert comings() == [("done", "proxy", str(wang.pk))]


def test_a_proxy_does_what_the_paper_says_and_nothing_else(wang, village_clerk, come, make_person):
    record_mandate(actor=village_clerk, person=wang, given=paper(purposes=("view",)))
    actor = actor_of(come(FAMILY_PHONE))

    assert actor.acting(VIEW_OWN).subject_id == wang.pk
    assert (actor.may_write, may(actor, wang, "apply"), may(actor, make_person(name="李四"), "view")) == (
        False, False, False,
    )  # fmt: skip
    with pytest.raises(Denied):
        actor.acting(OWN_RIGHTS)
    assert (actor.reads_whole("S2"), actor.reads_masked("S2"), actor.covers(wang.region_code)) == (False, True, False)


def test_to_receive_is_done_at_the_counter_and_opens_nothing(wang, village_clerk):
    made = record_mandate(actor=village_clerk, person=wang, given=paper(purposes=("receive",)))

    assert (proxies_of(wang, Purpose.RECEIVE), proxies_of(wang, Purpose.APPLY), ways_of(FAMILY_PHONE)) == (
        [made], [], [],
    )  # fmt: skip


def test_a_guardian_stands_in_the_place_altogether(make_person, village_clerk, come):
    ill = make_person(name="王卧床", birth=date(1940, 1, 1))
    given = paper(kind="guardian", basis="incapable", relation="spouse", said_by="", purposes=())
    record_mandate(actor=village_clerk, person=ill, given=given)

    actor = actor_of(come(FAMILY_PHONE, born=1940))

    assert all(may(actor, ill, purpose) for purpose in Purpose)
    assert actor.acting(OWN_RIGHTS).subject_id == ill.pk


def test_a_revocation_works_at_the_next_request(wang, son, village_clerk, come):
    user = come(FAMILY_PHONE)
    before = actor_of(user).subject_id
    revoke_mandate(actor=village_clerk, mandate=son, way="counter")

    assert (before, actor_of(user), ways_of(FAMILY_PHONE)) == (wang.pk, NOBODY, [])


def test_a_mandate_that_begins_tomorrow_opens_tomorrow(wang, village_clerk):
    tomorrow = clock.today() + timedelta(days=1)
    record_mandate(actor=village_clerk, person=wang, given=paper(starts_on=tomorrow))

    today = ways_of(FAMILY_PHONE)
    with clock.pretending(clock.now() + timedelta(days=1)):
        after = ways_of(FAMILY_PHONE)

    assert (today, len(after)) == ([], 1)


def test_somebody_who_acts_for_nobody_has_no_mandate(village_clerk, wang):
    assert (acting_for(village_clerk), may(village_clerk, wang, "view")) == (None, False)
