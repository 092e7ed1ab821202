"""The texts of messages: the files under `definitions/messages/`, which a county may word as its gateway wants them."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, FaultyDefinition, load_one
from rongyi.kernel.definitions.loading import Finding

FOLDER = "messages"
GAP = re.compile(r"\{([a-z_]+)\}")


class MessageTemplate(Definition):
    """`gateway` is the number under which the gateway has approved this text, where it wants one."""

    text: str = Field(min_length=1, max_length=300)
    values: list[str] = Field(min_length=1, max_length=10)
    gateway: str = Field(default="", max_length=60)

    def written(self, values: Mapping[str, str]) -> str:
        return GAP.sub(lambda gap: str(values[gap[1]]), self.text)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What is to be filled in and what is given are the same, so that nobody gets a text with a gap."""
    template = cast(MessageTemplate, definition)
    wanted, given = set(GAP.findall(template.text)), set(template.values)
    if wanted != given:
        names = "、".join(sorted(wanted ^ given))
        yield ("text",), _("text 和 values 对不上:%(names)s。") % {"names": names}, _("请改成一致。")


def template_named(name: str) -> MessageTemplate:
    loaded = load_one(FOLDER, name)
    if loaded is None:
        raise FaultyDefinition([])
    return cast(MessageTemplate, loaded.content)
