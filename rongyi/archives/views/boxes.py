"""Boxes and what is printed for them."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.archives.forms import BoxForm, FillForm, LabelForm
from rongyi.archives.papers import LAYOUTS, print_catalogue, print_labels, print_remarks, print_spines
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.policy import policy_now
from rongyi.archives.queries import boxes_of, get_box, get_fonds, pieces_in, unboxed_count, with_contents
from rongyi.archives.services import describe_box, fill_boxes
from rongyi.archives.shown import pdf_response, piece_rows
from rongyi.kernel.errors import Stale
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_safe
@page(VIEW_ARCHIVES)
def boxes(request, pk: UUID):
    fonds = get_fonds(request.actor, pk)
    context = {
        "fonds": fonds, "form": FillForm(), "boxes": boxes_of(fonds), "waiting": unboxed_count(fonds),
        "policy": policy_now(), "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
    }  # fmt: skip
    return render(request, "archives/boxes.html", context)


@require_POST
@page(KEEP_ARCHIVES)
def fill(request, pk: UUID):
    fonds, form = get_fonds(request.actor, pk), FillForm(request.POST)
    if form.is_valid():
        filled = fill_boxes(actor=request.actor, fonds=fonds, **form.cleaned_data)
        said = ngettext("已装盒,用到 %(n)d 个盒子。", "已装盒,用到 %(n)d 个盒子。", len(filled))
        messages.success(request, said % {"n": len(filled)})
    else:
        messages.error(request, _("请选择盒子的厚度。"))
    return redirect("archives:boxes", pk=pk)


@require_safe
@page(VIEW_ARCHIVES)
def box(request, pk: UUID):
    one = get_box(request.actor, pk)
    with_contents([one])
    policy = policy_now()
    context = {
        "box": one, "rows": piece_rows(pieces_in(one)), "policy": policy,
        "holds": policy.boxes.holds(one.thickness_mm), "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
    }  # fmt: skip
    return render(request, "archives/box.html", context)


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def box_edit(request, pk: UUID):
    one = get_box(request.actor, pk)
    form = BoxForm(request.POST or None, initial={name: getattr(one, name) for name in BoxForm.base_fields})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                describe_box(actor=request.actor, box=one, changes=form.changes(), version=form.cleaned_data["version"])
                messages.success(request, _("已保存。"))
                return redirect("archives:box", pk=pk)
            except Stale:
                form.data = form.data.copy()
                form.data["version"] = str(get_box(request.actor, pk).version)
                raise
    return render(request, "archives/box_edit.html", {"box": one, "form": form}, status=status_of(form))


@require_safe
@page(VIEW_ARCHIVES)
def catalogue(request, pk: UUID):
    return pdf_response(print_catalogue(actor=request.actor, box=get_box(request.actor, pk)))


@require_safe
@page(VIEW_ARCHIVES)
def remarks(request, pk: UUID):
    return pdf_response(print_remarks(actor=request.actor, box=get_box(request.actor, pk)))


@require_safe
@page(VIEW_ARCHIVES)
def spines(request, pk: UUID):
    fonds = get_fonds(request.actor, pk)
    return pdf_response(print_spines(actor=request.actor, fonds=fonds, root=request.build_absolute_uri("/")))


@require_http_methods(["GET", "POST"])
@page(VIEW_ARCHIVES)
def labels(request, pk: UUID):
    one = get_box(request.actor, pk)
    pieces = pieces_in(one)
    form = LabelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        layout, root = LAYOUTS[form.cleaned_data["layout"]], request.build_absolute_uri("/")
        skip = form.cleaned_data["skip"] or 0
        return pdf_response(
            print_labels(actor=request.actor, fonds=one.fonds, pieces=pieces, layout=layout, root=root, skip=skip)
        )
    context = {"form": form, "count": len(pieces), "box": one}
    return render(request, "archives/labels.html", context, status=status_of(form))
