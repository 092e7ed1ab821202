"""The words of payments. Items and reasons are kept as codes; what a county reads is in definitions/benefits/items.yaml."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Item(models.TextChoices):
    DISABILITY = "disability", _("残疾抚恤金")
    SURVIVOR = "survivor", _("定期抚恤金")
    OLD_DEMOBILISED = "old_demobilised", _("在乡老复员军人生活补助")
    RETURNED_ILL = "returned_ill", _("带病回乡退役军人生活补助")
    COMBAT_TEST = "combat_test", _("参战参试退役人员生活补助")
    RURAL_60 = "rural_60", _("农村籍退役士兵老年生活补助")
    MARTYR_CHILD = "martyr_child", _("烈士老年子女生活补助")
    RED_ARMY = "red_army", _("红军老战士、失散人员生活补助")
    CONSCRIPT = "conscript", _("义务兵家庭优待金")
    FUNERAL = "funeral", _("丧葬补助")


class Per(models.TextChoices):
    YEAR = "year", _("每年")
    MONTH = "month", _("每月")
    ONCE = "once", _("一次")


class Trust(models.TextChoices):
    """How far an amount may be relied on."""

    LAW = "L", _("法规原文")
    GOVERNMENT = "G", _("政府网站")
    NEWS = "M", _("新闻报道")
    COPY = "A", _("网络转载,用前请核对")
    COMPOSED = "C", _("本产品默认")


class Standing(models.TextChoices):
    """Where an entitlement stands."""

    PROPOSED = "proposed", _("待决定")
    REFUSED = "refused", _("不予发放")
    ACTIVE = "active", _("在发")
    SUSPENDED = "suspended", _("暂停")
    ENDED = "ended", _("已停发")


class Pausing(models.TextChoices):
    """Why a payment rests (军人抚恤优待条例第五十九条: the first three)."""

    PRISON = "prison", _("被判处有期徒刑")
    DEPRIVED = "deprived", _("被剥夺政治权利")
    WANTED = "wanted", _("被通缉")
    UNCONFIRMED = "unconfirmed", _("年度确认未办")
    OTHER = "other", _("其他")


class Ending(models.TextChoices):
    """Why a payment is over (the second to fourth: 军人抚恤优待条例第五十九条)."""

    DEATH = "death", _("去世")
    DEATH_SENTENCE = "death_sentence", _("被判处死刑")
    LIFE_SENTENCE = "life_sentence", _("被判处无期徒刑")
    EXPELLED = "expelled", _("被开除军籍")
    MOVED = "moved", _("户籍迁出")
    MERGED = "merged", _("档案合并")
    CHANGED = "changed", _("标准档次变动")
    NOT_ELIGIBLE = "not_eligible", _("不再符合条件")
    MISTAKE = "mistake", _("登记有误")
    DONE = "done", _("已发完")


BY_ITSELF = (Ending.DEATH, Ending.MOVED, Ending.MERGED)
"""What the file says, and takes back when the file says otherwise."""


class RunState(models.TextChoices):
    COMPUTING = "computing", _("正在计算")
    PROPOSED = "proposed", _("待核对")
    SUBMITTED = "submitted", _("待批准")
    APPROVED = "approved", _("已批准")
    SENT = "sent", _("已送银行")
    SETTLED = "settled", _("已办结")
    VOID = "void", _("已作废")


class LineState(models.TextChoices):
    PROPOSED = "proposed", _("拟发")
    HELD = "held", _("本次不发")
    VOID = "void", _("作废")
    SENT = "sent", _("已送银行")
    PAID = "paid", _("已发放")
    FAILED = "failed", _("发放失败")
    REVERSED = "reversed", _("已追回")


LIVE = (LineState.PROPOSED, LineState.SENT, LineState.PAID)
"""Lines that count as the payment of their month."""


class Piece(models.TextChoices):
    """Which part of a payment a line is: of each there is one for a person, an item and a month."""

    MONTH = "month", _("当月")
    TOP_UP = "top_up", _("补差")
    FUNERAL = "funeral", _("丧葬补助")
    REVERSAL = "reversal", _("追回")


class Why(models.TextChoices):
    """Why this month is not as the last one."""

    NEW = "new", _("新增")
    RESUMED = "resumed", _("恢复发放")
    STANDARD = "standard", _("标准调整")
    CHANGED = "changed", _("档次变动")
    ACCOUNT = "account", _("更换账号")
    ARREARS = "arrears", _("补发以前月份")
    RETRY = "retry", _("上次失败,重发")
    TOP_UP = "top_up", _("标准调整补差")
    FUNERAL = "funeral", _("丧葬补助")
    DEATH = "death", _("去世停发")
    MOVED = "moved", _("迁出停发")
    ENDED = "ended", _("停发")
    SUSPENDED = "suspended", _("暂停发放")
    UNCONFIRMED = "unconfirmed", _("年度确认暂停")
    NO_ACCOUNT = "no_account", _("没有银行账号")
    NO_STANDARD = "no_standard", _("没有现行标准")
    HELD = "held", _("经办人本次不发")


NEEDS_CARE = (Why.NO_ACCOUNT, Why.NO_STANDARD)
"""Somebody is owed money and does not get it for want of a paper."""
