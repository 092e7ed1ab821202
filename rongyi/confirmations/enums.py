"""How a confirmation stands, how it is made, and what ends it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DUE = "due", _("待通知")
    INVITED = "invited", _("已通知")
    CONFIRMED = "confirmed", _("已确认")
    NOT_REACHED = "not_reached", _("联系不上")
    FOLLOW_UP = "follow_up", _("跟进中")
    SUSPENDED = "suspended", _("暂停发放")
    RESTORED = "restored", _("已恢复")
    ENDED = "ended", _("已终止")


WAITING = (State.DUE, State.INVITED, State.NOT_REACHED, State.FOLLOW_UP)
"""Who still has to be confirmed and loses nothing meanwhile."""

TONES = {
    State.DUE: "still", State.INVITED: "info", State.CONFIRMED: "good", State.NOT_REACHED: "warn",
    State.FOLLOW_UP: "warn", State.SUSPENDED: "bad", State.RESTORED: "good", State.ENDED: "still",
}  # fmt: skip


class Method(models.TextChoices):
    ON_SITE = "on_site", _("到站")
    HOME = "home", _("上门")
    VIDEO = "video", _("视频")
    PROXY = "proxy", _("家人代办")
    POST = "post", _("境外信函")


CHANNEL_OF = {Method.ON_SITE: "counter", Method.HOME: "home", Method.VIDEO: "video", Method.PROXY: "counter"}
"""What the spine calls it; for a letter from abroad it has no word, and the method says it."""


class Relation(models.TextChoices):
    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")
    CHILD = "child", _("子女")
    SIBLING = "sibling", _("兄弟姐妹")
    GUARDIAN = "guardian", _("监护人")
    VILLAGE = "village", _("村(社区)干部")
    OTHER = "other", _("其他")


class Way(models.TextChoices):
    """How somebody was looked for."""

    PHONE = "phone", _("打电话")
    HOME = "home", _("上门")
    KIN = "kin", _("问家人")
    NEIGHBOUR = "neighbour", _("问邻居、村组")
    LETTER = "letter", _("寄信")


class Result(models.TextChoices):
    REACHED = "reached", _("联系上了,会来办")
    NO_ANSWER = "no_answer", _("没人接、没人在")
    WRONG = "wrong", _("号码、地址不对")
    AWAY = "away", _("外出,去向不明")


class End(models.TextChoices):
    DEATH = "death", _("去世")
    MOVED = "moved", _("已迁出")
    NOT_ELIGIBLE = "not_eligible", _("不再属于确认范围")
    MERGED = "merged", _("档案已合并")
    DECIDED = "decided", _("县里决定终止")


BY_ITSELF = (End.DEATH, End.MOVED, End.NOT_ELIGIBLE, End.MERGED)
"""Ends that follow from the file; they are taken back when the file says otherwise."""
