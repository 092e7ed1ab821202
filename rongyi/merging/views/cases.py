"""Two files that may be one person's: the list, side by side, the answers, and back again."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.forms import refusals_in, status_of
from rongyi.merging.forms import MergeForm, NoteForm, PairForm, UndoForm
from rongyi.merging.models import MergeCase
from rongyi.merging.permissions import LINK_COUNTY, MERGE_PEOPLE
from rongyi.merging.policy import policy_now
from rongyi.merging.queries import cases_page, get_case, held_to_decide, pair_of, people_of_cases, standing_merge
from rongyi.merging.services.cases import open_case, put_off, raise_case, say_different
from rongyi.merging.services.joining import merge_people
from rongyi.merging.services.undoing import unmerge_people, why_not, written_since
from rongyi.merging.shown import case_rows, comparison, entries, reasons
from rongyi.organisation.access import page
from rongyi.records.queries import station_names
from rongyi.registry.queries import get_person

TABS = ("open", "later", "same", "different")


@require_safe
@page(MERGE_PEOPLE)
def cases(request):
    state = request.GET.get("state", "open")
    state = state if state in TABS else "open"
    found, after = cases_page(request.actor, state, request.GET.get("after", ""))
    policy = policy_now()
    context = {
        "rows": case_rows(found, people_of_cases(found), policy),
        "state": state,
        "tabs": _tabs(state),
        "next_url": f"?state={state}&after={after}" if after else "",
        "held": held_to_decide(request.actor).count(),
        "can_link": request.actor.can(LINK_COUNTY),
        "policy": policy,
    }
    return render(request, "merging/case_list.html", context)


def _tabs(state: str) -> list[dict]:
    words = {"open": _("待判断"), "later": _("以后再看"), "same": _("已合并"), "different": _("不是同一人")}
    return [{"label": words[key], "url": f"?state={key}", "current": key == state} for key in TABS]


@require_http_methods(["GET", "POST"])
@page(MERGE_PEOPLE)
def case(request, pk: UUID):
    one = get_case(request.actor, pk)
    people = pair_of(request.actor, one)
    if one.state == MergeCase.State.SAME:
        return _merged(request, one, people)
    open_case(actor=request.actor, people=people)
    form = MergeForm(request.POST or None, people=people, rows=comparison(people, request.actor))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form), form.kept_when_stale():
            merge = merge_people(actor=request.actor, people=people, case=one, choice=form.choice())
            messages.success(
                request, _("已合并为一份档案。%(day)s 以前可以撤销。") % {"day": f"{merge.undo_until:%Y-%m-%d}"}
            )
            return redirect("registry:person", pk=merge.survivor_id)
    policy = policy_now()
    context = {
        "case": one, "people": people, "form": form, "rows": form.marked(), "policy": policy, "note_form": NoteForm(),
        "reasons": reasons(one.outcomes, policy), "entries": entries(people), "stations": _stations(people),
        "is_open": one.state in (MergeCase.State.OPEN, MergeCase.State.DIFFERENT, MergeCase.State.GONE),
    }  # fmt: skip
    return render(request, "merging/case.html", context, status=status_of(form))


def _stations(people) -> list[str]:
    names = station_names(person.region_code for person in people)
    return [names.get(person.region_code, "") for person in people]


def _merged(request, one: MergeCase, people):
    """What became of a case that was answered with yes, and the way back as long as there is one."""
    merge = standing_merge(one)
    if merge is None:
        raise NotFound()
    survivor, other = (next(p for p in people if p.pk == pk) for pk in (merge.survivor_id, merge.merged_id))
    refusal = why_not(merge, survivor, other)
    context = {
        "case": one, "merge": merge, "survivor": survivor, "other": other, "refusal": refusal,
        "since": written_since(merge, survivor), "form": UndoForm(initial={"version": survivor.version}),
    }  # fmt: skip
    return render(request, "merging/merged.html", context)


@require_POST
@page(MERGE_PEOPLE)
def undo(request, pk: UUID):
    one = get_case(request.actor, pk)
    people, merge, form = pair_of(request.actor, one), standing_merge(one), UndoForm(request.POST)
    if merge is None or not form.is_valid():
        raise Refused(_("这两份档案没有可以撤销的并档。"), code="nothing_to_undo")
    unmerge_people(actor=request.actor, people=people, merge=merge, version=form.cleaned_data["version"])
    messages.success(request, _("已撤销,两份档案都恢复了。如果不是同一人,请在下面写明,以后不再提示。"))
    return redirect("merging:case", pk=pk)


@require_POST
@page(MERGE_PEOPLE)
def different(request, pk: UUID):
    one, form = get_case(request.actor, pk), NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    say_different(actor=request.actor, people=pair_of(request.actor, one), case=one, note=note)
    messages.success(request, _("已记下:不是同一人。两份档案没有变化,以后不再提示。"))
    return redirect("merging:list")


@require_POST
@page(MERGE_PEOPLE)
def later(request, pk: UUID):
    one = get_case(request.actor, pk)
    put_off(actor=request.actor, people=pair_of(request.actor, one), case=one)
    messages.success(request, _("已放到“以后再看”,30天后会再提醒。"))
    return redirect("merging:list")


@require_http_methods(["GET", "POST"])
@page(MERGE_PEOPLE)
def pair(request, pk: UUID):
    """Somebody knows of a second file: which one is it?"""
    person = get_person(request.actor, pk)
    form = PairForm(request.POST or None, initial={"person": person.pk})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            other = get_person(request.actor, form.cleaned_data["other"])
            made = raise_case(actor=request.actor, people=[person, other])
            return redirect("merging:case", pk=made.pk)
    return render(request, "merging/pair.html", {"person": person, "form": form}, status=status_of(form))
