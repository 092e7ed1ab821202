"""What is read about the network; everything begins with the reach of the asker."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr

from rongyi.accounts.models import ApiToken, User
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Facility, Grant, Post, Posting, Region, Station, Tier, subtree

BELOW = {Tier.PREFECTURE: Tier.COUNTY, Tier.COUNTY: Tier.TOWN, Tier.TOWN: Tier.VILLAGE}
PAGE = 25
MOST_DRAWN = 600


def get_station(actor: Actor, code: str) -> Station:
    station = Station.objects.visible_to(actor).select_related("region").filter(pk=code).first()
    if station is None:
        raise NotFound()
    return station


def top_stations(actor: Actor) -> list[Station]:
    """Where the actor's part of the network begins: the stations whose parent is not in reach as well."""
    visible = Station.objects.visible_to(actor)
    above = visible.filter(pk=OuterRef("parent_code"))
    return list(with_children(visible.filter(~Exists(above))).order_by("pk")[:200])


def children_of(actor: Actor, code: str) -> list[Station]:
    below = Station.objects.visible_to(actor).filter(parent_code=code)
    return list(with_children(below).order_by("pk")[:500])


def inside_of(actor: Actor, stations: list[Station]) -> list[Station]:
    """What hangs below any of them; nothing where it would be too much to be seen."""
    below = Station.objects.visible_to(actor).filter(parent_code__in=[station.code for station in stations])
    found = list(with_children(below).order_by("pk")[: MOST_DRAWN + 1])
    return found if len(found) <= MOST_DRAWN else []


def with_children(stations: QuerySet) -> QuerySet:
    return stations.annotate(has_children=Exists(Station.objects.filter(parent_code=OuterRef("pk"))))


def people_below(actor: Actor, stations: list[Station]) -> dict[str, int]:
    """{code: people served there and below}, in one query for each length of code."""
    found: dict[str, int] = {}
    for length in {len(station.code) for station in stations}:
        codes = sorted(station.code for station in stations if len(station.code) == length)
        inside = Station.objects.visible_to(actor).filter(pk__gte=codes[0], pk__lt=codes[-1] + "\U0010ffff")
        sums = inside.annotate(top=Substr("region_id", 1, length)).values("top").annotate(n=Sum("people_count"))
        found |= {top: n for top, n in sums.order_by().values_list("top", "n") if len(top) == length}
    return {station.code: found.get(station.code, 0) for station in stations}


def stations_listed(actor: Actor, *, tier: str = "", text: str = "", under: str = "", after: str = "") -> list[Station]:
    """One row more than a page, so that the caller knows whether there is another."""
    stations = Station.objects.visible_to(actor).filter(pk__gt=after)
    if tier:
        stations = stations.filter(tier=tier)
    if text:
        stations = stations.filter(name__contains=text)
    if under:
        stations = stations.filter(subtree("region_id", under))
    return list(stations.order_by("pk")[: PAGE + 1])


def people_under(actor: Actor, code: str) -> int:
    inside = Station.objects.visible_to(actor).in_subtree(code)
    return inside.aggregate(n=Sum("people_count"))["n"] or 0


def facilities_of(actor: Actor, station: Station) -> list[Facility]:
    return list(Facility.objects.visible_to(actor).filter(county=station.county, station=station).order_by("area"))


@dataclass(frozen=True)
class PostHeld:
    """A post and who is or was in it, the present holders first."""

    post: Post
    present: list[Posting]
    former: list[Posting]


def posts_of(actor: Actor, station: Station) -> list[PostHeld]:
    today = clock.today()
    posts = list(Post.objects.visible_to(actor).filter(county=station.county, station=station).order_by("id"))
    postings = list(
        Posting.objects.visible_to(actor)
        .filter(county=station.county, region_code=station.code, post__in=[post.pk for post in posts])
        .order_by("starts_on", "id")
    )
    gone = {posting.pk for posting in postings if posting.ends_on and posting.ends_on < today}
    return [
        PostHeld(
            post,
            [p for p in postings if p.post_id == post.pk and p.pk not in gone],
            [p for p in postings if p.post_id == post.pk and p.pk in gone],
        )
        for post in posts
    ]


def get_post(actor: Actor, station: Station, post_id) -> Post:
    return _one(Post.objects.visible_to(actor).filter(county=station.county, station=station, pk=post_id))


