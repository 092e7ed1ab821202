"""How often people are called on, as the file `definitions/contact/default.yaml` says."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Words, load_one
from rongyi.kernel.definitions.loading import Finding, Part
from rongyi.registry.models import Category, Tag

FOLDER, NAME = "contact", "default"


class Group(Part):
    """Who is called on sooner than others: by a mark, a category or an age, whichever fits."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")
    title: Words
    every_days: int = Field(ge=1, le=366)
    tags: list[str] = Field(default_factory=list, max_length=20)
    categories: list[str] = Field(default_factory=list, max_length=12)
    age_from: int | None = Field(None, ge=18, le=120)

    def holds(self, tags: set[str], categories: set[str], years: int) -> bool:
        of_age = self.age_from is not None and years >= self.age_from
        return bool(tags & set(self.tags) or categories & set(self.categories) or of_age)


class ContactPolicy(Definition):
    first_contact_days: int = Field(ge=1, le=366)
    ordinary_days: int = Field(ge=1, le=731)
    condolence_window_days: int = Field(90, ge=1, le=366)
    groups: list[Group] = Field(default_factory=list, max_length=12)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: marks and categories are those of the file, and no group waits longer than all."""
    policy = cast(ContactPolicy, definition)
    for n, group in enumerate(policy.groups):
        for key, given, known in (("tags", group.tags, Tag.values), ("categories", group.categories, Category.values)):
            for m, code in enumerate(given):
                if code not in known:
                    what = _("没有“%(code)s”这个标识或类别。") % {"code": code}
                    yield ("groups", n, key, m), what, _("可以写的有:%(known)s。") % {"known": "、".join(known)}
        if group.every_days > policy.ordinary_days:
            what = _("这一组的间隔比一般人员还长。")
            yield ("groups", n, "every_days"), what, _("请不要超过 ordinary_days。")


def policy_now() -> ContactPolicy:
    """The policy in use; a faulty file raises FaultyDefinition, since nobody is to be forgotten by a slip of the pen."""
    loaded = load_one(FOLDER, NAME)
    if loaded is None:
        raise FileNotFoundError(f"definitions/{FOLDER}/{NAME}.yaml")
    return cast(ContactPolicy, loaded.content)


def is_key(tags: set[str], categories: set[str], birth_date: date, on: date, policy: ContactPolicy) -> bool:
    """Whether somebody is called on more often than others."""
    years = age(birth_date, on)
    return any(group.holds(tags, categories, years) for group in policy.groups)


def next_due(
    last_visit_on: date | None, opened_on: date, tags: set[str], categories: set[str], birth_date: date,
    policy: ContactPolicy,
) -> date:  # fmt: skip
    """The day by which the next call is due; a new file wants a first call soon.

    Who comes of a group's age before the ordinary day is due from that birthday on, so nothing has to notice it.
    """
    if last_visit_on is None:
        return opened_on + timedelta(days=policy.first_contact_days)
    due = last_visit_on + timedelta(days=policy.ordinary_days)
    for group in policy.groups:
        sooner = last_visit_on + timedelta(days=group.every_days)
        if group.holds(tags, categories, age(birth_date, last_visit_on)):
            due = min(due, sooner)
        elif group.age_from is not None:
            due = min(due, max(sooner, birthday(birth_date, group.age_from)))
    return due


def age(birth_date: date, on: date) -> int:
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, years: int) -> date:
    """The day on which that age is full; who was born on 29 February is a year older on 1 March of a common year."""
    year = birth_date.year + years
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
