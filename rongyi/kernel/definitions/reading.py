"""YAML to plain values, with the line of each; bounded, and without the parts of YAML that only surprise."""

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, DocumentStartEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

MOST_BYTES = 256 * 1024
MOST_DEPTH = 12
MOST_NODES = 20_000
PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{t}" for t in ("str", "int", "float", "bool", "null", "map", "seq"))

Path = tuple[str | int, ...]


class Unreadable(Exception):
    """The text is no definition at all; carries line, what and mend."""

    def __init__(self, line: int, what: str, mend: str):
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


@dataclass(frozen=True)
class Read:
    """The values of a file and the line on which each begins."""

    values: Any
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of a place, or of the nearest place around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(raw: bytes) -> Read:
    text = _text(raw)
    try:
        _bounded(text)
        node = _yaml().compose(io.StringIO(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Unreadable(
            mark.line + 1 if mark else 1, _("不是合格的 YAML。"), _("请检查这一行及上一行的缩进、冒号和引号。")
        ) from None
    except YAMLError:
        raise Unreadable(1, _("不是合格的 YAML。"), _("请检查缩进、冒号和引号。")) from None
    if node is None:
        raise Unreadable(1, _("文件是空的。"), _("请写入内容,或删掉这个文件。"))
    lines: dict[Path, int] = {}
    return Read(_value(node, (), lines), lines)


def _text(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise Unreadable(1, _("文件超过 %(most)d KB。") % {"most": MOST_BYTES // 1024}, _("请拆成几个文件。"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(line, _("不是 UTF-8 文字。"), _("请用 UTF-8 编码另存。")) from None


def _yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def _bounded(text: str) -> None:
    """Walks the events before anything is built: aliases can grow without end, so there are none."""
    depth = nodes = documents = 0
    for event in _yaml().parse(io.StringIO(text)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise Unreadable(line, _("一个文件里有几份内容。"), _("请每份存成一个文件。"))
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(
                line, _("不能用 YAML 的锚点(&)和引用(*)。"), _("请把内容照写一遍;带 & 或 * 的文字请加引号。")
            )
        if isinstance(event, CollectionStartEvent | ScalarEvent):
            nodes += 1
            if nodes > MOST_NODES:
                raise Unreadable(line, _("内容超过 %(most)d 项。") % {"most": MOST_NODES}, _("请拆成几个文件。"))
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise Unreadable(line, _("层次超过 %(most)d 层。") % {"most": MOST_DEPTH}, _("请写得平一些。"))
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _value(node, path: Path, lines: dict[Path, int]) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if str(node.tag) not in PLAIN_TAGS:
        return _odd(node, line)
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_value(item, (*path, n), lines) for n, item in enumerate(node.value)]
    return _mapping(node, path, lines)


def _mapping(node: MappingNode, path: Path, lines: dict[Path, int]) -> dict:
    found: dict = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value if isinstance(key_node, ScalarNode) else None
        if key is None or key == "<<":
            raise Unreadable(line, _("名称应是一个词。"), _("请写成“名称: 内容”。"))
        if key in found:
            raise Unreadable(line, _("“%(key)s”写了两次。") % {"key": key}, _("请只留一处。"))
        lines[(*path, key)] = line
        found[key] = _value(value_node, (*path, key), lines)
    return found


def _scalar(node: ScalarNode) -> Any:
    return _yaml().constructor.construct_object(node)


def _odd(node, line: int) -> str:
    """A date stays as it is written, so that nobody wonders about its zone; any other tag is refused."""
    if str(node.tag).endswith(":timestamp"):
        return node.value
    raise Unreadable(line, _("不认识的标记“%(tag)s”。") % {"tag": node.tag}, _("请去掉以 ! 开头的标记。"))
