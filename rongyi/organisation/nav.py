from django.utils.translation import gettext_lazy as _

from rongyi.organisation.navigation import entry
from rongyi.organisation.permissions import MANAGE_ACCOUNTS, RAISE_LIMIT, READ_AUDIT, VIEW_NETWORK

STATION_PAGES = tuple(
    f"organisation:{name}"
    for name in ("station", "station_edit", "facilities", "post_open", "post_close", "posting_start", "posting_end")
)
ACCOUNT_PAGES = tuple(
    f"organisation:{name}"
    for name in ("account", "account_new", "grant_new", "grant_end", "account_state", "password_reset", "factor_reset")
)

entry(_("机构网络"), "organisation:network", "network", VIEW_NETWORK, group="network", order=60, active=STATION_PAGES)
entry(_("账号"), "organisation:accounts", "people", MANAGE_ACCOUNTS, group="system", order=80, quick=True,
      active=ACCOUNT_PAGES)  # fmt: skip
entry(_("接口令牌"), "organisation:tokens", "key", MANAGE_ACCOUNTS, group="system", order=82)
entry(_("审计记录"), "organisation:trail", "shield", READ_AUDIT, group="system", order=84, quick=True)
entry(_("查阅限额"), "organisation:limits", "shield", RAISE_LIMIT, group="network", order=66,
      active=("organisation:limit_raise",))  # fmt: skip
