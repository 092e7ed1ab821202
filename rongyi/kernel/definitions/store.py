"""The definitions in use. A file that was changed is read anew at the next asking, so nobody restarts anything."""

from pathlib import Path

from django.conf import settings

from rongyi.kernel.definitions.checks import FOLDERS
from rongyi.kernel.definitions.faults import Fault, FaultyDefinition
from rongyi.kernel.definitions.loading import Loaded, load_file

_kept: dict[Path, tuple[tuple, Loaded | None, list[Fault]]] = {}


def load_folder(name: str) -> tuple[dict[str, Loaded], list[Fault]]:
    """({name: definition} of those that hold, faults of the others); one bad file takes no other with it."""
    good, faults = {}, []
    for path in sorted((Path(settings.DEFINITIONS_DIR) / name).glob("*.yaml")):
        loaded, found = _load(path, name)
        faults += found
        if loaded:
            good[loaded.name] = loaded
    return good, faults


def text_of(folder: str, name: str) -> str | None:
    """The file as it stands, for people to read; None where there is none."""
    path = Path(settings.DEFINITIONS_DIR) / folder / f"{name}.yaml"
    if folder not in FOLDERS or not name.isidentifier() or not path.is_file():  # security: see load_one
        return None
    return path.read_bytes().decode("utf-8", errors="replace")


def load_one(folder: str, name: str) -> Loaded | None:
    """None where there is no such file; a faulty one raises FaultyDefinition."""
    path = Path(settings.DEFINITIONS_DIR) / folder / f"{name}.yaml"
    if not name.isidentifier() or not path.is_file():  # security: a name never becomes a path of its own
        return None
    loaded, faults = _load(path, folder)
    if faults:
        raise FaultyDefinition(faults)
    return loaded


def _load(path: Path, folder: str) -> tuple[Loaded | None, list[Fault]]:
    stat = path.stat()
    mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    if path not in _kept or _kept[path][0] != mark:
        _kept[path] = (mark, *load_file(path, FOLDERS[folder], f"{folder}/{path.name}"))
    return _kept[path][1], _kept[path][2]
