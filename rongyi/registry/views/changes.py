"""Opening and changing files."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.kernel.errors import Stale
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.registry.forms import (
    DeathForm,
    EditPersonForm,
    NewPersonForm,
    RelativeForm,
    ServiceForm,
    TransferForm,
)
from rongyi.registry.permissions import EDIT_PERSON, TRANSFER_PERSON
from rongyi.registry.queries import get_person, marks_of, people_visible
from rongyi.registry.services import (
    Held,
    add_relative,
    add_service,
    create_person,
    record_death,
    transfer_person,
    update_person,
)
from rongyi.registry.shown import conflict_rows, initial_of


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def person_new(request):
    form = NewPersonForm(request.POST or None, actor=request.actor, initial={"id": uuid7(), "categories": ["R02"]})
    if request.method == "POST" and form.is_valid():
        given = form.given()
        known = people_visible(request.actor).filter(pk=given.id).first()
        if known is not None:  # the same form sent twice
            messages.info(request, _("这份档案已经建好了,没有重复建。"))
            return redirect("registry:person", pk=known.pk)
        with refusals_in(form):
            try:
                made = create_person(actor=request.actor, given=given)
            except Held as held:
                return render(request, "registry/held.html", {"message": held.message}, status=held.status)
            messages.success(request, _("已建档:%(name)s。") % {"name": made.name})
            return redirect("registry:person", pk=made.pk)
    return render(request, "registry/person_new.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def person_edit(request, pk: UUID):
    person = get_person(request.actor, pk)
    categories, tags = marks_of([person])
    initial = initial_of(person, request.actor, categories.get(pk, []), tags.get(pk, []))
    form = EditPersonForm(request.POST or None, initial=initial)
    context = {"person": person, "form": form}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                version = form.cleaned_data["version"]
                update_person(actor=request.actor, person=person, changes=form.changes(), version=version)
                messages.success(request, _("已保存。"))
                return redirect("registry:person", pk=pk)
            except Stale:
                context |= _beside_the_new(request, form, pk)
                raise
    return render(request, "registry/person_edit.html", context, status=status_of(form))


def _beside_the_new(request, form, pk: UUID) -> dict:
    """What was typed stays in the form; pressed again, it is saved over what stands beside it now."""
    latest = get_person(request.actor, pk)
    _take_latest_version(form, latest)
    return {"person": latest, "conflict": conflict_rows(form, latest, request.actor), "at": latest.updated_at}


def _take_latest_version(form, latest) -> None:
    form.data = form.data.copy()
    form.data["version"] = str(latest.version)


def _part(request, pk: UUID, form_class, template: str, act, done: str, **given):
    """The shape that the small forms of a file share: one question, one service, back to the person."""
    person = get_person(request.actor, pk)
    form = form_class(request.POST or None, initial={"version": person.version}, **given)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                act(person, dict(form.cleaned_data))
                messages.success(request, done)
                return redirect("registry:person", pk=pk)
            except Stale:
                _take_latest_version(form, get_person(request.actor, pk))
                raise
    return render(request, template, {"person": person, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(TRANSFER_PERSON)
def person_transfer(request, pk: UUID):
    def act(person, data):
        transfer_person(actor=request.actor, person=person, to_code=data["station"], version=data["version"])

    done = _("已转移。原来的记录都在。")
    return _part(request, pk, TransferForm, "registry/person_transfer.html", act, done, actor=request.actor)


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def person_death(request, pk: UUID):
    def act(person, data):
        record_death(actor=request.actor, person=person, on=data["on"], version=data["version"])

    return _part(request, pk, DeathForm, "registry/person_death.html", act, _("已登记。"))


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def service_new(request, pk: UUID):
    def act(person, data):
        add_service(actor=request.actor, person=person, **data)

    return _part(request, pk, ServiceForm, "registry/service_new.html", act, _("已添加服役经历。"))


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def relative_new(request, pk: UUID):
    def act(person, data):
        data["name"], data["phone"] = data.pop("relative_name"), data.pop("relative_phone")
        add_relative(actor=request.actor, person=person, **data)

    return _part(request, pk, RelativeForm, "registry/relative_new.html", act, _("已添加亲属。"))
