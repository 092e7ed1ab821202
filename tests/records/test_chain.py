"""Whoever writes to the database by hand is found out: change, swap, insertion, gap and cut."""

import pytest
from django.db import connection

from rongyi.kernel.audit import Break
from rongyi.records.chain import verify
from rongyi.records.models import Fact, FactPerson, StationHead
from rongyi.records.services import correct, withdraw
from tests.fixtures_people import HUYI_VILLAGE, MEI_SIBLING, MEI_VILLAGE
from tests.records.work import DAY, draft, meet, somebody, without_guards, worker

pytestmark = pytest.mark.django_db
CHANGED = "changed after it was written"
STATE = "state does not follow from the chain"
BELIED = "day or people do not follow from the fact"


def key(fact: Fact):
    return fact.pk.hex if connection.vendor == "sqlite" else fact.pk


def only_break() -> tuple[int, str]:
    _read, breaks = verify()
    assert [(b.chain, b.county) for b in breaks] == [("records", MEI_VILLAGE)]
    return breaks[0].seq, breaks[0].what


def update(fact: Fact, column: str, value) -> None:
    without_guards((f'UPDATE records_fact SET "{column}" = %s WHERE id = %s', [value, key(fact)]))


def test_a_chain_that_nobody_touched_holds():
    first, second = meet(draft(people=somebody(2)), draft(data={"minutes_of": "发言很多"}, summary="例会"))
    meet(draft(MEI_SIBLING))
    correct(actor=worker(), fact=first, at=DAY, channel="video", data={"theme": "改过的例会"})
    withdraw(actor=worker(), fact=second, reason="记重了")

    assert verify() == (5, [])


def test_each_county_is_proved_alone():
    meet(draft(), draft(HUYI_VILLAGE), draft(HUYI_VILLAGE))

    assert verify("610326") == (1, [])
    assert verify("610118") == (2, [])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("handler", "别人"),
        ("channel", "video"),
        ("minutes", 61),
        ("quantity", 7),
        ("amount_fen", 1),
        ("kind", "visit"),
        ("data", '{"theme": "别的", "sort": "regular"}'),
        ("summary", b"\x01\x02"),
        ("sealed_data", b"\x01\x02"),
        ("hash", b"\x00" * 32),
        ("actor_id", "0" * 32),
        ("occurred_at", "2026-09-29 04:00:00+00:00"),
        ("recorded_at", "2026-09-29 04:00:00+00:00"),
        ("source_kind", "visits.plan"),
    ],
)
def test_one_changed_value_is_named(column: str, value):
    _first, second, _third = meet(draft(), draft(), draft())

    update(second, column, value)

    assert only_break() == (2, CHANGED)


def test_one_changed_byte_of_a_sealed_value_is_named():
    fact = meet(draft(data={"minutes_of": "张三说了两句"}))[0]
    raw = bytes(Fact.objects.filter(pk=fact.pk).values_list("sealed_data", flat=True)[0])

    update(fact, "sealed_data", raw[:-1] + bytes([raw[-1] ^ 1]))

    assert only_break() == (1, CHANGED)


def test_another_day_beside_the_moment_is_named():
    _first, second = meet(draft(), draft())

    update(second, "occurred_on", "2026-09-29")

    assert only_break() == (2, BELIED)


def test_another_number_of_people_is_named():
    fact = meet(draft(people=somebody()))[0]

    update(fact, "people_count", 9)

    assert only_break() == (1, BELIED)


def test_a_person_taken_out_of_a_fact_is_named():
    fact = meet(draft(people=somebody(2)))[0]
    gone = FactPerson.objects.filter(fact=fact).first()
    person = gone.person_id.hex if connection.vendor == "sqlite" else gone.person_id

    without_guards(("DELETE FROM records_factperson WHERE person_id = %s", [person]))

    assert only_break() == (1, CHANGED)


