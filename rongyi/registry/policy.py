"""What a county lets its files ask for, as `definitions/file/default.yaml` or a file of the county's own says."""

from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, load_one
from rongyi.kernel.definitions.loading import Finding
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.portraits import PortraitRule
from rongyi.registry.parts import PartKind

FOLDER, NAME = "file", "default"


class FilePolicy(Definition):
    """`needs_acceptance`: fields that a village proposes and the town or the county accepts. `photo`: what a portrait
    must be; a county's file that says nothing of it takes that of the default."""

    unit_names: bool
    needs_acceptance: list[str] = Field(default_factory=list, max_length=13)
    photo: PortraitRule | None = None


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What is to be accepted is a field that can be changed."""
    from rongyi.registry.services.changing import CHANGEABLE

    for n, field in enumerate(cast(FilePolicy, definition).needs_acceptance):
        if field not in CHANGEABLE:
            mend = _("可以写的有:%(known)s。") % {"known": "、".join(CHANGEABLE)}
            yield ("needs_acceptance", n), _("没有这个栏目:%(name)s。") % {"name": field}, mend


def policy_of(county: str) -> FilePolicy:
    """security: without a file nothing more is asked for; a faulty one raises FaultyDefinition."""
    loaded = load_one(FOLDER, f"county_{county}") or load_one(FOLDER, NAME)
    return (
        cast(FilePolicy, loaded.content)
        if loaded
        else FilePolicy.model_construct(unit_names=False, needs_acceptance=[])
    )


def portrait_rule(county: str) -> PortraitRule:
    """What a portrait in this county's files must be."""
    rule = policy_of(county).photo
    if rule is None and (loaded := load_one(FOLDER, NAME)):
        rule = cast(FilePolicy, loaded.content).photo
    if rule is None:
        raise Refused(_("规则文件 definitions/file/default.yaml 里没有 photo 一项,不能收照片。"), code="no_rule")
    return rule


def fields_of(kind: PartKind, county: str) -> tuple[str, ...]:
    """The fields of a part that are asked for in this county."""
    if kind.key == "service" and not policy_of(county).unit_names:
        return tuple(name for name in kind.fields if name != "unit_name")
    return kind.fields
