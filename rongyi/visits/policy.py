"""How often people are called on.

source: composed. One county's rule of 2025 contacts key persons every quarter and visits them every year; no
national number was found, so these are our defaults (本产品默认) and a county's to change.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from rongyi.registry.models import Category, Tag


@dataclass(frozen=True)
class Policy:
    ordinary_days: int
    key_days: int
    first_contact_days: int
    key_tags: frozenset[str]
    key_categories: frozenset[str]
    key_age: int
    source: str


DEFAULT = Policy(
    ordinary_days=365,
    key_days=90,
    first_contact_days=30,
    key_tags=frozenset({Tag.LONE_ELDER, Tag.LIVES_ALONE, Tag.ILL, Tag.RELIEF}),
    key_categories=frozenset({Category.R07}),
    key_age=80,
    source="composed",
)


def is_key(tags: set[str], categories: set[str], birth_date: date, on: date, policy: Policy = DEFAULT) -> bool:
    """Whether somebody is called on more often than others."""
    return bool(tags & policy.key_tags or categories & policy.key_categories or age(birth_date, on) >= policy.key_age)


def next_due(last_visit_on: date | None, opened_on: date, key: bool, policy: Policy = DEFAULT) -> date:
    """The day by which the next call is due; a new file wants a first call soon."""
    if last_visit_on is None:
        return opened_on + timedelta(days=policy.first_contact_days)
    return last_visit_on + timedelta(days=policy.key_days if key else policy.ordinary_days)


def age(birth_date: date, on: date) -> int:
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
