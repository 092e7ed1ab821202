"""The shape of a sunburst: what lies inside of what, as rings of slices. Drawn here, so that the page needs no script."""

import math
from dataclasses import dataclass, field

FULL = 2 * math.pi
RINGS = ((84, 186), (190, 246))
"""(inner, outer) radius of the units and of what lies inside of them, in a picture of 500 by 500."""
LEAST_SHARE = 0.004
LETTER, LETTERS = 18, 5
"""Height of a letter and the most letters of a label in the inner ring."""


@dataclass
class Node:
    """A unit with its size and a level of what it is coloured by: 0–3 from little to much, 4 for what wants attention."""

    label: str
    size: int
    url: str = ""
    said: str = ""
    level: int = 0
    children: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Slice:
    node: Node
    path: str
    ring: int
    x: float = 0
    y: float = 0
    label: str = ""


def slices(nodes: list[Node]) -> list[Slice]:
    """Every unit as wide as it is large; one without anybody stays a thin line that can be seen."""
    found: list[Slice] = []
    for node, start, end in _shares(nodes, 0, FULL):
        found.append(_slice(node, 0, start, end))
        found += [_slice(child, 1, a, b) for child, a, b in _shares(node.children, start, end)]
    return found


def _shares(nodes: list[Node], start: float, end: float):
    total = sum(node.size for node in nodes) or len(nodes)
    weights = [max(node.size, total * LEAST_SHARE) for node in nodes]
    scale, at = (end - start) / (sum(weights) or 1), start
    for node, weight in zip(nodes, weights, strict=True):
        yield node, at, at + weight * scale
        at += weight * scale


def _slice(node: Node, ring: int, start: float, end: float) -> Slice:
    inner, outer = RINGS[ring]
    path = _arc(inner, outer, start, end)
    middle, radius = (start + end) / 2, (inner + outer) / 2
    if ring or (end - start) * radius < LETTER * 1.3:
        return Slice(node, path, ring)
    x, y = _point(radius, middle)
    label = node.label if len(node.label) <= LETTERS else node.label[: LETTERS - 1] + "…"
    return Slice(node, path, ring, round(x, 1), round(y + LETTER / 3, 1), label)


def _arc(inner: float, outer: float, start: float, end: float) -> str:
    """A slice as a path. A whole ring is two halves, since an arc that ends where it begins is not drawn."""
    if end - start > FULL * 0.999:
        half = start + FULL / 2
        return _arc(inner, outer, start, half) + _arc(inner, outer, half, start + FULL * 0.9985)
    large = int(end - start > math.pi)
    a, b, c, d = (_point(outer, start), _point(outer, end), _point(inner, end), _point(inner, start))
    return (
        f"M{a[0]:.1f} {a[1]:.1f}A{outer} {outer} 0 {large} 1 {b[0]:.1f} {b[1]:.1f}"
        f"L{c[0]:.1f} {c[1]:.1f}A{inner} {inner} 0 {large} 0 {d[0]:.1f} {d[1]:.1f}Z"
    )


def _point(radius: float, angle: float) -> tuple[float, float]:
    """From twelve o'clock on, as a clock goes."""
    return radius * math.sin(angle), -radius * math.cos(angle)
