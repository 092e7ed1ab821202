"""The network as tree and as picture: what the pages draw."""

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.organisation.access import Actor
from rongyi.organisation.models import Region, Station
from rongyi.organisation.queries import children_of, get_station, people_below, top_stations

LEVELS = 3


def tree_of(actor: Actor) -> list[dict]:
    """The topmost stations in reach; a single one is open already."""
    tops = top_stations(actor)
    nodes = _nodes(actor, tops)
    if len(nodes) == 1 and nodes[0]["has_children"]:
        nodes[0]["children"] = branch_of(actor, nodes[0]["code"])
    return nodes


def branch_of(actor: Actor, code: str) -> list[dict]:
    return _nodes(actor, children_of(actor, code))


def _nodes(actor: Actor, stations: list[Station]) -> list[dict]:
    people = people_below(actor, stations)
    return [
        {
            "code": station.code,
            "label": station.name,
            "url": reverse("organisation:station", args=[station.code]),
            "branch_url": reverse("organisation:branch", args=[station.code]),
            "has_children": station.has_children,
            "people": people[station.code],
        }
        for station in stations
    ]


def picture_of(actor: Actor, code: str = "") -> dict:
    """Tiles of what lies under a station, or of the topmost stations; the fuller, the darker."""
    centre = get_station(actor, code) if code else None
    if centre is None:
        tops = top_stations(actor)
        centre = tops[0] if len(tops) == 1 and tops[0].has_children else None
        stations = children_of(actor, centre.code) if centre else tops
    else:
        stations = children_of(actor, code)
    people = people_below(actor, stations)
    names = dict(Region.objects.filter(pk__in=[s.code for s in stations]).values_list("pk", "name"))
    most = max(people.values(), default=0)
    tiles = [_tile(station, names[station.code], people[station.code], most) for station in stations]
    return {"centre": centre, "tiles": tiles, "people": sum(people.values()), "crumbs": _crumbs(actor, centre)}


def _tile(station: Station, name: str, people: int, most: int) -> dict:
    page = reverse("organisation:station", args=[station.code])
    inside = f"{reverse('organisation:network')}?view=picture&under={station.code}"
    return {
        "label": name,
        "value": _("%(people)s人") % {"people": people},
        "note": station.get_size_band_display() if not station.has_children else "",
        "url": inside if station.has_children else page,
        "level": -(-people * LEVELS // most) if most else 0,
    }


def _crumbs(actor: Actor, centre: Station | None) -> list[dict]:
    """The way from the top of the reach down to the station in the middle."""
    if centre is None:
        return []
    codes = [centre.code[:n] for n in (2, 4, 6, 9, 12) if n <= len(centre.code)]
    above = Station.objects.visible_to(actor).filter(pk__in=codes).order_by("pk")
    picture = f"{reverse('organisation:network')}?view=picture&under="
    return [
        {"label": station.name, "url": "" if station.pk == centre.pk else picture + station.code} for station in above
    ]


def ways_to(actor: Actor, station: Station) -> list[dict]:
    """Breadcrumb of a station's page: only what the reader may open."""
    codes = [station.code[:n] for n in (2, 4, 6, 9) if n < len(station.code)]
    above = Station.objects.visible_to(actor).filter(pk__in=codes).order_by("pk")
    crumbs = [{"label": _("机构网络"), "url": reverse("organisation:network")}]
    crumbs += [{"label": one.name, "url": reverse("organisation:station", args=[one.code])} for one in above]
    return [*crumbs, {"label": station.name, "url": ""}]
