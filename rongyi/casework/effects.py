"""What an act does beyond the case itself, such as making a card. Apps above register theirs by name."""

from collections.abc import Callable

EFFECTS: dict[str, Callable] = {}
"""{name: function(case, entry, values, actor)}; it runs in the transaction of the act and may refuse it."""


def register_effect(name: str, effect: Callable) -> None:
    EFFECTS[name] = effect
