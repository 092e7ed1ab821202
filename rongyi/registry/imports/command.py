"""What `rongyi import people` does."""

from collections.abc import Callable
from pathlib import Path

from rongyi.kernel.sheets.reader import read_sheets
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.registry.imports.applying import apply_plan
from rongyi.registry.imports.plan import plan_import
from rongyi.registry.imports.report import write_report
from rongyi.registry.services.opening import require_station


def import_people_file(
    path: Path, *, station: str, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> dict:
    """Counts by outcome; held and rejected rows go to `<name>.report.xlsx` beside the input."""
    actor = system_actor("命令行", station, Role.SECTION_OFFICER)
    require_station(actor, station)
    plan = plan_import(read_sheets(path, path.name), actor=actor, station=station, progress=progress)
    counts = plan.counts() if dry_run else apply_plan(plan, actor=actor, station=station, progress=progress)
    report = path.with_name(f"{path.stem}.report.xlsx")
    if plan.troubled():
        write_report(plan, report, user=actor.name, number=path.stem[:40])
    order = ("rows", "created", "updated", "unchanged", "rejected", "held")
    return {key: counts[key] for key in order} | ({"report": str(report)} if plan.troubled() else {})
