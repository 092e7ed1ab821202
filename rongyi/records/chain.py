"""The chain of facts of a station, and its proof."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from rongyi.kernel import clock
from rongyi.kernel.audit import GENESIS, Break, chain_hash
from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.keyring import keyring
from rongyi.records.models import Fact, FactPerson, StationHead

CHUNK = 1000


def locked_heads(county: str, region_codes: list[str]) -> dict[str, StationHead]:
    """The heads of some stations, locked in one order for everybody; made where they are missing."""
    heads = StationHead.objects.select_for_update().filter(county=county, region_code__in=region_codes)
    found = {head.region_code: head for head in heads.order_by("region_code")}
    missing = [code for code in region_codes if code not in found]
    if missing:
        StationHead.objects.bulk_create(
            [StationHead(county=county, region_code=code, hash=GENESIS) for code in missing], ignore_conflicts=True
        )
        found = {head.region_code: head for head in heads.order_by("region_code")}
    return found


def fact_hash(fact: Fact, people: list[str]) -> bytes:
    """Over all that never changes. Sealed values enter as a digest of their ciphertext, so that a key may be destroyed
    without breaking the chain; the state is not hashed but follows from the facts that correct or withdraw."""
    fields = [
        fact.county, fact.region_code, fact.seq, str(fact.id), fact.kind, f"{fact.occurred_at.timestamp():.6f}",
        f"{fact.recorded_at.timestamp():.6f}", str(fact.actor_id or ""), fact.handler, fact.channel, fact.minutes,
        fact.quantity, fact.amount_fen, sorted(people), fact.data, _digest(fact, "sealed_data"),
        _digest(fact, "summary"), fact.source_kind, str(fact.source_id or ""), str(fact.corrects_id or ""),
        bytes(fact.previous_hash).hex(),
    ]  # fmt: skip
    return chain_hash(fields)


class PlainChain:
    """`fact_hash` for thousands of facts that seal nothing and have nearly all in common: what never changes is written
    once, and the same bytes are hashed."""

    def __init__(self, common: dict):
        self.key = keyring().subkey("chain")
        self.county = _json(common["county"])
        moments = [f"{common[name].timestamp():.6f}" for name in ("occurred_at", "recorded_at")]
        self.middle = _json([
            common["kind"], *moments, str(common["actor_id"] or ""), common["handler"], common["channel"],
            common["minutes"], common["quantity"], common["amount_fen"],
        ])[1:-1]  # fmt: skip
        self.data: dict[str, str] = {}

    def hash(self, own: dict, person: str) -> bytes:
        """Of one fact: `own` is what it does not share."""
        key = repr(own["data"])
        data = self.data.get(key)
        if data is None:
            data = self.data[key] = _json(own["data"])
        text = (
            f'[{self.county},"{own["region_code"]}",{own["seq"]},"{own["id"]}",{self.middle},["{person}"],{data},"","",'
            f'"{own["source_kind"]}","{own["source_id"] or ""}","","{own["previous_hash"].hex()}"]'
        )
        return hmac.digest(self.key, text.encode(), "sha256")


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _digest(fact: Fact, name: str) -> str:
    field = Fact._meta.get_field(name)
    raw = field.pre_save(fact, fact._state.adding)
    return hashlib.sha256(bytes(raw)).hexdigest() if raw is not None else ""


def verify(
    county: str | None = None, *, progress: Callable[[int, int | None], None] | None = None
) -> tuple[int, list[Break]]:
    """Walks the chain of every station; returns the number of facts read and the first break of each station.

    It runs while people work: each chain is read up to the head that stood when the walk of it began.
    """
    with all_counties():
        chosen = {"county": county} if county else {}
        heads = list(StationHead.objects.filter(**chosen).order_by("county", "region_code"))
        read, breaks = 0, []
        for head in heads:
            walk = _Walk(head)
            fault = walk.fault()
            read += walk.seq
            breaks += [fault] if fault else []
            if progress:
                progress(read, None)
        breaks += _headless(chosen, {head.region_code for head in heads})
    return read, breaks


def _headless(chosen: dict, known: set[str]) -> Iterator[Break]:
    codes = Fact.objects.filter(**chosen).order_by().values_list("county", "region_code").distinct()
    later = set(StationHead.objects.filter(**chosen).values_list("region_code", flat=True))
    for _county, code in codes:
        if code not in known and code not in later:
            yield Break("records", code, 0, "facts without a head")


@dataclass
class _Walk:
    """One station's chain, read in pieces; only those facts are remembered whose end is still to come."""

    head: StationHead
    seq: int = 0
    last: bytes = GENESIS
    ended: dict[UUID, tuple[int, str]] = field(default_factory=dict)

    def fault(self) -> Break | None:
        facts = Fact.objects.filter(county=self.head.county, region_code=self.head.region_code)
        while chunk := list(facts.filter(seq__gt=self.seq, seq__lte=self.head.seq).order_by("seq")[:CHUNK]):
            people = self._people_of(chunk)
            for fact in chunk:
                what = self._step(fact, people.get(fact.id, []))
                if what:
                    return self._break(*what)
        if (self.seq, self.last) != (self.head.seq, bytes(self.head.hash)):
            return self._break(self.seq + 1, "the tail is cut or the head was changed")
        return self._beyond(facts) or self._without_cause()

    def _step(self, fact: Fact, links: list[tuple]) -> tuple[int, str] | None:
        if fact.seq != self.seq + 1:
            return self.seq + 1, "gap or insertion"
        if bytes(fact.previous_hash) != self.last:
            return fact.seq, "does not follow the former fact"
        if not hmac.compare_digest(fact_hash(fact, [str(p) for p, _at in links]), bytes(fact.hash)):
            return fact.seq, "changed after it was written"
        if self._belies_itself(fact, links):
            return fact.seq, "day or people do not follow from the fact"
        if fact.corrects_id:
            number, state = self.ended.pop(fact.corrects_id, (0, ""))
            if state != ("withdrawn" if fact.kind == "withdrawal" else "corrected"):
                return number or self._number_of(fact), "state does not follow from the chain"
        if fact.state != Fact.State.VALID:
            self.ended[fact.id] = (fact.seq, fact.state)
        self.seq, self.last = fact.seq, bytes(fact.hash)
        return None

    @staticmethod
    def _belies_itself(fact: Fact, links: list[tuple]) -> bool:
        """What is kept beside the hashed values for speed must say the same as they do."""
        day = fact.occurred_at.astimezone(clock.SHANGHAI).date()
        return (
            fact.occurred_on != day
            or fact.people_count != len(links)
            or any(at != fact.occurred_at for _person, at in links)
        )

    def _beyond(self, facts) -> Break | None:
        """A fact past the head was slipped in, unless the head has moved on since by honest work."""
        beyond = facts.filter(seq__gt=self.head.seq).order_by("seq").first()
        if beyond is None:
            return None
        now = StationHead.objects.get(county=self.head.county, region_code=self.head.region_code)
        return self._break(beyond.seq, "gap or insertion") if now.seq < beyond.seq else None

    def _without_cause(self) -> Break | None:
        for fact_id, (number, _state) in sorted(self.ended.items(), key=lambda item: item[1][0]):
            later = Fact.objects.filter(county=self.head.county, corrects_id=fact_id, seq__gt=self.head.seq)
            if not later.exists():  # else it ended while we read
                return self._break(number, "state does not follow from the chain")
        return None

    def _people_of(self, chunk: list[Fact]) -> dict[UUID, list[tuple]]:
        links = FactPerson.objects.filter(county=self.head.county, fact_id__in=[fact.id for fact in chunk])
        people: dict[UUID, list[tuple]] = {}
        for fact_id, person_id, at in links.values_list("fact_id", "person_id", "occurred_at"):
            people.setdefault(fact_id, []).append((person_id, at))
        return people

    def _number_of(self, fact: Fact) -> int:
        wrong = Fact.objects.filter(county=self.head.county, pk=fact.corrects_id).values_list("seq", flat=True)
        return wrong.first() or fact.seq

    def _break(self, seq: int, what: str) -> Break:
        return Break("records", self.head.region_code, seq, what)
