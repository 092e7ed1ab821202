"""Who is confirmed every year and how, as the files under `definitions/confirmations/` say."""

from collections.abc import Iterator
from typing import Any, Literal, cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Loaded, Words, load_folder, load_one
from rongyi.kernel.definitions.loading import Finding, Part
from rongyi.kernel.errors import Refused
from rongyi.registry.models import Category, Tag

FOLDER = "confirmations"
MethodName = Literal["on_site", "home", "video", "proxy", "post"]


class Group(Part):
    """One sort of people who are confirmed, and the document that says so."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")
    title: Words
    source: str = Field(min_length=1, max_length=300)
    categories: list[str] = Field(default_factory=list, max_length=12)
    tags: list[str] = Field(default_factory=list, max_length=20)


class Reminders(Part):
    every_days: int = Field(ge=1, le=180)


class FollowUp(Part):
    """What must have been tried before anybody may propose to hold a payment."""

    attempts: int = Field(ge=1, le=12)
    days_between: int = Field(ge=1, le=60)
    only_after_window: bool = True


class ConfirmationPolicy(Definition):
    groups: list[Group] = Field(min_length=1, max_length=20)
    methods: list[MethodName] = Field(min_length=1, max_length=5)
    reminders: Reminders
    follow_up: FollowUp
    notice: Words
    letter: Words


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: marks and categories are those of the file, and each group has a name of its own."""
    policy, seen = cast(ConfirmationPolicy, definition), set()
    for n, group in enumerate(policy.groups):
        for key, given, known in (("tags", group.tags, Tag.values), ("categories", group.categories, Category.values)):
            for m, code in enumerate(given):
                if code not in known:
                    what = _("没有“%(code)s”这个标识或类别。") % {"code": code}
                    yield ("groups", n, key, m), what, _("可以写的有:%(known)s。") % {"known": "、".join(known)}
        if not group.tags and not group.categories:
            yield ("groups", n), _("这一组没有写类别或标识。"), _("请写上 categories 或 tags。")
        if group.name in seen:
            yield ("groups", n, "name"), _("组名“%(name)s”写了两次。") % {"name": group.name}, _("请换一个名字。")
        seen.add(group.name)


def policies() -> dict[str, Loaded]:
    """{name: definition} of those that hold."""
    return load_folder(FOLDER)[0]


def policy(name: str) -> tuple[ConfirmationPolicy, str]:
    """(the policy, its version); a name without a file is refused."""
    loaded = load_one(FOLDER, name)
    if loaded is None:
        raise Refused(_("没有这种年度确认。"), field="definition", code="unknown")
    return cast(ConfirmationPolicy, loaded.content), loaded.version


def settings_of(policy: ConfirmationPolicy) -> dict[str, Any]:
    """The settings as one campaign keeps them: a later change of the file does not change a campaign under way."""
    return policy.model_dump(mode="json", exclude={"title", "source"})
