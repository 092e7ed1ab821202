"""What apps above know of a person: each says one line with a link, and the person's page shows them together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rongyi.organisation.access import Actor
from rongyi.registry.models import Person


@dataclass(frozen=True)
class Link:
    """One line under «相关事项»; `note` says how things stand, `needs_care` makes it stand out."""

    label: str
    url: str
    icon: str = "next"
    note: str = ""
    needs_care: bool = False


Asked = Callable[[Person, Actor], Iterable[Link]]
_asked: list[tuple[int, Asked]] = []


def register_links(asked: Asked, *, order: int = 50) -> None:
    """`asked(person, actor)` gives the links that this actor may open; it looks at the actor's rights itself."""
    _asked.append((order, asked))
    _asked.sort(key=lambda pair: pair[0])


def links_of(person: Person, actor: Actor) -> list[Link]:
    return [link for _order, asked in _asked for link in asked(person, actor)]
