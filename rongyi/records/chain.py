"""The chain of facts of a station, and its proof."""

import hashlib
import hmac

from django.db import transaction

from rongyi.kernel.audit import GENESIS, Break, chain_hash
from rongyi.kernel.county import all_counties
from rongyi.records.models import Fact, FactPerson, StationHead


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


def _digest(fact: Fact, name: str) -> str:
    field = Fact._meta.get_field(name)
    raw = field.pre_save(fact, fact._state.adding)
    return hashlib.sha256(bytes(raw)).hexdigest() if raw is not None else ""


def verify(county: str | None = None) -> tuple[int, list[Break]]:
    """Walks the chain of every station; returns the number of facts read and the first break of each station."""
    with all_counties(), transaction.atomic():
        heads = StationHead.objects.filter(**({"county": county} if county else {})).order_by("county", "region_code")
        read, breaks = 0, []
        for head in heads.iterator():
            count, fault = _verify_station(head)
            read += count
            breaks += [fault] if fault else []
        known = set(StationHead.objects.values_list("region_code", flat=True))
        for code in Fact.objects.values_list("region_code", flat=True).distinct():
            if code not in known and county in (None, code[:6]):
                breaks.append(Break("records", code, 0, "facts without a head"))
    return read, breaks


def _verify_station(head: StationHead) -> tuple[int, Break | None]:
    seq, last, ended = 0, GENESIS, {}
    states = {}
    rows = Fact.objects.filter(county=head.county, region_code=head.region_code).order_by("seq")
    people = _people_of(head)
    for fact in rows.iterator(2000):
        if fact.seq != seq + 1:
            return seq, Break("records", head.region_code, seq + 1, "gap or insertion")
        if bytes(fact.previous_hash) != last:
            return seq, Break("records", head.region_code, fact.seq, "does not follow the former fact")
        if not hmac.compare_digest(fact_hash(fact, people.get(fact.id, [])), bytes(fact.hash)):
            return seq, Break("records", head.region_code, fact.seq, "changed after it was written")
        if fact.corrects_id:
            ended[fact.corrects_id] = "withdrawn" if fact.kind == "withdrawal" else "corrected"
        states[fact.id] = (fact.seq, fact.state)
        seq, last = fact.seq, bytes(fact.hash)
    for fact_id, (number, state) in states.items():
        if ended.get(fact_id, "valid") != state:
            return seq, Break("records", head.region_code, number, "state does not follow from the chain")
    if (seq, last) != (head.seq, bytes(head.hash)):
        return seq, Break("records", head.region_code, seq + 1, "the tail is cut or the head was changed")
    return seq, None


def _people_of(head: StationHead) -> dict:
    pairs = FactPerson.objects.filter(county=head.county, fact__region_code=head.region_code)
    people: dict = {}
    for fact_id, person_id in pairs.values_list("fact_id", "person_id").iterator(5000):
        people.setdefault(fact_id, []).append(str(person_id))
    return people
