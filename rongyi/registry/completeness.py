"""How full a file is, group by group (本产品默认): the groups are those of the national collection form.

The percentage counts what the file itself holds, groups 1 to 11 as far as they concern somebody. Contact (12) and
consent (13) are work around the file: apps above register what they know of them, and they are shown beside it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.fields import Opened
from rongyi.registry.models import Part, Person
from rongyi.registry.parts import GROUPS, holding

SERVED = frozenset({"R01", "R02", "R03", "R06", "R07"})
SURVIVORS = frozenset({"R09", "R10", "R11"})
KIN = SURVIVORS | {"R12"}
DISABLED = frozenset({"R07", "R08"})
PLACED = frozenset({"R01", "R02"})
PAID_CATEGORIES = frozenset({"R05", "R07", "R08", "R09", "R10", "R11"})
PAID_TAGS = frozenset({"combat", "nuclear_test", "returned_ill", "rural_60", "martyr_child", "old_demobilised"})
MERITED = frozenset({"merit", "model"})
REGISTERED = ("contact", "consent")

Rows = Mapping[str, Sequence[Part]]


@dataclass(frozen=True)
class Item:
    """One thing that a group asks for."""

    label: str | Promise
    is_filled: bool


@dataclass(frozen=True)
class Group:
    """What a file holds of one group. A group that does not concern somebody asks for nothing."""

    key: str
    items: tuple[Item, ...] = ()
    counts: bool = True

    @property
    def label(self) -> str:
        return str(GROUPS[self.key])

    @property
    def concerns(self) -> bool:
        return bool(self.items)

    @property
    def percent(self) -> int:
        return round(100 * sum(i.is_filled for i in self.items) / len(self.items)) if self.items else 0

    @property
    def missing(self) -> list[str]:
        return [str(i.label) for i in self.items if not i.is_filled]


Asked = Callable[[Person], Iterable[Item]]
_registered: dict[str, list[Asked]] = {key: [] for key in REGISTERED}


def register_group(key: str, asked: Asked) -> None:
    """An app above says what it knows of group 12 or 13: `asked(person)` gives the items, for one person's page."""
    _registered[key].append(asked)


def groups_of(person: Person, rows: Rows) -> list[Group]:
    """Groups 1 to 11 of a file whose parts are given, in memory."""
    held = {key: holding(some) for key, some in rows.items()}
    codes = {row.code for row in held.get("category", ())}
    tags = {row.code for row in held.get("tag", ())}
    wanted = {
        "identity": _identity(person),
        "category": _category(held.get("category", ())),
        "service": _first(held, "service", SERVICE) if codes & SERVED else (),
        "honour": _first(held, "honour", HONOUR) if tags & MERITED or held.get("honour") else (),
        "disability": _first(held, "disability", DISABILITY) if codes & DISABLED or held.get("disability") else (),
        "kin": _kin(held.get("relative", ()), codes),
        "placement": _first(held, "placement", PLACEMENT) if codes & PLACED else (),
        "household": _first(held, "household", HOUSEHOLD),
        "livelihood": _first(held, "livelihood", LIVELIHOOD),
        "work": _first(held, "work", WORK),
        "entitlement": _entitlement(held, codes, tags),
    }
    return [Group(key, tuple(items)) for key, items in wanted.items()]


def groups_around(person: Person) -> list[Group]:
    """Groups 12 and 13, as the apps above know them."""
    around = {key: [item for asked in some for item in asked(person)] for key, some in _registered.items()}
    around["consent"] = [
        Item(_("信息来源"), bool(person.source)), Item(_("最近核对日期"), person.verified_on is not None),
        *around["consent"],
    ]  # fmt: skip
    return [Group(key, tuple(items), counts=False) for key, items in around.items()]


def percent(groups: Iterable[Group]) -> int:
    """Each group that concerns somebody weighs the same."""
    counted = [group.percent for group in groups if group.counts and group.concerns]
    return round(sum(counted) / len(counted)) if counted else 0


def missing(groups: Iterable[Group]) -> list[str]:
    """What is still asked for, group by group, in words."""
    return [f"{group.label}({'、'.join(group.missing)})" for group in groups if group.missing]


def is_filled(thing, attname: str) -> bool:
    """Without opening what is sealed."""
    held = thing.__dict__.get(attname)
    return bool(held.value) if isinstance(held, Opened) else held not in (None, "", b"")


IDENTITY = (
    ("phone_index", _("手机号码")), ("address_sealed", _("现住址")), ("registered_at_sealed", _("户籍地址")),
    ("other_contact_sealed", _("其他联系人")), ("ethnicity", _("民族")), ("education", _("文化程度")),
    ("marital", _("婚姻状况")), ("political_status_sealed", _("政治面貌")),
)  # fmt: skip
SERVICE = (
    ("enlisted_on", _("入伍日期")), ("branch", _("军兵种")), ("discharge_kind", _("退役方式")),
    ("discharge_number_sealed", _("退役证件号")),
)  # fmt: skip
HONOUR = (("kind", _("荣誉")), ("year", _("年份")))
DISABILITY = (
    ("grade_sealed", _("残疾等级")), ("certificate_number_sealed", _("残疾军人证编号")), ("rated_on", _("评定日期")),
)  # fmt: skip
PLACEMENT = (("mode", _("安置方式")), ("reported_on", _("报到日期")))
HOUSEHOLD = (("members", _("家庭人口")), ("income_source", _("主要收入来源")))
LIVELIHOOD = (
    ("housing_sealed", _("住房")), ("insurance_sealed", _("医疗保险")), ("pension_sealed", _("养老保险")),
    ("relief_sealed", _("救助")), ("care_need_sealed", _("生活自理")),
)  # fmt: skip
WORK = (("status", _("就业状态")),)


def _identity(person: Person) -> list[Item]:
    number = Item(_("姓名和公民身份号码"), bool(person.name and person.id_masked))
    return [number, *(Item(label, is_filled(person, name)) for name, label in IDENTITY)]


def _category(rows: Sequence[Part]) -> list[Item]:
    proven = any(row.proof_kind or is_filled(row, "proof_number_sealed") for row in rows)
    return [
        Item(_("人员类别"), bool(rows)),
        Item(_("证明材料"), proven),
        Item(_("核实日期"), any(row.verified_on for row in rows)),
    ]


def _kin(rows: Sequence[Part], codes: set[str]) -> list[Item]:
    if not codes & KIN:
        return [Item(_("亲属"), True)] if rows else []
    link = [row for row in rows if row.soldier]
    items = [Item(_("与军人的关系"), bool(link))]
    if codes & SURVIVORS:
        items.append(Item(_("烈士、牺牲、病故证明编号"), any(is_filled(r, "certificate_number_sealed") for r in link)))
    return items


def _entitlement(held: Rows, codes: set[str], tags: set[str]) -> list[Item]:
    kinds = {row.kind for row in held.get("credential", ())}
    items = [Item(_("光荣牌"), "plaque" in kinds)]
    if codes & (SERVED | SURVIVORS):
        items.append(Item(_("优待证"), bool(kinds & {"card_veteran", "card_kin"})))
    if codes & PAID_CATEGORIES or tags & PAID_TAGS:
        items.append(Item(_("享受的待遇"), bool(held.get("entitlement"))))
    return items


def _first(held: Rows, key: str, asked: Iterable[tuple[str, str | Promise]]) -> list[Item]:
    """The latest entry answers for the group."""
    rows = held.get(key, ())
    return [Item(label, bool(rows) and is_filled(rows[-1], name)) for name, label in asked]
