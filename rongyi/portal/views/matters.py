"""For everybody: what a station does for somebody, and what may concern the one who asks. Nothing is kept of it."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from rongyi.kernel.errors import NotFound
from rongyi.kernel.forms import status_of
from rongyi.organisation.access import public_page
from rongyi.portal.matter_forms import ChancesForm
from rongyi.portal.matters import chances, limit_words, matter, matters, profile_from, way, ways_in
from rongyi.portal.permissions import VIEW_OWN
from rongyi.portal.views.public import answer


@public_page
@require_safe
def matter_list(request):
    return answer(request, "portal/matters.html", {"matters": matters()})


@public_page
@require_safe
def matter_one(request, name: str):
    found = matter(name)
    if found is None:
        raise NotFound()
    procedure = found.procedure
    context = {
        "matter": found, "procedure": procedure, "way": way(procedure), "ways_in": ways_in(procedure),
        "spans": [(str(span.title), limit_words(span.limit), span.limit.source) for span in procedure.spans],
        "may_apply": request.actor.can(VIEW_OWN) and found.is_online,
    }  # fmt: skip
    return answer(request, "portal/matter.html", context)


@public_page
@require_http_methods(["GET", "POST"])
def matter_chances(request):
    """A few questions, and what may concern you. security: by POST, so that no address holds an answer."""
    form = ChancesForm(request.POST if request.method == "POST" else None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        context["found"] = chances(profile_from(**form.given()))
    return answer(request, "portal/matter_chances.html", context, status_of(form))


@public_page
@require_safe
def matter_apply(request, name: str):
    """To the form for who is signed in, to the sign-in for who is not."""
    if matter(name) is None:
        raise NotFound()
    target = reverse("portal:own_apply", args=[name])
    return redirect(target if request.actor.can(VIEW_OWN) else f"{reverse('accounts:sign_in')}?next={target}")
