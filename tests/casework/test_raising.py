"""What is over its limit goes up by itself, and nothing is decided by it."""

from datetime import datetime, timedelta

import pytest

from rongyi.casework.models import Case
from rongyi.casework.services import pause
from rongyi.casework.services.raising import raise_overdue
from rongyi.kernel import clock
from rongyi.kernel.sweeps import SWEEPS, run_now
from tests.casework.scene import apply_for_card, do, make_posts

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture
def posts(network):
    return make_posts()


@pytest.fixture
def case(posts, make_person):
    with clock.pretending(MONDAY):
        return apply_for_card(posts.village, make_person("王建国", categories=["R02"]))


def level(case: Case) -> int:
    return Case.objects.values_list("raised", flat=True).get(county=case.county, pk=case.pk)


@pytest.mark.parametrize(("days", "expected"), [(1, 0), (2, 1), (8, 1), (9, 2), (15, 2), (16, 3)])
def test_it_goes_up_with_the_days(case, days, expected):
    with clock.pretending(MONDAY + timedelta(days=days)):
        raise_overdue()

    assert level(case) == expected


def test_the_next_post_begins_anew(case, posts):
    with clock.pretending(MONDAY + timedelta(days=9)):
        raise_overdue()
        do(posts.town, case, "accept")
        raise_overdue()

    assert level(case) == 0


def test_it_changes_neither_the_version_nor_the_state_and_is_no_work_on_the_second_run(case):
    version = case.version
    with clock.pretending(MONDAY + timedelta(days=9)):
        changed = [raise_overdue(), raise_overdue()]

    case.refresh_from_db()
    assert (changed, case.version, case.state, case.step) == ([1, 0], version, "open", "accept")


def test_what_stands_still_is_not_raised(posts, make_person):
    person = make_person("李大山", categories=["R02"])
    with clock.pretending(MONDAY):
        aid = apply_for_card(
            posts.village, person, procedure="hardship_aid", shown=("id_card",),
            answers={"cause": "other", "story": "房屋受损", "wanted": ["money"]},
        )  # fmt: skip
        pause(actor=posts.village, case=aid, stop="expert")

    with clock.pretending(MONDAY + timedelta(days=30)):
        raise_overdue()

    assert level(aid) == 0


def test_it_is_one_of_the_daily_sweeps(case):
    with clock.pretending(MONDAY + timedelta(days=2)):
        count = run_now("casework.raise_overdue")

    assert (count, str(SWEEPS["casework.raise_overdue"].label)) == (1, "超期办件上报")
