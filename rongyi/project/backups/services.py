"""Making a backup and coming back from it. A backup counts once its restore has passed counts and chains."""

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from rongyi.kernel import audit, clock, money
from rongyi.kernel.crypto.keyring import keyring
from rongyi.kernel.errors import Refused
from rongyi.project.backups import databases
from rongyi.project.backups.stream import NotABackup, SealedReader, SealedWriter, read_header
from rongyi.project.chains import verify_chains

Progress = Callable[[int, int | None], None]
DATABASE, MANIFEST, FILES = "database", "manifest.json", "files/"


def make_backup(target: Path, progress: Progress) -> dict:
    """Writes beside and renames at the end: a name of a backup never stands on half of one."""
    header = {
        "id": secrets.token_hex(8),
        "made_at": clock.now().isoformat(),
        "engine": databases.engine(),
        "fingerprints": keyring().fingerprints(),
    }
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".backup-") as place:
        dumped = Path(place) / DATABASE
        counts, heads = databases.dump(dumped, progress)
        beside = target.with_name(f".{target.name}.part")
        try:
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
                manifest = _write_archive(file, header, dumped, {"counts": counts, "heads": heads})
                file.flush()
                os.fsync(file.fileno())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    _put_on_record("backup.make", header, manifest)
    return _told(header, manifest) | {"bytes": target.stat().st_size}


def _write_archive(file, header: dict, dumped: Path, manifest: dict) -> dict:
    sealed: Any = SealedWriter(file, header)
    manifest["sha256"] = {}
    with tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        members = [(DATABASE, dumped)]
        root = settings.RONGYI_FILES_DIR
        members += [(FILES + str(path.relative_to(root)), path) for path in sorted(root.rglob("*")) if path.is_file()]
        for name, path in members:
            manifest["sha256"][name] = _digest(path)
            archive.add(path, arcname=name, recursive=False)
        text = json.dumps(manifest).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    sealed.close()
    return manifest


def restore_backup(source: Path, *, force: bool) -> dict:
    """Nothing is touched until the whole backup has been opened and every part of it has its right digest."""
    with source.open("rb") as file:
        header = read_header(file)
        _refuse_foreign(header)
        if not force and (databases.is_filled() or _has_files()):
            raise Refused("这里已经有数据。确实要用备份覆盖,请加 --force。")
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as place:
            manifest = _unpacked(file, Path(place))
            databases.load(Path(place) / DATABASE)
            _put_files(Path(place) / FILES.rstrip("/"))
    _verify(manifest)
    _put_on_record("backup.restore", header, manifest)
    return _told(header, manifest)


def _refuse_foreign(header: dict) -> None:
    if header.get("engine") != databases.engine():
        raise Refused(f"这份备份来自 {header.get('engine')},当前数据库是 {databases.engine()};请用同一种数据库恢复。")
    present, wanted = keyring().fingerprints(), header.get("fingerprints", {})
    strange = sorted(name for name, mark in wanted.items() if present.get(name) != mark)
    if strange:
        raise Refused(f"密钥文件与备份不符({'、'.join(strange)})。请先恢复做备份时的密钥文件。")


def _unpacked(file, place: Path) -> dict:
    opened: Any = SealedReader(file)
    try:
        with tarfile.open(fileobj=opened, mode="r|") as archive:
            for member in archive:
                _extract(archive, member, place)
    except tarfile.TarError as error:
        raise NotABackup("备份文件的内容已损坏,没有改动任何数据。") from error
    if not (place / MANIFEST).exists():
        raise NotABackup("备份文件缺少清单,没有改动任何数据。")
    manifest = json.loads((place / MANIFEST).read_text())
    for name, digest in manifest["sha256"].items():
        if not (place / name).is_file() or _digest(place / name) != digest:
            raise NotABackup(f"备份里的 {name} 与清单不符,没有改动任何数据。")
    return manifest


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    """security: plain files below the place only; `filter="data"` is missing in the first releases of Python 3.11."""
    target = place / member.name
    if not member.isfile() or not target.resolve().is_relative_to(place.resolve()):
        raise NotABackup(f"备份里有不该有的内容:{member.name}。没有改动任何数据。")
    target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    with archive.extractfile(member) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy)


def _put_files(unpacked: Path) -> None:
    """What was here before is moved aside, not deleted: an overwrite by mistake can be taken back."""
    root = settings.RONGYI_FILES_DIR
    if _has_files():
        root.rename(root.with_name(f"{root.name}.before-{clock.now():%Y%m%d%H%M%S}"))
    root.mkdir(mode=0o750, parents=True, exist_ok=True)
    for part in sorted(unpacked.iterdir()) if unpacked.is_dir() else []:
        shutil.move(part, root / part.name)


def _verify(manifest: dict) -> None:
    counts, heads = databases.present_facts()
    wrong = [table for table, count in manifest["counts"].items() if counts.get(table) != count]
    if wrong or heads != manifest["heads"]:
        raise Refused(f"恢复后核对不符:{'、'.join(wrong) or '审计链头'}。请勿使用,换另一份备份再恢复。")
    breaks = verify_chains()[1]
    if breaks:
        raise Refused(f"恢复后审计链有断裂:{breaks[0].chain} 链,县区 {breaks[0].county},第 {breaks[0].seq} 条。")
    faults = money.verify()[1]
    if faults:
        raise Refused(f"恢复后账目不符:县区 {faults[0].county},{faults[0].where}。请运行 rongyi money verify 查看。")


def _put_on_record(act: str, header: dict, manifest: dict) -> None:
    with transaction.atomic():
        audit.append([audit.Line(act=act, detail={"id": header["id"], "rows": sum(manifest["counts"].values())})])


def _told(header: dict, manifest: dict) -> dict:
    rows, files = sum(manifest["counts"].values()), len(manifest["sha256"]) - 1
    return {"id": header["id"], "made_at": header["made_at"], "rows": rows, "files": files}


def _has_files() -> bool:
    root = settings.RONGYI_FILES_DIR
    return root.is_dir() and any(root.iterdir())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
