"""Cards given out many at once: the list that is signed on paper, the sheet of the ceremony, and the signing off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rongyi.cards.permissions import HAND_OVER
from rongyi.cards.queries import HAND_OVER_ACT, HAND_OVER_STEP
from rongyi.cards.shown import hand_over_rows
from rongyi.casework.models import Case
from rongyi.casework.services import ActInput, act
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, Refused
from rongyi.kernel.papers import write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station

MOST = 60
STYLES = Path(__file__).parents[1] / "papers.css"
PDF = "application/pdf"


@dataclass(frozen=True)
class Ceremony:
    """What stands on the sheet beside the names."""

    title: str
    on: date
    place: str
    agenda: tuple[str, ...] = ()


@command(HAND_OVER, on="cases", act="cards.hand_over")
def hand_over_cards(*, actor: Actor, cases: list[Case], received: Mapping[UUID, str], way: str) -> int:
    """Signs off what was signed for on paper. All of it or nothing: half a list would be believed to be the whole."""
    _require_fit(cases)
    for case in cases:
        name = received.get(case.pk, "").strip()
        if not name:
            raise Refused(_("%(name)s:请填写谁签收的。") % {"name": case.applicant_name}, code="required")
        given = ActInput(HAND_OVER_ACT, values={"received_by": name, "way": way}, version=case.version)
        try:
            act(actor=actor, case=case, given=given)
        except (Refused, Denied) as error:
            raise Refused(
                _("%(name)s:%(why)s 这一批都没有登记,请去掉这一行再登记。")
                % {"name": case.applicant_name, "why": error.message},
                code="batch",
            ) from error
    audit.note(count=len(cases))
    return len(cases)


@command(HAND_OVER, on="cases", act="cards.print")
def print_list(*, actor: Actor, cases: list[Case]) -> bytes:
    """The list on which each holder signs beside the own name."""
    _require_fit(cases)
    audit.note(count=len(cases))
    context = {"rows": hand_over_rows(cases), "station": _station(actor), "today": clock.today()}
    return _pdf("cards/list_paper.html", context)


@command(HAND_OVER, on="cases", act="cards.print")
def print_ceremony(*, actor: Actor, cases: list[Case], ceremony: Ceremony) -> bytes:
    """Order and names for a hall: names alone, in the order in which people are called up."""
    _require_fit(cases)
    audit.note(count=len(cases))
    context = {"ceremony": ceremony, "names": [case.applicant_name for case in cases], "station": _station(actor)}
    return _pdf("cards/ceremony_paper.html", context)


def _require_fit(cases: list[Case]) -> None:
    if not cases:
        raise Refused(_("请先勾选要发放的人。"), field="cases", code="nobody")
    if len(cases) > MOST:
        raise Refused(_("一次最多%(most)d人,请分批。") % {"most": MOST}, field="cases", code="too_many")
    if any(case.step != HAND_OVER_STEP for case in cases):
        raise Refused(_("有的办件已经不在发放环节,请刷新后再看。"), field="cases", code="wrong_state")


def _station(actor: Actor) -> Station | None:
    return Station.objects.filter(pk=actor.home_code).first()


def _pdf(template: str, context: dict) -> bytes:
    target = BytesIO()
    write_pdf(target, render_to_string(template, context), styles=[STYLES])
    return target.getvalue()
