"""Reading cases, mergers and runs. Each query starts from what the actor may see."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from rongyi.kernel import clock
from rongyi.kernel.errors import NotFound
from rongyi.kernel.search import name_tokens, tail_tokens
from rongyi.merging.models import HeldDecision, LinkRun, Merge, MergeCase
from rongyi.organisation.access import Actor
from rongyi.registry.models import Change, HeldCase, Person

OPEN, SAME = MergeCase.State.OPEN, MergeCase.State.SAME


def identities(*, county: str, ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """{file: itself and the files that were merged into it}, for the spine, whose facts keep the ids of their day."""
    wanted = list(ids)
    found = {person_id: {person_id} for person_id in wanted}
    rows = Person.objects.filter(county=county, merged_into__in=wanted)
    for merged, survivor in rows.values_list("pk", "merged_into_id"):
        found[survivor].add(merged)
    return found


def tokens_of_merged(person: Person) -> set[str]:
    """Names and numbers of the files that became part of this one, where somebody wished to keep them."""
    merged = {p.pk: p for p in Person.objects.filter(county=person.county, merged_into=person)}
    kept = Merge.objects.filter(county=person.county, merged__in=list(merged), undone_at=None, keeps_name=True)
    tokens: set[str] = set()
    for person_id in kept.values_list("merged_id", flat=True) if merged else ():
        tokens |= name_tokens(merged[person_id].name) | tail_tokens("id_number", merged[person_id].id_number)
    return tokens


def cases_visible(actor: Actor):
    """security: a case lies in the smallest place that holds both files, so who sees it may see both."""
    return MergeCase.objects.visible_to(actor)


def cases_waiting(actor: Actor):
    today = clock.today()
    rows = cases_visible(actor).filter(state=OPEN)
    return rows.filter(Q(put_off_until=None) | Q(put_off_until__lte=today)).order_by("-score", "pk")


def count_waiting(actor: Actor) -> int:
    """Cases and held files that wait for the actor."""
    return cases_waiting(actor).count() + held_to_decide(actor).count()


def cases_page(actor: Actor, state: str, after: str, limit: int = 20) -> tuple[list[MergeCase], str]:
    """One page of cases in a state, the likeliest first, and the place of the next."""
    if state == "later":
        rows = cases_visible(actor).filter(state=OPEN, put_off_until__gt=clock.today()).order_by("-score", "pk")
    elif state == OPEN:
        rows = cases_waiting(actor)
    else:
        rows = cases_visible(actor).filter(state=state).order_by("-score", "pk")
    score, _sep, last = after.partition("_")
    place = _uuid(last)
    if place and score.lstrip("-").isdigit():
        rows = rows.filter(Q(score__lt=int(score)) | Q(score=int(score), pk__gt=place))
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return found, f"{found[-1].score}_{found[-1].pk}" if more else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def people_of_cases(cases: Iterable[MergeCase]) -> dict[UUID, Person]:
    """Both people of each case, one query a county."""
    by_county: dict[str, set[UUID]] = {}
    for case in cases:
        by_county.setdefault(case.county, set()).update((case.first_id, case.second_id))
    people: dict[UUID, Person] = {}
    for county, ids in by_county.items():
        people |= {p.pk: p for p in Person.objects.filter(county=county, pk__in=ids)}
    return people


def get_case(actor: Actor, case_id: UUID) -> MergeCase:
    case = cases_visible(actor).filter(pk=case_id).first()
    if case is None:
        raise NotFound()
    return case


def pair_of(actor: Actor, case: MergeCase) -> list[Person]:
    """Both people, the older file first. security: each must lie in reach, whatever the case says."""
    people = list(Person.objects.filter(county=case.county, pk__in=(case.first_id, case.second_id)))
    if len(people) < 2 or not all(actor.covers(person.region_code) for person in people):
        raise NotFound()
    return sorted(people, key=lambda person: (person.created_at, person.pk))


def standing_merge(case: MergeCase) -> Merge | None:
    return Merge.objects.filter(county=case.county, case=case, undone_at=None).first()


def open_cases_of(person: Person):
    pairs = Q(first=person) | Q(second=person)
    return MergeCase.objects.filter(pairs, county=person.county, state=OPEN).order_by("-score", "pk")


def seen_by(actor: Actor, cases):
    """security: a case that reaches beyond the actor is not told of, here neither."""
    return cases.visible_to(actor)


def runs_visible(actor: Actor):
    return LinkRun.objects.visible_to(actor).order_by("-created_at", "-pk")


def get_run(actor: Actor, run_id: UUID) -> LinkRun:
    run = runs_visible(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound()
    return run


def held_visible(actor: Actor):
    return HeldCase.objects.visible_to(actor).order_by("created_at", "pk")


def held_to_decide(actor: Actor):
    """Held files below the actor, whose own station is not the one that asked."""
    rows = held_visible(actor).filter(state=HeldCase.State.OPEN)
    return rows.exclude(region_code__in=[reach.code for reach in actor.reaches if len(reach.code) > 9])


def get_held(actor: Actor, held_id: UUID) -> HeldCase:
    held = held_visible(actor).filter(pk=held_id).first()
    if held is None:
        raise NotFound()
    return held


def decision_of(held: HeldCase) -> HeldDecision | None:
    return HeldDecision.objects.filter(county=held.county, held=held).first()


def decisions_of(held: Iterable[HeldCase]) -> dict[UUID, HeldDecision]:
    by_county: dict[str, list[UUID]] = {}
    for one in held:
        by_county.setdefault(one.county, []).append(one.pk)
    found: dict[UUID, HeldDecision] = {}
    for county, ids in by_county.items():
        found |= {d.held_id: d for d in HeldDecision.objects.filter(county=county, held__in=ids)}
    return found


def file_behind(actor: Actor, held: HeldCase) -> Person | None:
    """The file with that number, where the actor reaches it. security: elsewhere it is as if there were none."""
    person = Person.objects.filter(county=held.county, id_index=held.id_index).first()
    if person is not None and person.merged_into_id:
        person = Person.objects.filter(county=held.county, pk=person.merged_into_id).first()
    return person if person is not None and actor.covers(person.region_code) else None


def held_page(actor: Actor, after: str, limit: int = 20) -> tuple[list[HeldCase], str]:
    """One page of held files, the open ones first and the latest of each on top."""
    rows = HeldCase.objects.visible_to(actor).order_by("-state", "-pk")
    state, _sep, last = after.partition("_")
    place = _uuid(last)
    if place and state in HeldCase.State.values:
        rows = rows.filter(Q(state__lt=state) | Q(state=state, pk__lt=place))
    found = list(rows[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return found, f"{found[-1].state}_{found[-1].pk}" if more else ""


def within_reach(actor: Actor, held: Iterable[HeldCase]) -> set[bytes]:
    """Of the numbers of held files, those whose file the actor reaches, or which have no file in the county at all."""
    by_county: dict[str, set[bytes]] = {}
    for one in held:
        by_county.setdefault(one.county, set()).add(bytes(one.id_index))
    ours: set[bytes] = set()
    for county, indexes in by_county.items():
        rows = Person.objects.filter(county=county, id_index__in=list(indexes)).only(
            "id", "county", "region_code", "id_index"
        )
        elsewhere = {bytes(p.id_index) for p in rows if not actor.covers(p.region_code)}
        ours |= indexes - elsewhere
    return ours


def last_changes(people: list[Person]) -> dict[tuple[UUID, str], datetime]:
    """{(person, field): when it was changed last} of people of one county."""
    rows = Change.objects.filter(county=people[0].county, person__in=people, part="").order_by("at")
    return {(person, name): at for person, name, at in rows.values_list("person_id", "field", "at")}
