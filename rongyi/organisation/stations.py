"""Opens the stations of a county: one for each division, with a proper name and what can be known beforehand."""

from collections.abc import Iterator

from django.db.models import F

from rongyi.kernel import audit
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Region, Station, Tier, subtree
from rongyi.organisation.permissions import OPEN_STATIONS
from rongyi.organisation.roles import Role

USUAL_HOURS = "周一至周五 8:30–12:00、14:00–17:30"
VILLAGE_ENDINGS = ("村民委员会", "村委会")
COMMUNITY_ENDINGS = ("居民委员会", "居委会")


def place_name(name: str) -> str:
    """The place without the committee that governs it: 横渠村委会 → 横渠村, 人民路社区居委会 → 人民路社区.

    The statistics office writes the committee in some places and leaves it out in others.
    """
    for endings, kind in ((VILLAGE_ENDINGS, "村"), (COMMUNITY_ENDINGS, "社区")):
        for ending in endings:
            if name.endswith(ending) and len(name) > len(ending):
                bare = name.removesuffix(ending)
                is_whole = bare.endswith(("村", "社区", "嘎查") if kind == "村" else "社区")
                return bare if is_whole else bare + kind
    return name


def station_name(region: Region) -> str:
    if region.tier == Tier.COUNTY:
        return f"{region.name}退役军人服务中心"
    return f"{place_name(region.name)}退役军人服务站"


def open_stations(county_code: str, *, actor: Actor | None = None) -> int:
    """Opens what is missing of the centre of a county and the stations below it; returns how many are new."""
    actor = actor or system_actor("stations", county_code, Role.ADMINISTRATOR)
    return _open(actor=actor, county_code=county_code)


@command(OPEN_STATIONS, on="county_code")
def _open(*, actor: Actor, county_code: str) -> int:
    Region.objects.filter(pk=county_code).update(name=F("name"))  # who opens the same county at once waits here
    regions = list(Region.objects.filter(subtree("code", county_code), gone_on=None).order_by("code"))
    if not regions or regions[0].code != county_code:
        raise NotFound()
    names = _names_above(county_code) | {region.code: region.name for region in regions}
    known = set(Station.objects.filter(subtree("region_id", county_code)).values_list("region_id", flat=True))
    missing = [_station(region, names) for region in regions if region.code not in known]
    Station.objects.bulk_create(missing, batch_size=500)
    audit.note(count=len(missing))
    return len(missing)


def _names_above(code: str) -> dict[str, str]:
    return dict(Region.objects.filter(code__in=[code[:2], code[:4]]).values_list("code", "name"))


def _station(region: Region, names: dict[str, str]) -> Station:
    return Station(
        region_id=region.code,
        tier=region.tier,
        kind=Station.Kind.CENTRE if region.tier == Tier.COUNTY else Station.Kind.STATION,
        name=station_name(region),
        parent_code=region.parent_code,
        address=address_of(region.code, names),
        hours=USUAL_HOURS,
    )


def address_of(code: str, names: dict[str, str]) -> str:
    """The chain of places from the city down; the street and number are for the station to add."""
    return "".join(place_name(name) for name in _chain(code, names))


def _chain(code: str, names: dict[str, str]) -> Iterator[str]:
    return (names[code[:length]] for length in (4, 6, 9, 12) if length <= len(code) and code[:length] in names)
