"""What the layout of staff pages wants to know about who is signed in."""

from django.urls import NoReverseMatch

from rongyi.kernel.addresses import address_of
from rongyi.organisation.access import NOBODY, actor_of
from rongyi.organisation.navigation import menu_for
from rongyi.organisation.roles import SERVICE_STAFF, Role


def desk(request) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    whole = getattr(request, "_whole_actor", None) or actor_of(user)  # a page narrows request.actor to its right
    if whole is NOBODY:
        return {}
    match = request.resolver_match
    nav, quick = menu_for(whole, match.view_name if match else "")
    return {
        "nav": nav,
        "quick": quick,
        "home_url": _url("console:home"),
        "station_name": whole.home_name,
        "person_search_url": _url("registry:quick_find") if whole.roles & set(SERVICE_STAFF) else "",
        "user_name": user.display_name,
        "user_role": Role(whole.role).label if whole.role else "",
        "account_url": _url("accounts:me"),
        "sign_out_url": _url("accounts:sign_out"),
    }


def _url(name: str) -> str:
    try:
        return address_of(name)
    except NoReverseMatch:
        return ""
