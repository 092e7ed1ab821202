"""The way of a matter as a picture, drawn here from its definition, so that the page needs no script.

Every tier is a lane and the case goes down through them, as on the plan of a railway: narrow enough for a telephone. The
words stand beside the lanes, and a table beside the picture tells the same.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rongyi.casework.enums import ActKind, Post
from rongyi.casework.procedures.schema import Act, Procedure, Span, Step
from rongyi.casework.shown import limit_words
from rongyi.kernel.definitions.loading import COMPOSED

WIDTH, LANE, HEAD, GAP, BAR = 330, 30, 44, 22, 16
TITLE, NOTE = 17, 14
"""Height of the letters; a line is a half higher than they are."""
RADIUS = 9
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True)
class Lane:
    x: int
    middle: int
    label: str
    is_odd: bool


@dataclass
class Stop:
    """One step. `state` is done, now, held, ahead, or nothing where no case is shown."""

    step: Step
    x: int
    y: int
    top: int
    state: str = ""
    titles: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    bottom: int = 0


@dataclass(frozen=True)
class Line:
    """`kind` is on (the usual way), jump (steps are left out) or back."""

    path: str
    kind: str


@dataclass(frozen=True)
class Bar:
    """A limit over several steps."""

    x: int
    y: int
    height: int
    number: str


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    lanes: list[Lane]
    stops: list[Stop]
    lines: list[Line]
    bars: list[Bar]
    spans: list[tuple[str, Span]]
    """(number in the picture, limit) for the legend."""
    text_x: int

    @property
    def has_backs(self) -> bool:
        return any(line.kind == "back" for line in self.lines)

    @property
    def has_jumps(self) -> bool:
        return any(line.kind == "jump" for line in self.lines)


def drawn(procedure: Procedure, states: dict[str, str] | None = None) -> Drawing:
    """`states` are those of a case's steps; with them what each step can do is left out, since the page says it."""
    posts = [post for post in Post.values if any(step.post == post for step in procedure.steps)]
    lanes = [Lane(n * LANE, n * LANE + LANE // 2, short_post(post), n % 2 == 1) for n, post in enumerate(posts)]
    text_x, right = len(lanes) * LANE + 14, WIDTH - len(procedure.spans) * BAR - 6
    stops: list[Stop] = []
    y = HEAD
    for step in procedure.steps:
        stop = Stop(step, lanes[posts.index(step.post)].middle, y + TITLE // 2 + 3, y, (states or {}).get(step.key, ""))
        y = _written(stop, procedure, right - text_x, y, is_short=states is not None)
        stops.append(stop)
    bars, spans = _bars(procedure, stops)
    return Drawing(WIDTH, y - GAP + 10, lanes, stops, _lines(procedure, stops), bars, spans, text_x)


def short_post(post: str) -> str:
    """The word over a lane: two letters at the most in Chinese."""
    return {
        Post.VILLAGE: _("村"), Post.TOWN: _("镇"), Post.CENTRE: _("中心"), Post.BUREAU: _("县局"), Post.LEADER: _("领导"),
        Post.CITY: _("市"), Post.PROVINCE: _("省"),
    }[Post(post)]  # fmt: skip


def act_words(act: Act, procedure: Procedure, step: Step) -> str:
    """An act with its sign and, where it is not the next step, where it leads."""
    target = procedure.target(step, act)
    if act.kind == ActKind.PASS:
        usual = procedure.after(step.key)
        is_jump = target is not None and usual is not None and target.key != usual.key
        return f"→ {act.title}" + (_(",到“%(step)s”") % {"step": target.title} if is_jump and target else "")
    signs = {ActKind.RETURN: "…", ActKind.BACK: "←", ActKind.REFUSE: "×", ActKind.FINISH: "●", ActKind.NOTE: "·"}
    return f"{signs[ActKind(act.kind)]} {act.title}"


def _written(stop: Stop, procedure: Procedure, width: int, y: int, *, is_short: bool) -> int:
    """Puts the words of a step under each other; where the next begins."""
    step = stop.step
    for line in _wrapped(str(step.title), width // TITLE):
        y += round(TITLE * 1.3)
        stop.titles.append((y - 4, line))
    notes = [str(step.outside or Post(step.post).label)]
    if stop.state in ("now", "held"):
        notes.insert(0, _("▶ 现在在这里") if stop.state == "now" else _("▶ 在这里等申请人补正"))
    if step.limit is not None:
        mark = _("本产品默认") if step.limit.source == COMPOSED else (_("法定") if step.limit.statute else _("按规定"))
        limit = _("期限%(limit)s") % {"limit": limit_words(step.limit)}
        whole = _("%(limit)s(%(mark)s)") % {"limit": limit, "mark": mark}
        notes += [whole] if len(_wrapped(whole, width // NOTE)) == 1 else [limit, mark]
    if step.least is not None:
        notes.append(_("至少满%(least)s") % {"least": limit_words(step.least)})
    if not is_short:
        notes += [act_words(act, procedure, step) for act in step.acts]
    for note in notes:
        for line in _wrapped(note, width // NOTE):
            y += round(NOTE * 1.4)
            stop.notes.append((y - 3, line))
    stop.bottom = y
    return y + GAP


def _wrapped(text: str, letters: int) -> list[str]:
    """Chinese letters are as wide as high, others about half."""
    lines, line, width = [], "", 0.0
    for letter in text:
        wide = 1.0 if ord(letter) > 0x2000 else 0.56
        if width + wide > letters and line:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + letter, width + wide
    return [*lines, line] if line else lines


def _lines(procedure: Procedure, stops: list[Stop]) -> list[Line]:
    place = {stop.step.key: n for n, stop in enumerate(stops)}
    found: dict[tuple[int, int], str] = {}
    for n, stop in enumerate(stops):
        for act in stop.step.acts:
            target = procedure.target(stop.step, act)
            if target is not None:
                end = place[target.key]
                found[n, end] = "back" if end <= n else ("on" if end == n + 1 else "jump")
    order = {"back": 0, "jump": 1, "on": 2}
    lines = [Line(_path(stops[a], stops[b], kind), kind) for (a, b), kind in found.items()]
    return sorted(lines, key=lambda line: order[line.kind])


def _path(start: Stop, end: Stop, kind: str) -> str:
    """The usual way goes straight down its lane and then over; what jumps or goes back swings out to its side."""
    if kind == "on":
        turn = max(end.y - LANE, start.y + RADIUS)
        return f"M{start.x} {start.y}V{turn}C{start.x} {turn + LANE // 2} {end.x} {end.y - LANE // 2} {end.x} {end.y}"
    side = LANE // 2 + 2 if kind == "jump" else -LANE // 2 - 2
    third = (end.y - start.y) // 3
    return f"M{start.x} {start.y}C{start.x + side} {start.y + third} {end.x + side} {end.y - third} {end.x} {end.y}"


def _bars(procedure: Procedure, stops: list[Stop]) -> tuple[list[Bar], list[tuple[str, Span]]]:
    keys = [stop.step.key for stop in stops]
    bars, spans = [], []
    for n, span in enumerate(procedure.spans):
        first = keys.index(span.after) + 1 if span.after else 0
        top, bottom = stops[min(first, len(stops) - 1)].top, stops[keys.index(span.until)].bottom
        bars.append(Bar(WIDTH - (len(procedure.spans) - n) * BAR, top + 4, bottom - top, NUMBERS[n]))
        spans.append((NUMBERS[n], span))
    return bars, spans


def told(procedure: Procedure, states: dict[str, str] | None = None) -> list[dict]:
    """The same as words: who does what until when, by which rule, and what can come of it."""
    return [
        {
            "title": str(step.title), "where": str(step.outside or Post(step.post).label),
            "state": (states or {}).get(step.key, ""), "limit": limit_words(step.limit), "least": limit_words(step.least),
            "is_law": bool(step.limit and step.limit.statute), "is_ours": bool(step.limit) and step.limit.source == COMPOSED,
            "source": step.limit.source if step.limit else "", "acts": [act_words(act, procedure, step) for act in step.acts],
            "not_by": [str(procedure.step(key).title) if procedure.step(key) else str(_("提出申请")) for key in step.not_by],
            "help": str(step.help or ""),
        }
        for step in procedure.steps
    ]  # fmt: skip
