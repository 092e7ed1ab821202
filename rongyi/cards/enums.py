"""The fixed words of a card: what it is, how it stands, what happens to it, and what an offer is for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CardKind(models.TextChoices):
    """One person has one kind; who is both chooses. source: 优待证管理办法(试行)"""

    VET = "vet", _("退役军人优待证")
    KIN = "kin", _("“三属”优待证")


class Bank(models.TextChoices):
    """The first cooperating banks; a province chooses among them."""

    ICBC = "icbc", _("工商银行")
    ABC = "abc", _("农业银行")
    PSBC = "psbc", _("邮储银行")
    CEB = "ceb", _("光大银行")
    OTHER = "other", _("其他合作银行")


class State(models.TextChoices):
    IN_USE = "in_use", _("使用中")
    TEMP_LOST = "temp_lost", _("临时挂失")
    FORMALLY_LOST = "formally_lost", _("正式挂失")
    REISSUING = "reissuing", _("补领中")
    REPLACING = "replacing", _("更换中")
    SUSPENDED = "suspended", _("优待中止")
    VOID = "void", _("已作废")
    CANCELLED = "cancelled", _("已注销")


OVER = (State.VOID, State.CANCELLED)
LIVE = tuple(state for state in State if state not in OVER)
TONES = {
    State.IN_USE: "good", State.TEMP_LOST: "warn", State.FORMALLY_LOST: "bad", State.REISSUING: "info",
    State.REPLACING: "info", State.SUSPENDED: "bad", State.VOID: "still", State.CANCELLED: "still",
}  # fmt: skip


class Act(models.TextChoices):
    """What happens to a card. A table says from where to where: rongyi/cards/states.py."""

    ISSUE = "issue", _("发放")
    ENTER = "enter", _("登记已有的证")
    TEMP_LOSS = "temp_loss", _("临时挂失")
    LIFT = "lift", _("解除挂失")
    LIFT_ITSELF = "lift_itself", _("到期自动解除挂失")
    FORMAL_LOSS = "formal_loss", _("正式挂失")
    REISSUE = "reissue", _("受理补领")
    REISSUE_ENDED = "reissue_ended", _("补领终止")
    REPLACE = "replace", _("受理更换")
    REPLACE_ENDED = "replace_ended", _("更换终止")
    VOID = "void", _("旧证作废")
    SUSPEND = "suspend", _("中止优待")
    RESTORE = "restore", _("恢复优待")
    LOWER = "lower", _("降低优待")
    CANCEL = "cancel", _("注销")
    RETURNED = "returned", _("旧证交回")


class Fee(models.TextChoices):
    """source: 优待证换补领收费说明; the tariff is the bank's."""

    FREE = "free", _("免费")
    OWN = "own", _("按银行标准收工本费")


class OfferKind(models.TextChoices):
    TRANSPORT = "transport", _("交通出行")
    SIGHTS = "sights", _("文化旅游")
    MEDICAL = "medical", _("医疗健康")
    SHOPPING = "shopping", _("购物餐饮")
    FINANCE = "finance", _("金融服务")
    JOBS = "jobs", _("教育就业")
    LEGAL = "legal", _("法律服务")
    HOME = "home", _("住房养老")
    OTHER = "other", _("其他")
