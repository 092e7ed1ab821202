"""Two files become one: the survivor takes what was chosen, the other stays as it is and points there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.kinds import MERGED
from rongyi.merging.models import Merge, MergeCase
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.policy import policy_now
from rongyi.merging.services.cases import close_case
from rongyi.merging.signals import person_merged
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact
from rongyi.registry.fields import EDITABLE
from rongyi.registry.models import Part, Person, Relative, SearchToken
from rongyi.registry.parts import KINDS, PartKind
from rongyi.registry.services import claim, finish, hand_over_photo, transfer_person, update_person
from rongyi.registry.services.opening import count_people
from rongyi.registry.tokens import refresh_tokens
from rongyi.registry.values import to_text

SOURCE = "merge"


@dataclass(frozen=True)
class Choice:
    """What somebody chose on the page. `taken`: fields that come from the other file; `versions`: what was read."""

    survivor: UUID
    versions: Mapping[UUID, int]
    taken: Sequence[str] = ()
    station: str = ""
    keeps_name: bool = True


@dataclass
class Before:
    """What both files were, as far as the merger changes it."""

    fields: dict[str, str] = field(default_factory=dict)
    set_to: dict[str, str] = field(default_factory=dict)
    station: str = ""
    moved_to: str = ""
    own: dict[str, list[str]] = field(default_factory=dict)
    moved: dict[str, list[str]] = field(default_factory=dict)
    pointed: list[str] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    status: str = ""
    photo: str = ""


@command(MERGE_PEOPLE, on="people", act="people.merge")
def merge_people(*, actor: Actor, people: list[Person], case: MergeCase, choice: Choice) -> Merge:
    """One transaction: fields, entries, search, counts, history, fact. Facts of old keep the id that they were given."""
    survivor, other = _in_order(people, choice)
    close_case(case, MergeCase.State.SAME, actor)
    for person in (survivor, other):
        claim(person, choice.versions[person.pk])
    before = Before(station=survivor.region_code, status=other.status)
    _take_fields(actor, survivor, other, choice, before)
    _move_entries(actor, survivor, other, before)
    if hand_over_photo(actor=actor, giver=other, taker=survivor, source=SOURCE):
        before.photo = str(survivor.photo_id)
    _point_elsewhere(survivor, other, before)
    _retire(survivor, other)
    merge = _keep(actor, case, survivor, other, choice, before)
    refresh_tokens(survivor)
    tell(actor, survivor, "merged", case.score, len(before.fields))
    audit.note(into=str(survivor.pk), fields=sorted(before.fields), entries=sum(map(len, before.moved.values())))
    person_merged.send(sender=Merge, merge=merge, survivor=survivor, merged=other)
    return merge


def _in_order(people: list[Person], choice: Choice) -> tuple[Person, Person]:
    if choice.survivor not in {person.pk for person in people} or people[0].pk == people[1].pk:
        raise Refused(_("请选哪一份的公民身份号码是对的。"), field="survivor", code="required")
    survivor, other = sorted(people, key=lambda person: person.pk != choice.survivor)
    if survivor.county != other.county:
        raise Refused(_("两份档案不在同一个县,不能合并。"), code="other_county")
    if (survivor.deceased_on, survivor.status) != (other.deceased_on, other.status):
        raise Refused(
            _("一份档案登记了去世或迁出,另一份没有。请先把两份登记一致,再合并:去世不能由合并来认定。"),
            code="status_differs",
        )
    unknown = sorted(set(choice.taken) - set(EDITABLE))
    if unknown:
        raise Refused(_("没有这个栏目:%(name)s。") % {"name": unknown[0]}, field=unknown[0], code="unknown_field")
    return survivor, other


def _take_fields(actor: Actor, survivor: Person, other: Person, choice: Choice, before: Before) -> None:
    """Through the registry's own services, so that each field leaves its former value in the history."""
    if choice.station and choice.station != survivor.region_code:
        if choice.station != other.region_code:
            raise Refused(_("请在两份档案的服务站里选一个。"), field="station", code="unknown_station")
        transfer_person(actor=actor, person=survivor, to_code=choice.station, version=survivor.version)
        before.moved_to = choice.station
    changes = {name: getattr(other, name) for name in choice.taken if getattr(other, name) != getattr(survivor, name)}
    if not changes:
        return
    before.fields = {name: to_text(getattr(survivor, name)) for name in changes}
    update_person(actor=actor, person=survivor, changes=changes, version=survivor.version, source=SOURCE)
    before.set_to = {name: to_text(getattr(survivor, name)) for name in changes}


