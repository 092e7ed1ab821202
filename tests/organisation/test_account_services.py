"""Accounts in the administrator's hands: roles that do not go together, links, scope, and what is on record."""

from datetime import date, timedelta

import pytest
from django.test import Client

from rongyi.accounts import second_factor
from rongyi.accounts.invitations import invited_user
from rongyi.accounts.models import ApiToken, User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused
from rongyi.organisation import account_services as services
from rongyi.organisation import queries
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import INCOMPATIBLE, Role
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, PASSWORD, actor_for, make_user

DAY = date(2026, 1, 1)


@pytest.fixture
def clerk(network):
    return make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, username="village")


def invite(actor, **given):
    usual = {"username": "new.one", "display_name": "李强", "role": Role.VILLAGE_CLERK, "region_code": MEI_VILLAGE}
    return services.invite_user(actor=actor, starts_on=DAY, **(usual | given))


def test_a_new_account_has_a_role_no_password_and_a_link(network, administrator):
    user, secret = invite(administrator)

    assert (invited_user(secret), user.has_usable_password()) == (user, False)
    assert list(Grant.objects.filter(user=user).values_list("role", "region_id")) == [("village_clerk", MEI_VILLAGE)]
    entry = AuditEntry.objects.get(county=MEI)
    assert (entry.act, entry.outcome, entry.detail) == (
        "accounts.invite", "done", {"account": str(user.pk), "role": "village_clerk"},
    )  # fmt: skip


def test_a_name_is_taken_once_however_it_is_written(administrator, clerk):
    with pytest.raises(Conflict, match="已经有人用了"):
        invite(administrator, username="Village")


@pytest.mark.parametrize(
    ("role", "code"),
    [(Role.VILLAGE_CLERK, MEI_TOWN), (Role.TOWN_HEAD, MEI), (Role.BUREAU_LEADER, ""), (Role.VETERAN, MEI_VILLAGE),
     (Role.VILLAGE_CLERK, "610326101999")],
)  # fmt: skip
def test_a_role_goes_with_a_place_of_its_tier(network, administrator, role, code):
    with pytest.raises(Refused):
        invite(administrator, role=role, region_code=code)

    assert not User.objects.filter(username="new.one").exists()


@pytest.mark.parametrize("pair", INCOMPATIBLE, ids=lambda pair: "+".join(sorted(pair)))
def test_duties_that_do_not_go_together_are_refused(network, administrator, pair):
    places = {
        Role.TOWN_HEAD: MEI_TOWN,
        Role.VILLAGE_CLERK: MEI_VILLAGE,
        Role.PREFECTURE_OFFICER: "6103",
        Role.PROVINCE_OFFICER: "61",
    }
    first, second = sorted(pair)
    user = make_user(first, places.get(first, MEI))

    with pytest.raises(Refused, match="不能由同一个人"):
        services.grant_role(
            actor=administrator, user=user, role=second, region_code=places.get(second, MEI), starts_on=DAY
        )

    assert Grant.objects.filter(user=user).count() == 1


def test_duties_of_different_times_are_no_clash(administrator, clerk):
    Grant.objects.filter(user=clerk).update(ends_on=DAY - timedelta(days=1))

    services.grant_role(actor=administrator, user=clerk, role=Role.AUDITOR, region_code=MEI, starts_on=DAY)

    assert Grant.objects.filter(user=clerk).count() == 2


def test_a_role_taken_back_is_lost_at_the_next_request(administrator, clerk):
    client = Client()
    client.post("/console/login", {"username": "village", "password": PASSWORD})
    before = client.get("/console/network/").status_code

    services.end_grant(actor=administrator, grant=Grant.objects.get(user=clerk))

    assert (before, client.get("/console/network/").status_code) == (200, 403)


def test_nobody_changes_the_own_account(network):
    actor = actor_for(Role.ADMINISTRATOR, "")
    oneself = User.objects.get(pk=actor.user_id)

    for act in (
        lambda: services.set_active(actor=actor, user=oneself, active=False),
        lambda: services.reset_second_factor(actor=actor, user=oneself, reason="x"),
        lambda: services.end_grant(actor=actor, grant=Grant.objects.get(user=oneself)),
    ):
        with pytest.raises(Refused, match="另一位管理员"):
            act()


