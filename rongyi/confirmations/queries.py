"""Reading campaigns and who is due in them; everything begins with the reach of the asker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from rongyi.confirmations.enums import WAITING, State
from rongyi.confirmations.models import Attempt, Campaign, Duty, Hold
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Station, subtree
from rongyi.organisation.roles import OWN_ROLES
from rongyi.registry.models import Person

PAGE = 25
COUNTS = {
    "total": Count("pk", filter=~Q(state=State.ENDED)),
    "done": Count("pk", filter=Q(fact__isnull=False) & ~Q(state=State.ENDED)),
    "untold": Count("pk", filter=Q(state=State.DUE)),
    "told": Count("pk", filter=Q(state=State.INVITED)),
    "lost": Count("pk", filter=Q(state__in=(State.NOT_REACHED, State.FOLLOW_UP))),
    "held": Count("pk", filter=Q(state=State.SUSPENDED)),
    "ended": Count("pk", filter=Q(state=State.ENDED)),
}
NOTHING = dict.fromkeys(COUNTS, 0)


def campaigns_visible(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns that touch the actor's reach: below it, and those of a place above it, whose people are theirs."""
    touching = Q(pk__in=[])
    for reach in actor.reaches:
        if reach.role in OWN_ROLES:
            continue
        above = [reach.code[:n] for n in (6, 9, 12) if n <= len(reach.code)]
        touching |= subtree("region_code", reach.code) if reach.code else Q()
        if above:
            touching |= Q(county=reach.code[:6], region_code__in=above)
    return Campaign.objects.filter(touching).order_by("state", "-first_on", "pk")


def get_campaign(actor: Actor, pk: UUID) -> Campaign:
    return _one(campaigns_visible(actor).filter(pk=pk))


def campaigns_under_way(actor: Actor) -> list[Campaign]:
    """Those that ask for work now, the one that ends first on top."""
    alive = campaigns_visible(actor).exclude(state=Campaign.State.CLOSED)
    return list(alive.order_by("last_on", "pk")[:20])


def duties_visible(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Duty]:
    rows = Duty.objects.visible_to(actor)
    return rows.filter(county=campaign.county, campaign=campaign) if campaign else rows


def get_duty(actor: Actor, pk: UUID) -> Duty:
    return _one(duties_visible(actor).filter(pk=pk).select_related("campaign", "person", "fact"))


def _one(rows: QuerySet):
    row = rows.first()
    if row is None:
        raise NotFound()
    return row


def duties_of(actor: Actor, campaign: Campaign, person_ids: Iterable[UUID]) -> dict[UUID, Duty]:
    """{person: duty} of those who are in the list of a campaign."""
    rows = duties_visible(actor, campaign).filter(person_id__in=set(person_ids)).select_related("campaign", "person")
    return {duty.person_id: duty for duty in rows}


def states_of(actor: Actor, people: list[Person]) -> dict[UUID, Duty]:
    """How each stands in what is under way; who still waits somewhere is shown as waiting."""
    rows = duties_visible(actor).filter(person_id__in=[person.pk for person in people])
    rows = rows.filter(county__in={p.county for p in people}).exclude(campaign__state=Campaign.State.CLOSED)
    found: dict[UUID, Duty] = {}
    for duty in rows.select_related("campaign").order_by("pk"):
        if duty.person_id not in found or duty.state in WAITING:
            found[duty.person_id] = duty
    return found


@dataclass(frozen=True)
class Asked:
    """Which part of a list somebody wants to see."""

    station: str = ""
    state: str = ""
    group: str = ""

    def narrow(self, rows: QuerySet[Duty]) -> QuerySet[Duty]:
        if self.station:
            rows = rows.filter(subtree("region_code", self.station))
        if self.group:
            rows = rows.filter(group=self.group)
        if self.state == "waiting":
            return rows.filter(state__in=WAITING)
        if self.state == "done":
            return rows.filter(fact__isnull=False).exclude(state=State.ENDED)
        if self.state == "lost":
            return rows.filter(state__in=(State.NOT_REACHED, State.FOLLOW_UP))
        return rows.filter(state=self.state) if self.state else rows


@dataclass(frozen=True)
class DutyPage:
    duties: list[Duty]
    next: UUID | None