def get_posting(actor: Actor, station: Station, posting_id) -> Posting:
    inside = Posting.objects.visible_to(actor).filter(county=station.county, region_code=station.code)
    return _one(inside.filter(pk=posting_id))


def _one(rows: QuerySet):
    row = rows.first()
    if row is None:
        raise NotFound()
    return row


def regions_found(actor: Actor, text: str) -> list[Region]:
    """Divisions by name or code, inside the actor's reach."""
    inside = Q() if _is_everywhere(actor) else Q(pk__in=[])
    for reach in actor.reaches:
        inside |= subtree("code", reach.code) if reach.code else Q()
    named = Q(code__gte=text, code__lt=text + "\U0010ffff") if text.isdigit() else Q(name__contains=text)
    return list(Region.objects.filter(inside, named, gone_on=None).order_by("code")[:12])


def _is_everywhere(actor: Actor) -> bool:
    return any(not reach.code for reach in actor.reaches)


def accounts_visible(actor: Actor) -> QuerySet[User]:
    """Accounts that hold something inside the actor's reach and nothing outside it."""
    if _is_everywhere(actor):
        return User.objects.all()
    inside = Q(pk__in=[])
    for reach in actor.reaches:
        inside |= subtree("region_id", reach.code)
    grants = Grant.objects.filter(user=OuterRef("pk"))
    outside = grants.filter(~inside | Q(region_id=None))
    return User.objects.filter(Exists(grants.filter(inside)), ~Exists(outside))


def get_account(actor: Actor, user_id) -> User:
    return _one(accounts_visible(actor).filter(pk=user_id))


def grants_of(user: User) -> list[Grant]:
    """Every grant that somebody ever had, the oldest first."""
    return list(Grant.objects.filter(user=user).select_related("region").order_by("id"))


def places_of(user: User) -> list[str]:
    """Where an account has or had a role: whoever manages it must reach all of that."""
    codes = Grant.objects.filter(user=user).order_by("id").values_list("region_id", flat=True)
    return list(dict.fromkeys(code or "" for code in codes)) or [""]


def get_grant(user: User, grant_id) -> Grant:
    return _one(Grant.objects.filter(user=user, pk=grant_id).select_related("user"))


def accounts_listed(actor: Actor, *, role: str = "", under: str = "", state: str = "", after: str = "") -> list[User]:
    users = accounts_visible(actor).filter(username__gt=after).prefetch_related("grants__region")
    if role:
        users = users.filter(Exists(Grant.objects.filter(user=OuterRef("pk"), role=role)))
    if under:
        users = users.filter(Exists(Grant.objects.filter(subtree("region_id", under), user=OuterRef("pk"))))
    if state:
        users = users.filter(is_active=state == "active")
    return list(users.order_by("username")[: PAGE + 1])


def tokens_listed(actor: Actor) -> list[ApiToken]:
    held = ApiToken.objects.filter(user__in=accounts_visible(actor)).select_related("user")
    return list(held.order_by("-id")[:200])


def get_token(actor: Actor, token_id) -> ApiToken:
    return _one(ApiToken.objects.filter(user__in=accounts_visible(actor), pk=token_id).select_related("user"))


def trail_visible(actor: Actor) -> QuerySet[AuditEntry]:
    """Lines of the trail inside the reach; a county's auditor also reads lines that name the county alone."""
    if _is_everywhere(actor):
        return AuditEntry.objects.all()
    inside = Q(pk__in=[])
    for reach in actor.reaches:
        code = reach.code
        if len(code) > 6:
            inside |= Q(county=code[:6]) & subtree("region_code", code)
        elif len(code) == 6:
            inside |= Q(county=code)
        else:
            inside |= Q(county__gte=code, county__lt=code + "\U0010ffff")
    return AuditEntry.objects.filter(inside)


def trail_listed(actor: Actor, *, act="", outcome="", day=None, person=None, before=None) -> list[AuditEntry]:
    """The newest lines first; ids grow with time, so they order and page the list."""
    lines = trail_visible(actor)
    if act:
        lines = lines.filter(act=act)
    if outcome:
        lines = lines.filter(outcome=outcome)
    if day:
        begin = clock.at_midnight(day)
        lines = lines.filter(at__gte=begin, at__lt=begin + clock.ONE_DAY)
    if person:
        lines = lines.filter(actor_id=person)
    if before:
        lines = lines.filter(id__lt=before)
    with all_counties():
        return list(lines.order_by("-id")[: PAGE + 1])
