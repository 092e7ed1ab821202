"""The way of a matter as a picture with a lane for each tier, drawn here from the definition; beside it the same as a list."""

from dataclasses import dataclass

from rongyi.casework.enums import ActKind, Post
from rongyi.casework.procedures.schema import Procedure, Step
from rongyi.casework.shown import limit_words
from rongyi.kernel.definitions.loading import COMPOSED

LANE, ROW, HEAD, BOX_W, BOX_H = 150, 84, 40, 130, 56
LETTERS = 8
"""How many Chinese letters a line of a box holds."""


@dataclass(frozen=True)
class Box:
    """One step in the picture: left, top, its words, and whether the case stands there."""

    x: int
    y: int
    lines: tuple[str, ...]
    limit: str
    is_now: bool
    is_outside: bool

    @property
    def middle(self) -> int:
        return self.x + BOX_W // 2

    @property
    def first_line(self) -> int:
        return self.y + (24 if self.limit else 32) - 8 * (len(self.lines) - 1)

    @property
    def limit_line(self) -> int:
        return self.y + BOX_H - 8


@dataclass(frozen=True)
class Way:
    """`arrows` are paths; `back` of them lead to an earlier step."""

    width: int
    height: int
    lanes: list[tuple[int, str]]
    boxes: list[Box]
    arrows: list[tuple[str, bool]]
    steps: list[dict]


def drawn(procedure: Procedure, now: str = "") -> Way:
    posts = [post for post in Post.values if any(step.post == post for step in procedure.steps)]
    boxes = {
        step.key: Box(
            posts.index(step.post) * LANE + (LANE - BOX_W) // 2, HEAD + n * ROW + 10, _lines(str(step.title)),
            limit_words(step.limit), step.key == now, step.outside is not None,
        )
        for n, step in enumerate(procedure.steps)
    }  # fmt: skip
    return Way(
        len(posts) * LANE + 30, HEAD + len(procedure.steps) * ROW + 10,
        [(n * LANE + LANE // 2, str(Post(post).label)) for n, post in enumerate(posts)],
        list(boxes.values()), list(_arrows(procedure, boxes)), [_told(procedure, step, now) for step in procedure.steps],
    )  # fmt: skip


def _arrows(procedure: Procedure, boxes: dict[str, Box]):
    seen = set()
    for step in procedure.steps:
        for act in step.acts:
            target = procedure.target(step, act)
            if target is None or (step.key, target.key) in seen:
                continue
            seen.add((step.key, target.key))
            yield _path(boxes[step.key], boxes[target.key], act.kind == ActKind.BACK), act.kind == ActKind.BACK


def _path(start: Box, end: Box, is_back: bool) -> str:
    if is_back:
        side = max(start.x, end.x) + BOX_W
        return f"M{start.x + BOX_W} {start.y + 18}H{side + 12}V{end.y + 40}H{end.x + BOX_W + 3}"
    if start.x == end.x:
        return f"M{start.middle} {start.y + BOX_H}V{end.y - 3}"
    half = start.y + BOX_H + (ROW - BOX_H) // 2
    return f"M{start.middle} {start.y + BOX_H}V{half}H{end.middle}V{end.y - 3}"


def _lines(title: str) -> tuple[str, ...]:
    lines = [title[n : n + LETTERS] for n in range(0, len(title), LETTERS)][:2]
    if len(title) > 2 * LETTERS:
        lines[1] = lines[1][:-1] + "…"
    return tuple(lines)


def _told(procedure: Procedure, step: Step, now: str) -> dict:
    """The same as words: who does what until when, and by which rule."""
    return {
        "title": str(step.title), "where": str(step.outside or Post(step.post).label), "limit": limit_words(step.limit),
        "source": step.limit.source if step.limit else "", "is_ours": bool(step.limit) and step.limit.source == COMPOSED,
        "least": limit_words(step.least), "acts": [str(act.title) for act in step.acts], "is_now": step.key == now,
        "not_by": [str(procedure.step(key).title) for key in step.not_by if procedure.step(key)],
    }  # fmt: skip
