"""A card and an offer at any place, for the matrix."""

from datetime import date

from rongyi.cards.models import Card, Offer
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from tests.architecture.scene import Scene


def _card(scene: Scene, place: str) -> dict:
    same = {"county": county_of(place), "region_code": place, "person": scene.people[place]}
    given = {"kind": "vet", "bank": "icbc", "province": "61", "tail": "0007", "issued_on": date(2022, 3, 1)}
    return {"pk": (Card.objects.filter(**same).first() or Card.objects.create(**same, **given)).pk}


def _offer(scene: Scene, place: str) -> dict:
    offer = Offer.objects.create(
        county=county_of(place), region_code=place, title="布景", merchant="布景", kind="other", source="布景",
        starts_on=date(2026, 1, 1), changed_at=clock.now(), changed_by="布景",
    )  # fmt: skip
    return {"pk": offer.pk}


CARDS = {
    **{f"cards:{name}": _card for name in ("card", "temporary_loss", "formal_loss", "lift", "returned")},
    "cards:enter": lambda scene, place: {"person": scene.people[place].pk},
    "cards:offer_edit": _offer,
}
OPEN_CARDS = {"cards_public:check": (lambda scene: {"word": "never-shown"}, {200})}
"""A code that nobody showed answers everybody the same."""