def duty_page(rows: QuerySet[Duty], after: UUID | None = None, limit: int = PAGE) -> DutyPage:
    """One page by station; the place in the list is the id of the last one seen."""
    last = rows.model.objects.filter(county__in=_counties(rows), pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(region_code__gt=last.region_code) | Q(region_code=last.region_code, pk__gt=last.pk))
    found = list(rows.select_related("person", "campaign").order_by("region_code", "pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return DutyPage(found, found[-1].pk if more else None)


def duties_listed(
    actor: Actor, asked: Asked, *, campaign: UUID | None = None, after: tuple[str, UUID] | None = None
) -> QuerySet[Duty]:
    """For scripts: by station, from a place in the list on."""
    rows = asked.narrow(duties_visible(actor)).select_related("campaign")
    if campaign:
        rows = rows.filter(campaign_id=campaign)
    if after:
        code, last_id = after
        rows = rows.filter(Q(region_code__gt=code) | Q(region_code=code, pk__gt=last_id))
    return rows.order_by("region_code", "pk")


def _counties(rows: QuerySet[Duty]) -> list[str]:
    return list(rows.order_by().values_list("county", flat=True).distinct()[:200])


def to_tell(rows: QuerySet[Duty], campaign: Campaign, today: date) -> QuerySet[Duty]:
    """Whom to tell today: who never was, and who was told a while ago and has not come."""
    before = today - timedelta(days=campaign.settings["reminders"]["every_days"])
    return rows.filter(Q(state=State.DUE) | Q(state=State.INVITED, told_on__lte=before))


def totals_of(actor: Actor, campaigns: list[Campaign]) -> dict[UUID, dict[str, int]]:
    """{campaign: counts} of the actor's part, in one query."""
    if not campaigns:
        return {}
    rows = duties_visible(actor).filter(county__in={c.county for c in campaigns}, campaign__in=campaigns)
    counted = rows.order_by().values("campaign_id").annotate(**COUNTS)
    return {row.pop("campaign_id"): row for row in counted}


def by_place(actor: Actor, campaign: Campaign, code: str, digits: int) -> dict[str, dict[str, int]]:
    """{station code: counts} of the level below `code`, in one query."""
    rows = duties_visible(actor, campaign).filter(subtree("region_code", code))
    placed = rows.annotate(place=Substr("region_code", 1, digits)).order_by("place")
    return {row.pop("place"): row for row in placed.values("place").annotate(**COUNTS)}


def by_group(actor: Actor, campaign: Campaign, code: str) -> dict[str, dict[str, int]]:
    rows = duties_visible(actor, campaign).filter(subtree("region_code", code))
    return {row.pop("group"): row for row in rows.order_by("group").values("group").annotate(**COUNTS)}


def attempts_of(duty: Duty) -> list[Attempt]:
    return list(Attempt.objects.filter(county=duty.county, duty=duty).order_by("-on", "-pk")[:50])


def holds_of(duty: Duty) -> list[Hold]:
    return list(Hold.objects.filter(county=duty.county, duty=duty).order_by("-proposed_at", "-pk")[:20])


def proposals(actor: Actor) -> QuerySet[Hold]:
    """What waits for a decision of the county."""
    rows = Hold.objects.visible_to(actor).filter(state=Hold.State.PROPOSED)
    return rows.select_related("duty__person", "duty__campaign").order_by("proposed_at", "pk")


def recent_of(actor: Actor, limit: int = 6) -> list[Duty]:
    """What the actor confirmed last, so that a mistake is one click away."""
    if actor.user_id is None:
        return []
    rows = duties_visible(actor).filter(fact__actor_id=actor.user_id).exclude(campaign__state=Campaign.State.CLOSED)
    return list(rows.select_related("person", "fact").order_by("-fact__recorded_at")[:limit])


def station_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Station.objects.filter(pk__in=set(codes)).values_list("pk", "name"))


def own_duties(person: Person) -> list[Duty]:
    """What the person themself is asked for. security: the caller has shown that it is their own file."""
    rows = Duty.objects.filter(county=person.county, person=person).exclude(campaign__state=Campaign.State.CLOSED)
    return list(rows.select_related("campaign").order_by("campaign__last_on", "pk"))
