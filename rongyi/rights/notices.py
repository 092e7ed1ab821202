"""What people are told about their data, and what they are asked: the files under `definitions/notices/`.

A purpose is a *duty* (told with its legal source, not asked) or *consent* (asked, and as easily taken back). The
version of a text is the hash of its file, so nobody has agreed to words that were changed afterwards.
Source: 个人信息保护法 第十三至十七条, 第二十九至三十一条, 第三十四至三十五条.
"""

from collections.abc import Iterator
from typing import Literal, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Loaded, load_folder, load_one
from rongyi.kernel.definitions.loading import Finding, Part
from rongyi.kernel.errors import Refused

FOLDER = "notices"


class Prose(Part):
    """A text of several paragraphs in both languages."""

    zh: list[str] = Field(min_length=1, max_length=30)
    en: list[str] = Field(min_length=1, max_length=30)

    @property
    def paragraphs(self) -> list[str]:
        return self.en if (get_language() or "").startswith("en") else self.zh


class NoticeDefinition(Definition):
    purpose: Literal["duty", "consent"]
    basis: list[str] = Field(default_factory=list, max_length=10)
    text: Prose

    @property
    def is_consent(self) -> bool:
        return self.purpose == "consent"


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """A duty names the law that it rests on; the two languages say the same number of things."""
    notice = cast(NoticeDefinition, definition)
    if not notice.is_consent and not notice.basis:
        yield ("purpose",), _("法定职责没有写明依据。"), _("请在 basis 里写上法律名称和条款,或改为 consent。")
    if len(notice.text.zh) != len(notice.text.en):
        yield ("text",), _("中英文段数不一样。"), _("请逐段对应。")


def notices() -> dict[str, Loaded]:
    """{name: notice} of those that hold, duties first."""
    good, _faults = load_folder(FOLDER)
    return dict(sorted(good.items(), key=lambda item: (cast(NoticeDefinition, item[1].content).is_consent, item[0])))


def notice_named(name: str) -> Loaded:
    loaded = load_one(FOLDER, name)
    if loaded is None:
        raise Refused(_("没有这份告知书。"), field="notice", code="invalid")
    return loaded
