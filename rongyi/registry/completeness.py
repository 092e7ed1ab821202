"""How full a file is, group by group (本产品默认): the groups are those of the national collection form."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from rongyi.registry.models import Person

NEEDS_SERVICE = frozenset({"R01", "R02", "R03", "R06", "R07"})
NEEDS_RELATIVE = frozenset({"R09", "R10", "R11", "R12"})


def groups_of(person: Person, *, categories: Iterable[str], has_service: bool, has_relative: bool) -> dict[str, bool]:
    """{group in words: whether it is filled}. Groups that do not concern somebody are left out."""
    codes = set(categories)
    groups = {
        _("姓名和公民身份号码"): bool(person.name and person.id_masked),
        _("人员类别"): bool(codes),
        _("手机号码"): person.phone_index is not None,
        _("现住址"): bool(person.address),
        _("户籍地址"): bool(person.registered_at),
        _("其他联系人"): bool(person.other_contact),
        _("民族、文化程度、婚姻"): bool(person.ethnicity and person.education and person.marital),
    }
    if codes & NEEDS_SERVICE:
        groups[_("服役经历")] = has_service
    if codes & NEEDS_RELATIVE:
        groups[_("与军人的关系")] = has_relative
    return groups


def percent(groups: Mapping[str, bool]) -> int:
    return round(100 * sum(groups.values()) / len(groups))


def missing(groups: Mapping[str, bool]) -> list[str]:
    return [label for label, is_filled in groups.items() if not is_filled]
