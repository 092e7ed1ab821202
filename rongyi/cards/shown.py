"""Cards in the reader's words, for pages and papers."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from rongyi.cards.enums import OVER, TONES, Act, Bank, CardKind, OfferKind, State
from rongyi.cards.models import Card, CardEvent, Offer
from rongyi.cards.queries import SOON, Asked, cards_of, region_names, station_names, tails_of
from rongyi.cards.states import acts_in
from rongyi.casework.models import Case
from rongyi.casework.procedures.store import procedures
from rongyi.registry.models import Person
from rongyi.registry.shown import short_station


def card_rows(cards: list[Card], today: date) -> list[dict]:
    stations = station_names(card.region_code for card in cards)
    return [
        {
            "card": card, "person": card.person, "tone": TONES[State(card.state)], "note": note_of(card, today),
            "station": short_station(stations.get(card.region_code, "")),
        }
        for card in cards
    ]  # fmt: skip


def note_of(card: Card, today: date) -> str:
    """The one thing that somebody wants to know about a card beside its state."""
    if card.state == State.TEMP_LOST:
        if card.temp_until is None:
            return _("到银行网点才能解除")
        return _("%(day)s到期自动解除") % {"day": date_format(card.temp_until, "MONTH_DAY_FORMAT")}
    if card.state in OVER:
        return _("旧证已交回") if card.returned_on else ""
    if card.valid_to and card.valid_to < today:
        return _("已过有效期")
    if card.valid_to and card.valid_to <= today + SOON:
        return _("%(n)d天后到期") % {"n": (card.valid_to - today).days}
    return ""


def tabs(asked: Asked, counted: dict[str, int]) -> list[dict]:
    told = (
        ("live", _("有效持证")), ("ending", _("快到期")), ("lost", _("挂失")), ("changing", _("补领、更换中")),
        ("suspended", _("优待中止")), ("over", _("作废、注销")),
    )  # fmt: skip
    return [
        {"label": label, "count": counted[key], "url": f"?state={key}", "current": asked.state == key}
        for key, label in told
    ]


def event_lines(events: list[CardEvent]) -> list[dict]:
    """For the timeline, the latest first."""
    return [
        {
            "when": date_format(event.on), "iso": event.on.isoformat(), "title": event.get_act_display(),
            "text": " · ".join(
                word for word in (event.note, _("办件%(number)s") % {"number": event.case.number} if event.case else "")
                if word
            ),
            "by": event.actor_name, "tag": event.get_to_state_display(), "tone": TONES[State(event.to_state)],
        }
        for event in reversed(events)
    ]  # fmt: skip


def acts_for(card: Card) -> list[dict]:
    """What a station can do with a card as it stands, each with its address."""
    possible = acts_in(card.state)
    told = (
        (Act.TEMP_LOSS, _("记临时挂失"), "cards:temporary_loss"), (Act.FORMAL_LOSS, _("记正式挂失"), "cards:formal_loss"),
        (Act.LIFT, _("解除挂失"), "cards:lift"),
    )  # fmt: skip
    acts = [{"label": label, "url": reverse(url, args=[card.pk])} for act, label, url in told if act in possible]
    if card.state in OVER and card.returned_on is None:
        acts.append({"label": _("旧证交回"), "url": reverse("cards:returned", args=[card.pk])})
    return acts


MATTERS = (
    ("card_loss", _l("办挂失补领"), (State.IN_USE, State.TEMP_LOST, State.FORMALLY_LOST)),
    ("card_replace", _l("办更换"), (State.IN_USE,)), ("card_province", _l("办变更省份"), (State.IN_USE,)),
)  # fmt: skip
"""The matters that begin at a card, and when they make sense."""


def matters_for(card: Card) -> list[dict]:
    return [
        {"label": label, "url": f"{reverse('casework:open', args=[name])}?person={card.person_id}"}
        for name, label, states in MATTERS
        if card.state in states
    ]


def hand_over_rows(cases: list[Case]) -> list[dict]:
    """Who gets which card: the tail is what the centre noted when the card came."""
    tails, matters = tails_of(cases), procedures()
    stations = station_names(case.region_code for case in cases)
    kinds, banks = dict(CardKind.choices), dict(Bank.choices)
    return [
        {
            "case": case, "name": case.applicant_name, "tail": tails.get(case.pk, ""),
            "matter": str(matters[case.procedure].title) if case.procedure in matters else "",
            "kind": kinds.get(case.answers.get("new_kind") or case.answers.get("kind", ""), ""),
            "bank": banks.get(case.answers.get("bank", ""), ""),
            "station": short_station(stations.get(case.region_code, "")),
        }
        for case in cases
    ]  # fmt: skip


def own_card_shown(person: Person, today: date) -> dict:
    """The own card for the page of its holder; a former one where there is none now."""
    cards = cards_of(person)
    card = next((one for one in cards if one.state not in OVER), None)
    former = [one for one in cards if one is not card]
    return {
        "card": card, "former": former, "tone": TONES[State(card.state)] if card else "",
        "note": note_of(card, today) if card else "", "can_report": bool(card and Act.TEMP_LOSS in acts_in(card.state)),
    }  # fmt: skip


def offer_rows(offers: list[Offer], today: date) -> list[dict]:
    places = region_names(offer.region_code for offer in offers)
    return [
        {
            "offer": offer, "place": places.get(offer.region_code, ""), "kind": OfferKind(offer.kind).label,
            "is_over": bool(offer.ends_on and offer.ends_on < today), "is_early": offer.starts_on > today,
        }
        for offer in offers
    ]  # fmt: skip
