from django.utils.translation import gettext_lazy as _

from rongyi.kernel.audit import call_acts
from rongyi.organisation.access import permission
from rongyi.organisation.roles import STATION_STAFF, Role

MERGE_PEOPLE = permission("people.merge", _("合并重复档案"), Role.SECTION_OFFICER, Role.TOWN_HEAD)
LINK_COUNTY = permission("people.link", _("全县查重"), Role.SECTION_OFFICER)
VIEW_HELD = permission("people.held", _("查看本站待核对的建档"), Role.SECTION_OFFICER, *STATION_STAFF)

call_acts(
    {
        "people.merge": _("合并档案"),
        "people.unmerge": _("撤销合并"),
        "people.different": _("认定不是同一人"),
        "people.put_off": _("以后再看"),
        "people.compare": _("并排查看两份档案"),
        "people.suggest": _("提出疑似同一人"),
        "people.link": _("全县查重"),
        "people.link_stop": _("停止查重"),
        "people.held_open": _("查看待核对的建档"),
        "people.held_decide": _("处理待核对的建档"),
    }
)
