"""Before the first case by a version its text is kept, so that a change of the file touches no open case."""

from rongyi.casework.models import ProcedureVersion
from rongyi.casework.procedures.store import FOLDER
from rongyi.kernel import clock
from rongyi.kernel.definitions import text_of


def keep_version(name: str, version: str) -> None:
    if not ProcedureVersion.objects.filter(name=name, version=version).exists():
        row = ProcedureVersion(name=name, version=version, text=text_of(FOLDER, name) or "", kept_at=clock.now())
        ProcedureVersion.objects.bulk_create([row], ignore_conflicts=True)
