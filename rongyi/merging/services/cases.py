"""Making cases of pairs, and answering them without a merger."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.merging.likeness.county import Pair
from rongyi.merging.likeness.features import Features
from rongyi.merging.likeness.levels import outcomes
from rongyi.merging.likeness.queries import features_of, mark_of
from rongyi.merging.models import MergeCase
from rongyi.merging.permissions import MERGE_PEOPLE
from rongyi.merging.policy import policy_now
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person

OPEN = MergeCase.State.OPEN
LATER_DAYS = 30
CHUNK = 200


def place_of(one: str, other: str) -> str:
    """The smallest place that holds two stations of a county."""
    if one == other:
        return one
    return next(one[:digits] for digits in (9, 6) if one[:digits] == other[:digits])


def keep_pairs(county: str, pairs: Iterable[Pair], by_id: Mapping[str, Features], source: str) -> int:
    """Cases for pairs that look alike, inside the caller's transaction; returns how many are new or asked again."""
    pairs, asked = list(pairs), 0
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        firsts = [UUID(pair.first) for pair in chunk]
        known = {
            (case.first_id, case.second_id): case for case in MergeCase.objects.filter(county=county, first__in=firsts)
        }
        fresh = []
        for pair in chunk:
            case = known.get((UUID(pair.first), UUID(pair.second)))
            mark = mark_of(by_id[pair.first], by_id[pair.second])
            if case is None:
                fresh.append(_new_case(county, pair, by_id, mark, source))
            else:
                asked += _asked_again(case, pair, by_id, mark)
        asked += len(MergeCase.objects.bulk_create(fresh, batch_size=100, ignore_conflicts=True))
    return asked


def _new_case(county: str, pair: Pair, by_id: Mapping[str, Features], mark: bytes, source: str) -> MergeCase:
    return MergeCase(
        county=county, region_code=place_of(by_id[pair.first].village, by_id[pair.second].village),
        first_id=UUID(pair.first), second_id=UUID(pair.second), score=pair.score, outcomes=pair.outcomes, mark=mark,
        source=source, created_at=clock.now(),
    )  # fmt: skip


def _asked_again(case: MergeCase, pair: Pair, by_id: Mapping[str, Features], mark: bytes) -> int:
    """Who said «different» is asked again only when one of the files says something else now."""
    if case.state == MergeCase.State.SAME or (bytes(case.mark) == mark and case.state != MergeCase.State.GONE):
        return 0
    was_open = case.state == OPEN
    MergeCase.objects.filter(county=case.county, pk=case.pk, state=case.state).update(
        state=OPEN, score=pair.score, outcomes=pair.outcomes, mark=mark, decided_at=None, actor_id=None, actor_name="",
        region_code=place_of(by_id[pair.first].village, by_id[pair.second].village),
    )  # fmt: skip
    return 0 if was_open else 1


def pair_of_two(one: Person, other: Person) -> tuple[Pair, dict[str, Features]]:
    """Two files compared now, whatever comes out."""
    by_id = features_of([one, other])
    first, second = sorted(by_id)
    found = outcomes(by_id[first], by_id[second])
    return Pair(first, second, policy_now().score(found), found), by_id


@command(MERGE_PEOPLE, on="people", act="people.suggest")
def raise_case(*, actor: Actor, people: list[Person]) -> MergeCase:
    """Somebody says that two files may be one person's; asked for a second time, the same case is opened again."""
    one, other = people
    if one.pk == other.pk:
        raise Refused(_("请选另一份档案。"), field="other", code="same_file")
    if one.county != other.county:
        raise Refused(_("两份档案不在同一个县,不能合并。"), field="other", code="other_county")
    pair, by_id = pair_of_two(one, other)
    mark = mark_of(by_id[pair.first], by_id[pair.second])
    case, is_new = MergeCase.objects.get_or_create(
        county=one.county, first_id=UUID(pair.first), second_id=UUID(pair.second),
        defaults={
            "region_code": place_of(one.region_code, other.region_code), "score": pair.score, "mark": mark,
            "outcomes": pair.outcomes, "source": MergeCase.Source.HAND, "created_at": clock.now(),
        },
    )  # fmt: skip
    if not is_new:
        case.state, case.score, case.outcomes, case.mark, case.put_off_until = (
            OPEN,
            pair.score,
            pair.outcomes,
            mark,
            None,
        )
        case.save()
    return case


@command(MERGE_PEOPLE, on="people", act="people.different")
def say_different(*, actor: Actor, people: list[Person], case: MergeCase, note: str = "") -> MergeCase:
    """Two people after all. Nobody is asked again until one of the files says something else."""
    pair, by_id = pair_of_two(*people)
    close_case(case, MergeCase.State.DIFFERENT, actor)
    case.refresh_from_db()
    case.mark, case.score, case.outcomes = mark_of(by_id[pair.first], by_id[pair.second]), pair.score, pair.outcomes
    case.note = note.strip()[:200]
    case.save()
    audit.note(points=case.score)
    return case


@command(MERGE_PEOPLE, on="people", act="people.put_off")
def put_off(*, actor: Actor, people: list[Person], case: MergeCase) -> MergeCase:
    """Nobody knows yet; the case comes back by itself."""
    until = clock.today() + timedelta(days=LATER_DAYS)
    if not MergeCase.objects.filter(county=case.county, pk=case.pk, state=OPEN).update(put_off_until=until):
        raise already_decided()
    case.put_off_until = until
    return case


def close_case(case: MergeCase, state: str, actor: Actor) -> None:
    """Takes the case, so that of two who decide at once one is told. In memory it stays as it was read: what follows
    may still be refused."""
    mine = MergeCase.objects.filter(county=case.county, pk=case.pk, state=OPEN)
    now = clock.now()
    if not mine.update(state=state, decided_at=now, actor_id=actor.user_id, actor_name=actor.name[:50]):
        raise already_decided()


def already_decided() -> Refused:
    return Refused(_("这一对刚刚已由别人处理。请刷新后再看。"), code="decided")


@command(MERGE_PEOPLE, on="people", act="people.compare")
def open_case(*, actor: Actor, people: list[Person]) -> list[Person]:
    """Records that somebody looked at two files side by side, before the page is sent."""
    return people
