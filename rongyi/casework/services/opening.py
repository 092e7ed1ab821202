"""A case begins: at a counter, at a kitchen table, by telephone, or on the portal by the person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.casework.access import place_of
from rongyi.casework.eligibility import Answer, judge
from rongyi.casework.enums import Applicant, Channel, MaterialState, Side, State
from rongyi.casework.models import Case, CaseMaterial
from rongyi.casework.permissions import OPEN_CASE
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.profile_queries import conditions_of, profile_of
from rongyi.casework.reading import read_answers
from rongyi.casework.services import clocks
from rongyi.casework.services.materials import wanted
from rongyi.casework.services.numbering import case_number
from rongyi.casework.services.versions import keep_version
from rongyi.casework.services.writing import Done, write
from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Conflict, Refused
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person


@dataclass(frozen=True)
class ApplyInput:
    """`shown` are the keys of materials whose originals were looked at; `claim` tells two cases of one matter apart,
    such as the number of the card that is replaced. Without a person, `name` and `region_code` say who and where."""

    procedure: str
    person: Person | None = None
    channel: str = Channel.COUNTER
    applicant: str = Applicant.SELF
    answers: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    phone: str = ""
    region_code: str = ""
    claim: str = ""
    shown: tuple[str, ...] = ()
    follows: Case | None = None
    note: str = ""
    id: UUID | None = None
    is_demo: bool = False


@command(OPEN_CASE, on="region_code", act="casework.open")
def open_case(*, actor: Actor, region_code: str, given: ApplyInput) -> Case:
    """By a clerk. `region_code` is the station of the person, or the clerk's own where nobody has a file."""
    if given.person is not None and given.person.region_code != region_code:
        raise Refused(_("这个人由另一个服务站负责,请到那里办理。"), field="person", code="other_station")
    return begin(actor, region_code, given)


def begin(actor: Actor, region_code: str, given: ApplyInput) -> Case:
    """Inside the command of whoever asked; rights were checked there."""
    procedure, version = store.current(given.procedure)
    _require_way(procedure, given)
    _require_person(procedure, given)
    answers = read_answers(procedure.form, given.answers)
    keep_version(given.procedure, version)
    case = _new(procedure, version, region_code, given, answers, actor)
    audit.note(procedure=given.procedure, number=case.number)
    first = procedure.steps[0]
    write(case, procedure, Done(Side.APPLY, Side.APPLY, str(Side.APPLY.label), to=first, note=given.note), actor)
    _ask_materials(case, procedure, given)
    clocks.enter(case, procedure, first, "", clock.today())
    clocks.keep_due(case)
    return case


def _require_way(procedure: Procedure, given: ApplyInput) -> None:
    if given.channel not in procedure.apply.channels:
        ways = "、".join(str(Channel(one).label) for one in procedure.apply.channels)
        raise Refused(_("这个事项可以这样申请:%(ways)s。") % {"ways": ways}, field="channel", code="invalid")
    if given.applicant not in procedure.apply.who:
        who = "、".join(str(Applicant(one).label) for one in procedure.apply.who)
        raise Refused(_("这个事项可以由这些人申请:%(who)s。") % {"who": who}, field="applicant", code="invalid")


def _require_person(procedure: Procedure, given: ApplyInput) -> None:
    person = given.person
    if person is None:
        if procedure.apply.subject == "person":
            raise Refused(_("请先选择是谁的事。没有建档的,先建档。"), field="person", code="required")
        if not given.name.strip():
            raise Refused(_("请填写姓名。"), field="name", code="required")
        return
    if person.status in (Person.Status.MERGED, Person.Status.MOVED):
        raise Refused(_("这份档案已迁出或已并档,请在现在的档案里办理。"), field="person", code="not_here")
    verdict = judge(procedure, profile_of(person, conditions_of(procedure)))
    if verdict.answer == Answer.NO:
        why = ";".join(str(line.condition.title) for line in verdict.reasons[:4])
        raise Refused(
            _("不符合“%(matter)s”的条件:%(why)s。") % {"matter": procedure.title, "why": why},
            field="person", code="not_eligible",
        )  # fmt: skip
    if procedure.apply.again in ("year", "ever"):
        _require_first(procedure, given)


def _require_first(procedure: Procedure, given: ApplyInput) -> None:
    person = given.person
    if person is None:
        return
    done = Case.objects.filter(
        county=person.county, person=person, procedure=given.procedure, claim=given.claim, outcome="done"
    )
    if procedure.apply.again == "year":
        done = done.filter(began_on__year=clock.today().year)
    former = done.order_by("-pk").first()
    if former is not None:
        raise Conflict(
            _("“%(matter)s”已经办过(%(number)s),不能再办。") % {"matter": procedure.title, "number": former.number},
            field="procedure", code="already_done",
        )  # fmt: skip


def _new(
    procedure: Procedure, version: str, region_code: str, given: ApplyInput, answers: dict, actor: Actor
) -> Case:  # fmt: skip
    today, county = clock.today(), county_of(region_code)
    first = procedure.steps[0]
    case = Case(
        id=given.id or uuid7(), county=county, region_code=region_code,
        number=case_number(procedure.number_prefix, county, today.year), procedure=given.procedure,
        definition_version=version, topic=procedure.topic, person=given.person, applicant=given.applicant,
        applicant_user=actor.user_id if given.channel == Channel.ONLINE else None, channel=given.channel,
        claim=given.claim, follows=given.follows, state=State.OPEN, step=first.key, post=first.post,
        at_code=place_of(first.post, region_code), began_on=today, entered_on=today, created_at=clock.now(),
        is_sealed_matter=procedure.is_sealed, is_demo=given.is_demo,
    )  # fmt: skip
    case.applicant_name = (given.name or (given.person.name if given.person else "")).strip()[:50]
    case.applicant_phone = given.phone.strip()[:20]
    case.answers = answers
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise Conflict(
            _("这个人的“%(matter)s”正在办理,请接着办,不用再申请。") % {"matter": procedure.title},
            field="procedure", code="already_open",
        ) from None  # fmt: skip
    return case


def _ask_materials(case: Case, procedure: Procedure, given: ApplyInput) -> None:
    today = clock.today()
    rows = [
        CaseMaterial(
            county=case.county, region_code=case.region_code, case=case, key=material.key,
            state=MaterialState.GIVEN if material.key in given.shown else MaterialState.ASKED,
            was_shown=material.key in given.shown, given_on=today if material.key in given.shown else None,
        )
        for material in wanted(procedure, given.applicant, case.person)
    ]  # fmt: skip
    for row in rows:
        row.save(force_insert=True)
