"""What a station helps with, in the words of those who come. source: composed from the duties by level."""

from django.utils.translation import gettext_lazy as _

OFFERS = (
    ("person", _("建档立卡"), _("登记退役军人和其他优抚对象的信息,搬家、换电话也在这里改。")),
    ("key", _("优待证"), _("申领、补办,问哪里能用。行动不便可以上门办。")),
    ("star", _("光荣牌、喜报"), _("悬挂和更换光荣牌,立功喜报送到家。")),
    ("visit", _("走访慰问"), _("定期看望,节日慰问,家里有难处随时可以说。")),
    ("shield", _("困难帮扶"), _("生活、就医、住房有困难,帮助申请救助和帮扶。")),
    ("ledger", _("优抚抚恤"), _("抚恤补助、年度确认、义务兵家庭优待金。")),
    ("people", _("就业创业"), _("找工作、参加培训、创业贷款和税收优惠。")),
    ("counter", _("来访接待"), _("反映问题、咨询政策、法律援助,有人接待、有答复。")),
)
