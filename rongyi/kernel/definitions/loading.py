"""A read file against its schema; the schema's complaints in words that a county officer can act on."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rongyi.kernel.definitions.faults import Fault
from rongyi.kernel.definitions.reading import Read, Unreadable, read
from rongyi.kernel.printed import printed

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
COMPOSED = "composed"

Finding = tuple[tuple, str, str]
"""A place in the file, what is wrong there, and how to mend it."""
ExtraChecks = Callable[[str, "Definition"], Iterable[Finding]]


class Part(BaseModel):
    """Any mapping inside a definition: an unknown name in it is an error, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Words(Part):
    """A text in both languages."""

    zh: str = Field(min_length=1, max_length=500)
    en: str = Field(min_length=1, max_length=500)

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else printed(self.zh)


class Definition(Part):
    """What every definition says: its title, and the document it comes from or `composed` where it is ours."""

    title: Words
    source: str = Field(min_length=1, max_length=300)

    @property
    def is_composed(self) -> bool:
        return self.source == COMPOSED


@dataclass(frozen=True)
class Loaded:
    """A definition that holds; its version is the hash of its file."""

    name: str
    file: str
    version: str
    content: Definition


@dataclass(frozen=True)
class Folder:
    schema: type[Definition]
    extra_checks: ExtraChecks | None = None
    title: str | Promise = ""


def load_file(path: Path, folder: Folder, shown: str) -> tuple[Loaded | None, list[Fault]]:
    """The definition, or its faults in the order of lines. `shown` is the file's name for people."""
    if not NAME.fullmatch(path.stem):
        return None, [Fault(shown, 1, _("文件名不合格。"), _("请用小写字母、数字和下划线,以字母开头。"))]
    raw = path.read_bytes()
    try:
        found = read(raw)
    except Unreadable as fault:
        return None, [Fault(shown, fault.line, fault.what, fault.mend)]
    if not isinstance(found.values, dict):
        return None, [Fault(shown, 1, _("最外层应是“名称: 内容”。"), _("请照同一文件夹里别的文件来写。"))]
    try:
        content = folder.schema.model_validate(found.values)
    except ValidationError as error:
        return None, _in_words(error, found, folder.schema, shown)
    findings = folder.extra_checks(path.stem, content) if folder.extra_checks else ()
    faults = [Fault(shown, found.line_of(place), what, mend) for place, what, mend in findings]
    if faults:
        return None, sorted(faults, key=lambda fault: fault.line)
    version = hashlib.sha256(raw).hexdigest()[:12]
    return Loaded(path.stem, shown, version, content), []


def _in_words(error: ValidationError, found: Read, schema: type[BaseModel], shown: str) -> list[Fault]:
    faults: dict[tuple[int, str], Fault] = {}
    for one in error.errors(include_url=False, include_input=False):
        place = tuple(one["loc"])
        what, mend = _complaint(dict(one), schema)
        key = (found.line_of(place), what)
        faults.setdefault(key, Fault(shown, key[0], what, mend))
    return [faults[key] for key in sorted(faults)]


def _complaint(one: dict, schema: type[BaseModel]) -> tuple[str, str]:
    name = next((str(part) for part in reversed(one["loc"]) if isinstance(part, str)), "")
    kind, facts = one["type"], one.get("ctx", {})
    said = {"name": name, **facts}
    if kind == "missing":
        return _("缺少“%(name)s”。") % said, _("请补上一行“%(name)s: …”。") % said
    if kind in ("extra_forbidden", "unexpected_keyword_argument"):
        known = "、".join(sorted(schema.model_fields)) if len(one["loc"]) == 1 else ""
        mend = _("可以写的有:%(known)s。") % {"known": known} if known else _("请删去,或改正拼写。")
        return _("没有“%(name)s”这一项。") % said, mend
    if kind in ("literal_error", "enum"):
        return _("“%(name)s”的值不在可选之列。") % said, _("可选:%(expected)s。") % said
    what = _("“%(name)s”的内容不合格。") % said
    return what, _mend(kind, facts, one["msg"])


def _mend(kind: str, facts: dict, said: str) -> str:
    mends = {
        "string_type": _("应是文字;数字请加引号。"),
        "int_type": _("应是整数。"),
        "int_parsing": _("应是整数。"),
        "bool_type": _("应是 true 或 false。"),
        "list_type": _("应是一个列表,每行以“- ”开头。"),
        "tuple_type": _("应是一个列表,每行以“- ”开头。"),
        "dict_type": _("应是“名称: 内容”。"),
        "model_type": _("应是“名称: 内容”,如 zh 和 en 各一行。"),
        "model_attributes_type": _("应是“名称: 内容”,如 zh 和 en 各一行。"),
        "string_too_short": _("不能是空的。"),
        "too_short": _("至少要有 %(min_length)s 项。"),
        "string_too_long": _("最多 %(max_length)s 个字。"),
        "too_long": _("最多 %(max_length)s 项。"),
        "string_pattern_mismatch": _("写法应符合 %(pattern)s。"),
        "greater_than_equal": _("不能小于 %(ge)s。"),
        "less_than_equal": _("不能大于 %(le)s。"),
    }
    if kind == "value_error":  # the words of the schema itself
        return str(facts["error"])
    return mends[kind] % facts if kind in mends else said
