"""Staff pages that span apps: the first page of each role, opinions from the portal, the state of the installation."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel import clock
from rongyi.kernel.errors import Denied, Stale
from rongyi.kernel.forms import status_of
from rongyi.organisation.access import page
from rongyi.organisation.permissions import VIEW_HOME
from rongyi.organisation.roles import OWN_ROLES
from rongyi.portal import doctor
from rongyi.portal.demo_hints import HINTS
from rongyi.portal.forms import AnswerForm
from rongyi.portal.homes import HOMES
from rongyi.portal.models import Feedback
from rongyi.portal.permissions import ANSWER_FEEDBACK, EXAMINE, READ_FEEDBACK
from rongyi.portal.queries import feedback_page, get_feedback
from rongyi.portal.services import answer_feedback
from rongyi.portal.welcome import greeting
from rongyi.visits.permissions import MAKE_VISIT

TONES = {"ok": "good", "hint": "warn", "problem": "bad"}


@require_safe
@page(VIEW_HOME)
def home(request):
    actor, today = request.actor, clock.today()
    if actor.roles <= OWN_ROLES:
        return redirect("portal:own")
    if actor.role not in HOMES:
        raise Denied()
    template, right, build = HOMES[actor.role]
    context = {
        **build(actor.acting(right), today),
        "today": today,
        "greeting": greeting(request.user.display_name),
        "hints": HINTS.get(actor.role, ()) if settings.ENV == "demo" else (),
        "can_record": actor.can(MAKE_VISIT),
    }
    return render(request, template, context)


@require_safe
@page(READ_FEEDBACK)
def feedback_list(request):
    state = request.GET.get("state", Feedback.State.OPEN)
    found, next_url = feedback_page(request.actor, state, request.GET.get("cursor"))
    tabs = [
        {"label": label, "url": f"?state={value}", "current": value == state} for value, label in Feedback.State.choices
    ]
    return render(request, "portal/feedback_list.html", {"found": found, "tabs": tabs, "next_url": next_url})


@require_http_methods(["GET", "POST"])
@page(READ_FEEDBACK)
def feedback_answer(request, pk: UUID):
    feedback = get_feedback(request.actor, pk)
    form = AnswerForm(request.POST or None, initial={"version": feedback.version, "answer": feedback.answer})
    if request.method == "POST" and form.is_valid():
        try:
            answer_feedback(actor=request.actor, feedback=feedback, **form.cleaned_data)
            messages.success(request, _("答复已保存。"))
            return redirect("console:feedback")
        except Stale as stale:
            form.add_error(None, stale.message)
            form.data = form.data.copy() | {"version": feedback.version}
    context = {"feedback": feedback, "form": form, "can_answer": request.actor.can(ANSWER_FEEDBACK)}
    return render(request, "portal/feedback_answer.html", context, status=status_of(form))


@require_safe
@page(EXAMINE)
def examination(request):
    found = [
        {"finding": f, "name": doctor.NAMES.get(f.check, f.check), "tone": TONES.get(f.state, "still")}
        for f in doctor.findings()
    ]
    problems = sum(line["tone"] == "bad" for line in found)
    return render(request, "portal/examination.html", {"found": found, "problems": problems})
