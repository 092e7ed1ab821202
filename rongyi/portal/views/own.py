"""The veteran's own pages."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongyi.organisation.access import page
from rongyi.portal.own_queries import own_file
from rongyi.portal.permissions import VIEW_OWN


def own_nav(current: str) -> list[dict]:
    """The menu of the own pages; `current` is the name of the page's entry."""
    entries = (
        (_("我的档案"), "portal:own"),
        (_("我的办件"), "portal:own_cases"),
        (_("办事指南"), "portal:matters"),
        (_("找服务站"), "portal:stations"),
        (_("意见反馈"), "portal:feedback"),
    )
    return [{"label": label, "url": reverse(url), "current": url == current} for label, url in entries]


@require_safe
@page(VIEW_OWN)
def own(request):
    return render(request, "portal/own.html", {**own_file(request.actor), "portal_nav": own_nav("portal:own")})
