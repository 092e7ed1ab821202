"""The parts of a file: one page, one form and one end for all of them, made from the table in registry/parts.py."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.registry.forms import EndPartForm, PartForm, hidden_of
from rongyi.registry.part_shown import change_rows, entry
from rongyi.registry.parts import part_kind
from rongyi.registry.permissions import EDIT_PERSON, VIEW_PEOPLE
from rongyi.registry.queries import changes_of, fields_changed, get_entry, get_person, has_entry, rows_of_file
from rongyi.registry.reading import reading_of
from rongyi.registry.services import add_part, correct_part, end_part, open_file
from rongyi.registry.shown import initial_of_part
from rongyi.registry.views.changes import save_or_ask, small_form


@require_safe
@page(VIEW_PEOPLE)
def part_list(request, pk: UUID, part: str):
    """All entries of one sort, what is over and what was struck out too, with their history."""
    kind = part_kind(part)
    person = open_file(actor=request.actor, person=get_person(request.actor, pk))
    context = {
        "person": person,
        "kind": kind,
        "entries": [entry(person, kind, row, request.actor) for row in reversed(rows_of_file(person)[part])],
        "changes": change_rows(changes_of(person, part=part)[:100], request.actor),
        "new_url": reverse("registry:part_new", args=[pk, part]),
        "can_edit": request._whole_actor.can(EDIT_PERSON),
    }
    return render(request, "registry/part_list.html", context)


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def part_new(request, pk: UUID, part: str):
    person, kind = get_person(request.actor, pk), part_kind(part)
    form = PartForm(request.POST or None, kind=kind, actor=request.actor, county=person.county, initial={"id": uuid7()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            if has_entry(person, kind, form.cleaned_data["id"]):  # the same form sent twice
                messages.info(request, _("这一条已经添加过了,没有重复添加。"))
                return redirect("registry:person", pk=pk)
            add_part(
                actor=request.actor, person=person, part=part, given=form.given(), version=person.version,
                id=form.cleaned_data["id"],
            )  # fmt: skip
            messages.success(request, _("已添加。"))
            return redirect("registry:person", pk=pk)
    context = {"person": person, "kind": kind, "form": form}
    return render(request, "registry/part_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def part_edit(request, pk: UUID, part: str, part_id: UUID):
    person, kind = get_person(request.actor, pk), part_kind(part)
    row, typed = get_entry(person, kind, part_id), request.POST.get("version", "")
    now = initial_of_part(row, kind, request.actor, person.version)
    reading = reading_of(person, now, typed, row=row, hidden=hidden_of(kind, request.actor))
    form = PartForm(
        request.POST or None, initial=dict(reading.base), kind=kind, actor=request.actor, county=person.county, row=row
    )

    def save():
        correct_part(
            actor=request.actor, person=person, part=part, part_id=part_id, given=form.given(), version=person.version
        )

    is_saved, asked = save_or_ask(request, form, reading, row, save)
    if is_saved:
        return redirect("registry:part_list", pk=pk, part=part)
    context = {"person": person, "kind": kind, "form": form, "row": row, **asked}
    return render(request, "registry/part_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def part_end(request, pk: UUID, part: str, part_id: UUID):
    kind = part_kind(part)
    row = get_entry(get_person(request.actor, pk), kind, part_id)

    def act(person, data):
        end_part(actor=request.actor, person=person, part=part, part_id=part_id, **data)

    more = {"kind": kind, "entry": entry(row.person, kind, row, request.actor)}
    return small_form(request, pk, EndPartForm, "registry/part_end.html", act, _("已记下。"), more, kind=kind)


@require_safe
@page(VIEW_PEOPLE)
def field_history(request, pk: UUID, field: str):
    """What one field of the person was, and when it became what it is."""
    person = get_person(request.actor, pk)
    if field not in fields_changed(person):
        raise NotFound()
    person = open_file(actor=request.actor, person=person)
    rows = change_rows(changes_of(person, part="", field=field)[:100], request.actor)
    label = rows[0]["label"] if rows else ""
    return render(request, "registry/field_history.html", {"person": person, "changes": rows, "label": label})
