"""Scanning in and looking at what was scanned."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.archives.forms import ReasonForm, ScanForm
from rongyi.archives.passes import is_good, pass_for
from rongyi.archives.permissions import KEEP_ARCHIVES, VIEW_ARCHIVES
from rongyi.archives.queries import get_leaf, get_piece, get_scan, leaves_of, scans_of
from rongyi.archives.services import open_piece, order_pages, prepare_scan, remove_scan, scan_in, take_original
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.store import file_response, is_scanned
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def scan(request, pk: UUID):
    piece = get_piece(request.actor, pk)
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            prepared = [prepare_scan(file) for file in form.cleaned_data["files"]]
            scans = scan_in(actor=request.actor, piece=piece, prepared=prepared)
            pages = sum(len(one.pages) for one in prepared)
            messages.success(
                request, _("已入库 %(files)d 个文件,共 %(pages)d 页。") % {"files": len(scans), "pages": pages}
            )
            return redirect("archives:piece", pk=pk)
    context = {"piece": piece, "form": form, "has_scanner": is_scanned()}
    return render(request, "archives/scan.html", context, status=status_of(form))


def _has_pass(request, piece) -> bool:
    return is_good(request.GET.get("pass", ""), request.actor.user_id, piece.pk)


@require_http_methods(["GET", "POST"])
@page(VIEW_ARCHIVES)
def look(request, pk: UUID):
    """The question why, then the pages. The pass in the address holds a quarter of an hour, for this reader alone."""
    piece = get_piece(request.actor, pk)
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = piece.is_personal
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            open_piece(actor=request.actor, piece=piece, reason=form.cleaned_data["reason"])
            return redirect(_with_pass(request, piece))
    context = {"piece": piece, "form": form}
    if request.method == "GET" and _has_pass(request, piece):
        context |= {
            "leaves": leaves_of(piece),
            "scans": scans_of(piece),
            "pass": request.GET["pass"],
            "can_keep": request._whole_actor.can(KEEP_ARCHIVES),
        }
        return render(request, "archives/look.html", context)
    return render(request, "archives/look_why.html", context, status=status_of(form))


def _with_pass(request, piece) -> str:
    return f"{reverse('archives:look', args=[piece.pk])}?pass={pass_for(request.actor.user_id, piece.pk)}"


@require_safe
@page(VIEW_ARCHIVES)
def leaf(request, pk: UUID, leaf: UUID):
    """security: reached through the piece, by a pass that an act on record gave."""
    piece = get_piece(request.actor, pk)
    if not _has_pass(request, piece):
        return redirect("archives:look", pk=pk)
    return file_response(get_leaf(piece, leaf).picture, inline=True)


@require_safe
@page(VIEW_ARCHIVES)
def original(request, pk: UUID, scan: UUID):
    piece = get_piece(request.actor, pk)
    if not _has_pass(request, piece):
        return redirect("archives:look", pk=pk)
    stored = take_original(actor=request.actor, piece=piece, scan=get_scan(piece, scan))
    if is_scanned() and stored.state == StoredFile.State.UNCHECKED:
        raise Refused(_("这个文件还在等安全检查,检查完才能下载。页面图可以照常查看。"), code="unchecked")
    return file_response(stored)


@require_POST
@page(KEEP_ARCHIVES)
def order(request, pk: UUID):
    """One page a place forward or back: `move` is its id and the direction."""
    piece = get_piece(request.actor, pk)
    ids = [str(one.pk) for one in leaves_of(piece)]
    moved, _sep, way = request.POST.get("move", "").partition(":")
    if moved in ids:
        at = ids.index(moved)
        to = max(0, min(len(ids) - 1, at + (-1 if way == "up" else 1)))
        ids.insert(to, ids.pop(at))
        order_pages(actor=request.actor, piece=piece, leaves=[UUID(one) for one in ids])
        messages.success(request, _("已调整,这一页现在是第 %(n)d 页。") % {"n": to + 1})
    if is_good(request.POST.get("pass", ""), request.actor.user_id, piece.pk):
        return redirect(f"{_with_pass(request, piece)}#p{moved}")
    return redirect("archives:look", pk=pk)


@require_http_methods(["GET", "POST"])
@page(KEEP_ARCHIVES)
def scan_remove(request, pk: UUID, scan: UUID):
    piece = get_piece(request.actor, pk)
    one = get_scan(piece, scan)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            remove_scan(actor=request.actor, piece=piece, scan=one, reason=form.cleaned_data["reason"])
            messages.success(request, _("扫描件已移除。"))
            return redirect("archives:piece", pk=pk)
    return render(request, "archives/scan_remove.html", {"piece": piece, "form": form}, status=status_of(form))
