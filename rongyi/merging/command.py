"""What `rongyi link` does."""

from collections.abc import Callable

from rongyi.merging.services.running import link_county
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.records.rollups import counties


def link_people(*, station: str | None = None, progress: Callable[[int, int | None], None] | None = None) -> dict:
    """Counts of the county of a station, or of all counties, one after the other."""
    sums = {"counties": 0, "people": 0, "compared": 0, "found": 0}
    for county in [station[:6]] if station else counties():
        run = link_county(system_actor("命令行", county, Role.SECTION_OFFICER), county, progress)
        sums["counties"] += 1
        for key in ("people", "compared", "found"):
            sums[key] += getattr(run, key)
    return sums
