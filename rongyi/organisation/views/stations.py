"""Changing a station: facts, rooms, posts and who is in them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.kernel import clock
from rongyi.kernel.errors import Stale
from rongyi.kernel.forms import refusals_in
from rongyi.organisation import forms, queries, services
from rongyi.organisation.access import page
from rongyi.organisation.models import Facility
from rongyi.organisation.permissions import EDIT_STATION


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def edit(request, code):
    station = queries.get_station(request.actor, code)
    form = forms.StationForm(request.POST or None, initial=_facts(station))
    if request.method == "POST" and form.is_valid():
        changes = {name: form.cleaned_data[name] for name in services.EDITABLE}
        try:
            with refusals_in(form, stale_too=False):
                services.edit_station(
                    actor=request.actor, station=station, changes=changes, version=form.cleaned_data["version"]
                )
                messages.success(request, _("已保存。"))
                return redirect("organisation:station", code=code)
        except Stale:
            return _stale(request, queries.get_station(request.actor, code), form)
    given = {"station": station, "form": form}
    return render(request, "organisation/station_edit.html", given, status=422 if form.errors else 200)


def _facts(station) -> dict:
    return {name: getattr(station, name) for name in (*services.EDITABLE, "version")}


def _stale(request, station, form):
    """What was typed stays and stands beside what is there now; saving once more is then a choice."""
    rows = [
        {"label": form[name].label, "mine": _word(form.cleaned_data[name]), "theirs": _word(getattr(station, name))}
        for name in services.EDITABLE
    ]
    rows = [row | {"differs": row["mine"] != row["theirs"]} for row in rows]
    _read_again(form, station)
    return render(
        request, "organisation/station_edit.html", {"station": station, "form": form, "conflict": rows}, status=412
    )


def _read_again(form, station) -> None:
    form.data = form.data.copy()
    form.data["version"] = station.version


def _word(value) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return "" if value is None else str(value)


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def facilities(request, code):
    station = queries.get_station(request.actor, code)
    form = forms.FacilitiesForm(request.POST or None, initial=_rooms(request.actor, station))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rooms = [
            services.Room(area, given[f"{area}_in_use"], given[f"{area}_area_m2"], given[f"{area}_shared_with"])
            for area in Facility.Area.values
        ]
        try:
            with refusals_in(form, stale_too=False):
                services.set_facilities(actor=request.actor, station=station, rooms=rooms, version=given["version"])
                messages.success(request, _("功能区已保存。"))
                return redirect("organisation:station", code=code)
        except Stale as error:
            _read_again(form, queries.get_station(request.actor, code))
            form.add_error(None, str(error))
    given = {"station": station, "form": form}
    return render(request, "organisation/facilities.html", given, status=422 if form.errors else 200)


def _rooms(actor, station) -> dict:
    initial = {"version": station.version}
    for facility in queries.facilities_of(actor, station):
        for name in ("in_use", "area_m2", "shared_with"):
            initial[f"{facility.area}_{name}"] = getattr(facility, name)
    return initial


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def post_open(request, code):
    station = queries.get_station(request.actor, code)
    form = forms.PostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.open_post(actor=request.actor, station=station, **form.cleaned_data)
            return redirect("organisation:station", code=code)
    return _ask(request, station, form, _("增加岗位"), _("增加"))


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def posting_start(request, code, post_id):
    station = queries.get_station(request.actor, code)
    post = queries.get_post(request.actor, station, post_id)
    form = forms.PostingForm(request.POST or None, initial={"full_time": True})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.start_posting(actor=request.actor, post=post, **form.cleaned_data)
            return redirect("organisation:station", code=code)
    return _ask(request, station, form, _("%(post)s:填写任职的人") % {"post": post.title}, _("保存"))


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def posting_end(request, code, posting_id):
    station = queries.get_station(request.actor, code)
    posting = queries.get_posting(request.actor, station, posting_id)
    form = forms.EndPostingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.end_posting(actor=request.actor, posting=posting, **form.cleaned_data)
            return redirect("organisation:station", code=code)
    return _ask(request, station, form, _("%(name)s离任") % {"name": posting.name}, _("保存"))


@require_http_methods(["GET", "POST"])
@page(EDIT_STATION)
def post_close(request, code, post_id):
    station = queries.get_station(request.actor, code)
    post = queries.get_post(request.actor, station, post_id)
    form = forms.ClosePostForm(request.POST or None, initial={"closed_on": clock.today(), "version": post.version})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            services.close_post(actor=request.actor, post=post, **form.cleaned_data)
            return redirect("organisation:station", code=code)
    return _ask(request, station, form, _("撤销岗位:%(post)s") % {"post": post.title}, _("撤销"))


def _ask(request, station, form, title, action):
    given = {
        "form": form,
        "title": title,
        "action_label": action,
        "cancel_url": reverse("organisation:station", args=[station.code]),
        "station": station,
    }
    return render(request, "organisation/ask.html", given, status=422 if form.errors else 200)
