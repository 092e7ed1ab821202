"""Who reads which folder, and the check of all of them."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rongyi.kernel.definitions.faults import Fault
from rongyi.kernel.definitions.loading import Definition, ExtraChecks, Folder, load_file

FOLDERS: dict[str, Folder] = {}


def register_folder(
    name: str, schema: type[Definition], extra_checks: ExtraChecks | None = None, *, title: str | Promise = ""
) -> None:
    """`extra_checks(name, definition)` yields (place, what, mend) for what a schema cannot know; `title` is what the
    console calls the folder."""
    FOLDERS[name] = Folder(schema, extra_checks, title or name)


def check_all(root: Path) -> list[Fault]:
    """Every fault of every definition under `root`, by file and line."""
    return [fault for path in sorted(_files(root)) for fault in _faults_of(path, root)]


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())


def _faults_of(path: Path, root: Path) -> list[Fault]:
    shown = path.relative_to(root).as_posix()
    if path.suffix == ".yml":
        return [Fault(shown, 1, _("文件名应以 .yaml 结尾。"), _("请改名,否则不会被读取。"))]
    folder = FOLDERS.get(path.parent.relative_to(root).as_posix())
    if folder is None:
        known = "、".join(sorted(FOLDERS))
        return [Fault(shown, 1, _("没有哪个功能读取这个文件夹。"), _("请放进:%(known)s。") % {"known": known})]
    return load_file(path, folder, shown)[1]
