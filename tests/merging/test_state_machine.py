"""Any order of merging, undoing, editing, moving and visiting: what must hold holds after each step."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.models import Merge
from rongyi.merging.queries import tokens_of_merged
from rongyi.merging.services.cases import raise_case
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.merging.services.undoing import unmerge_people
from rongyi.organisation.models import Station
from rongyi.records import chain, rollups
from rongyi.records.models import Fact, FactPerson
from rongyi.records.queries import timeline
from rongyi.registry.models import Person, SearchToken
from rongyi.registry.queries import find
from rongyi.registry.services import PersonInput, create_person, transfer_person, update_person
from rongyi.registry.tokens import tokens_of
from rongyi.visits.models import Contact
from rongyi.visits.services import VisitInput, record_visit
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, OTHER_TOWN_VILLAGE, id_number

PLACES = (MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN_VILLAGE)
NAMES = ("王建国", "汪建国", "王健国", "李石头")
BIRTH = date(1955, 3, 12)


class Files(RuleBasedStateMachine):
    actor = None  # the section officer, set by the test

    @initialize()
    def open_files(self):
        self.visits = 0
        self.ids = []
        for n, name in enumerate(NAMES):
            given = PersonInput(
                name, id_number(BIRTH, serial=101 + 2 * n), PLACES[n % 3], phone=f"1381234000{n % 2}",
                categories=["R02", "R07"][: n % 2 + 1],
            )  # fmt: skip
            self.ids.append(create_person(actor=self.actor, given=given).pk)

    def person(self, n: int) -> Person:
        return Person.objects.get(county=MEI, pk=self.ids[n])

    @rule(a=st.integers(0, 3), b=st.integers(0, 3), take=st.booleans(), move=st.booleans(), keep=st.booleans())
    def merge(self, a, b, take, move, keep):
        one, other = self.person(a), self.person(b)
        try:
            with transaction.atomic():
                case = raise_case(actor=self.actor, people=[one, other])
                versions = {one.pk: one.version, other.pk: other.version}
                choice = Choice(
                    one.pk, versions, ("name", "phone") if take else (), other.region_code if move else "", keep
                )
                merge_people(actor=self.actor, people=[one, other], case=case, choice=choice)
        except Refused:
            assert a == b or "merged" in (one.status, other.status)

    @rule(pick=st.integers(0, 5))
    def undo(self, pick):
        standing = list(Merge.objects.filter(county=MEI, undone_at=None).order_by("pk"))
        if not standing:
            return
        merge = standing[pick % len(standing)]
        people = list(Person.objects.filter(county=MEI, pk__in=(merge.survivor_id, merge.merged_id)))
        survivor = next(p for p in people if p.pk == merge.survivor_id)
        try:
            with transaction.atomic():
                unmerge_people(actor=self.actor, people=people, merge=merge, version=survivor.version)
        except Refused as refusal:
            assert refusal.code == "merged_again"

    @rule(n=st.integers(0, 3), name=st.sampled_from(NAMES))
    def edit(self, n, name):
        self._tried(n, lambda p: update_person(actor=self.actor, person=p, changes={"name": name}, version=p.version))

    @rule(n=st.integers(0, 3), to=st.sampled_from(PLACES))
    def move(self, n, to):
        if self.person(n).region_code != to:
            self._tried(n, lambda p: transfer_person(actor=self.actor, person=p, to_code=to))

    @rule(n=st.integers(0, 3), days=st.integers(0, 300))
    def visit(self, n, days):
        if self.person(n).status == "merged":
            return
        at = clock.today() - timedelta(days=days)
        record_visit(actor=self.actor, given=VisitInput(people=[self.ids[n]], at=at, channel="phone", reason="routine"))
        self.visits += 1

    def _tried(self, n: int, act) -> None:
        person = self.person(n)
        try:
            with transaction.atomic():
                act(person)
        except Refused:
            assert person.status == "merged"

    @invariant()
    def every_file_is_found_counted_and_told_once(self):
        if not getattr(self, "ids", None):
            return
        living = list(Person.objects.filter(county=MEI).exclude(status="merged"))
        for person in living:
            wanted = tokens_of(person) | tokens_of_merged(person)
            rows = SearchToken.objects.filter(county=MEI, person=person)
            assert set(rows.values_list("token", "region_code")) == {(t, person.region_code) for t in wanted}
            assert person.pk in {p.pk for p in find(self.actor, person.name).items}
        assert set(SearchToken.objects.values_list("person_id", flat=True)) == {p.pk for p in living}
        counts = dict(Station.objects.exclude(people_count=0).values_list("pk", "people_count"))
        assert counts == {code: n for code in PLACES if (n := sum(p.region_code == code for p in living))}
        assert set(Contact.objects.values_list("person_id", flat=True)) == {p.pk for p in living}

    @invariant()
    def every_timeline_is_whole_and_no_fact_is_lost(self):
        if not getattr(self, "ids", None):
            return
        assert Fact.objects.filter(kind="visit").count() == self.visits
        told = 0
        for person in Person.objects.filter(county=MEI).exclude(status="merged"):
            files = {person.pk, *Person.objects.filter(county=MEI, merged_into=person).values_list("pk", flat=True)}
            facts = [f.pk for f in timeline(county=MEI, person_id=person.pk, limit=500)]
            own = set(FactPerson.objects.filter(county=MEI, person_id__in=files).values_list("fact_id", flat=True))
            assert (len(facts), set(facts)) == (len(own), own)
            visits = Fact.objects.filter(county=MEI, pk__in=facts, kind="visit")
            told += visits.count()
            last = max(visits.values_list("occurred_on", flat=True), default=None)
            assert Contact.objects.get(county=MEI, person=person).last_visit_on == last
        assert told == self.visits

    def teardown(self):
        assert audit.verify()[1] == [] and chain.verify()[1] == [] and rollups.differences(MEI) == []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_whatever_the_order_of_acts(network, section_officer):
    class Machine(Files):
        actor = section_officer

        def __init__(self):
            super().__init__()
            self._outer = transaction.atomic()
            self._outer.__enter__()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self._outer.__exit__(None, None, None)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
