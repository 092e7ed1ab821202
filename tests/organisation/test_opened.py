"""One account opens only so many different files in a day, whichever way, and a leader can raise it for the day."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.limits import limits
from rongyi.organisation import opened_services
from rongyi.organisation.access import actor_of
from rongyi.organisation.models import OpenedFile, RaisedLimit
from rongyi.organisation.opened_services import TooManyOpened, count_opened, forget_opened, raise_limit
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI, MEI, MEI_VILLAGE, make_user
from tests.organisation.at_once import at_once

pytestmark = pytest.mark.django_db
REASON = "全县信息核查"


def one(n: int) -> UUID:
    return UUID(int=n)


@pytest.fixture
def few(monkeypatch):
    """Three files a day."""
    kept = limits()
    less = kept.model_copy(update={"opened_a_day": kept.opened_a_day.model_copy(update={"ordinary": 3, "by_role": {}})})
    monkeypatch.setattr(opened_services, "limits", lambda: less)
    return less


def open_in_turn(actor, *numbers) -> None:
    for n in numbers:
        count_opened(actor, [one(n)])


def counted(actor) -> int:
    return OpenedFile.objects.filter(county=actor.home_county, user_id=actor.user_id, day=clock.today()).count()


def test_the_fourth_person_is_refused_and_the_words_say_until_when_and_who_can_help(few, village_clerk):
    open_in_turn(village_clerk, 1, 2, 3)

    with pytest.raises(TooManyOpened) as refusal:
        count_opened(village_clerk, [one(4)])

    assert (refusal.value.status, refusal.value.code) == (429, "daily_limit")
    assert "3 人" in str(refusal.value)
    assert "明天零点以后" in str(refusal.value)
    assert "请局领导" in str(refusal.value)
    assert counted(village_clerk) == 3


def test_the_same_person_counts_once_also_after_the_limit(few, village_clerk):
    open_in_turn(village_clerk, 1, 2, 3, 1, 3)

    assert counted(village_clerk) == 3


def test_many_at_once_count_as_much_as_one_by_one(few, village_clerk):
    count_opened(village_clerk, [one(1), one(2), one(1)])
    count_opened(village_clerk, [one(2), one(3)])

    with pytest.raises(TooManyOpened):
        count_opened(village_clerk, [one(3), one(4)])
    assert counted(village_clerk) == 3


def test_another_account_and_the_next_day_begin_anew(few, village_clerk, sibling_clerk):
    open_in_turn(village_clerk, 1, 2, 3)

    count_opened(sibling_clerk, [one(4)])
    with clock.pretending(clock.now() + timedelta(days=1)):
        count_opened(village_clerk, [one(4)])
        assert counted(village_clerk) == 1


def test_opening_a_file_costs_one_statement(village_clerk):
    with CaptureQueriesContext(connection) as statements:
        count_opened(village_clerk, [one(1)])

    assert len(statements) == 1


def test_a_count_is_undone_with_its_act(few, village_clerk):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        count_opened(village_clerk, [one(1)])
        raise ZeroDivisionError

    assert counted(village_clerk) == 0


def test_a_leader_raises_it_for_today_and_it_is_on_record(few, bureau_leader, village_clerk):
    open_in_turn(village_clerk, 1, 2, 3)
    user = User.objects.get(pk=village_clerk.user_id)

    raise_limit(actor=bureau_leader, user=user, most=4, reason=REASON)

    count_opened(village_clerk, [one(4)])
    with pytest.raises(TooManyOpened, match="4 人"):
        count_opened(village_clerk, [one(5)])
    with clock.pretending(clock.now() + timedelta(days=1)):
        open_in_turn(village_clerk, 1, 2, 3)
        with pytest.raises(TooManyOpened, match="3 人"):
            count_opened(village_clerk, [one(4)])
    line = AuditEntry.objects.get(act="organisation.raise_limit")
    assert (line.outcome, line.actor_id, line.region_code, line.reason) == (
        "done", bureau_leader.user_id, MEI_VILLAGE, REASON,
    )  # fmt: skip
    assert line.detail == {"account": str(user.pk), "most": 4}


@pytest.mark.parametrize(("most", "reason"), [(3, REASON), (2001, REASON), (10, "急")])
def test_a_raise_needs_a_reason_and_has_its_bounds(few, bureau_leader, village_clerk, most, reason):
    user = User.objects.get(pk=village_clerk.user_id)

    with pytest.raises(Refused):
        raise_limit(actor=bureau_leader, user=user, most=most, reason=reason)

    assert [e.outcome for e in AuditEntry.objects.filter(act="organisation.raise_limit")] == ["refused"]
    assert not RaisedLimit.objects.filter(county=MEI).exists()


def test_nobody_raises_the_own_limit_nor_one_elsewhere(network, bureau_leader, section_officer):
    own = User.objects.get(pk=bureau_leader.user_id)
    elsewhere = make_user(Role.VILLAGE_CLERK, HUYI + "001010")
    beside = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)

    for actor, user, error in (
        (bureau_leader, own, Refused), (bureau_leader, elsewhere, NotFound), (section_officer, beside, Denied),
    ):  # fmt: skip
        with pytest.raises(error):
            raise_limit(actor=actor, user=user, most=900, reason=REASON)


def test_the_page_shows_who_is_full_and_raises_the_limit(few, monkeypatch, signed_in, village_clerk):
    monkeypatch.setattr("rongyi.organisation.limit_queries.limits", lambda: few)
    open_in_turn(village_clerk, 1, 2, 3)
    leader = signed_in(Role.BUREAU_LEADER, MEI)

    before = leader.get("/console/network/limits/").content.decode()
    answer = leader.post(f"/console/network/limits/{village_clerk.user_id}", {"most": 9, "reason": REASON})
    after = leader.get("/console/network/limits/").content.decode()

    assert ("已到限额" in before, answer.status_code, "已到限额" in after, "已提高" in after) == (
        True,
        302,
        False,
        True,
    )


def test_old_counts_go(village_clerk):
    with clock.pretending(clock.now() - timedelta(days=31)):
        open_in_turn(village_clerk, 1, 2)
    open_in_turn(village_clerk, 3)

    assert forget_opened() == 2
    assert counted(village_clerk) == 1


def opened_by(number: int, user_id) -> str:
    with transaction.atomic():
        count_opened(actor_of(User.objects.get(pk=user_id)), [one(number + 1)])
    return "opened"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_requests_of_one_account_at_once_do_not_get_past_the_limit(few, village_clerk):
    answers = at_once(opened_by, village_clerk.user_id)

    assert sorted(answers) == ["TooManyOpened daily_limit"] * 17 + ["opened"] * 3
    rows = OpenedFile.objects.filter(county=MEI, user_id=village_clerk.user_id).order_by("number")
    assert list(rows.values_list("number", flat=True)) == [1, 2, 3]
