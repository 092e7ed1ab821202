"""What stands before a page: a right, or openly nothing. Roles and places are added in `organisation.access`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Permission:
    name: str
    label: str
    roles: frozenset[str]
    lent_for: frozenset[str] = frozenset()
    """Purposes for which somebody may use it in another's place; empty where only the person may."""


PUBLIC = Permission("public", _("公开"), frozenset())
OWN_ACCOUNT = Permission("accounts.own", _("管理自己的账号"), frozenset())


def public_page(view) -> Callable:
    """Says that anybody may open a page, on purpose."""
    view.permission = PUBLIC
    return view


def own_page(view) -> Callable:
    """A page about the account of whoever is signed in, whatever the role, even before a due second factor is set."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.permission = OWN_ACCOUNT
    return guarded
