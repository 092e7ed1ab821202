"""Reading the catalogue: for staff by reach, for everybody what holds today at a place."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from rongyi.cards.models import Offer
from rongyi.cards.permissions import VIEW_CARDS
from rongyi.kernel.county import all_counties, county_of
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Region, subtree

PAGE = 20
TIERS = (2, 4, 6, 9, 12)


def offers_visible(actor: Actor) -> QuerySet[Offer]:
    return Offer.objects.visible_to(actor.acting(VIEW_CARDS)).order_by("kind", "title", "pk")


def get_offer(actor: Actor, offer_id: UUID) -> Offer:
    offer = offers_visible(actor).filter(pk=offer_id).first()
    if offer is None:
        raise NotFound()
    return offer


def offers_valid(today: date, *, place: str = "", kind: str = "", text: str = "") -> QuerySet[Offer]:
    """What holds today: at a place, above it and inside it. What is over is not there any more."""
    rows = Offer.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), starts_on__lte=today)
    if place:
        above = [place[:n] for n in TIERS if n <= len(place)]
        counties = {county_of(code) for code in above}
        rows = rows.filter(Q(county__in=counties, region_code__in=above) | subtree("region_code", place))
    if kind:
        rows = rows.filter(kind=kind)
    for word in text.split()[:4]:
        rows = rows.filter(Q(title__icontains=word) | Q(merchant__icontains=word) | Q(how__icontains=word))
    return rows.order_by("kind", "title", "pk")


def offer_page(rows: QuerySet[Offer], number: int, size: int = PAGE) -> tuple[list[Offer], bool]:
    """(the offers of a page counted from one, whether there are more)."""
    first = (max(number, 1) - 1) * size
    with all_counties():
        found = list(rows[first : first + size + 1])
    return found[:size], len(found) > size


def places_with_offers(today: date) -> list[tuple[str, str]]:
    """(code, name) of the counties, cities and provinces for which something holds today, for the choice of a place."""
    with all_counties():
        codes = set(offers_valid(today).order_by().values_list("region_code", flat=True).distinct()[:500])
    wanted = {code[:n] for code in codes for n in (2, 4, 6) if len(code) >= n}
    return list(Region.objects.filter(pk__in=wanted).order_by("pk").values_list("pk", "name"))


def own_places(actor: Actor) -> list[tuple[str, str]]:
    """(code, name) of the actor's own place and those right below, for which an offer can be entered."""
    home = actor.home_code
    below = Region.objects.filter(Q(pk=home) | Q(parent_code=home)).order_by("pk")
    return list(below.values_list("pk", "name"))
