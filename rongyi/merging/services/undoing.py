"""A merger that was a mistake: both files as they were; what was newly written since stays with the survivor."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.models import Merge, MergeCase
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.services.joining import Before, hand_over, tell
from rongyi.merging.signals import person_unmerged
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.models import Fact, FactPerson
from rongyi.registry.models import Person, Relative
from rongyi.registry.parts import KINDS
from rongyi.registry.services import hand_over_photo, transfer_person, update_person
from rongyi.registry.services.opening import count_people
from rongyi.registry.services.writing import claim, finish, label_of
from rongyi.registry.tokens import refresh_tokens
from rongyi.registry.values import to_text

SOURCE = "unmerge"


@dataclass
class Since:
    """What was written after the merger and therefore stays with the survivor."""

    fields: list[str] = field(default_factory=list)
    entries: dict[str, int] = field(default_factory=dict)
    facts: int = 0

    def __bool__(self) -> bool:
        return bool(self.fields or self.entries or self.facts)


def written_since(merge: Merge, survivor: Person) -> Since:
    """Fields changed again, entries added, work done: by number, and in words for fields and sorts of entries."""
    before = Before(**merge.before)
    since = Since([label_of(name) for name, text in before.set_to.items() if to_text(getattr(survivor, name)) != text])
    if before.photo and str(survivor.photo_id) != before.photo:
        since.fields.append(label_of("photo_id"))
    for kind in KINDS:
        known = {*before.own[kind.key], *before.moved.get(kind.key, ())}
        rows = kind.model.objects.filter(county=survivor.county, person=survivor).exclude(pk__in=known)
        if n := rows.count():
            since.entries[kind.label] = n
    links = FactPerson.objects.filter(county=survivor.county, person_id=survivor.pk)
    later = Fact.objects.filter(county=survivor.county, pk__in=links.values("fact_id"), recorded_at__gt=merge.at)
    since.facts = later.exclude(kind__in=("merge", "collection")).count()
    return since


def why_not(merge: Merge, survivor: Person, merged: Person) -> Refused | None:
    """Why a merger stands for good, in words; None where it can be undone."""
    if merge.undone_at is not None:
        return Refused(_("这次合并已经撤销过了。"), code="undone")
    if clock.today() > merge.undo_until:
        return Refused(
            _("合并已超过可撤销的期限(%(day)s),不能再撤销。如确有错误,请更正档案并为另一人重新建档。")
            % {"day": f"{merge.undo_until:%Y-%m-%d}"},
            code="too_late",
        )
    if survivor.status == Person.Status.MERGED or merged.merged_into_id != survivor.pk:
        return Refused(_("并入的那份档案后来又并入了别的档案。请先撤销后面那一次。"), code="merged_again")
    return None


@command(MERGE_PEOPLE, on="people", act="people.unmerge")
def unmerge_people(*, actor: Actor, people: list[Person], merge: Merge, version: int) -> Since:
    """The survivor gives back what it took, unless that was changed again since; nothing that was written is lost."""
    survivor, merged = (next(p for p in people if p.pk == pk) for pk in (merge.survivor_id, merge.merged_id))
    refusal = why_not(merge, survivor, merged)
    if refusal:
        raise refusal
    since = written_since(merge, survivor)
    _claim(merge, actor)
    claim(survivor, version)
    before = Before(**merge.before)
    _restore(survivor, merged, before)
    _give_back(actor, survivor, merged, before)
    refresh_tokens(merged)
    refresh_tokens(survivor)
    case = MergeCase.objects.get(county=merge.county, pk=merge.case_id)
    tell(actor, survivor, "unmerged", case.score)
    tell(actor, merged, "unmerged", case.score)
    audit.note(fields_kept=len(since.fields), entries_kept=sum(since.entries.values()), facts_kept=since.facts)
    person_unmerged.send(sender=Merge, merge=merge, survivor=survivor, merged=merged)
    return since


def _claim(merge: Merge, actor: Actor) -> None:
    mine = Merge.objects.filter(county=merge.county, pk=merge.pk, undone_at=None)
    if not mine.update(undone_at=clock.now(), undone_by=actor.name[:50]):
        raise Refused(_("这次合并已经撤销过了。"), code="undone")


def _restore(survivor: Person, merged: Person, before: Before) -> None:
    """The other file lives again; the question is open again, and so are those that the merger had answered."""
    merged.status, merged.merged_into, merged.updated_at = before.status, None, clock.now()
    Person.objects.filter(county=merged.county, pk=merged.pk).update(
        status=merged.status, merged_into=None, updated_at=merged.updated_at, version=merged.version + 1
    )
    merged.version += 1
    count_people([merged])
    Person.objects.filter(county=merged.county, pk__in=before.followers, merged_into=survivor).update(
        merged_into=merged
    )
    kin = Relative.objects.filter(county=merged.county, pk__in=before.pointed, other_person=survivor)
    kin.update(other_person=merged)
    pair = Q(first__in=(survivor, merged), second__in=(survivor, merged))
    MergeCase.objects.filter(pair, county=merged.county).update(state=MergeCase.State.OPEN, decided_at=None)
    gone = MergeCase.objects.filter(county=merged.county, pk__in=before.cases, state=MergeCase.State.GONE)
    gone.update(state=MergeCase.State.OPEN)


def _give_back(actor: Actor, survivor: Person, merged: Person, before: Before) -> None:
    if before.photo and str(survivor.photo_id) == before.photo:
        hand_over_photo(actor=actor, giver=survivor, taker=merged, source=SOURCE)
    moved = []
    for kind in KINDS:
        ids = before.moved.get(kind.key, ())
        rows = kind.model.objects.filter(county=survivor.county, pk__in=ids, person=survivor)
        moved += [kind.key for row in rows if hand_over(row, merged)]
    if moved:
        finish(actor, survivor, list(dict.fromkeys(moved)))
    unchanged = {n: t for n, t in before.fields.items() if to_text(getattr(survivor, n)) == before.set_to[n]}
    if unchanged:
        update_person(actor=actor, person=survivor, changes=unchanged, version=survivor.version, source=SOURCE)
    if before.moved_to and survivor.region_code == before.moved_to and survivor.status == Person.Status.ACTIVE:
        transfer_person(actor=actor, person=survivor, to_code=before.station, version=survivor.version)
