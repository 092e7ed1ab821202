"""The room itself: what waits, the catalogue, the fonds, and where a label leads."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.archives.forms import CatalogueFilter, FindForm, FondsForm
from rongyi.archives.models import Piece
from rongyi.archives.permissions import APPROVE_DESTRUCTION, KEEP_ARCHIVES, OPEN_FONDS, VIEW_ARCHIVES, VIEW_FAULTS
from rongyi.archives.queries import (
    find_pieces,
    fonds_list,
    get_labelled,
    holdings,
    pieces_of_person,
    pieces_page,
    todo,
)
from rongyi.archives.services import open_fonds
from rongyi.archives.shown import piece_rows, todo_lines
from rongyi.kernel import clock
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person


def _place(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None


def _rights(request) -> dict:
    whole = request._whole_actor
    return {"can_keep": whole.can(KEEP_ARCHIVES), "can_open_fonds": whole.can(OPEN_FONDS)}


@require_safe
@page(VIEW_ARCHIVES)
def home(request):
    form = CatalogueFilter(request.GET, actor=request.actor)
    found = pieces_page(request.actor, form.asked(), after=_place(request.GET.get("after")))
    again = request.GET.copy()
    again.pop("after", None)
    if found.next:
        again["after"] = str(found.next)
    waiting = todo(request.actor, clock.today())
    context = {
        "form": form,
        "find": FindForm(),
        "rows": piece_rows(found.pieces),
        "next_url": f"?{again.urlencode()}" if found.next else "",
        "is_first": "after" not in request.GET,
        "can_see_faults": request._whole_actor.can(VIEW_FAULTS),
        "holdings": holdings(request.actor),
        "waiting": waiting,
        "todo": todo_lines(waiting, can_approve=request._whole_actor.can(APPROVE_DESTRUCTION)),
        **_rights(request),
    }
    return render(request, "archives/home.html", context)


@require_POST
@page(VIEW_ARCHIVES)
def find(request):
    """A title may hold a name, so it comes in the body and never in an address."""
    form = FindForm(request.POST)
    pieces = find_pieces(request.actor, form.cleaned_data["q"]) if form.is_valid() else []
    context = {"find": form, "rows": piece_rows(pieces)}
    return render(request, "archives/found.html", context, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def follow_code(request, word: str):
    """Where the QR code of a label leads: to its piece or its box, if that lies in reach."""
    thing = get_labelled(request.actor, word)
    return redirect("archives:piece" if isinstance(thing, Piece) else "archives:box", pk=thing.pk)


@require_safe
@page(VIEW_ARCHIVES)
def of_person(request, pk: UUID):
    """The papers of one person, for who may open the person's file."""
    person = get_person(request.actor, pk)
    context = {"person": person, "rows": piece_rows(pieces_of_person(request.actor, person)), **_rights(request)}
    return render(request, "archives/of_person.html", context)


@require_safe
@page(VIEW_ARCHIVES)
def fonds_all(request):
    return render(request, "archives/fonds.html", {"fonds": fonds_list(request.actor), **_rights(request)})


@require_http_methods(["GET", "POST"])
@page(OPEN_FONDS)
def fonds_new(request):
    form = FondsForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_in(form):
            station = form.stations[data["station"]]
            open_fonds(actor=request.actor, station=station, number=data["number"], name=data["name"])
            messages.success(request, _("全宗已设立,可以归档了。"))
            return redirect("archives:fonds")
    return render(request, "archives/fonds_new.html", {"form": form}, status=status_of(form))
