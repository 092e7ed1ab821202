"""Recording a visit once. Everything else (timeline, ledger, figures, who is due) comes from the fact it leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Conflict, NotFound, Refused
from rongyi.kernel.ids import is_client_id_acceptable
from rongyi.organisation.access import Actor, require_reach
from rongyi.organisation.commands import command
from rongyi.organisation.models import TIER_OF_LENGTH, Tier
from rongyi.records.models import Fact
from rongyi.records.permissions import CORRECT_RECORD
from rongyi.records.services import Draft, correct, write_fact, write_facts
from rongyi.registry.models import Person
from rongyi.visits.enums import Need, Reason
from rongyi.visits.kinds import VISIT
from rongyi.visits.permissions import MAKE_VISIT
from rongyi.visits.queries import former_visit, people_in_reach, station_names, visited

MOST_PEOPLE = 50


@dataclass(frozen=True)
class VisitInput:
    """What a clerk says of a visit; people are files or their ids, a day alone is enough for the time."""

    people: Sequence[Person | UUID]
    at: datetime | date
    channel: str
    reason: str
    note: str = ""
    needs: Sequence[str] = ()
    minutes: int = 0
    id: UUID | None = None
    region_code: str = ""

    @property
    def day(self) -> date:
        return self.at.astimezone(clock.SHANGHAI).date() if isinstance(self.at, datetime) else self.at

    @property
    def files(self) -> list[Person]:
        """The people, once their ids have become files."""
        return [person for person in self.people if isinstance(person, Person)]

    @property
    def data(self) -> dict:
        return {"reason": self.reason, "note": self.note, "needs": list(self.needs)}


@command(MAKE_VISIT)
def record_visit(*, actor: Actor, given: VisitInput) -> Fact:
    """Records a visit. The same id with the same content answers with the fact of the first time."""
    given = _resolved(given, actor)
    try:
        with transaction.atomic():
            return write_fact(_draft(given, actor), actor=actor)
    except (IntegrityError, Refused) as error:  # looked up only now: few press the button twice
        if (known := _known(actor, given)) is not None:
            return known
        if isinstance(error, IntegrityError | Conflict):
            raise Conflict(_("这个提交编号已被占用。请重新打开页面再记。"), code="id_taken") from None
        raise


@command(MAKE_VISIT, on="region_code")
def record_visits(*, actor: Actor, region_code: str, given: Iterable[VisitInput]) -> list[Fact]:
    """Many visits of one subtree in one act; a known id refuses the whole."""
    inputs = _resolved_all(list(given), actor)
    audit.note(count=len(inputs))
    return write_facts([_draft(one, actor) for one in inputs], actor=actor)


def record_from_manual(
    *, actor: Actor, region_code: str, people: list[UUID], at: datetime | date, channel: str, data: dict,
    id: UUID | None = None,
) -> Fact:  # fmt: skip
    """What the API calls for kind «visit»."""
    given = VisitInput(people, at, channel, id=id, region_code=region_code, **VISIT.read(data))
    return record_visit(actor=actor, given=given)


def correct_visit(*, actor: Actor, fact: Fact, given: VisitInput, version: int) -> Fact:
    """Puts the right visit in the place of a wrong one, at the same station; the act on record is the spine's."""
    given = replace(_resolved(given, actor.acting(CORRECT_RECORD)), region_code=fact.region_code)
    draft = _draft(given, actor)
    return correct(
        actor=actor, fact=fact, at=draft.at, channel=draft.channel, data=draft.data, people=draft.people,
        summary=draft.summary, minutes=draft.minutes, version=version, id=draft.id,
    )  # fmt: skip


def _resolved(given: VisitInput, actor: Actor) -> VisitInput:
    return _resolved_all([given], actor)[0]


def _resolved_all(inputs: list[VisitInput], actor: Actor) -> list[VisitInput]:
    """Ids become files of the actor's reach; one that is not there is 404 like one that never was."""
    wanted = {p for one in inputs for p in one.people if not isinstance(p, Person)}
    found = people_in_reach(actor, wanted) if wanted else {}
    if len(found) < len(wanted):
        raise NotFound()
    of_people = {p.region_code for one in inputs for p in one.people if isinstance(p, Person)}
    require_reach(actor, of_people)
    stations = {one.region_code for one in inputs if one.region_code} - of_people
    if stations and len(station_names(stations)) < len(stations):  # a code may lie in reach and be no station's
        raise NotFound()
    return [replace(one, people=_once(p if isinstance(p, Person) else found[p] for p in one.people)) for one in inputs]


def _once(people: Iterable[Person]) -> tuple[Person, ...]:
    return tuple({person.pk: person for person in people}.values())


def _draft(given: VisitInput, actor: Actor) -> Draft:
    if not given.people:
        raise Refused(_("请先选择走访对象。"), field="people", code="required")
    if len(given.people) > MOST_PEOPLE:
        raise Refused(_("一次走访最多选%(most)d人。") % {"most": MOST_PEOPLE}, field="people", code="too_many")
    if given.id is not None and not is_client_id_acceptable(given.id):
        raise Refused(_("编号格式不对:应是第7版 UUID。"), field="id", code="bad_id")
    _refuse_the_dead(given)
    region_code = given.region_code or _station_of(actor, given.files)
    require_reach(actor, [region_code])
    if {p.county for p in given.files} != {region_code[:6]}:
        raise Refused(_("一次走访的对象应在同一个县(区)。"), field="people", code="two_counties")
    return Draft(
        VISIT, region_code, given.at, people=[p.pk for p in given.files], data=given.data, channel=given.channel,
        summary=_summary(given), minutes=given.minutes, id=given.id,
    )  # fmt: skip


def _refuse_the_dead(given: VisitInput) -> None:
    """A visit made before the death may still be written down afterwards; after it, the family is condoled with."""
    for person in given.files if given.reason != Reason.BEREAVEMENT else ():
        if person.deceased_on and given.day > person.deceased_on:
            raise Refused(
                _("%(name)s已去世,不能记录这一天的走访。慰问家属时,事由请选“丧事慰问”。") % {"name": person.name},
                field="people",
                code="deceased",
            )


def _station_of(actor: Actor, people: Sequence[Person]) -> str:
    """A station's work is its own; who reaches further than a county works for the person's station."""
    tier = TIER_OF_LENGTH.get(len(actor.home_code))
    if tier in (Tier.COUNTY, Tier.TOWN, Tier.VILLAGE):
        return actor.home_code
    return people[0].region_code


def _summary(given: VisitInput) -> str:
    """Stored in the language of the country, whatever the clerk reads pages in."""
    with translation.override("zh-hans"):
        reasons, needs = dict(Reason.choices), dict(Need.choices)
        text = str(reasons.get(given.reason, ""))
        found = "、".join(str(needs[n]) for n in given.needs if n in needs)
        return f"{text};发现需求:{found}" if found else text


def _known(actor: Actor, given: VisitInput) -> Fact | None:
    """The fact that this very input left before; the same id with other content is refused, or a visit were lost."""
    fact = former_visit(actor, given.id) if given.id else None
    if fact is None:
        return None
    audit.note(repeated=True)
    now = (given.day, given.channel, {p.pk for p in given.files}, VISIT.read(given.data))
    if now != visited(fact):
        raise Conflict(
            _("这张表刚才已经记下一条,内容不同。如果是另一次走访,请再按一次“记下”。"), code="id_reused", id=str(fact.pk)
        )
    return fact
