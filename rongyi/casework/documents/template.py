"""Papers of a case as files under `definitions/documents/`: a county changes the words, and numbers go on as before."""

import string
from collections.abc import Iterator
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, load_folder, load_one
from rongyi.kernel.definitions.loading import Finding
from rongyi.kernel.errors import Refused

FOLDER = "documents"
PLACES = frozenset(
    {
        "answers", "applicant", "applied_on", "case_number", "days", "due_on", "handler", "lacking", "materials",
        "matter", "note", "org", "outcome", "reason", "reason_source", "station", "station_phone", "today",
    }
)  # fmt: skip
"""What stands between braces. `answers` and `lacking` are lists: each of their lines becomes a paragraph."""


class DocumentTemplate(Definition):
    """`series` is the word of the register that numbers it; `seal`: a place for the seal; `receipt`: a slip to sign."""

    series: str = Field(min_length=1, max_length=4)
    to: str = Field(default="{applicant}", max_length=60)
    body: list[str] = Field(min_length=1, max_length=30)
    remedy: str = Field(default="", max_length=300)
    seal: bool = True
    receipt: bool = False


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    template = cast(DocumentTemplate, definition)
    texts = [(("body", n), text) for n, text in enumerate(template.body)]
    for place, text in [*texts, (("to",), template.to), (("remedy",), template.remedy)]:
        try:
            names = [part[1] for part in string.Formatter().parse(text) if part[1] is not None]
        except ValueError:
            yield place, _("花括号没有成对。"), _("请检查 { 和 }。")
            continue
        for one in names:
            if one not in PLACES:
                known = "、".join(sorted(PLACES))
                yield (
                    place,
                    _("没有“{%(name)s}”这个填空。") % {"name": one},
                    _("可以写的有:%(known)s。") % {"known": known},
                )


def names() -> list[str]:
    return sorted(load_folder(FOLDER)[0])


def template_of(kind: str) -> tuple[DocumentTemplate, str]:
    """(the template, its version)."""
    loaded = load_one(FOLDER, kind)
    if loaded is None:
        raise Refused(_("没有“%(kind)s”这种文书的模板。") % {"kind": kind}, code="unknown")
    return cast(DocumentTemplate, loaded.content), loaded.version
