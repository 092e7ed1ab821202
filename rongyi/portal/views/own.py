"""The veteran's own pages."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongyi.organisation.access import page
from rongyi.portal.own_queries import own_file
from rongyi.portal.permissions import VIEW_OWN


@require_safe
@page(VIEW_OWN)
def own(request):
    nav = [
        {"label": _("我的档案"), "url": reverse("portal:own"), "current": True},
        {"label": _("找服务站"), "url": reverse("portal:stations"), "current": False},
        {"label": _("意见反馈"), "url": reverse("portal:feedback"), "current": False},
    ]
    return render(request, "portal/own.html", {**own_file(request.actor), "portal_nav": nav})
