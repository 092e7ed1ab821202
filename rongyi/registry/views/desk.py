"""Looking at files: the list, the search while typing, one person with the timeline."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rongyi.kernel import clock
from rongyi.organisation.access import page
from rongyi.records.queries import timeline
from rongyi.registry.completeness import groups_around, groups_of, percent
from rongyi.registry.fields import reads_whole
from rongyi.registry.forms import PeopleFilter
from rongyi.registry.links import links_of
from rongyi.registry.models import Person
from rongyi.registry.part_shown import change_rows, group_panels
from rongyi.registry.permissions import (
    EDIT_PERSON,
    IMPORT_PEOPLE,
    REVEAL_PERSON,
    TRANSFER_PERSON,
    UNDO_DEATH,
    VIEW_PEOPLE,
)
from rongyi.registry.presence import is_empty, survey
from rongyi.registry.queries import BY_NUMBER, Merged, file_of, find, get_person, people_page
from rongyi.registry.services import note_number_search, open_file
from rongyi.registry.shown import (
    identity_rows,
    marks,
    names_of_stations,
    options_of,
    place_after,
    rows_of,
    timeline_entries,
)

PAGE = 10


@require_safe
@page(VIEW_PEOPLE)
def people(request):
    again = request.GET.copy()
    again.setdefault("status", Person.Status.ACTIVE)  # "all" comes as an empty word, and stays so on the next page
    form = PeopleFilter(again, actor=request.actor)
    wanted = {k: v for k, v in form.cleaned_data.items() if v} if form.is_valid() else {}
    found = people_page(request.actor, **wanted, after=place_after(request.GET.get("after")))
    again.pop("after", None)
    if found.next:
        again["after"] = str(found.next)
    context = {
        "form": form,
        "rows": rows_of(found.people),
        "next_url": f"?{again.urlencode()}" if found.next else "",
        "is_first": "after" not in request.GET,
        "can_edit": request.actor.can(EDIT_PERSON),
        "can_import": request.actor.can(IMPORT_PEOPLE),
    }
    return render(request, "registry/people.html", context)


@require_POST
@page(VIEW_PEOPLE)
def quick_find(request):
    """Answers the box while somebody types; names and numbers come in the body and never in an address."""
    found = find(request.actor, request.POST.get("q", ""), limit=8)
    if found.kind in BY_NUMBER:
        note_number_search(request.actor, found.kind)
    return render(request, "ui/options.html", {"options": options_of(found.items, as_links="pick" not in request.GET)})


@require_safe
@page(VIEW_PEOPLE)
def person(request, pk: UUID):
    try:
        one = open_file(actor=request.actor, person=get_person(request.actor, pk))
    except Merged as merged:
        messages.info(request, _("这份档案已并入下面这一份。"))
        return redirect("registry:person", pk=merged.into)
    survey(one)
    file, whole = file_of(one), request._whole_actor
    groups = groups_of(one, file.rows)
    context = {
        "person": one,
        "has_photo": one.photo_id and reads_whole(request.actor, "photo_id"),
        "identity": identity_rows(one, request.actor, file.fields_changed),
        **marks(file),
        "complete": percent(groups) / 100,
        "panels": group_panels(one, [*groups, *groups_around(one)], file.rows, request.actor),
        "changes": change_rows(file.changes, request.actor),
        "can_edit": whole.can(EDIT_PERSON),
        "can_reveal": whole.can(REVEAL_PERSON),
        "can_transfer": whole.can(TRANSFER_PERSON),
        "can_undo_death": one.status == Person.Status.DECEASED and whole.can(UNDO_DEATH),
        "links": links_of(one, whole),
        **_timeline(one, None),
    }
    return render(request, "registry/person.html", context)


@require_safe
@page(VIEW_PEOPLE)
def person_timeline(request, pk: UUID):
    """The next, older part of the timeline, as a fragment or as a page of its own where there is no script."""
    one = open_file(actor=request.actor, person=get_person(request.actor, pk))  # a look, like the page it belongs to
    context = {"person": one, **_timeline(one, _place(request.GET.get("before", "")))}
    return render(request, "registry/timeline.html#older" if request.htmx else "registry/timeline.html", context)


def _timeline(one, before) -> dict:
    alone = is_empty(one, Person)
    facts = timeline(county=one.county, person_id=one.pk, before=before, limit=PAGE + 1, is_one_file=alone)
    more, facts = len(facts) > PAGE, facts[:PAGE]
    url = ""
    if more:
        place = f"{facts[-1].occurred_at.timestamp():.6f}_{facts[-1].pk}"
        url = f"{reverse('registry:timeline', args=[one.pk])}?before={place}"
    stations = names_of_stations([one.region_code, *(f.region_code for f in facts)])
    return {
        "station": stations.get(one.region_code, ""),
        "entries": timeline_entries(facts, stations),
        "older_url": url,
    }


def _place(word: str) -> tuple | None:
    at, _sep, fact_id = word.partition("_")
    try:
        return datetime.fromtimestamp(float(at), tz=clock.SHANGHAI), UUID(fact_id)
    except (ValueError, OverflowError, OSError):
        return None
