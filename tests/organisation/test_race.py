"""The same act by twenty processes at once, and acts whose process is killed: nothing half, nothing twice."""

from datetime import date

import pytest

from rongyi.accounts import second_factor
from rongyi.accounts.invitations import accept_invitation, create_invitation
from rongyi.accounts.models import Invitation, RecoveryCode, User
from rongyi.kernel import audit
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.access import system_actor
from rongyi.organisation.account_services import end_grant, grant_role, set_active
from rongyi.organisation.models import Grant, Post, Posting, Station
from rongyi.organisation.roles import Role
from rongyi.organisation.services import close_post, open_post, start_posting
from rongyi.organisation.stations import open_stations
from tests.fixtures_people import MEI, MEI_VILLAGE, OTHER_TOWN, OTHER_TOWN_VILLAGE, make_user
from tests.organisation.at_once import PROCESSES, at_once, killed_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY = date(2026, 1, 1)
GONE = [OTHER_TOWN, OTHER_TOWN_VILLAGE]
MOMENTS = [0.002 * n for n in range(1, 16)]


def admin():
    return system_actor("同时", "", Role.ADMINISTRATOR)


def officer():
    return system_actor("同时", MEI, Role.SECTION_OFFICER)


def lines(act: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in AuditEntry.objects.filter(act=act).values_list("outcome", flat=True):
        found[outcome] = found.get(outcome, 0) + 1
    return found


def accepted(n: int, secret: str) -> str:
    accept_invitation(secret, f"password-of-{n}-long")
    return f"password-of-{n}-long"


def used(_n: int, user_id, code: str) -> bool:
    return second_factor.takes(User.objects.get(pk=user_id), code)


def granted(n: int, user: User) -> str:
    role = Role.AUDITOR if n % 2 else Role.SECTION_OFFICER
    grant_role(actor=admin(), user=user, role=role, region_code=MEI, starts_on=DAY)
    return role


def ended(_n: int, grant: Grant) -> str:
    end_grant(actor=admin(), grant=grant)
    return "ended"


def closed(_n: int, user: User) -> str:
    set_active(actor=admin(), user=user, active=False, reason="调走")
    return "closed"


def closed_or_granted(n: int, user: User) -> str:
    return closed(n, user) if n == 0 else granted(0, user)


def opened(_n: int) -> int:
    return open_stations(MEI)


def made(_n: int, station: Station) -> str:
    open_post(actor=officer(), station=station, title="站长", seats=1)
    return "made"


def appointed(n: int, post: Post) -> str:
    start_posting(actor=officer(), post=post, name=f"任职{n}", starts_on=DAY)
    return "appointed"


def appointed_or_closed(n: int, post: Post) -> str:
    if n % 2:
        return appointed(n, post)
    close_post(actor=officer(), post=post, closed_on=DAY, version=Post.objects.get(county=MEI, pk=post.pk).version)
    return "closed"


def test_an_invitation_is_accepted_once(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    secret = create_invitation(user)

    answers = at_once(accepted, secret)

    won = [one for one in answers if one.startswith("password-of-")]
    assert (len(won), answers.count("Refused invitation_spent")) == (1, PROCESSES - 1)
    user.refresh_from_db()
    assert user.check_password(won[0])
    assert lines("accounts.invitation_used") == {"done": 1}


def test_a_recovery_code_is_used_once(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    code = second_factor.new_recovery_codes(user)[0]

    answers = at_once(used, user.pk, code)

    assert sorted(answers) == [False] * (PROCESSES - 1) + [True]
    assert RecoveryCode.objects.exclude(used_at=None).count() == 1


def test_roles_that_do_not_go_together_are_never_both_granted(network):
    user = User.objects.create(username="wang.two", display_name="王二")

    answers = at_once(granted, user)

    roles = set(Grant.objects.filter(user=user).values_list("role", flat=True))
    assert roles in ({Role.AUDITOR}, {Role.SECTION_OFFICER})
    assert answers.count("Refused incompatible") == PROCESSES // 2
    assert lines("accounts.grant") == {"done": PROCESSES // 2, "refused": PROCESSES // 2}


def test_a_role_is_taken_back_once(network):
    grant = make_user(Role.SECTION_OFFICER, MEI).grants.get()

    answers = at_once(ended, grant)

    assert sorted(answers) == ["Refused ended"] * (PROCESSES - 1) + ["ended"]
    assert lines("accounts.end_grant") == {"done": 1, "refused": PROCESSES - 1}


def test_an_account_is_closed_once(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)

    answers = at_once(closed, user)

    assert sorted(answers) == ["Refused refused"] * (PROCESSES - 1) + ["closed"]
    assert lines("accounts.set_active") == {"done": 1, "refused": PROCESSES - 1}


def test_a_grant_at_the_same_moment_does_not_open_a_closed_account_again(network):
    user = make_user(Role.SECTION_OFFICER, MEI)

    at_once(closed_or_granted, user)

    user.refresh_from_db()
    assert user.is_active is False


def test_stations_are_opened_once(network):
    Station.objects.filter(pk__in=GONE).delete()

    answers = at_once(opened)

    assert sorted(answers) == [0] * (PROCESSES - 1) + [2]
    assert Station.objects.filter(pk__in=GONE).count() == 2


def test_a_post_is_made_once(network):
    answers = at_once(made, network[MEI_VILLAGE])

    assert sorted(answers) == ["Conflict conflict"] * (PROCESSES - 1) + ["made"]
    assert Post.objects.filter(county=MEI).count() == 1


def test_the_last_seat_is_filled_once(network):
    post = open_post(actor=officer(), station=network[MEI_VILLAGE], title="站长", seats=1)

    answers = at_once(appointed, post)

    assert sorted(answers) == ["Refused no_seat"] * (PROCESSES - 1) + ["appointed"]
    assert Posting.objects.filter(county=MEI, post=post).count() == 1


def test_nobody_sits_in_a_post_that_was_closed_at_the_same_moment(network):
    post = open_post(actor=officer(), station=network[MEI_VILLAGE], title="站长", seats=30)

    at_once(appointed_or_closed, post)

    post = Post.objects.get(county=MEI, pk=post.pk)
    assert post.closed_on is None or not Posting.objects.filter(county=MEI, post=post).exists()


def test_a_killed_acceptance_is_whole_or_never_was(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    user.set_unusable_password()
    user.save()
    secret = create_invitation(user)

    killed_at(accepted, 1, secret, moments=[0.02 * n for n in range(1, 16)])

    spent = Invitation.objects.exclude(used_at=None).count()
    user.refresh_from_db()
    assert user.has_usable_password() is bool(spent)
    assert lines("accounts.invitation_used").get("done", 0) == spent
    assert audit.verify()[1] == []


def test_killed_appointments_are_whole_or_never_were(network):
    post = open_post(actor=officer(), station=network[MEI_VILLAGE], title="联络员", seats=99)

    killed_at(appointed, 1, post, moments=MOMENTS)

    there = Posting.objects.filter(county=MEI, post=post).count()
    post.refresh_from_db()
    assert (lines("organisation.start_posting").get("done", 0), post.version) == (there, there + 1)
    assert audit.verify()[1] == []
