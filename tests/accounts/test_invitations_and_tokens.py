"""Links work once and three days; tokens are kept as digests and end when they should."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from rongyi.accounts.invitations import accept_invitation, create_invitation, invited_user
from rongyi.accounts.models import ApiToken, Invitation, User
from rongyi.accounts.tokens import create_token, user_for_token
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused

WORDS = "vier-bunte-pferde"


def test_a_link_sets_the_first_password_and_works_once(clerk, browser):
    secret = create_invitation(clerk)

    first = browser.post(f"/console/invitation/{secret}", {"password": WORDS, "again": WORDS})
    again = browser.post(f"/console/invitation/{secret}", {"password": "other-words-here", "again": "other-words-here"})

    assert (first.status_code, first.url, again.status_code) == (302, "/console/login", 410)
    assert User.objects.get(pk=clerk.pk).check_password(WORDS)


def test_a_link_ends_after_three_days(clerk):
    secret = create_invitation(clerk)

    with clock.pretending(clock.now() + timedelta(days=3, minutes=1)), pytest.raises(Refused, match="过期"):
        accept_invitation(secret, WORDS)


def test_a_new_link_ends_the_former(clerk):
    former = create_invitation(clerk)

    latter = create_invitation(clerk)

    assert (invited_user(former), invited_user(latter)) == (None, clerk)


def test_a_weak_password_leaves_the_link_unspent(clerk):
    secret = create_invitation(clerk)

    with pytest.raises(ValidationError):
        accept_invitation(secret, "12345")

    assert Invitation.objects.filter(used_at=None).count() == 1


def test_a_link_of_a_closed_account_is_spent(clerk, browser):
    secret = create_invitation(clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert browser.get(f"/console/invitation/{secret}").status_code == 410


def test_a_token_names_its_user_and_scope(clerk):
    text = create_token(clerk, scope="write", days=1)

    assert user_for_token(text) == (clerk, "write")
    assert text not in str(list(ApiToken.objects.values()))


@pytest.mark.parametrize("change", [{"revoked_at": clock.now()}, {"expires_at": clock.now() - timedelta(seconds=1)}])
def test_a_token_that_is_over_speaks_for_nobody(clerk, change):
    text = create_token(clerk)
    ApiToken.objects.update(**change)

    assert user_for_token(text) is None


def test_a_token_of_a_closed_account_speaks_for_nobody(clerk):
    text = create_token(clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    assert user_for_token(text) is None
