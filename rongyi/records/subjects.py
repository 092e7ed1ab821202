"""How the spine shows people whom it knows by an opaque id only: the app that keeps the files says their names."""

from collections.abc import Callable, Iterable
from uuid import UUID

Resolver = Callable[..., dict[UUID, dict]]
_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    """`resolver(county=…, ids=…, actor=…)` answers {id: {"name", "url", "region_code"}} for those the actor may see."""
    _resolvers[:] = [resolver]


def subjects(*, county: str, ids: Iterable[UUID], actor) -> dict[UUID, dict]:
    ids = set(ids)
    return _resolvers[0](county=county, ids=ids, actor=actor) if _resolvers and ids else {}


Identities = Callable[..., dict[UUID, set[UUID]]]
_identities: list[Identities] = []


def register_identities(resolver: Identities) -> None:
    """`resolver(county=…, ids=…)` answers {id: itself and the ids of files that became part of it}."""
    _identities[:] = [resolver]


def identities(*, county: str, ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """A fact keeps the id that it was given: whoever asks for all that was done for somebody asks for all of these."""
    ids = set(ids)
    return _identities[0](county=county, ids=ids) if _identities and ids else {one: {one} for one in ids}
