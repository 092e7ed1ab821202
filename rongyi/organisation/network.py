"""The network as tree and as picture: what the pages draw."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.kernel.sunburst import Node
from rongyi.organisation.access import Actor
from rongyi.organisation.measures import Measure, Paint, measures_for
from rongyi.organisation.models import Region, Station
from rongyi.organisation.queries import children_of, get_station, inside_of, people_below, top_stations

COUNTY_DIGITS = 6
HEADS = "people"


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


def picture_of(actor: Actor, code: str = "", by: str = "", whole: Actor | None = None) -> dict:
    """A sunburst of what lies under a station, or of the topmost stations, and the same as tiles beside it."""
    centre, stations = _middle(actor, code)
    inside = inside_of(actor, stations)
    people = people_below(actor, [*stations, *inside])
    ways = measures_for(whole or actor) if centre and len(centre.code) >= COUNTY_DIGITS else []
    chosen = next((way for way in ways if way.name == by), ways[0] if ways and by != HEADS else None)
    paint = Paint(people, chosen, chosen.counts((whole or actor).acting(chosen.permission)) if chosen else {})
    codes = [s.code for s in (*stations, *inside)]
    names = {code: short(name) for code, name in Region.objects.filter(pk__in=codes).values_list("pk", "name")}
    return {
        "centre": centre,
        "nodes": _burst(stations, inside, names, paint),
        "tiles": [_tile(station, names[station.code], paint) for station in stations],
        "legend": paint.legend(),
        "people": sum(people[station.code] for station in stations),
        "crumbs": _crumbs(actor, centre),
        "colours": _colours(ways, chosen, centre),
    }


def short(name: str) -> str:
    """横渠村 for 横渠村委会, 东关社区 for 东关社区居委会: a slice has little room."""
    return name.removesuffix("居委会") if name.endswith("居委会") else name.removesuffix("委会")


def _middle(actor: Actor, code: str) -> tuple[Station | None, list[Station]]:
    """The station in the middle and those around it; without one it is what the reach begins with."""
    if code:
        return get_station(actor, code), children_of(actor, code)
    tops = top_stations(actor)
    if len(tops) == 1 and tops[0].has_children:
        return tops[0], children_of(actor, tops[0].code)
    return None, tops


def _burst(stations: list[Station], inside: list[Station], names: dict[str, str], paint: Paint) -> list[Node]:
    nodes = {s.code: _node(s, names[s.code], paint) for s in stations}
    for station in inside:
        nodes[station.parent_code].children.append(_node(station, names[station.code], paint))
    return list(nodes.values())


def _node(station: Station, name: str, paint: Paint) -> Node:
    code = station.code
    return Node(name, paint.people[code], _inside(station), paint.said(code), paint.level(code))


def _inside(station: Station) -> str:
    """Where a slice or a tile leads: into the station, or to its page where nothing is inside."""
    if not station.has_children:
        return reverse("organisation:station", args=[station.code])
    return f"{reverse('organisation:network')}?view=picture&under={station.code}"


def _tile(station: Station, name: str, paint: Paint) -> dict:
    return {
        "label": name,
        "value": _("%(people)s人") % {"people": paint.people[station.code]},
        "note": paint.note(station.code),
        "url": _inside(station),
        "level": paint.level(station.code),
    }


def _colours(ways: list[Measure], chosen: Measure | None, centre: Station | None) -> list[dict]:
    """What the colour may stand for; nothing to choose where there is only one."""
    if not ways:
        return []
    address = f"{reverse('organisation:network')}?" + urlencode({"view": "picture", "under": centre.code})
    words = [(way.name, way.label, way is chosen) for way in ways] + [(HEADS, _("人数"), chosen is None)]
    return [{"label": label, "url": f"{address}&by={name}", "current": current} for name, label, current in words]


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
