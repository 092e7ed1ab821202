"""The examination of the installation lives above the portal; `project` hands it in at start."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

NAMES = {
    "settings": _("设置"),
    "keys": _("密钥"),
    "disk": _("磁盘空间"),
    "fonts": _("中文字体"),
    "pdf": _("打印"),
    "time": _("时区"),
    "database": _("数据库"),
    "migrations": _("数据库结构"),
    "worker": _("后台任务"),
    "messages": _("短信"),
}
_examiners: list[Callable[[], Iterable]] = []


def register(examine: Callable[[], Iterable]) -> None:
    """`examine()` answers findings with `check`, `state` (ok, hint, problem), `found` and `mend`."""
    _examiners[:] = [examine]


def findings() -> list:
    return [finding for examine in _examiners for finding in examine()]
