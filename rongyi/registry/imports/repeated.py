"""The same person on several lines: what agrees is one file, what contradicts waits for somebody to choose."""

from django.utils.translation import gettext as _

from rongyi.registry.imports.chunks import lines_of, rekeep
from rongyi.registry.imports.deciding import Line, decide
from rongyi.registry.models import ImportChunk
from rongyi.registry.parts import PARTS

SETS = ("categories", "tags")


def settle(planner) -> None:
    """Looks again at the bundles that hold lines of one number; they were kept before the second line came."""
    numbers = sorted({chunk for places in planner.repeats.values() for chunk, _place in places})
    chunks, lines = {}, {}
    for chunk in ImportChunk.objects.filter(county=planner.job.county, job=planner.job, number__in=numbers):
        chunks[chunk.number], lines[chunk.number] = chunk, lines_of(chunk)
    again: list[Line] = []
    for index, places in planner.repeats.items():
        group = [lines[chunk][place] for chunk, place in places]
        before = [line.outcome for line in group]
        if _join(group):
            group[0].index = index
            again.append(group[0])
        for outcome, line in zip(before, group, strict=True):
            planner.counts[outcome] -= 1
            planner.counts[line.outcome] += 1
    _decide_again(again, planner)
    for number, chunk in chunks.items():
        planner.digests[number] = rekeep(chunk, lines[number])


def _decide_again(lines: list[Line], planner) -> None:
    for line in lines:
        planner.counts[line.outcome] -= 1
    decide(lines, planner.actor, planner.labels())
    for line in lines:
        planner.counts[line.outcome] += 1


def _join(group: list[Line]) -> bool:
    """Whether the lines are one: the first then holds what all say. Else each of them is held."""
    whole = dict(group[0].values)
    for line in group[1:]:
        if not _add(whole, line.values):
            _hold(group)
            return False
    group[0].values = whole
    for line in group[1:]:
        message = _("与%(line)s是同一个人,内容一致,已合为一条。") % {"line": _place(group[0], line)}
        line.settle("unchanged", "again", message)
    return True


def _hold(group: list[Line]) -> None:
    for line in group:
        others = "、".join(_place(other, line) for other in group if other is not line)
        message = _("与%(lines)s是同一个公民身份号码,内容却不一样。请留下对的一行。") % {"lines": others}
        line.changes = []
        line.settle("held", "contradicts", message, line.column)


def _place(line: Line, seen_from: Line) -> str:
    if line.sheet == seen_from.sheet:
        return _("第%(line)d行") % {"line": line.number}
    return _("“%(sheet)s”第%(line)d行") % {"sheet": line.sheet, "line": line.number}


def _add(whole: dict, values: dict) -> bool:
    """Takes over what the other line says; False where both say something and it differs."""
    for key, value in values.items():
        if key in SETS:
            whole[key] = list(dict.fromkeys([*whole.get(key, ()), *value]))
        elif key == "parts":
            if not _add_parts(whole, value):
                return False
        elif whole.setdefault(key, value) != value:
            return False
    return True


def _add_parts(whole: dict, parts: dict) -> bool:
    own = whole["parts"] = {key: list(entries) for key, entries in whole.get("parts", {}).items()}
    for key, entries in parts.items():
        if PARTS[key].one_at_a_time and key in own:
            former = own[key][0]
            if any(former.get(name, value) != value for name, value in entries[0].items()):
                return False
            own[key] = [{**former, **entries[0]}]
            continue
        held = own.setdefault(key, [])
        left = list(held)
        for entry in entries:
            if entry in left:
                left.remove(entry)
            else:
                held.append(entry)
    return True
