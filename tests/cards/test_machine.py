"""Any acts in any order: a person never has two live cards, the state is the last event's, and the file says the same."""

import importlib
import itertools
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rongyi.cards.enums import LIVE, OVER, Act
from rongyi.cards.migrations import __name__ as migrations_name
from rongyi.cards.models import Card, CardEvent
from rongyi.cards.queries import live_card
from rongyi.cards.services.losing import lift_loss, report_formal_loss, report_temporary_loss, take_back
from rongyi.cards.states import TABLE, moves, target
from rongyi.casework.models import Case
from rongyi.casework.services import withdraw_case
from rongyi.kernel import audit
from rongyi.kernel.errors import Conflict, Denied, Refused
from rongyi.records import chain
from rongyi.records.models import Fact
from rongyi.registry.models import Credential, Person
from rongyi.registry.parts import holds
from tests.cards.scene import HANDED, LOSS, REPLACE, held, open_matter
from tests.casework.scene import Posts, do


def test_the_table_and_the_database_know_the_same_moves():
    guards = importlib.import_module(f"{migrations_name}.0002_guards")

    assert moves() == set(guards.MOVES)


def test_nothing_leads_out_of_void_and_cancelled():
    out = {(act, state) for act in TABLE for state in OVER if target(act, state) not in (None, state)}

    assert out == set()


class Life(RuleBasedStateMachine):
    """One holder, whose card is lost, found, replaced and handed in by whoever comes first; undone after each run."""

    posts: Posts
    person: Person

    def __init__(self):
        super().__init__()
        self.case: Case | None = None
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def _may(self, act):
        self.person.refresh_from_db()
        with suppress(Refused, Conflict, Denied), transaction.atomic():
            return act()

    def _card(self) -> Card | None:
        return live_card(self.person)

    @rule(tail=st.from_regex(r"[0-9]{4}", fullmatch=True))
    def enter(self, tail):
        self._may(lambda: held(self.posts, self.person, tail=tail))

    @rule(service=st.sampled_from([report_temporary_loss, report_formal_loss, lift_loss, take_back]))
    def at_the_station(self, service):
        card = self._card()
        if card:
            self._may(lambda: service(actor=self.posts.village, card=card))

    @rule(which=st.sampled_from(["card_loss", "card_replace"]))
    def ask(self, which):
        answers, shown = (LOSS, ("id_card",)) if which == "card_loss" else (REPLACE, ("id_card", "old_card"))
        made = self._may(lambda: open_matter(self.posts.village, self.person, which, answers, shown))
        self.case = made or self.case

    @rule(key=st.sampled_from(["accept", "verify", "taken", "receive", "hand_over", "unclaimed"]))
    def go_on(self, key):
        if self.case is None:
            return
        values = {"receive": {"card_tail": "4321"}, "hand_over": HANDED}.get(key, {})
        if key == "taken" and self.case.procedure == "card_replace":
            values = {"old_card": "returned"}
        who = self.posts.town if key in ("accept", "hand_over", "unclaimed") else self.posts.centre
        self._may(lambda: do(who, self.case, key, values=values))

    @rule()
    def withdraw(self):
        if self.case is not None:
            self.case.refresh_from_db()
            self._may(lambda: withdraw_case(actor=self.posts.village, case=self.case, note="不办了"))

    @invariant()
    def holds(self):
        cards = list(Card.objects.filter(county=self.person.county, person=self.person))
        live = [card for card in cards if card.state in LIVE]
        shown = [row for row in Credential.objects.filter(county=self.person.county, person=self.person) if holds(row)]
        assert len(live) <= 1
        assert {row.pk for row in shown} == {card.credential_id for card in live}
        for card in cards:
            events = list(CardEvent.objects.filter(county=card.county, card=card).order_by("seq"))
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
            assert events[-1].to_state == card.state
            assert events[0].act in (Act.ISSUE, Act.ENTER)
            assert all(a.to_state == b.from_state for a, b in itertools.pairwise(events))
        facts = Fact.objects.filter(county=self.person.county, kind="card").count()
        assert facts == CardEvent.objects.filter(county=self.person.county).count()


@pytest.mark.slow
@pytest.mark.usefixtures("on_a_monday")
def test_any_order_of_acts_keeps_the_rules(posts, wang):
    Life.posts, Life.person = posts, wang

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=6, stateful_step_count=14, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

    assert (audit.verify()[1], chain.verify()[1]) == ([], [])
