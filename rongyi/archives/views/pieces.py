"""One piece: filing it, its page, mending its description."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.archives.forms import DescribeForm, LabelForm, PieceForm
from rongyi.archives.models import Piece
from rongyi.archives.papers import LAYOUTS, print_labels
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.queries import get_piece, leaves_of, loans_of, people_of_piece, scans_of
from rongyi.archives.queries.whose import whose
from rongyi.archives.services import describe_piece, file_piece, set_people
from rongyi.archives.shown import description, loan_rows, pdf_response
from rongyi.kernel import clock
from rongyi.kernel.errors import Stale
from rongyi.kernel.files.store import is_scanned
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def piece_new(request):
    initial = {"id": uuid7(), "people": request.GET.getlist("person"), "retention": "D30"}
    form = PieceForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            fonds = form.known[form.cleaned_data["fonds"]]
            piece = file_piece(actor=request.actor, fonds=fonds, given=form.given())
            messages.success(request, _("已归档,档号 %(code)s。") % {"code": piece.code})
            return redirect("archives:piece", pk=piece.pk)
    return render(request, "archives/piece_new.html", {"form": form, "chosen": form.chosen()}, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def piece(request, pk: UUID):
    one = get_piece(request.actor, pk)
    loans = loans_of(one)
    context = {
        "piece": one,
        "description": description(one),
        "people": whose(request.actor, one),
        "scans": scans_of(one),
        "leaves": len(leaves_of(one)),
        "loans": loan_rows(loans, clock.today()),
        "out": next((loan for loan in loans if loan.returned_at is None), None),
        "is_kept": one.state == Piece.State.KEPT,
        "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
        "has_scanner": is_scanned(),
    }
    return render(request, "archives/piece.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def piece_edit(request, pk: UUID):
    one = get_piece(request.actor, pk)
    initial = {name: getattr(one, name) for name in DescribeForm.base_fields if name != "people"}
    initial["people"] = [str(person.pk) for person in people_of_piece(request.actor, one)]
    form = DescribeForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                _describe(request, one, form)
                messages.success(request, _("已保存。"))
                return redirect("archives:piece", pk=pk)
            except Stale:
                form.data = form.data.copy()
                form.data["version"] = str(get_piece(request.actor, pk).version)  # pressed again, it is saved over
                raise
    context = {"piece": one, "form": form, "chosen": form.chosen()}
    return render(request, "archives/piece_edit.html", context, status=status_of(form))


def _describe(request, one: Piece, form: DescribeForm) -> None:
    describe_piece(actor=request.actor, piece=one, changes=form.changes(), version=form.cleaned_data["version"])
    if "people" in form.changed_data:
        set_people(actor=request.actor, piece=one, people=form.cleaned_data["people"])


@require_http_methods(["GET", "POST"])
@page(VIEW_ARCHIVES)
def piece_label(request, pk: UUID):
    one = get_piece(request.actor, pk)
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        layout, root = LAYOUTS[form.cleaned_data["layout"]], request.build_absolute_uri("/")
        skip = form.cleaned_data["skip"] or 0
        return pdf_response(
            print_labels(actor=request.actor, fonds=one.fonds, pieces=[one], layout=layout, root=root, skip=skip)
        )
    context = {"form": form, "count": 1, "back": one}
    return render(request, "archives/labels.html", context, status=status_of(form))
