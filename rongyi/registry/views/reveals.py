"""Seeing whole what is masked: first the question why, then the answer, which is on record and no browser keeps."""

from uuid import UUID

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.registry.forms import ReasonForm
from rongyi.registry.permissions import REVEAL_PERSON
from rongyi.registry.queries import get_person
from rongyi.registry.services import reveal, reveal_part, reveal_sealed


@require_http_methods(["GET", "POST"])
@page(REVEAL_PERSON)
def person_reveal(request, pk: UUID):
    def lines(person, reason):
        numbers = reveal(actor=request.actor, person=person, reason=reason)
        labels = {"id_number": _("公民身份号码"), "phone": _("手机号码")}
        return [(labels[name], value) for name, value in numbers.items() if value]

    return _ask(request, pk, lines)


@require_http_methods(["GET", "POST"])
@page(REVEAL_PERSON)
def sealed_reveal(request, pk: UUID):
    return _ask(request, pk, lambda person, reason: reveal_sealed(actor=request.actor, person=person, reason=reason))


@require_http_methods(["GET", "POST"])
@page(REVEAL_PERSON)
def part_reveal(request, pk: UUID, part: str, part_id: UUID):
    def lines(person, reason):
        return reveal_part(actor=request.actor, person=person, part=part, part_id=part_id, reason=reason)

    return _ask(request, pk, lines)


def _ask(request, pk: UUID, lines):
    person = get_person(request.actor, pk)
    form = ReasonForm(request.POST or None)
    context = {"person": person, "form": form, "url": request.path}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            context["lines"] = lines(person, form.cleaned_data["reason"])
    template = "registry/reveal.html#fragment" if request.htmx else "registry/reveal.html"
    return render(request, template, context, status=status_of(form))
