"""The portrait of a person: shown through the file it belongs to, put in, taken out."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel.errors import NotFound
from rongyi.kernel.files.portraits import small_copy
from rongyi.kernel.files.store import file_response, open_file
from rongyi.organisation.access import page
from rongyi.registry.forms import PhotoForm, VersionForm
from rongyi.registry.permissions import EDIT_PERSON, VIEW_PEOPLE
from rongyi.registry.policy import portrait_rule
from rongyi.registry.queries import get_person
from rongyi.registry.services import change_photo, open_photo, remove_photo
from rongyi.registry.views.changes import small_form

SMALL = 176
"""Twice the width in which a page shows it, for sharp screens."""


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def person_photo(request, pk: UUID):
    def act(person, data):
        portrait = data["photo"]
        change_photo(actor=request.actor, person=person, portrait=portrait.received, version=data["version"])
        for fault in portrait.faults:
            messages.warning(request, _("这张照片办优待证时会被退回。%(fault)s") % {"fault": fault})
        if portrait.is_centred:
            messages.info(request, _("没有选裁剪框,已从照片正中裁剪。不合适的话请重新上传。"))

    given = {"files": request.FILES or None, "rule": portrait_rule(request.actor.home_county)}
    return small_form(request, pk, PhotoForm, "registry/person_photo.html", act, _("照片已保存。"), **given)


@require_POST
@page(EDIT_PERSON)
def photo_remove(request, pk: UUID):
    person = get_person(request.actor, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else person.version
    remove_photo(actor=request.actor, person=person, version=version)
    messages.success(request, _("照片已删除。"))
    return redirect("registry:person", pk=pk)


@require_safe
@page(VIEW_PEOPLE)
def photo_file(request, pk: UUID, size: str):
    if size not in ("small", "whole"):
        raise NotFound()
    stored = open_photo(actor=request.actor, person=get_person(request.actor, pk))
    content = open_file(stored)
    return file_response(stored, inline=True, content=small_copy(content, SMALL) if size == "small" else content)
