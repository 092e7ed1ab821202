"""Keeping, opening, serving and deleting of uploaded files.

The bytes are written before the row: a crash in between leaves a file that nobody has the key for, never a row whose
file is missing. `remove_orphans` sweeps such files up.
"""

import hashlib
import logging
import os
import secrets
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.crypto.aead import SealBroken, open_sealed, seal
from rongyi.kernel.crypto.rows import data_key, place_name, row_place
from rongyi.kernel.files.checks import EVIDENCE, IMAGES, PDF, FileRefused, Policy, checked, sanitised
from rongyi.kernel.files.stored import StoredFile

log = logging.getLogger("rongyi.files")

INLINE = IMAGES | {PDF}
CLAMD = "rongyi.kernel.files.clamd.scan"
ORPHANS_ARE_OLDER_THAN = 24 * 3600


@dataclass(frozen=True)
class Received:
    """An upload that passed the checks and is not kept yet."""

    name: str
    content_type: str
    data: bytes
    state: str = StoredFile.State.UNCHECKED


def receive(upload, policy: Policy = EVIDENCE) -> Received:
    """Checks, cleans and scans. All that takes long is done here, before the transaction of the act begins."""
    data = upload.read(policy.max_bytes + 1)
    name = sanitised(upload.name or "")
    content_type, data = checked(data, name, policy)
    state = _scanned(data, content_type)
    if state == StoredFile.State.REFUSED:
        raise FileRefused("infected", _("文件没有通过安全检查,没有保存。请用杀毒软件检查后再上传。"))
    return Received(name, content_type, data, state)


def keep(received: Received, *, county: str, region_code: str, owner_kind: str, owner_id: UUID, actor_id) -> StoredFile:
    """Encrypts and keeps what was received. Call it inside the transaction of the act it belongs to."""
    stored = StoredFile(
        county=county,
        region_code=region_code,
        owner_kind=owner_kind,
        owner_id=owner_id,
        name=received.name,
        content_type=received.content_type,
        size=len(received.data),
        sha256=hashlib.sha256(received.data).hexdigest(),
        path=f"{county}/{secrets.token_hex(1)}/{secrets.token_hex(16)}",
        state=received.state,
        created_at=clock.now(),
        created_by=str(actor_id),
    )
    _write(_on_disk(stored), seal(data_key(stored), received.data, row_place(stored, "file")))
    stored.save(force_insert=True)
    return stored


def store_file(upload, *, policy: Policy = EVIDENCE, **owner) -> StoredFile:
    """Receives and keeps in one go, for small files."""
    return keep(receive(upload, policy), **owner)


def open_file(stored: StoredFile) -> bytes:
    if stored.state == StoredFile.State.REFUSED:
        raise FileRefused("infected", _("文件没有通过安全检查,不能打开。"))
    place = row_place(stored, "file")
    try:
        sealed = _on_disk(stored).read_bytes()
    except FileNotFoundError:
        raise SealBroken("file is missing", place=place_name(place)) from None
    return open_sealed(data_key(stored), sealed, place, place=place_name(place))


def delete_file(stored: StoredFile) -> None:
    """The row goes now, the bytes once that is certain."""
    path = _on_disk(stored)
    StoredFile.objects.filter(county=stored.county, pk=stored.pk).delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def rescan(stored: StoredFile) -> str:
    """Asks the scanner again about a file that was not checked yet."""
    stored.state = _scanned(open_file(stored), stored.content_type)
    StoredFile.objects.filter(county=stored.county, pk=stored.pk).update(state=stored.state)
    return stored.state


def is_scanned() -> bool:
    """Whether this deployment has a scanner; without one no file is ever more than «not yet checked»."""
    return bool(settings.RONGYI_SCANNER or settings.RONGYI_CLAMD)


def rescan_unchecked(progress: Callable[[int, int], None] = lambda done, total: None) -> dict[str, int]:
    """Asks again about every file that waits for an answer; stops at the first that gets none."""
    counts = {str(state): 0 for state in StoredFile.State.values}
    with all_counties():
        waiting = list(StoredFile.objects.filter(state=StoredFile.State.UNCHECKED, row_key__isnull=False))
        for done, stored in enumerate(waiting, 1):
            state = str(rescan(stored))
            counts[state] += 1
            progress(done, len(waiting))
            if state == StoredFile.State.UNCHECKED:
                counts[state] = len(waiting) - done + 1
                break
    return counts


def file_response(stored: StoredFile, *, inline: bool = False, content: bytes | None = None) -> HttpResponse:
    """The caller has asked the owner whether this reader may see it; shown in place only if an image or PDF. `content`
    is a smaller copy of the same type."""
    response = HttpResponse(open_file(stored) if content is None else content, content_type=stored.content_type)
    inline = inline and stored.content_type in INLINE
    response["Content-Disposition"] = content_disposition_header(not inline, stored.name) or "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def remove_orphans(older_than: float = ORPHANS_ARE_OLDER_THAN) -> int:
    """Deletes files without a row; young ones may belong to a transaction that is still open."""
    root = Path(settings.RONGYI_FILES_DIR)
    with all_counties():
        known = set(StoredFile.objects.values_list("path", flat=True))
    removed = 0
    for path in root.rglob("*"):
        if not path.is_file() or path.relative_to(root).as_posix() in known:
            continue
        if time.time() - path.stat().st_mtime >= older_than:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _on_disk(stored: StoredFile) -> Path:
    return Path(settings.RONGYI_FILES_DIR) / stored.path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _scanned(data: bytes, content_type: str) -> str:
    """RONGYI_SCANNER names a function (bytes, content type) that answers True, False or, not knowing, None."""
    if not is_scanned():
        return StoredFile.State.UNCHECKED
    try:
        clean = import_string(settings.RONGYI_SCANNER or CLAMD)(data, content_type)
    except Exception as error:
        log.error("scanner failed: %s", type(error).__name__)
        return StoredFile.State.UNCHECKED
    if clean is None:
        return StoredFile.State.UNCHECKED
    return StoredFile.State.CLEAN if clean else StoredFile.State.REFUSED
