"""Any order of acts: what holds after each step, whoever does what when."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rongyi.confirmations.enums import State
from rongyi.confirmations.models import Duty, Hold
from rongyi.confirmations.services.confirming import confirm
from rongyi.confirmations.services.following import AttemptInput, record_attempt, tell
from rongyi.confirmations.services.holding import decide_hold, end_duty, propose_hold, restore
from rongyi.confirmations.services.keeping import sweep
from rongyi.confirmations.states import TRANSITIONS, Act
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.records import chain
from rongyi.records.models import Fact, FactPerson
from rongyi.records.services import withdraw
from rongyi.registry.models import Person
from rongyi.registry.services import record_death, update_person
from tests.confirmations.conftest import NOW, TODAY
from tests.fixtures_people import MEI

WHO = st.integers(0, 1)
MOVES = {(state, to) for (_act, state), to in TRANSITIONS.items()}
BACK = {(state, former) for state in ("confirmed", "restored") for former in State.values}
"""A withdrawn fact leads back to where the duty was before."""


def machine(people, actors, confirmed_by):
    """The machine's class, bound to the people and actors of the test."""
    clerk, town, leader, officer = actors

    class Confirmations(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            self.before = self.states()

        def states(self) -> dict:
            rows = Duty.objects.filter(county=MEI).values_list("person_id", "state")
            return dict(rows)

        def duty(self, n: int) -> Duty:
            rows = Duty.objects.select_related("campaign", "person", "fact")
            return rows.get(county=MEI, person=people[n].pk)

        def attempt(self, act, **given):
            """Refused is an answer; anything else that goes wrong fails the machine."""
            with suppress(Refused):
                act(**given)
            now = self.states()
            for person, state in now.items():
                former = self.before[person]
                assert former == state or (former, state) in MOVES | BACK or former == "ended", (former, state)
            self.before = now

        @rule(n=WHO)
        def tell(self, n):
            self.attempt(tell, actor=clerk, duty=self.duty(n))

        @rule(n=WHO, back=st.integers(0, 40), result=st.sampled_from(["reached", "no_answer"]))
        def look_for(self, n, back, result):
            given = AttemptInput(TODAY - timedelta(days=back), "phone", result)
            self.attempt(record_attempt, actor=clerk, duty=self.duty(n), given=given)

        @rule(some=st.sets(WHO, min_size=1), method=st.sampled_from(["on_site", "home"]))
        def confirm(self, some, method):
            self.attempt(confirm, actor=clerk, duties=[self.duty(n) for n in some], given=confirmed_by(method))

        @rule(n=WHO)
        def withdraw(self, n):
            fact = self.duty(n).fact
            if fact is not None:
                self.attempt(withdraw, actor=clerk, fact=fact, reason="记错")

        @rule(n=WHO)
        def propose(self, n):
            self.attempt(propose_hold, actor=town, duty=self.duty(n), reason="三次联系不上")

        @rule(n=WHO, agreed=st.booleans())
        def decide(self, n, agreed):
            given = {"agreed": agreed, "reason": "同意这样办", "letter": "请来办理"}
            self.attempt(decide_hold, actor=leader, duty=self.duty(n), **given)

        @rule(n=WHO, then=st.sampled_from(["nothing", "confirm", "withdraw", "restore"]))
        def hold(self, n, then):
            """The long way at once, so that what comes after it is tried as well."""
            for _again in range(2):
                self.look_for(n, 0, "no_answer")
            self.propose(n)
            self.decide(n, True)
            if then in ("confirm", "withdraw"):
                self.confirm({n}, "home")
            if then == "withdraw":
                self.withdraw(n)
            if then == "restore":
                self.restore(n)

        @rule(n=WHO)
        def restore(self, n):
            self.attempt(restore, actor=officer, duty=self.duty(n), reason="人在住院")

        @rule(n=WHO)
        def end(self, n):
            self.attempt(end_duty, actor=officer, duty=self.duty(n), reason="转由外省发放")

        @rule(n=WHO, fits=st.booleans())
        def change_marks(self, n, fits):
            person = Person.objects.get(county=MEI, pk=people[n].pk)
            codes = ["R07"] if fits else ["R02"]
            given = {"person": person, "changes": {"categories": codes}, "version": person.version}
            self.attempt(update_person, actor=clerk, **given)

        @rule()
        def die(self):
            person = Person.objects.get(county=MEI, pk=people[1].pk)
            self.attempt(record_death, actor=clerk, person=person, on=TODAY)

        @invariant()
        def each_confirmation_has_its_own_valid_fact(self):
            facts = set(
                Fact.objects.filter(county=MEI, kind="confirmation", state="valid").values_list("pk", flat=True)
            )
            duties = list(Duty.objects.filter(county=MEI))
            assert facts == {duty.fact_id for duty in duties if duty.fact_id}
            links = dict(FactPerson.objects.filter(county=MEI, fact_id__in=facts).values_list("fact_id", "person_id"))
            assert all(links[duty.fact_id] == duty.person_id for duty in duties if duty.fact_id)

        @invariant()
        def a_payment_is_held_by_a_decision_and_by_nothing_else(self):
            held = set(Hold.objects.filter(county=MEI, state="held").values_list("duty_id", flat=True))
            assert held == set(Duty.objects.filter(county=MEI, state="suspended").values_list("pk", flat=True))
            assert not any(h.decided_by == h.proposed_by for h in Hold.objects.filter(county=MEI))

        @invariant()
        def the_dead_are_ended_and_nothing_is_left_for_the_sweep(self):
            dead = Person.objects.filter(county=MEI, status="deceased").values_list("pk", flat=True)
            assert {d.state for d in Duty.objects.filter(county=MEI, person__in=list(dead))} <= {"ended"}
            assert sweep(MEI) == {"opened": 0, "moved": 0, "ended": 0, "revived": 0}

    return Confirmations


@pytest.mark.slow
def test_any_order_of_acts_keeps_the_rules(
    make_person, campaign_of, village_clerk, town_head, bureau_leader, section_officer, confirmed_by
):
    people = [make_person(name, categories=["R07"]) for name in ("甲老兵", "乙老兵")]
    campaign_of(only_after_window=False, attempts=1)
    actors = village_clerk, town_head, bureau_leader, section_officer
    bound = machine(people, actors, confirmed_by)

    class Undone(bound):
        """Each run begins with the same house."""

        def __init__(self):
            super().__init__()
            self.block = transaction.atomic()
            self.block.__enter__()
            self.clock = clock.pretending(NOW)
            self.clock.__enter__()

        def teardown(self):
            self.clock.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

    assert (audit.verify()[1], chain.verify()[1]) == ([], [])


def test_every_state_is_reached_and_only_the_end_has_no_way_on_but_back():
    reached = set(TRANSITIONS.values())

    assert reached == set(State)
    assert {act for (act, state) in TRANSITIONS if state == State.ENDED} == {Act.REVIVE}
    assert TRANSITIONS[Act.SUSPEND, State.FOLLOW_UP] == State.SUSPENDED
    assert [state for (act, state) in TRANSITIONS if act == Act.SUSPEND] == [State.FOLLOW_UP]
