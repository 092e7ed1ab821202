"""Who people are in the network, and which classes of personal data their work needs."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.kernel.crypto.classes import DataClass


class Role(models.TextChoices):
    BUREAU_LEADER = "bureau_leader", _("局领导")
    SECTION_OFFICER = "section_officer", _("股室")
    TOWN_HEAD = "town_head", _("镇(街)服务站站长")
    VILLAGE_CLERK = "village_clerk", _("村(社区)服务站")
    PREFECTURE_OFFICER = "prefecture_officer", _("市级工作人员")
    PROVINCE_OFFICER = "province_officer", _("省级工作人员")
    AUDITOR = "auditor", _("审计")
    ADMINISTRATOR = "administrator", _("系统管理员")
    VETERAN = "veteran", _("退役军人本人")
    PROXY = "proxy", _("受托人")


STATION_STAFF = (Role.TOWN_HEAD, Role.VILLAGE_CLERK)
COUNTY_STAFF = (Role.BUREAU_LEADER, Role.SECTION_OFFICER)
SERVICE_STAFF = (*COUNTY_STAFF, *STATION_STAFF)
UPPER_STAFF = (Role.PREFECTURE_OFFICER, Role.PROVINCE_OFFICER)
"""They review what counties send up and read figures; no file is opened to them beyond the case at hand."""
ALL_STAFF = (*SERVICE_STAFF, *UPPER_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)


OWN_ROLES = frozenset({Role.VETERAN, Role.PROXY})
"""They reach one file, by its number, and no place: scope by region never counts them."""


class Purpose(models.TextChoices):
    """What somebody may do in another's place. `WHOLE` is for guardians, who stand in it altogether."""

    VIEW = "view", _("查看档案和办件进度")
    APPLY = "apply", _("代为申请、补正")
    RECEIVE = "receive", _("代为领取证件、物品")
    WHOLE = "whole", _("法定监护,代理全部事项")


@dataclass(frozen=True)
class Sight:
    """The classes a role reads whole, reads masked (whole by a reveal with a reason) and writes."""

    whole: frozenset[str]
    masked: frozenset[str]
    writes: frozenset[str]


def _sight(whole=(), masked=(), writes=()) -> Sight:
    return Sight(frozenset(whole), frozenset(masked), frozenset(writes))


S2, S3, S4 = DataClass.S2, DataClass.S3, DataClass.S4

SIGHT: dict[str, Sight] = {
    Role.BUREAU_LEADER: _sight((S3, S4), (S2,), ()),
    Role.SECTION_OFFICER: _sight((S3, S4), (S2,), (S2, S3, S4)),
    Role.TOWN_HEAD: _sight((S3, S4), (S2,), (S2, S3, S4)),
    Role.VILLAGE_CLERK: _sight((S3, S4), (S2,), (S2, S3, S4)),
    Role.PREFECTURE_OFFICER: _sight((S4,), (S2, S3), ()),
    Role.PROVINCE_OFFICER: _sight((S4,), (S2, S3), ()),
    Role.AUDITOR: _sight((S4,)),
    Role.ADMINISTRATOR: _sight((S4,)),
    Role.VETERAN: _sight((S2, S3, S4), (), ()),
    Role.PROXY: _sight((S3, S4), (S2,), ()),
}

INCOMPATIBLE: tuple[frozenset[str], ...] = (
    frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    *(frozenset({Role.ADMINISTRATOR, role}) for role in (*SERVICE_STAFF, *UPPER_STAFF)),
    *(frozenset({Role.AUDITOR, role}) for role in (*SERVICE_STAFF, *UPPER_STAFF)),
)
"""Duties that one person does not hold at once: who keeps accounts sees no file, who audits does no work."""

NEEDS_SECOND_FACTOR = (*SERVICE_STAFF, *UPPER_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)
