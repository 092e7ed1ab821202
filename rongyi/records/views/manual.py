"""Recording by hand: the kinds that are open to it, and a form made from the columns of one."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Conflict, NotFound
from rongyi.kernel.forms import refusals_in
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.records.forms import KindForm
from rongyi.records.kinds import KINDS
from rongyi.records.permissions import WRITE_RECORD
from rongyi.records.subjects import subjects


@require_safe
@page(WRITE_RECORD)
def kinds_open(request):
    kinds = sorted((kind for kind in KINDS.values() if kind.record), key=lambda kind: kind.name)
    return render(request, "records/kinds_open.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@page(WRITE_RECORD)
def record(request, kind: str):
    chosen = KINDS.get(kind)
    if chosen is None or not chosen.record:
        raise NotFound()
    if chosen.record_at:
        return redirect(chosen.record_at)
    form = KindForm(request.POST or None, kind=chosen, actor=request.actor, initial={"id": uuid7()})
    people, lost = _people(request)
    if lost and form.is_valid():
        form.add_error(None, _("有一位没有找到,可能已转到别的站。请重新选择。"))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            fact = _written(request.actor, form, [person["value"] for person in people])
            messages.success(request, _("已登记。"))
            return redirect("records:fact", pk=fact.pk)
    context = {"kind": chosen, "form": form, "chosen": people}
    return render(request, "records/record.html", context, status=422 if form.errors else 200)


def _written(actor, form: KindForm, people: list[UUID]):
    given = form.cleaned_data
    try:
        return form.kind.service()(
            actor=actor, region_code=actor.home_code, people=people, at=given["day"], channel=form.channel_given,
            data=form.data_given(), id=given["id"],
        )  # fmt: skip
    except Conflict:
        form.data = form.data.copy()
        form.data["id"] = str(uuid7())  # what was typed stays; pressed again, it is another record
        raise


def _people(request) -> tuple[list[dict], int]:
    """Those chosen in the search who are in reach, as {value: id, label: name}, and how many are not."""
    ids = [one for one in map(_uuid, request.POST.getlist("people")) if one]
    known = subjects(county=county_of(request.actor.home_code), ids=ids, actor=request.actor)
    found = [{"value": i, "label": known[i]["name"]} for i in dict.fromkeys(ids) if i in known]
    return found, len(set(ids)) - len(found)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
