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
    TransferForm,
    UndoDeathForm,
)
from rongyi.registry.permissions import EDIT_PERSON, TRANSFER_PERSON, UNDO_DEATH
from rongyi.registry.queries import get_person, marks_of, people_visible
from rongyi.registry.reading import Reading, reading_of, saved_words
from rongyi.registry.services import (
    Held,
    create_person,
    record_death,
    transfer_person,
    undo_death,
)
from rongyi.registry.services.proposing import save_changes
from rongyi.registry.services.writing import label_of
from rongyi.registry.shown import clash_rows, initial_of, revived_words


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
    now = initial_of(person, request.actor, categories.get(pk, []), tags.get(pk, []))
    hidden = EditPersonForm.hidden_of(request.actor)
    reading = reading_of(person, now, request.POST.get("version", ""), hidden=hidden)
    form = EditPersonForm(request.POST or None, initial=dict(reading.base), person=person, actor=request.actor)

    def save():
        saved = save_changes(actor=request.actor, person=person, changes=form.changes(), version=person.version)
        for proposal in saved.proposals:
            messages.info(request, _("“%(label)s”已报上级站核准。") % {"label": label_of(proposal.field)})

    is_saved, asked = save_or_ask(request, form, reading, person, save)
    if is_saved:
        return redirect("registry:person", pk=pk)
    context = {"person": person, "form": form, **asked}
    return render(request, "registry/person_edit.html", context, status=status_of(form))


def save_or_ask(request, form, reading: Reading, thing, save) -> tuple[bool, dict]:
    """Saves what its writer changed, beside what others changed meanwhile; where both changed one field, it asks."""
    if request.method != "POST" or not form.is_valid():
        return False, {}
    if clashes := reading.clashes(form):
        asked = {"conflict": clash_rows(form, clashes, reading.now, thing, request.actor)}
        reading.take_over(form)
        return False, asked
    with refusals_in(form):
        save()
        messages.success(request, saved_words(reading))
        return True, {}
    return False, {}


def _take_latest_version(form, latest) -> None:
    form.data = form.data.copy()
    form.data["version"] = str(latest.version)


def small_form(request, pk: UUID, form_class, template: str, act, done: str, more: dict | None = None, **given):
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
    return render(request, template, {"person": person, "form": form, **(more or {})}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@page(TRANSFER_PERSON)
def person_transfer(request, pk: UUID):
    def act(person, data):
        transfer_person(actor=request.actor, person=person, to_code=data["station"], version=data["version"])

    done = _("已转移。原来的记录都在。")
    return small_form(request, pk, TransferForm, "registry/person_transfer.html", act, done, actor=request.actor)


@require_http_methods(["GET", "POST"])
@page(EDIT_PERSON)
def person_death(request, pk: UUID):
    def act(person, data):
        record_death(actor=request.actor, person=person, on=data["on"], version=data["version"])

    return small_form(request, pk, DeathForm, "registry/person_death.html", act, _("已登记。"))


@require_http_methods(["GET", "POST"])
@page(UNDO_DEATH)
def person_undo_death(request, pk: UUID):
    def act(person, data):
        revived = undo_death(actor=request.actor, person=person, reason=data["reason"], version=data["version"])
        for told in revived_words(revived):
            messages.info(request, told)

    done = _("已撤销去世登记。")
    return small_form(request, pk, UndoDeathForm, "registry/person_undo_death.html", act, done)