def test_an_administrator_of_a_county_manages_that_county_alone(network, clerk):
    actor = actor_for(Role.ADMINISTRATOR, MEI)
    foreign = make_user(Role.BUREAU_LEADER, HUYI)
    Grant.objects.create(user=clerk, role=Role.VILLAGE_CLERK, region_id=MEI_VILLAGE, starts_on=DAY)
    abroad = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    Grant.objects.create(user=abroad, role=Role.BUREAU_LEADER, region_id=HUYI, starts_on=DAY)

    seen = set(queries.accounts_visible(actor).values_list("pk", flat=True))

    assert seen == {clerk.pk, actor.user_id}
    for user in (foreign, abroad):
        with pytest.raises(NotFound):
            services.reset_password(actor=actor, user=user)
    with pytest.raises(NotFound):
        invite(actor, role=Role.BUREAU_LEADER, region_code=HUYI)


def test_a_clerk_manages_no_account(village_clerk, clerk):
    with pytest.raises(Denied):
        services.set_active(actor=village_clerk, user=clerk, active=False)


def test_a_reset_password_ends_sessions_and_keeps_the_second_factor(administrator, clerk):
    client = Client()
    client.post("/console/login", {"username": "village", "password": PASSWORD})
    second_factor.begin_enrolment(clerk)
    User.objects.filter(pk=clerk.pk).update(totp_since=clock.now())
    clerk.refresh_from_db()

    secret = services.reset_password(actor=administrator, user=clerk)
    words = "vier-bunte-pferde"
    Client().post(f"/console/invitation/{secret}", {"password": words, "again": words})
    answer = Client().post("/console/login", {"username": "village", "password": words})

    assert client.get("/console/me").status_code == 302
    assert answer.url == "/console/login/second"


def test_a_second_factor_is_taken_off_only_with_a_reason(administrator, clerk):
    with pytest.raises(Refused, match="理由"):
        services.reset_second_factor(actor=administrator, user=clerk, reason=" ")


def test_a_token_is_issued_and_revoked_on_record(administrator, clerk):
    services.issue_token(actor=administrator, user=clerk, scope="read", days=1)
    token = ApiToken.objects.get()

    services.revoke_token(actor=administrator, token=token)

    with pytest.raises(Refused, match="已经作废"):
        services.revoke_token(actor=administrator, token=token)
    lines = AuditEntry.objects.filter(county=MEI).order_by("id").values_list("act", "outcome")
    assert list(lines)[:2] == [("accounts.issue_token", "done"), ("accounts.revoke_token", "done")]


def test_delicate_pages_ask_for_the_password_when_the_sign_in_is_old(network):
    make_user(Role.ADMINISTRATOR, "", username="admin")
    client = Client()
    client.post("/console/login", {"username": "admin", "password": PASSWORD})
    fresh = client.get("/console/network/accounts/new").status_code

    with clock.pretending(clock.now() + timedelta(minutes=20)):
        old = client.get("/console/network/accounts/new")
        proof = client.post("/console/me/prove", {"password": PASSWORD, "next": "/console/network/accounts/new"})
        again = client.get("/console/network/accounts/new").status_code

    assert (fresh, old.status_code, old.url.partition("?")[0]) == (200, 302, "/console/me/prove")
    assert (proof.url, again) == ("/console/network/accounts/new", 200)


def test_the_link_is_shown_once_and_never_stored(network):
    make_user(Role.ADMINISTRATOR, "", username="admin")
    client = Client()
    client.post("/console/login", {"username": "admin", "password": PASSWORD})
    given = {"username": "new.one", "display_name": "李强", "role": "village_clerk", "region_code": MEI_VILLAGE,
             "starts_on": "2026-01-01"}  # fmt: skip

    link = client.post("/console/network/accounts/new", given).context["link"]

    secret = link.rpartition("/")[2]
    assert invited_user(secret).username == "new.one"
    page = client.get(f"/console/network/accounts/{invited_user(secret).pk}").content.decode()
    assert secret not in page