def test_a_person_put_into_a_fact_is_named():
    fact = meet(draft(people=somebody()))[0]

    FactPerson.objects.create(county=fact.county, person_id=somebody()[0], occurred_at=fact.occurred_at, fact=fact)

    assert only_break() == (1, CHANGED)


def test_a_person_moved_to_another_day_is_named():
    fact = meet(draft(people=somebody()))[0]

    without_guards(("UPDATE records_factperson SET occurred_at = %s", ["2026-01-01 04:00:00+00:00"]))

    assert only_break() == (1, BELIED)
    assert fact.seq == 1


def test_two_swapped_facts_are_named():
    first, second, _third = meet(draft(), draft(data={"theme": "另一次"}), draft())

    without_guards(
        ("UPDATE records_fact SET seq = 99 WHERE id = %s", [key(first)]),
        ("UPDATE records_fact SET seq = 1 WHERE id = %s", [key(second)]),
        ("UPDATE records_fact SET seq = 2 WHERE id = %s", [key(first)]),
    )

    assert only_break() == (1, "does not follow the former fact")


def test_a_fact_taken_out_is_named():
    _first, second, _third = meet(draft(), draft(), draft())

    without_guards(("DELETE FROM records_fact WHERE id = %s", [key(second)]))

    assert only_break() == (2, "gap or insertion")


def test_a_cut_tail_is_named():
    _first, _second, third = meet(draft(), draft(), draft())

    without_guards(("DELETE FROM records_fact WHERE id = %s", [key(third)]))

    assert only_break() == (3, "the tail is cut or the head was changed")


def test_a_cut_tail_with_a_head_made_to_fit_its_number_is_named():
    _first, _second, third = meet(draft(), draft(), draft())

    without_guards(
        ("DELETE FROM records_fact WHERE id = %s", [key(third)]), ("UPDATE records_stationhead SET seq = 2", [])
    )

    assert only_break() == (3, "the tail is cut or the head was changed")


def test_a_fact_put_behind_the_head_is_named():
    meet(draft(), draft())

    StationHead.objects.filter(region_code=MEI_VILLAGE).update(
        seq=1, hash=Fact.objects.get(region_code=MEI_VILLAGE, seq=1).hash
    )

    assert only_break() == (2, "gap or insertion")


def test_facts_whose_head_was_taken_away_are_named():
    meet(draft())

    StationHead.objects.filter(region_code=MEI_VILLAGE).delete()

    assert verify() == (0, [Break("records", MEI_VILLAGE, 0, "facts without a head")])


def test_a_state_without_a_correction_behind_it_is_named():
    _first, second = meet(draft(), draft())

    Fact.objects.filter(pk=second.pk).update(state="withdrawn")

    assert only_break() == (2, STATE)


def test_a_withdrawn_fact_made_valid_again_is_named():
    first, _second = meet(draft(), draft())
    withdraw(actor=worker(), fact=first, reason="记错了人")

    Fact.objects.filter(pk=first.pk).update(state="valid")

    assert only_break() == (1, STATE)


def test_a_corrected_fact_called_withdrawn_is_named():
    first, _second = meet(draft(), draft())
    correct(actor=worker(), fact=first, at=DAY, channel="video", data={"theme": "改过的例会"})

    Fact.objects.filter(pk=first.pk).update(state="withdrawn")

    assert only_break() == (1, STATE)


def test_the_proof_reads_long_chains_in_pieces(monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr("rongyi.records.chain.CHUNK", 10)
    facts = meet(*(draft(people=somebody()) for _ in range(25)))
    withdraw(actor=worker(), fact=facts[2], reason="记错了")

    with django_assert_max_num_queries(12):
        assert verify() == (26, [])


@pytest.mark.parametrize("verb", ["UPDATE records_fact SET handler = 'x'", "DELETE FROM records_factperson"])
def test_the_database_itself_refuses_to_change_a_fact(verb: str):
    from django.db import DatabaseError, transaction

    meet(draft(people=somebody()))

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)
