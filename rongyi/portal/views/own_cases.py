"""The own matters: apply, bring a paper, see how it stands, take it back, say how it was."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.casework.answer_forms import AnswersForm
from rongyi.casework.eligibility import judge
from rongyi.casework.enums import MaterialState, State
from rongyi.casework.material_forms import MaterialForm
from rongyi.casework.permissions import OWN_CASES
from rongyi.casework.procedures import store
from rongyi.casework.profile_queries import conditions_of, profile_of
from rongyi.casework.progress import stages, told
from rongyi.casework.queries import file_of, own_cases
from rongyi.casework.reading import FaultyAnswers
from rongyi.casework.services.documents import document_of, print_own_document
from rongyi.casework.services.own import apply_own, bring_own, rate_own, supplement_own, withdraw_own
from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.organisation.access import page
from rongyi.portal.matter_forms import NoteForm, RatingForm, SupplementForm
from rongyi.portal.matters import matter, matters
from rongyi.portal.own_queries import own_person
from rongyi.portal.views.own import own_nav

MOST = 50


def sent(request) -> tuple:
    """(what was typed, the files), also where nothing was; (None, None) where the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _show(request, template: str, context: dict, status: int = 200):
    return render(request, template, {"portal_nav": own_nav("portal:own_cases"), **context}, status=status)


def _case(request, pk: UUID):
    case = own_cases(own_person(request.actor)).filter(pk=pk).first()
    if case is None:
        raise NotFound()
    return case, store.at_version(case.procedure, case.definition_version)


@require_safe
@page(OWN_CASES)
def own_list(request):
    mine = own_cases(own_person(request.actor))[:MOST]
    rows = [(case, store.at_version(case.procedure, case.definition_version)) for case in mine]
    return _show(request, "portal/own_cases.html", {"rows": rows, "matters": [m for m in matters() if m.is_online]})


@require_http_methods(["GET", "POST"])
@page(OWN_CASES)
def own_apply(request, name: str):
    found, person = matter(name), own_person(request.actor)
    if found is None or not found.is_online:
        raise NotFound()
    form = AnswersForm(sent(request)[0], asked=found.procedure.form)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            try:
                case = apply_own(actor=request.actor, person=person, procedure=name, answers=form.given())
                messages.success(request, _("已经提交。下面的材料,有的请现在交上来。"))
                return redirect("portal:own_case", pk=case.pk)
            except FaultyAnswers as faulty:
                form.show(faulty.faults)
    verdict = judge(found.procedure, profile_of(person, conditions_of(found.procedure)))
    context = {"form": form, "matter": found, "person": person, "verdict": verdict}
    return _show(request, "portal/own_apply.html", context, status_of(form))


@require_safe
@page(OWN_CASES)
def own_case(request, pk: UUID):
    case, procedure = _case(request, pk)
    file = file_of(case)
    papers = [
        {"row": row, "material": procedure.material(row.key), "is_open": row.state in (MaterialState.ASKED, MaterialState.LACKING)}
        for row in file.materials
        if procedure.material(row.key)
    ]  # fmt: skip
    context = {
        "case": case, "procedure": procedure, "stages": stages(case, procedure, file.entries), "papers": papers,
        "told": told(procedure, file.entries), "documents": file.documents, "rating": RatingForm(initial={"rating": case.rating}),
        "reason": procedure.reason(case.reason_code), "returned": _last_note(file.entries, "return"),
        "is_waiting": case.state == State.RETURNED, "is_running": case.state in (State.OPEN, State.RETURNED),
    }  # fmt: skip
    return _show(request, "portal/own_case.html", context)


def _last_note(entries, kind: str) -> str:
    return next((entry.note for entry in reversed(entries) if entry.kind == kind), "")


@require_http_methods(["GET", "POST"])
@page(OWN_CASES)
def own_material(request, pk: UUID, key: str):
    case, procedure = _case(request, pk)
    material = procedure.material(key)
    if material is None:
        raise NotFound()
    form = MaterialForm(*sent(request), material=material)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            bring_own(actor=request.actor, case=case, key=key, received=form.received, dated_on=form.day)
            messages.success(request, _("“%(title)s”已经交上来。") % {"title": material.title})
            return redirect("portal:own_case", pk=pk)
    return _show(
        request, "portal/own_material.html", {"case": case, "material": material, "form": form}, status_of(form)
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@page(OWN_CASES)
def own_supplement(request, pk: UUID):
    case, procedure = _case(request, pk)
    form = SupplementForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            supplement_own(actor=request.actor, case=case, note=form.cleaned_data["note"])
            messages.success(request, _("已经送回去接着办。"))
            return redirect("portal:own_case", pk=pk)
    return _small(request, case, procedure, form, _("补好了,送回去"), _("送回去接着办"))


@require_http_methods(["GET", "POST"])
@page(OWN_CASES)
def own_withdraw(request, pk: UUID):
    case, procedure = _case(request, pk)
    form = NoteForm(sent(request)[0])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            withdraw_own(actor=request.actor, case=case, note=form.cleaned_data["note"])
            messages.success(request, _("已经撤回。以后还可以再申请。"))
            return redirect("portal:own_case", pk=pk)
    return _small(request, case, procedure, form, _("不办了,撤回申请"), _("确定撤回"))


def _small(request, case, procedure, form, title: str, act: str):
    context = {"case": case, "procedure": procedure, "form": form, "title": title, "act": act}
    return _show(request, "portal/own_case_act.html", context, status_of(form))


@require_POST
@page(OWN_CASES)
def own_rate(request, pk: UUID):
    case, _procedure = _case(request, pk)
    form = RatingForm(request.POST)
    if form.is_valid():
        rate_own(actor=request.actor, case=case, rating=form.cleaned_data["rating"])
        messages.success(request, _("谢谢您的评价。"))
    else:
        messages.error(request, _("请选一项再提交。"))
    return redirect("portal:own_case", pk=pk)


@require_POST
@page(OWN_CASES)
def own_document(request, pk: UUID, document: UUID):
    case, _procedure = _case(request, pk)
    content, name = print_own_document(actor=request.actor, case=case, document=document_of(case, document))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
