"""Asking for and fetching of a file from the command line, where no person stands behind the request."""

from datetime import date
from pathlib import Path
from uuid import UUID

from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.store import open_file
from rongyi.ledgers.approval_services import ask_export, fetch_export
from rongyi.ledgers.export_queries import get_export
from rongyi.ledgers.exports import command_line, format_of


def ask_from_command(name: str, *, reason: str, station: str, start: date, end: date, path: Path) -> dict:
    export = ask_export(
        actor=command_line(station), name=name, format=format_of(path), reason=reason, station=station, first=start,
        last=end,
    )  # fmt: skip
    return {"id": str(export.pk), "state": export.get_state_display(), "people": export.people}


def take_from_command(id: str, *, station: str, path: Path) -> dict:
    try:
        export_id = UUID(id)
    except ValueError:
        raise NotFound() from None
    actor = command_line(station)
    export = get_export(actor, export_id)
    path.write_bytes(open_file(fetch_export(actor=actor, export=export)))
    return {"file": str(path), "rows": export.rows, "number": export.number}
