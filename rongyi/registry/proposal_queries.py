"""Reading proposals, in words and only as far as the reader may see the field."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.kernel import paging
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor
from rongyi.records.queries import station_names
from rongyi.registry.fields import in_words, masked, may_read, reads_whole
from rongyi.registry.links import Link, register_links
from rongyi.registry.models import Person, Proposal
from rongyi.registry.permissions import ACCEPT_CHANGE
from rongyi.registry.presence import is_empty, watch
from rongyi.registry.services.writing import label_of

PAGE = 25


def proposals_visible(actor: Actor):
    return Proposal.objects.visible_to(actor).select_related("person")


def proposals_page(actor: Actor, state: str, cursor: str | None) -> tuple[list[dict], str]:
    """(lines, address of the next page); who waits longest comes first."""
    rows = proposals_visible(actor).filter(state=state).order_by("pk")  # ids grow with time
    place = paging.read(cursor)
    if place:
        rows = rows.filter(pk__gt=place[1])
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    names = station_names(one.region_code for one in found)
    lines = [{**proposal_line(one, actor), "station": names.get(one.region_code, "")} for one in found]
    last = found[-1] if more else None
    return lines, f"{paging.url((last.proposed_at.date(), last.pk))}&state={state}" if last else ""


def get_proposal(actor: Actor, pk: UUID) -> Proposal:
    found = proposals_visible(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def count_waiting(actor: Actor) -> int:
    """How many this actor could decide."""
    if not actor.can(ACCEPT_CHANGE):
        return 0
    return Proposal.objects.visible_to(actor.acting(ACCEPT_CHANGE)).filter(state=Proposal.State.OPEN).count()


def proposal_line(one: Proposal, actor: Actor) -> dict:
    return {
        "proposal": one, "label": label_of(one.field), "before": _said(one, one.before, actor),
        "wanted": _said(one, one.wanted, actor),
    }  # fmt: skip


def _said(one: Proposal, value: str, actor: Actor) -> str:
    """security: a proposal shows of a field what the page shows; whoever decides over a number sees it whole."""
    if not may_read(actor, one.field):
        return ""
    words = in_words(Person, one.field, value)
    decides = one.state == Proposal.State.OPEN and actor.can(ACCEPT_CHANGE)
    return words if decides or reads_whole(actor, one.field) else masked(one.field, words)


def links(person: Person, actor: Actor) -> list[Link]:
    if is_empty(person, Proposal):
        return []
    rows = Proposal.objects.filter(county=person.county, person=person, state=Proposal.State.OPEN).order_by("pk")
    return [
        Link(
            _("%(label)s待核准") % {"label": label_of(one.field)}, reverse("registry:proposal", args=[one.pk]), "clock",
            one.proposed_name, True,
        )
        for one in rows
    ]  # fmt: skip


watch(Proposal, "person")
register_links(links, order=5)
