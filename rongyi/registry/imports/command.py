"""What `rongyi import people` does."""

from collections.abc import Callable
from pathlib import Path

from django.core.files import File
from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.organisation.access import system_actor
from rongyi.organisation.roles import Role
from rongyi.registry.imports.jobs import finish_import, start_import
from rongyi.registry.imports.report import write_report
from rongyi.registry.models import ImportJob
from rongyi.registry.services.opening import require_station


def import_people_file(
    path: Path, *, station: str, dry_run: bool = False, progress: Callable[[int, int], None] | None = None
) -> dict:
    """Counts by outcome; held and rejected rows go to `<name>.report.xlsx` beside the input."""
    actor = system_actor("命令行", station, Role.SECTION_OFFICER)
    require_station(actor, station)
    with path.open("rb") as file:
        job = start_import(actor=actor, upload=File(file, path.name), station=station)
    if job.state == ImportJob.State.MAPPING:
        missing = [column["label"] for column in job.reading["columns"] if not column["key"]]
        raise Refused(_needs_mapping(missing), field="file", code="needs_mapping")
    if not dry_run:
        finish_import(actor=actor, job=job, progress=progress)
        job.refresh_from_db()
    report = path.with_name(f"{path.stem}.report.xlsx")
    troubled = write_report(job, report, user=actor.name)
    order = ("rows", "created", "updated", "unchanged", "rejected", "held")
    return {key: getattr(job, key) for key in order} | ({"report": str(report)} if troubled else {})


def _needs_mapping(missing: list[str]) -> str:
    message = _("看不出哪一列是姓名、哪一列是公民身份号码(没认出的栏目:%(names)s)。请在页面上导入,自己选一次。")
    return message % {"names": "、".join(missing)[:200]}
