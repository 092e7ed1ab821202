from django.urls import path

from rongyi.organisation.views import accounts, limits, network, stations, trail

app_name = "organisation"
urlpatterns = [
    path("", network.network, name="network"),
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/new", accounts.account_new, name="account_new"),
    path("accounts/places", accounts.region_find, name="region_find"),
    path("accounts/tokens", accounts.token_list, name="tokens"),
    path("accounts/tokens/<uuid:token_id>/revoke", accounts.token_revoke, name="token_revoke"),
    path("accounts/<uuid:user_id>", accounts.account, name="account"),
    path("accounts/<uuid:user_id>/grants/new", accounts.grant_new, name="grant_new"),
    path("accounts/<uuid:user_id>/grants/<int:grant_id>/end", accounts.grant_end, name="grant_end"),
    path("accounts/<uuid:user_id>/state", accounts.state, name="account_state"),
    path("accounts/<uuid:user_id>/password", accounts.password_reset, name="password_reset"),
    path("accounts/<uuid:user_id>/second-factor", accounts.factor_reset, name="factor_reset"),
    path("limits/", limits.limit_list, name="limits"),
    path("limits/<uuid:user_id>", limits.limit_raise, name="limit_raise"),
    path("trail/", trail.trail, name="trail"),
    path("trail/verify", trail.trail_verify, name="trail_verify"),
    path("<str:code>", network.station, name="station"),
    path("<str:code>/branch", network.branch, name="branch"),
    path("<str:code>/edit", stations.edit, name="station_edit"),
    path("<str:code>/facilities", stations.facilities, name="facilities"),
    path("<str:code>/posts/new", stations.post_open, name="post_open"),
    path("<str:code>/posts/<uuid:post_id>/close", stations.post_close, name="post_close"),
    path("<str:code>/posts/<uuid:post_id>/start", stations.posting_start, name="posting_start"),
    path("<str:code>/postings/<uuid:posting_id>/end", stations.posting_end, name="posting_end"),
]
