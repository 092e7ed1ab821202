"""What happens to a card because something else happened: its matter ended without a new card, or its holder moved."""

from uuid import UUID

from django.dispatch import receiver

from rongyi.cards.enums import Act, State
from rongyi.cards.models import Card, CardEvent
from rongyi.cards.numbers import refuse_card_numbers
from rongyi.cards.services.moving import Told, move
from rongyi.casework.enums import Outcome, Side
from rongyi.casework.enums import State as CaseState
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.signals import case_moved
from rongyi.organisation.access import Actor
from rongyi.records.models import Fact, FactPerson
from rongyi.records.signals import facts_changed
from rongyi.registry.models import Person

TOPIC, COLLECTED = "card", "collection"
BACK = {State.REISSUING: Act.REISSUE_ENDED, State.REPLACING: Act.REPLACE_ENDED}


@receiver(case_moved, dispatch_uid="cards.following")
def follow_case(sender, case: Case, entry: CaseEntry, actor: Actor, **kwargs) -> None:
    if case.topic != TOPIC:
        return
    answers = case.answers.values() if entry.act in (Side.APPLY, Side.SUPPLEMENT) else ()
    refuse_card_numbers([entry.note, *entry.values.values(), *answers])
    if case.state == CaseState.ENDED and case.outcome != Outcome.DONE:
        go_back(case, actor)


def go_back(case: Case, actor: Actor) -> None:
    """A matter that ended before the bank took it leaves the card as it was; one that was void already stays void."""
    last = CardEvent.objects.filter(county=case.county, case=case).select_related("card").order_by("-pk").first()
    card = last.card if last else None
    if card is not None and card.state in BACK:
        move(card, BACK[State(card.state)], actor, Told(case=case))


@receiver(facts_changed, dispatch_uid="cards.moved")
def follow_person(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    """A card stands where the file of its holder stands."""
    moved: dict[str, list[UUID]] = {}
    for fact in facts:
        if fact.kind == COLLECTED and fact.data.get("change") == "transferred":
            moved.setdefault(fact.county, []).append(fact.pk)
    for county, fact_ids in moved.items():
        links = FactPerson.objects.filter(county=county, fact_id__in=fact_ids)
        place_cards(county, set(links.values_list("person_id", flat=True)))


def place_cards(county: str, people: set[UUID]) -> None:
    places = Person.objects.filter(county=county, pk__in=people).values_list("pk", "region_code")
    for person_id, code in places:
        rows = Card.objects.filter(county=county, person=person_id).exclude(region_code=code)
        rows.update(region_code=code)
