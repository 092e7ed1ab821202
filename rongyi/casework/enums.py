"""The fixed words of every matter: who holds it, how it stands and what can be done with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rongyi.organisation.roles import Role


class Post(models.TextChoices):
    """Where a step is done. Who sits there is a table of roles, how far up it is a number of digits of the place."""

    VILLAGE = "village", _("村(社区)服务站")
    TOWN = "town", _("镇(街)服务站")
    CENTRE = "centre", _("县服务中心")
    BUREAU = "bureau", _("县退役军人事务局")
    LEADER = "leader", _("局领导")
    CITY = "city", _("市退役军人事务局")
    PROVINCE = "province", _("省退役军人事务厅")


ROLES_OF: dict[str, frozenset[str]] = {
    Post.VILLAGE: frozenset({Role.VILLAGE_CLERK}),
    Post.TOWN: frozenset({Role.TOWN_HEAD}),
    Post.CENTRE: frozenset({Role.SECTION_OFFICER}),
    Post.BUREAU: frozenset({Role.SECTION_OFFICER, Role.BUREAU_LEADER}),
    Post.LEADER: frozenset({Role.BUREAU_LEADER}),
    Post.CITY: frozenset({Role.PREFECTURE_OFFICER}),
    Post.PROVINCE: frozenset({Role.PROVINCE_OFFICER}),
}
DIGITS_OF: dict[str, int] = {
    Post.VILLAGE: 12, Post.TOWN: 9, Post.CENTRE: 6, Post.BUREAU: 6, Post.LEADER: 6, Post.CITY: 4, Post.PROVINCE: 2,
}  # fmt: skip
STAND_INS: dict[str, tuple[str, ...]] = {
    Post.VILLAGE: (Post.TOWN, Post.CENTRE),
    Post.TOWN: (Post.CENTRE,),
}
"""Who may do the work of a station below that is not manned; never the other way round."""


class State(models.TextChoices):
    """How a case stands. Where it stands is its step."""

    DRAFT = "draft", _("未提交")
    OPEN = "open", _("办理中")
    RETURNED = "returned", _("待补正")
    ENDED = "ended", _("已办结")


class Outcome(models.TextChoices):
    DONE = "done", _("办成")
    REFUSED = "refused", _("不予通过")
    WITHDRAWN = "withdrawn", _("申请人撤回")
    DIVERTED = "diverted", _("转其他途径")
    LAPSED = "lapsed", _("终止")


class ActKind(models.TextChoices):
    """What an act of a definition does to the case."""

    PASS = "pass", _("通过")
    RETURN = "return", _("一次性告知")
    BACK = "back", _("退回上一环节")
    REFUSE = "refuse", _("不予通过")
    FINISH = "finish", _("办结")
    NOTE = "note", _("记录")


class Side(models.TextChoices):
    """Acts that no definition has to name: they hold for every matter."""

    APPLY = "apply", _("提出申请")
    SUPPLEMENT = "supplement", _("补正")
    WITHDRAW = "withdraw", _("撤回申请")
    PAUSE = "pause", _("暂停计时")
    RESUME = "resume", _("恢复计时")
    EXTEND = "extend", _("延长期限")
    HAND_OVER = "hand_over", _("交接")
    LAPSE = "lapse", _("终止办理")


class Applicant(models.TextChoices):
    SELF = "self", _("本人")
    GUARDIAN = "guardian", _("监护人")
    PROXY = "proxy", _("受托人")
    STAFF = "staff", _("服务站主动办理")


class Channel(models.TextChoices):
    COUNTER = "counter", _("窗口")
    HOME = "home", _("上门")
    ONLINE = "online", _("网上")
    PHONE = "phone", _("电话")
    VIDEO = "video", _("视频")


class MaterialState(models.TextChoices):
    ASKED = "asked", _("待提交")
    GIVEN = "given", _("已提交")
    ACCEPTED = "accepted", _("合格")
    LACKING = "lacking", _("需补正")
    WAIVED = "waived", _("免提交")


class Unit(models.TextChoices):
    WORKING = "working", _("工作日")
    CALENDAR = "calendar", _("日")
    MONTHS = "months", _("个月")
