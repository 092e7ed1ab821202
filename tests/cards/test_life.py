"""A card from the hand-over to its end: each matter moves it along the table, and the file shows what the card says."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from rongyi.cards.models import Card, CardEvent
from rongyi.cards.queries import live_card
from rongyi.cards.services.losing import (
    lift_loss,
    lift_what_is_over,
    report_formal_loss,
    report_temporary_loss,
    take_back,
)
from rongyi.casework.services import withdraw_case
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.records.models import Fact
from rongyi.registry.models import Credential
from rongyi.registry.services import record_death, transfer_person
from tests.cards.conftest import MONDAY
from tests.cards.scene import LOSS, REPLACE, held, open_matter, to_the_hand
from tests.casework.scene import apply_for_card, card_to_the_hand, do
from tests.fixtures_people import OTHER_TOWN_VILLAGE

pytestmark = pytest.mark.usefixtures("on_a_monday")


def _acts(card: Card) -> list[str]:
    return list(CardEvent.objects.filter(county=card.county, card=card).order_by("seq").values_list("act", flat=True))


def test_handing_over_makes_the_card_and_the_file_shows_it(posts, wang):
    case = apply_for_card(posts.village, wang)

    card_to_the_hand(posts, case)

    card = Card.objects.get(county=wang.county, person=wang)
    shown = Credential.objects.get(county=wang.county, person=wang)
    assert (card.kind, card.bank, card.tail, card.state, card.fee, card.case_id) == (
        "vet", "abc", "1234", "in_use", "free", case.pk,
    )  # fmt: skip
    assert (shown.pk, shown.kind, shown.issued_on, shown.received_by, shown.number) == (
        card.credential_id, "card_veteran", date(2026, 11, 23), "本人", "",
    )  # fmt: skip
    assert _acts(card) == ["issue"]
    fact = Fact.objects.get(county=wang.county, kind="card")
    assert (fact.data["act"], fact.data["card_state"], fact.sealed_data) == ("issue", "in_use", {"tail": "1234"})


def test_who_holds_a_card_is_told_so_and_gets_no_second(posts, wang):
    held(posts, wang)

    with pytest.raises(Refused, match="已持有优待证"):
        apply_for_card(posts.village, wang)


def test_a_card_that_only_the_file_knows_counts_too(posts, wang):
    Credential.objects.create(county=wang.county, region_code=wang.region_code, person=wang, kind="card_veteran")

    with pytest.raises(Refused, match="已持有优待证"):
        apply_for_card(posts.village, wang)
    card = held(posts, wang)

    assert Credential.objects.get(county=wang.county, person=wang).pk == card.credential_id


def test_of_two_applications_only_one_ends_with_a_card(posts, wang):
    case = apply_for_card(posts.village, wang)
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.bureau, case, "agree")
    do(posts.city, case, "agree")
    do(posts.province, case, "file")
    do(posts.centre, case, "made")
    do(posts.centre, case, "receive", values={"card_tail": "1234"})
    held(posts, wang)

    with pytest.raises(Conflict, match="一人只能有一张"):
        do(posts.town, case, "hand_over", values={"received_by": "本人", "way": "station"})

    case.refresh_from_db()
    assert (case.state, Card.objects.filter(county=wang.county, person=wang).count()) == ("open", 1)


def test_the_database_takes_one_live_card_of_a_person(posts, wang):
    card = held(posts, wang)

    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.create(
            county=card.county, region_code=card.region_code, person=wang, kind="vet", bank="abc", province="61",
            tail="9999", issued_on=date(2026, 1, 1),
        )  # fmt: skip


def test_a_lost_card_is_void_when_the_bank_takes_the_reissue(posts, wang):
    old = held(posts, wang)
    case = open_matter(posts.village, wang, "card_loss", LOSS)
    do(posts.town, case, "accept")
    old.refresh_from_db()
    assert old.state == "reissuing"

    do(posts.centre, case, "taken")
    old.refresh_from_db()
    assert (old.state, live_card(wang)) == ("void", None)
    assert Credential.objects.get(county=wang.county, person=wang).ending == "lost"
    to_the_hand(posts, case)

    new = live_card(wang)
    assert (new.tail, new.kind, new.bank, new.fee, new.replaces_id, new.valid_to) == (
        "4321", "vet", "icbc", "own", old.pk, date(2036, 11, 23),
    )  # fmt: skip
    assert (_acts(old), _acts(new)) == (["enter", "formal_loss", "reissue", "void"], ["issue"])


def test_a_reissue_that_is_withdrawn_leaves_the_card_lost(posts, wang):
    card = held(posts, wang)
    case = open_matter(posts.village, wang, "card_loss", LOSS)
    do(posts.town, case, "accept")
    case.refresh_from_db()

    withdraw_case(actor=posts.village, case=case, note="旧证找到了")

    card.refresh_from_db()
    assert (card.state, _acts(card)[-1]) == ("formally_lost", "reissue_ended")
    lift_loss(actor=posts.village, card=card, note="银行已解除")
    assert card.state == "in_use"


@pytest.mark.parametrize(
    ("why", "fee", "more"),
    [
        ("unreadable", "free", {}), ("expired", "free", {}), ("face_changed", "free", {}),
        ("kind_changed", "free", {"new_kind": "kin"}), ("damaged", "own", {}), ("other", "own", {}),
    ],
)  # fmt: skip
def test_a_replacement_is_free_or_paid_by_its_reason(posts, wang, why, fee, more):
    old = held(posts, wang)
    case = open_matter(posts.village, wang, "card_replace", {**REPLACE, "why": why, **more}, ("id_card", "old_card"))
    do(posts.town, case, "accept")
    do(posts.centre, case, "verify")
    do(posts.centre, case, "taken", values={"old_card": "returned"})
    to_the_hand(posts, case)

    old.refresh_from_db()
    new = live_card(wang)
    assert (new.fee, new.kind, old.state, old.returned_on) == (
        fee, more.get("new_kind", "vet"), "void", date(2026, 11, 23),
    )  # fmt: skip


def test_a_change_of_kind_says_which(posts, wang):
    held(posts, wang)
    case = open_matter(
        posts.village, wang, "card_replace", {**REPLACE, "why": "kind_changed"}, ("id_card", "old_card")
    )  # fmt: skip

    with pytest.raises(Refused, match="换成哪一种"):
        do(posts.town, case, "accept")


def test_a_card_of_another_province_becomes_one_of_ours(posts, wang):
    held(posts, wang, province="41")
    answers = {"ground": "registered", "bank": "psbc", "delivery": "station"}
    case = open_matter(posts.village, wang, "card_province", answers, ("id_card", "old_card"))
    do(posts.town, case, "accept")
    do(posts.bureau, case, "agree")
    do(posts.city, case, "agree")
    do(posts.province, case, "file")
    do(posts.centre, case, "taken", values={"old_card": "returned"})
    to_the_hand(posts, case)

    new = live_card(wang)
    assert (new.province, new.bank, new.kind, new.fee) == ("61", "psbc", "vet", "free")


def test_who_did_not_collect_the_card_pays_for_the_next(posts, wang):
    case = apply_for_card(posts.village, wang)
    for who, what, given in (
        (posts.town, "accept", {}), (posts.centre, "verify", {}), (posts.bureau, "agree", {}), (posts.city, "agree", {}),
        (posts.province, "file", {}), (posts.centre, "made", {}),
        (posts.centre, "receive", {"values": {"card_tail": "1234"}}), (posts.town, "unclaimed", {}),
    ):  # fmt: skip
        do(who, case, what, **given)
    assert not Card.objects.filter(county=wang.county).exists()

    again = apply_for_card(posts.village, wang)
    card_to_the_hand(posts, again)

    assert live_card(wang).fee == "own"


def test_a_temporary_loss_lifts_by_itself_but_for_the_bank_that_wants_you_at_its_counter(posts, wang, make_person):
    by_itself, at_counter = held(posts, wang), held(posts, make_person("李卫东"), bank="abc")
    for card in (by_itself, at_counter):
        report_temporary_loss(actor=posts.village, card=card, days=7)
    with pytest.raises(Refused, match="5到15天"):
        report_temporary_loss(actor=posts.village, card=by_itself, days=30)

    with clock.pretending(MONDAY + timedelta(days=7)):
        assert lift_what_is_over() == 0
    with clock.pretending(MONDAY + timedelta(days=8)):
        assert lift_what_is_over() == 1
        by_itself.refresh_from_db()
        at_counter.refresh_from_db()

    assert (by_itself.state, by_itself.temp_until, at_counter.state) == ("in_use", None, "temp_lost")
    assert _acts(by_itself) == ["enter", "temp_loss", "lift_itself"]


def test_the_province_suspends_and_restores_and_a_loss_is_no_way_out(posts, wang):
    card = held(posts, wang)
    report_formal_loss(actor=posts.town, card=card)
    for did, state in (("suspend", "suspended"), ("restore", "formally_lost")):
        case = open_matter(
            posts.centre, wang, "card_suspend", {"facts": "判决书一号", "heard": "无意见"}, ("judgment",),
            applicant="staff",
        )  # fmt: skip
        do(posts.leader, case, "send")
        do(posts.city, case, "send")
        do(posts.province, case, did)
        card.refresh_from_db()
        assert card.state == state


def test_treatment_that_is_not_suspended_is_not_restored(posts, wang):
    held(posts, wang)
    case = open_matter(
        posts.centre, wang, "card_suspend", {"facts": "判决书一号", "heard": "无意见"}, ("judgment",), applicant="staff"
    )  # fmt: skip
    do(posts.leader, case, "send")
    do(posts.city, case, "send")

    with pytest.raises(Refused, match="中止"):
        do(posts.province, case, "restore")


def test_after_a_death_the_bureau_cancels_the_card(posts, wang, everyone):
    card = held(posts, wang)
    wang.refresh_from_db()
    record_death(actor=everyone, person=wang, on=date(2026, 11, 1))
    wang.refresh_from_db()
    case = open_matter(
        posts.village, wang, "card_cancel", {"old_card": "returned"}, ("death_proof",), applicant="staff"
    )  # fmt: skip
    do(posts.town, case, "accept")
    do(posts.bureau, case, "cancel")

    card.refresh_from_db()
    assert (card.state, card.returned_on) == ("cancelled", date(2026, 11, 23))
    assert Credential.objects.get(county=wang.county, person=wang).ends_on is not None


def test_a_card_that_is_over_moves_no_more_even_by_the_database(posts, wang):
    old = held(posts, wang)
    case = open_matter(posts.village, wang, "card_loss", LOSS)
    do(posts.town, case, "accept")
    do(posts.centre, case, "taken")
    old.refresh_from_db()

    with pytest.raises(Refused, match="已作废"):
        report_temporary_loss(actor=posts.village, card=old)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(county=old.county, pk=old.pk).update(state="in_use")
    with pytest.raises(IntegrityError), transaction.atomic():
        CardEvent.objects.filter(county=old.county, card=old).update(act="enter")
    take_back(actor=posts.village, card=old, note="旧证找到后交回")
    assert (old.state, old.returned_on) == ("void", date(2026, 11, 23))


def test_the_card_stands_where_the_file_stands(posts, wang, everyone):
    card = held(posts, wang)
    wang.refresh_from_db()

    transfer_person(actor=everyone, person=wang, to_code=OTHER_TOWN_VILLAGE)

    card.refresh_from_db()
    assert card.region_code == OTHER_TOWN_VILLAGE
