"""What stands in the side menu: each app declares its entries in its own `nav.py`."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import Actor, Permission

GROUPS = {"work": _("日常工作"), "figures": _("台账与统计"), "network": _("机构网络"), "system": _("系统")}


@dataclass(frozen=True)
class Entry:
    label: str
    url_name: str
    icon: str
    permission: Permission
    group: str = "work"
    order: int = 50
    quick: bool = False
    active: tuple[str, ...] = ()  # url names (namespace:name) or a whole namespace on whose pages it is current


ENTRIES: list[Entry] = []


def entry(label: str, url_name: str, icon: str, permission: Permission, **given) -> None:
    ENTRIES.append(Entry(label, url_name, icon, permission, **given))


def menu_for(actor: Actor, current: str) -> tuple[list[dict], list[dict]]:
    """(groups of the side menu, at most three entries of the phone's bottom bar) for what the actor may open."""
    groups: dict[str, list[dict]] = {key: [] for key in GROUPS}
    quick = []
    for e in sorted(ENTRIES, key=lambda e: e.order):
        if not actor.can(e.permission):
            continue
        is_current = current == e.url_name or current in e.active or current.partition(":")[0] in e.active
        item = {"label": e.label, "url": address_of(e.url_name), "icon": e.icon, "current": is_current}
        groups[e.group].append(item)
        if e.quick and len(quick) < 3:
            quick.append(item)
    return [{"label": GROUPS[k], "items": items} for k, items in groups.items() if items], quick
