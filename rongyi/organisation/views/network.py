"""The network as tree, picture and list, and the page of one station."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rongyi.organisation import queries
from rongyi.organisation.access import page
from rongyi.organisation.forms import StationListForm
from rongyi.organisation.network import branch_of, picture_of, tree_of, ways_to
from rongyi.organisation.permissions import EDIT_STATION, VIEW_NETWORK


@require_safe
@page(VIEW_NETWORK)
def network(request):
    view = request.GET.get("view", "tree")
    draw = {"picture": _picture, "list": _list}.get(view, _tree)
    view = view if view in ("picture", "list") else "tree"
    return render(request, f"organisation/network_{view}.html", {"tabs": _tabs(view), **draw(request)})


def _tabs(view: str) -> list[dict]:
    url = reverse("organisation:network")
    words = (("tree", _("树")), ("picture", _("示意图")), ("list", _("列表")))
    return [{"label": label, "url": f"{url}?view={key}", "current": key == view} for key, label in words]


def _tree(request) -> dict:
    return {"nodes": tree_of(request.actor)}


def _picture(request) -> dict:
    under, by = request.GET.get("under", "")[:12], request.GET.get("by", "")
    return picture_of(request.actor, under, by, request._whole_actor)


def _list(request) -> dict:
    form = StationListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = queries.stations_listed(request.actor, **asked)
    url = f"{reverse('organisation:network')}?view=list"
    more = len(rows) > queries.PAGE
    rows = rows[: queries.PAGE]
    kept = {key: value for key, value in asked.items() if value and key != "after"}
    return {
        "form": form,
        "rows": rows,
        "reset_url": url,
        "first_url": f"{url}&{urlencode(kept)}" if asked.get("after") else "",
        "next_url": f"{url}&{urlencode(kept | {'after': rows[-1].code})}" if more else "",
    }


@require_safe
@page(VIEW_NETWORK)
def branch(request, code):
    """What hangs under one station of the tree, fetched when it is opened."""
    queries.get_station(request.actor, code)
    return render(request, "organisation/branch.html", {"nodes": branch_of(request.actor, code)})


@require_safe
@page(VIEW_NETWORK)
def station(request, code):
    actor = request.actor
    station = queries.get_station(actor, code)
    whole = request._whole_actor
    given = {
        "station": station,
        "crumbs": ways_to(actor, station),
        "people": queries.people_under(actor, code),
        "facilities": queries.facilities_of(actor, station),
        "posts": queries.posts_of(actor, station),
        "nodes": branch_of(actor, code),
        "may_edit": whole.can(EDIT_STATION) and whole.acting(EDIT_STATION).covers(code),
    }
    return render(request, "organisation/station.html", given)
