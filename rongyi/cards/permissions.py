from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import SERVICE_STAFF, STATION_STAFF, Purpose, Role

VIEW_CARDS = permission("cards.view", _("查看优待证"), *SERVICE_STAFF)
KEEP_CARD = permission("cards.keep", _("登记优待证、挂失"), Role.SECTION_OFFICER, *STATION_STAFF)
HAND_OVER = permission("cards.hand_over", _("发放优待证"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
EDIT_OFFERS = permission("cards.offers", _("维护优待目录"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
OWN_CARD = permission("cards.own", _("本人的优待证"), Role.VETERAN, lent_for=(Purpose.WHOLE,))

call_acts(
    {
        "cards.enter": _("登记已有的优待证"),
        "cards.temp_loss": _("优待证临时挂失"),
        "cards.formal_loss": _("优待证正式挂失"),
        "cards.lift": _("优待证解除挂失"),
        "cards.returned": _("优待证交回"),
        "cards.hand_over": _("集中发放优待证"),
        "cards.print": _("打印优待证发放名册"),
        "cards.offer": _("维护优待目录"),
        "cards.own_loss": _("本人挂失优待证"),
        "cards.own_code": _("本人出示优待证码"),
    }
)
