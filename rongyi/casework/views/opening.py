"""A case begins at the desk: first the matter, then the form that the definition makes."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.casework.answer_forms import AnswersForm
from rongyi.casework.forms import OpenForm
from rongyi.casework.permissions import OPEN_CASE
from rongyi.casework.procedures import store
from rongyi.casework.queries import case_with_id
from rongyi.casework.reading import FaultyAnswers
from rongyi.casework.services import ApplyInput, open_case
from rongyi.casework.shown_choices import barred, choices, may_take
from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import page
from rongyi.registry.queries import get_person


def _person(request):
    asked = request.GET.get("person", "")
    try:
        return get_person(request.actor, UUID(asked)) if asked else None
    except ValueError:
        raise NotFound() from None


@require_http_methods(["GET", "POST"])
@page(OPEN_CASE)
def choose(request):
    """Who comes, and what for: every matter with what speaks against it for this person. Either comes first."""
    person, name = _person(request), request.GET.get("matter", "")
    matter = store.procedures().get(name)
    if request.method == "POST":
        chosen = request.POST.get("people", "")
        if chosen:
            address = reverse("casework:open", args=[name]) if matter else reverse("casework:choose")
            return redirect(f"{address}?{urlencode({'person': chosen})}")
    context = {
        "person": person, "matter": matter, "choices": choices(person, request.actor) if not matter else [],
        "error": _("请先选一个人。") if request.method == "POST" else "",
    }  # fmt: skip
    return render(request, "casework/choose.html", context, status=422 if context["error"] else 200)


@require_http_methods(["GET", "POST"])
@page(OPEN_CASE)
def open_one(request, name: str):
    if name not in store.procedures() or not may_take(store.procedures()[name], request.actor):
        raise NotFound()
    procedure, person = store.current(name)[0], _person(request)
    if person is None and procedure.apply.subject == "person":
        return redirect(f"{reverse('casework:choose')}?{urlencode({'matter': name})}")
    data = request.POST if request.method == "POST" else None
    form = OpenForm(data, procedure=procedure, has_person=person is not None, initial={"id": uuid7()})
    answers = AnswersForm(data, asked=procedure.form)
    if data is not None and form.is_valid() and answers.is_valid():
        case = case_with_id(request.actor, form.cleaned_data["id"]) or _opened(request, name, person, form, answers)
        if case is not None:
            messages.success(request, _("已登记,办件编号%(number)s。") % {"number": case.number})
            return redirect("casework:case", pk=case.pk)
    context = {
        "form": form, "answers": answers, "procedure": procedure, "person": person, "name": name,
        "barred": barred(procedure, person), "back_url": _back(person),
    }  # fmt: skip
    return render(request, "casework/open.html", context, status=422 if form.errors or answers.errors else 200)


def _back(person) -> str:
    return f"{reverse('casework:choose')}?{urlencode({'person': person.pk})}" if person else reverse("casework:choose")


def _opened(request, name: str, person, form: OpenForm, answers: AnswersForm):
    given = dict(form.cleaned_data)
    place = person.region_code if person else request.actor.home_code
    apply = ApplyInput(
        name, person, given["channel"], given["applicant"], answers.given(), given.get("name", ""), given["phone"],
        shown=tuple(given.get("shown") or ()), note=given["note"], id=given["id"],
    )  # fmt: skip
    with refusals_in(form):
        try:
            return open_case(actor=request.actor, region_code=place, given=apply)
        except FaultyAnswers as faulty:
            answers.show(faulty.faults)
    return None
