"""What staff change about their stations: facts, rooms, posts and the people in posts."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rongyi.kernel import audit
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Conflict, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Facility, Post, Posting, Station
from rongyi.organisation.permissions import EDIT_STATION

EDITABLE = ("name", "address", "phone", "hours", "area_m2", "opened_on", "is_open")


@command(EDIT_STATION, on="station", act="organisation.edit_station")
def edit_station(*, actor: Actor, station: Station, changes: dict, version: int) -> Station:
    """Changes facts of a station as it was read in `version`."""
    unknown = set(changes) - set(EDITABLE)
    if unknown:
        raise Refused(_("这些内容不能在这里改。"), code="unknown_field")
    edited = Station.objects.get(pk=station.pk)
    changed = [name for name in EDITABLE if name in changes and getattr(edited, name) != changes[name]]
    for name in changed:
        setattr(edited, name, changes[name])
    edited.full_clean(validate_unique=False)
    _touch(station, version, **{name: getattr(edited, name) for name in changed})
    audit.note(fields=changed)
    edited.version = version + 1
    return edited


def _touch(station: Station, version: int, **values) -> None:
    if not Station.objects.filter(pk=station.pk, version=version).update(version=F("version") + 1, **values):
        raise Stale()


@dataclass(frozen=True)
class Room:
    """A functional area as somebody ticks it."""

    area: str
    in_use: bool
    area_m2: int | None = None
    shared_with: str = ""


@command(EDIT_STATION, on="station", act="organisation.edit_facilities")
def set_facilities(*, actor: Actor, station: Station, rooms: list[Room], version: int) -> None:
    """Takes over what was ticked; a room that is no longer there stays on record as not in use."""
    _touch(station, version)
    known = {f.area: f for f in Facility.objects.filter(county=station.county, station=station)}
    changed = []
    for room in rooms:
        facility = known.get(room.area)
        if facility is None and not room.in_use:
            continue
        facility = facility or Facility(
            county=station.county, region_code=station.code, station=station, area=room.area, in_use=False
        )
        values = (room.in_use, room.area_m2, room.shared_with)
        if (facility.in_use, facility.area_m2, facility.shared_with) == values and not facility._state.adding:
            continue
        facility.in_use, facility.area_m2, facility.shared_with = values
        facility.full_clean(exclude=["id"])  # made here, and asked for it alone every county would answer
        facility.save()
        changed.append(room.area)
    audit.note(areas=changed)


@command(EDIT_STATION, on="station", act="organisation.open_post")
def open_post(*, actor: Actor, station: Station, title: str, seats: int = 1) -> Post:
    post = Post(county=station.county, region_code=station.code, station=station, title=title, seats=seats)
    post.full_clean(exclude=["id"], validate_constraints=False)
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        raise Conflict(_("这个站已经有「%(title)s」岗位。") % {"title": title}, field="title") from None
    return post


@command(EDIT_STATION, on="post", act="organisation.close_post")
def close_post(*, actor: Actor, post: Post, closed_on: date, version: int) -> Post:
    """Nobody is put into a closed post any more; who was in it stays on record."""
    standing = Post.objects.filter(county=post.county, pk=post.pk, closed_on=None)
    # the row first and then the people: whoever fills a seat at this moment waits here
    if not standing.filter(version=version).update(closed_on=closed_on, version=F("version") + 1):
        if standing.exists():
            raise Stale()
        raise Refused(_("这个岗位已经撤销了。"), code="closed")
    still = Q(ends_on=None) | Q(ends_on__gt=closed_on)
    if Posting.objects.filter(still, county=post.county, post=post).exists():
        raise Refused(_("这个岗位上还有人。请先填离任日期,再撤销岗位。"), code="held")
    return Post.objects.get(county=post.county, pk=post.pk)


@command(EDIT_STATION, on="post", act="organisation.start_posting")
def start_posting(
    *, actor: Actor, post: Post, name: str, starts_on: date, ends_on: date | None = None, full_time: bool = True,
    is_veteran: bool = False, user=None,
) -> Posting:  # fmt: skip
    """Puts somebody into a post; more people than seats on one day are refused."""
    posting = Posting(
        county=county_of(post.region_code), region_code=post.region_code, post=post, name=name, user=user,
        starts_on=starts_on, ends_on=ends_on, full_time=full_time, is_veteran=is_veteran,
    )  # fmt: skip
    posting.full_clean(exclude=["id", "post"])
    # touching the row makes two clerks who fill the last seat at once wait for each other, on SQLite too
    if not Post.objects.filter(county=post.county, pk=post.pk, closed_on=None).update(version=F("version") + 1):
        raise Refused(_("这个岗位已经撤销,不能再安排人。"), code="closed")
    if _most_at_once(post, starts_on, ends_on) >= post.seats:
        raise Refused(
            _("「%(title)s」只有%(seats)s个名额,这段时间已经有人。请先为原来的人填离任日期。")
            % {"title": post.title, "seats": post.seats},
            code="no_seat",
        )
    posting.save()
    return posting


def _most_at_once(post: Post, starts_on: date, ends_on: date | None) -> int:
    """How many are in the post on the fullest day of a span."""
    held = Posting.objects.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), county=post.county, post=post)
    if ends_on:
        held = held.filter(starts_on__lte=ends_on)
    spans = list(held.values_list("starts_on", "ends_on"))
    days = {starts_on} | {begin for begin, _end in spans if begin > starts_on}
    return max(sum(begin <= day and (end is None or end >= day) for begin, end in spans) for day in days)


@command(EDIT_STATION, on="posting", act="organisation.end_posting")
def end_posting(*, actor: Actor, posting: Posting, ends_on: date) -> None:
    waiting = Posting.objects.filter(county=posting.county, pk=posting.pk, ends_on=None)
    try:
        with transaction.atomic():
            ended = waiting.update(ends_on=ends_on)
    except IntegrityError:
        raise Refused(_("离任日期不能早于任职日期。"), field="ends_on") from None
    if not ended:
        raise Refused(_("这个人的离任日期已经填过了。"))
