"""Search by kind of query: through registry.queries.find, through HTTP, and beside Django admin's icontains."""

import random
from urllib.parse import quote

from django.db.models import Q

from bench import actors, dataset, peers, server
from bench.harness import ratio, repeated, summary, timed
from rongyi.organisation.models import subtree
from rongyi.registry.models import Person
from rongyi.registry.queries import find

PEER_ASKS = 30
WHOLE_TABLE_ASKS = 5
# kind of query: (whose reach, what is typed)
KINDS = {
    "exact number, county": ("county", lambda p: p.id_number),
    "two characters, county": ("county", lambda p: p.name[:2]),
    "initials, county": ("county", lambda p: initials(p.name)),
    "pinyin, county": ("county", lambda p: p.sort_name),
    "tail of four, county": ("county", lambda p: p.id_number[-4:]),
    "tail of four, village": ("village", lambda p: p.id_number[-4:]),
    "two characters, village": ("village", lambda p: p.name[:2]),
    "two characters, prefecture": ("prefecture", lambda p: p.name[:2]),
    "initials, prefecture": ("prefecture", lambda p: initials(p.name)),
    "tail of four, prefecture": ("prefecture", lambda p: p.id_number[-4:]),
}
NOT_BY_PEER = ("exact number", "initials")
"""The number is encrypted and initials are not a part of the spelling: icontains finds neither."""


def initials(name: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def run(people: int, seed: int, asks: int = 200) -> dict:
    who = actors.actors()
    questions = {kind: _questions(who[reach], kind, seed, asks) for kind, (reach, _make) in KINDS.items()}
    result = {"data": dataset.size_of(), "kinds": {}}
    for kind, (reach, _make) in KINDS.items():
        result["kinds"][kind] = _by_orm(who[reach], questions[kind], kind)
    result["whole_table_icontains"] = _whole_table(questions["two characters, county"][:WHOLE_TABLE_ASKS])
    tokens = actors.tokens()
    with server.running() as port:
        for kind, (reach, _make) in KINDS.items():
            result["kinds"][kind]["http"] = _by_http(port, tokens[reach], questions[kind])
    return result


def _questions(actor, kind: str, seed: int, asks: int) -> list[str]:
    """What is typed to find people who are there, each chosen by chance."""
    ids = list(Person.objects.visible_to(actor).order_by("pk").values_list("pk", flat=True))
    chosen = random.Random(f"{seed}-{kind}").choices(ids, k=asks)
    rows = Person.objects.visible_to(actor).in_bulk(list(set(chosen))) if len(ids) < 900 else _fetched(actor, chosen)
    return [KINDS[kind][1](rows[i]) for i in chosen]


def _fetched(actor, chosen: list) -> dict:
    found: dict = {}
    for start in range(0, len(chosen), 200):
        found |= Person.objects.visible_to(actor).in_bulk(chosen[start : start + 200])
    return found


def _by_orm(actor, questions: list[str], kind: str) -> dict:
    find(actor, questions[0], limit=25)  # opens the connection and fills the caches of the process
    took, answers = repeated(lambda text: find(actor, text, limit=25), questions)
    hits = [found.count for found in answers]
    if 0 in hits:
        raise AssertionError(f"{kind}: somebody who is there was not found")
    result = {"orm": took, "hits_mean": round(sum(hits) / len(hits), 1)}
    if not kind.startswith(NOT_BY_PEER):
        scope = Q()
        for reach in actor.reaches:
            scope |= subtree("region_code", reach.code)
        peer, _pages = repeated(lambda text: peers.admin_page(text, scope), questions[:PEER_ASKS])
        result["icontains_in_scope"] = peer
        result["icontains_takes_times"] = ratio(result["orm"]["p50_ms"], peer["p50_ms"])
    return result


def _whole_table(questions: list[str]) -> dict:
    """Admin knows no scope: its page asks the whole table."""
    return summary([timed(peers.admin_page, text, Q())[0] for text in questions])


def _by_http(port: int, token: str, questions: list[str]) -> dict:
    ask = server.visitor(port, {"Authorization": f"Bearer {token}"})
    paths = [f"/api/v1/people?limit=25&q={quote(text)}" for text in questions]
    for path in paths[:8]:  # each of the two processes has read its code and opened its database
        ask(path)
    return summary([timed(ask, path)[0] for path in paths])
