"""What a file under `definitions/checks/` says: which rule, who mends it, within how many working days."""

from collections.abc import Iterator
from typing import Literal, cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Loaded, Words, load_folder
from rongyi.kernel.definitions.loading import Finding
from rongyi.verification.rule_queries import RULES

FOLDER = "checks"


class CheckDefinition(Definition):
    rule: str
    owner: Literal["village", "town", "county"]
    working_days: int = Field(ge=1, le=250)
    advice: Words
    settings: dict[str, int | list[str]] = Field(default_factory=dict, max_length=6)
    is_on: bool = True


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """The rule is one that the program knows, with the settings that the rule takes."""
    check = cast(CheckDefinition, definition)
    rule = RULES.get(check.rule)
    if rule is None:
        known = _("可以写的有:%(known)s。") % {"known": "、".join(sorted(RULES))}
        yield ("rule",), _("没有“%(name)s”这条核验规则。") % {"name": check.rule}, known
        return
    for key in check.settings:
        if key not in rule.settings:
            yield ("settings", key), _("这条规则没有“%(key)s”这个参数。") % {"key": key}, _("请删去,或改正拼写。")
    for key in rule.settings:
        if key not in check.settings:
            yield ("settings",), _("缺少“%(name)s”。") % {"name": key}, _("请补上一行“%(name)s: …”。") % {"name": key}


def checks() -> dict[str, Loaded]:
    """{name: check} of those that hold and are switched on."""
    good, _faults = load_folder(FOLDER)
    return {name: one for name, one in good.items() if cast(CheckDefinition, one.content).is_on}