def _move_entries(actor: Actor, survivor: Person, other: Person, before: Before) -> None:
    """Every entry that the survivor has not yet; what both have stays where it is, so that nothing stands twice."""
    for kind in KINDS:
        own = list(kind.model.objects.filter(county=survivor.county, person=survivor))
        before.own[kind.key] = [str(row.pk) for row in own]
        known = {_content(kind, row) for row in own}
        for row in kind.model.objects.filter(county=other.county, person=other).order_by("pk"):
            if _content(kind, row) not in known and hand_over(row, survivor):
                before.moved.setdefault(kind.key, []).append(str(row.pk))
    if before.moved:
        finish(actor, survivor, list(before.moved))


def _content(kind: PartKind, row: Part) -> tuple:
    return tuple(getattr(row, name) for name in kind.fields)


def hand_over(row: Part, to: Person) -> bool:
    """Whether the entry could go over: what may be held once at a time stays behind where it is held already."""
    try:
        with transaction.atomic():
            type(row).objects.filter(county=row.county, pk=row.pk).update(person=to, region_code=to.region_code)
    except IntegrityError:
        return False
    return True


def _point_elsewhere(survivor: Person, other: Person, before: Before) -> None:
    """Relatives of others who name the file, and files that were merged into it before."""
    kin = Relative.objects.filter(county=other.county, other_person=other).exclude(person__in=(survivor, other))
    before.pointed = [str(pk) for pk in kin.values_list("pk", flat=True)]
    kin.update(other_person=survivor)
    followers = Person.objects.filter(county=other.county, merged_into=other)
    before.followers = [str(pk) for pk in followers.values_list("pk", flat=True)]
    followers.update(merged_into=survivor)
    for side in ("first", "second"):
        cases = MergeCase.objects.filter(**{side: other}, county=other.county, state=MergeCase.State.OPEN)
        before.cases += [str(pk) for pk in cases.values_list("pk", flat=True)]
        cases.update(state=MergeCase.State.GONE)


def _retire(survivor: Person, other: Person) -> None:
    """The other file stays as it is, number and all; it is found no more, and no longer counted."""
    Person.objects.filter(county=other.county, pk=other.pk).update(
        status=Person.Status.MERGED, merged_into=survivor, updated_at=clock.now()
    )
    SearchToken.objects.filter(county=other.county, person=other).delete()
    count_people([other], sign=-1)
    other.status, other.merged_into = Person.Status.MERGED, survivor


def _keep(actor: Actor, case: MergeCase, survivor: Person, other: Person, choice: Choice, before: Before) -> Merge:
    merge = Merge(
        county=case.county, region_code=case.region_code, case=case, survivor=survivor, merged=other, at=clock.now(),
        actor_id=actor.user_id, actor_name=actor.name[:50], keeps_name=choice.keeps_name,
        undo_until=clock.today() + timedelta(days=policy_now().undo_days),
    )  # fmt: skip
    merge.before = vars(before)
    merge.save()
    return merge


def tell(actor: Actor, person: Person, change: str, points: int, fields: int = 0) -> None:
    """One fact for the survivor: what the other file has is found through the link, and nobody is counted twice."""
    draft = Draft(
        MERGED, person.region_code, clock.now(), people=[person.pk], channel="counter", source=person,
        data={"change": change, "points": points, "fields": fields},
    )  # fmt: skip
    write_fact(draft, actor=actor)
