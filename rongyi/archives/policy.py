"""How papers are filed, kept and lent, as the file `definitions/archives/default.yaml` says."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from django.utils.translation import gettext as _
from pydantic import Field

from rongyi.kernel.definitions import Definition, Words, load_one
from rongyi.kernel.definitions.loading import Finding, Part

FOLDER, NAME = "archives", "default"
PERMANENT = "Y"


class Retention(Part):
    """How long a piece is kept; without years for ever."""

    code: str = Field(pattern=r"^(Y|D[1-9][0-9]?)$")
    title: Words
    years: int | None = Field(None, ge=1, le=99)

    def until(self, year: int) -> date | None:
        """The last day of keeping; the years count from 1 January after the year of filing."""
        return date(year + self.years, 12, 31) if self.years else None


class Category(Part):
    """A sort of archive (档案门类); a personal one is opened with a reason only."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    title: Words
    personal: bool = False


class Subject(Part):
    """A section or a matter (机构或问题) by which a year's papers are parted."""

    code: str = Field(pattern=r"^[A-Z]{3}$")
    title: Words


class Boxes(Part):
    spines_mm: list[int] = Field(min_length=1, max_length=8)
    pages_per_mm: int = Field(ge=1, le=30)

    def holds(self, thickness_mm: int) -> int:
        """How many pages go into a box."""
        return thickness_mm * self.pages_per_mm


class Loans(Part):
    ordinary_days: int = Field(ge=1, le=365)
    longest_days: int = Field(ge=1, le=730)


class ArchivePolicy(Definition):
    retentions: list[Retention] = Field(min_length=1, max_length=10)
    categories: list[Category] = Field(min_length=1, max_length=10)
    subjects: list[Subject] = Field(default_factory=list, max_length=40)
    boxes: Boxes
    loans: Loans

    def retention(self, code: str) -> Retention | None:
        return _by_code(self.retentions, code)

    def category(self, code: str) -> Category | None:
        return _by_code(self.categories, code)

    def subject(self, code: str) -> Subject | None:
        return _by_code(self.subjects, code)

    def word(self, code: str) -> str:
        """What a code means; a code that the file no longer knows stands for itself."""
        found = self.retention(code) or self.category(code) or self.subject(code)
        return str(found.title) if found else code


def _by_code(parts: Sequence, code: str):
    return next((part for part in parts if part.code == code), None)


def findings(name: str, definition: Definition) -> Iterator[Finding]:
    """What the schema cannot know: only Y is for ever, no code is there twice, a loan's usual days are not its most."""
    policy = cast(ArchivePolicy, definition)
    for n, retention in enumerate(policy.retentions):
        if (retention.code == PERMANENT) != (retention.years is None):
            what = _("只有“永久”(Y)不写年数,其余都要写 years。")
            yield ("retentions", n, "code"), what, _("请补上或去掉 years。")
    for key in ("retentions", "categories", "subjects"):
        codes = [part.code for part in getattr(policy, key)]
        for n, code in enumerate(codes):
            if code in codes[:n]:
                yield (key, n, "code"), _("代码“%(code)s”重复。") % {"code": code}, _("请改用另一个代码。")
    if policy.loans.ordinary_days > policy.loans.longest_days:
        yield ("loans", "ordinary_days"), _("通常天数比最长天数还长。"), _("请不要超过 longest_days。")


def policy_now() -> ArchivePolicy:
    """The policy in use; a faulty file raises FaultyDefinition, since a number once given cannot be taken back."""
    loaded = load_one(FOLDER, NAME)
    if loaded is None:
        raise FileNotFoundError(f"definitions/{FOLDER}/{NAME}.yaml")
    return cast(ArchivePolicy, loaded.content)
