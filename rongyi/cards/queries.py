"""Reading cards. Every list begins with the reach of the asker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from rongyi.cards.enums import LIVE, OVER, State
from rongyi.cards.models import Card, CardEvent
from rongyi.cards.permissions import HAND_OVER, VIEW_CARDS
from rongyi.casework.models import Case, CaseEntry
from rongyi.casework.queries import to_do
from rongyi.kernel.errors import NotFound
from rongyi.merging.queries import identities
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Region, Station, subtree
from rongyi.registry.models import Credential, CredentialKind, Person
from rongyi.registry.parts import holds

PAGE = 25
SOON = timedelta(days=90)
"""A card whose validity ends within this is shown as ending (本产品默认)."""
HAND_OVER_STEP, HAND_OVER_ACT = "hand_over", "hand_over"
CREDENTIALS = (CredentialKind.CARD_VETERAN, CredentialKind.CARD_KIN)


def cards_visible(actor: Actor) -> QuerySet[Card]:
    return Card.objects.visible_to(actor.acting(VIEW_CARDS))


def get_card(actor: Actor, card_id: UUID) -> Card:
    card = cards_visible(actor).select_related("person", "case", "replaces").filter(pk=card_id).first()
    if card is None:
        raise NotFound()
    return card


def cards_of(person: Person) -> list[Card]:
    """All cards of a person, those of files that became part of this one too; the latest first."""
    ids = identities(county=person.county, ids=[person.pk])[person.pk]
    return list(Card.objects.filter(county=person.county, person__in=ids).order_by("-issued_on", "-pk"))


def live_card(person: Person) -> Card | None:
    return next((card for card in cards_of(person) if card.state not in OVER), None)


def card_of_file(person: Person) -> Credential | None:
    """The card that the file itself holds, such as one that came with an import."""
    rows = Credential.objects.filter(county=person.county, person=person, kind__in=CREDENTIALS).order_by("pk")
    return next((row for row in rows if holds(row)), None)


def events_of(card: Card) -> list[CardEvent]:
    return list(CardEvent.objects.filter(county=card.county, card=card).select_related("case").order_by("seq"))


def voided_by(case: Case) -> Card | None:
    """The old card that this matter made void."""
    event = CardEvent.objects.filter(county=case.county, case=case, act="void").select_related("card").first()
    return event.card if event else None


@dataclass(frozen=True)
class Asked:
    """Which part of the list somebody wants to see."""

    state: str = "live"
    station: str = ""

    def narrow(self, rows: QuerySet[Card], today: date) -> QuerySet[Card]:
        if self.station:
            rows = rows.filter(subtree("region_code", self.station))
        if self.state == "live":
            return rows.filter(state__in=LIVE)
        if self.state == "ending":
            return rows.filter(state__in=LIVE, valid_to__lte=today + SOON)
        if self.state == "lost":
            return rows.filter(state__in=(State.TEMP_LOST, State.FORMALLY_LOST))
        if self.state == "changing":
            return rows.filter(state__in=(State.REISSUING, State.REPLACING))
        if self.state == "over":
            return rows.filter(state__in=OVER)
        return rows.filter(state=self.state)


@dataclass(frozen=True)
class CardPage:
    cards: list[Card]
    next: str


def card_page(rows: QuerySet[Card], after: str = "", limit: int = PAGE) -> CardPage:
    """By station and name of the id; the place in the list is the last one seen, as «region.id»."""
    code, _dot, last = after.partition(".")
    if last and _is_uuid(last):
        rows = rows.filter(Q(region_code__gt=code) | Q(region_code=code, pk__gt=last))
    found = list(rows.select_related("person").order_by("region_code", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return CardPage(found, f"{found[-1].region_code}.{found[-1].pk}" if more else "")


def counts(actor: Actor, today: date) -> dict[str, int]:
    """How many there are under each heading, in one query."""
    ending = Q(state__in=LIVE, valid_to__lte=today + SOON)
    return cards_visible(actor).aggregate(
        live=Count("pk", filter=Q(state__in=LIVE)), ending=Count("pk", filter=ending),
        lost=Count("pk", filter=Q(state__in=(State.TEMP_LOST, State.FORMALLY_LOST))),
        changing=Count("pk", filter=Q(state__in=(State.REISSUING, State.REPLACING))),
        suspended=Count("pk", filter=Q(state=State.SUSPENDED)), over=Count("pk", filter=Q(state__in=OVER)),
    )  # fmt: skip


def waiting_to_hand_over(actor: Actor) -> QuerySet[Case]:
    """Cards that lie at the actor's own post and go to their holders."""
    rows = to_do(actor.acting(HAND_OVER)).filter(topic="card", step=HAND_OVER_STEP)
    return rows.select_related("person").order_by("region_code", "pk")


def station_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Station.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def temporary_losses_over(today: date) -> QuerySet[Card]:
    return Card.objects.filter(state=State.TEMP_LOST, temp_until__lt=today)


def _is_uuid(word: str) -> bool:
    try:
        return bool(UUID(word))
    except ValueError:
        return False


def provinces() -> list[tuple[str, str]]:
    """(code, name) of every province that this house knows."""
    return list(Region.objects.filter(tier="province").order_by("pk").values_list("pk", "name"))


def region_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Region.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def tails_of(cases: list[Case]) -> dict[UUID, str]:
    """{case: the tail that the centre noted when the card came}."""
    counties, ids = {case.county for case in cases}, [case.pk for case in cases]
    rows = CaseEntry.objects.filter(county__in=counties, case__in=ids, step="receive").order_by("seq")
    return {row.case_id: row.values["card_tail"] for row in rows if row.values.get("card_tail")}
