"""What is printed: slips of invitation, four to a page, and the letter to somebody whose payment is held."""

from io import BytesIO
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rongyi.confirmations.models import Campaign, Duty, Hold
from rongyi.confirmations.permissions import CONFIRM, VIEW_CONFIRMATIONS
from rongyi.confirmations.queries import duties_visible, to_tell
from rongyi.confirmations.services.following import tell_many
from rongyi.confirmations.services.moving import refuse_closed
from rongyi.confirmations.shown import text_of
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.papers import write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station, subtree

MOST_SLIPS = 400
ON_A_PAGE = 4
STYLES = Path(__file__).parents[1] / "papers.css"
PDF = "application/pdf"


def slips_wanted(actor: Actor, campaign: Campaign, station: str, which: str) -> list[Duty]:
    rows = duties_visible(actor, campaign).filter(subtree("region_code", station))
    rows = to_tell(rows, campaign, clock.today()) if which == "untold" else rows.filter(state__in=("due", "invited"))
    rows = rows.select_related("person").order_by("region_code", "person__sort_name", "pk")
    return list(rows[: MOST_SLIPS + 1])


@command(CONFIRM, on="region_code", act="confirmations.print")
def print_slips(
    *, actor: Actor, region_code: str, campaign: Campaign, which: str, time: str, place: str
) -> bytes:  # fmt: skip
    """Who gets a slip counts as told from today on."""
    refuse_closed(campaign)
    duties = slips_wanted(actor, campaign, region_code, which)
    if not duties:
        raise Refused(_("没有要通知的人。"), field="station", code="nobody")
    if len(duties) > MOST_SLIPS:
        raise Refused(
            _("一次最多打印%(most)d张,请选下面的一个站。") % {"most": MOST_SLIPS}, field="station", code="too_many"
        )
    tell_many(duties)
    audit.note(count=len(duties), campaign=str(campaign.pk))
    stations = Station.objects.in_bulk({duty.region_code for duty in duties})
    slips = [{"name": duty.person.name, "station": stations.get(duty.region_code)} for duty in duties]
    context = {
        "campaign": campaign, "notice": text_of(campaign.settings["notice"]), "time": time, "place": place,
        "pages": [slips[n : n + ON_A_PAGE] for n in range(0, len(slips), ON_A_PAGE)],
    }  # fmt: skip
    return _pdf("confirmations/slips_paper.html", context)


@command(VIEW_CONFIRMATIONS, on="duty", act="confirmations.letter")
def print_letter(*, actor: Actor, duty: Duty, hold: Hold) -> bytes:
    """The letter as the decider wrote it."""
    station = Station.objects.filter(pk=duty.region_code).first()
    county = Station.objects.filter(pk=duty.county).first()
    context = {"duty": duty, "hold": hold, "station": station, "county": county, "title": _("暂缓发放通知书")}
    return _pdf("confirmations/letter_paper.html", context)


def _pdf(template: str, context: dict) -> bytes:
    target = BytesIO()
    write_pdf(target, render_to_string(template, context), styles=[STYLES])
    return target.getvalue()
