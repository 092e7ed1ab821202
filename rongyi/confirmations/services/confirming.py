"""Confirming: one fact a person, and whoever presses a moment later is told that it is done."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.confirmations.enums import CHANNEL_OF, Method, Relation, State
from rongyi.confirmations.kinds import CONFIRMATION
from rongyi.confirmations.models import Campaign, Duty, Hold
from rongyi.confirmations.permissions import CONFIRM
from rongyi.confirmations.services.moving import refuse_closed
from rongyi.confirmations.states import Act, sources, target
from rongyi.kernel import clock
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import is_client_id_acceptable, uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.models import Fact
from rongyi.records.services import Draft, write_facts
from rongyi.registry.models import Person
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.services import record_death, update_person

MOST_PEOPLE = 60


@dataclass(frozen=True)
class Changes:
    """What turned out to have changed; left empty where nothing did."""

    phone: str = ""
    address: str = ""
    died_on: date | None = None


@dataclass(frozen=True)
class ConfirmInput:
    """What a clerk says when somebody is confirmed; for several people at once it holds for each of them."""

    method: str
    on: date
    proxy_name: str = ""
    relation: str = ""
    letter_on: date | None = None
    with_whom: str = ""
    changes: Changes = Changes()
    id: UUID | None = None

    def data(self, year: int) -> dict:
        given: dict = {"year": year, "method": self.method}
        if self.method == Method.PROXY:
            given |= {"relation": self.relation, "proxy_name": self.proxy_name}
        if self.method == Method.POST:
            given["letter_on"] = self.letter_on
        if self.method == Method.VIDEO:
            given["with_whom"] = self.with_whom
        return given


@command(CONFIRM, on="duties", act="confirmations.confirm")
def confirm(*, actor: Actor, duties: list[Duty], given: ConfirmInput) -> list[Fact]:
    """Confirms everybody or nobody. The same press twice answers with the facts of the first time."""
    duties = sorted(duties, key=lambda duty: duty.pk)
    campaign = _campaign_of(duties)
    check_given(campaign, given)
    if (known := _pressed_before(duties, given)) is not None:
        return known
    _claim(duties)
    for duty in duties:
        take_changes(actor, duty.person, given.changes)
    facts = write_facts([_draft(duty, campaign, given) for duty in duties], actor=actor)
    settle(duties, facts, given)
    _lift_holds(actor, duties)
    return facts


def _campaign_of(duties: list[Duty]) -> Campaign:
    if not duties:
        raise Refused(_("请先选择来确认的人。"), field="people", code="required")
    if len(duties) > MOST_PEOPLE:
        raise Refused(_("一次最多确认%(most)d人。") % {"most": MOST_PEOPLE}, field="people", code="too_many")
    if len({duty.campaign_id for duty in duties}) > 1:
        raise Refused(_("请一次只办一项年度确认。"), field="people", code="two_campaigns")
    refuse_closed(duties[0].campaign)
    return duties[0].campaign


def check_given(campaign: Campaign, given: ConfirmInput) -> None:
    """What each method needs to be told; nothing else is asked, and no photograph ever."""
    if given.method not in campaign.settings["methods"]:
        raise Refused(_("请选择办理方式。"), field="method", code="invalid")
    if not campaign.first_on <= given.on <= clock.today():
        raise Refused(_("确认日期应在开始日期和今天之间。"), field="on", code="invalid")
    if given.method == Method.PROXY and not (given.proxy_name.strip() and given.relation in Relation.values):
        raise Refused(_("请写代办人姓名和关系。"), field="proxy_name", code="required")
    if given.method == Method.POST and (given.letter_on is None or given.letter_on > given.on):
        raise Refused(_("请写信函上的日期,不晚于确认日期。"), field="letter_on", code="required")
    if given.method == Method.VIDEO and not given.with_whom.strip():
        raise Refused(_("请写和谁视频,如“本人”或“本人和女儿”。"), field="with_whom", code="required")
    if given.id is not None and not is_client_id_acceptable(given.id):
        raise Refused(_("编号格式不对:应是第7版 UUID。"), field="id", code="bad_id")


def fact_id(given: ConfirmInput, duty: Duty) -> UUID:
    """A number of its own for each person of one press, so that the same press is known again."""
    if given.id is None:
        return uuid7()
    mixed = hashlib.sha256(given.id.bytes + duty.pk.bytes).digest()
    number = int.from_bytes(given.id.bytes[:6] + mixed[:10], "big")
    return UUID(int=(number & ~(0xF << 76) & ~(0x3 << 62)) | (7 << 76) | (2 << 62))


def _pressed_before(duties: list[Duty], given: ConfirmInput) -> list[Fact] | None:
    if given.id is None:
        return None
    ids = [fact_id(given, duty) for duty in duties]
    found = Fact.objects.filter(county=duties[0].county, pk__in=ids).in_bulk()
    return [found[i] for i in ids] if len(found) == len(ids) else None


def _claim(duties: list[Duty]) -> None:
    """Takes the rows; who comes a moment later finds them taken and is told by whom."""
    county, pks = duties[0].county, [duty.pk for duty in duties]
    rows = Duty.objects.filter(county=county, pk__in=pks)
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    taken = rows.filter(state__in=sources(Act.CONFIRM), fact=None).update(version=F("version") + 1)
    now = {duty.pk: duty for duty in rows.select_related("person", "fact")}
    if taken < len(duties):
        raise _already(duty for duty in now.values() if duty.fact_id or duty.state == State.ENDED)
    for duty in duties:
        duty.state, duty.version = now[duty.pk].state, now[duty.pk].version


def _already(duties: Iterable[Duty]) -> Conflict:
    duty = next(iter(duties))
    if duty.state == State.ENDED:
        return Conflict(
            _("%(name)s的年度确认已终止(%(why)s),不用再办。")
            % {"name": duty.person.name, "why": duty.get_end_reason_display()},
            field="people", code="ended",
        )  # fmt: skip
    return Conflict(
        _("%(name)s已于%(day)s由%(who)s确认(%(how)s),没有重复登记。")
        % {
            "name": duty.person.name, "day": duty.confirmed_on.isoformat(), "who": duty.fact.handler,
            "how": duty.get_method_display(),
        },
        field="people", code="already_confirmed", id=str(duty.fact_id),
    )  # fmt: skip


def take_changes(actor: Actor, person: Person, changes: Changes) -> None:
    """What the person said, by the services of the registry, in the same transaction."""
    told = {name: value for name, value in (("phone", changes.phone), ("address", changes.address)) if value.strip()}
    if told and actor.can(EDIT_PERSON):
        person.refresh_from_db()
        update_person(actor=actor, person=person, changes=told, version=person.version, source="confirm")


@command(CONFIRM, on="duty", act="confirmations.confirm")
def found_dead(*, actor: Actor, duty: Duty, on: date) -> Person:
    """Whoever came to confirm learnt of a death: it is registered, and the duty ends with the file."""
    return record_death(actor=actor, person=duty.person, on=on)


def _draft(duty: Duty, campaign: Campaign, given: ConfirmInput) -> Draft:
    return Draft(
        CONFIRMATION, duty.region_code, given.on, people=[duty.person_id], data=given.data(campaign.year),
        channel=CHANNEL_OF.get(Method(given.method), ""), source=duty, id=fact_id(given, duty),
    )  # fmt: skip


def settle(duties: list[Duty], facts: list[Fact], given: ConfirmInput) -> None:
    """The claimed rows take their facts, in one statement."""
    for duty, fact in zip(duties, facts, strict=True):
        duty.former, duty.state = duty.state, target(Act.CONFIRM, duty.state) or duty.state
        duty.fact, duty.method, duty.confirmed_on = fact, given.method, fact.occurred_on
    rows = Duty.objects.filter(county=duties[0].county)
    rows.bulk_update(duties, ["former", "state", "fact", "method", "confirmed_on"], batch_size=200)


def _lift_holds(actor: Actor, duties: list[Duty]) -> None:
    """A proposal falls with the confirmation, and a payment that was held goes on."""
    holds = Hold.objects.filter(county=duties[0].county, duty_id__in=[duty.pk for duty in duties])
    holds.filter(state=Hold.State.PROPOSED).update(state=Hold.State.VOID)
    for hold in holds.filter(state=Hold.State.HELD):
        hold.state, hold.lifted_at, hold.lifted_name = Hold.State.LIFTED, clock.now(), actor.name[:50]
        hold.lift_reason = _("已办理年度确认")
        hold.by_fact = next(duty.fact_id for duty in duties if duty.pk == hold.duty_id)
        hold.save()
