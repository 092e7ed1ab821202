"""Sign-ins on record. Where somebody works is known further up, so `organisation` tells us how to find out."""

from collections.abc import Callable
from uuid import UUID

from rongyi.accounts.models import User
from rongyi.kernel import audit
from rongyi.kernel.county import county_of
from rongyi.kernel.ids import uuid7

Home = Callable[[UUID], tuple[str, str]]
"""Takes the id of a user, gives role and region code."""

_home_of: list[Home] = [lambda user_id: ("", "")]


def find_home_by(home: Home) -> None:
    _home_of[0] = home


def record(act: str, user: User | None, *, outcome: str = audit.Outcome.DONE, by_user: bool = True, **detail) -> None:
    """One line in the trail, in the caller's transaction.

    Nobody is looked up as somebody is, so that the time of an answer does not tell whether an account exists.
    """
    role, region_code = _home_of[0](user.pk if user else uuid7())
    audit.append([
        audit.Line(
            act=act, outcome=outcome, actor_id=user.pk if user and by_user else None, role=role,
            county=county_of(region_code), region_code=region_code, subject_kind="accounts.user" if user else "",
            subject_id=str(user.pk) if user else "", detail=detail,
        )
    ])  # fmt: skip
