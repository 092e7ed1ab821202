"""The rules of grades, causes and days, held against all that could be typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel.errors import Refused
from rongyi.registry.models import SUB_KINDS, Category, Cause, Disability, Grade, Person, ServicePeriod, SubKind
from rongyi.registry.parts import PARTS
from rongyi.registry.rules import check, full_years, year_after

BIRTH = date(1950, 1, 1)
DAYS = st.dates(min_value=BIRTH, max_value=date(2025, 12, 31))


def refusal(part: str, values: dict, former=None) -> str:
    """The field that a rule points at, or nothing."""
    try:
        check(PARTS[part], values, Person(birth_date=BIRTH), former)
    except Refused as refused:
        return refused.field
    return ""


@given(cause=st.sampled_from(Cause.values), grade=st.sampled_from(Grade.values))
def test_illness_knows_six_grades_and_war_and_duty_ten(cause, grade):
    refused = refusal("disability", {"cause": cause, "grade": grade})

    assert (refused == "grade") == (cause == "illness" and int(grade) > 6)


@given(rated=DAYS, adjusted=DAYS)
def test_an_adjustment_comes_a_full_year_after_the_rating(rated, adjusted):
    refused = refusal("disability", {"cause": "war", "grade": "5", "rated_on": rated, "adjusted_on": adjusted})

    assert (refused == "adjusted_on") == (full_years(rated, adjusted) < 1)


@given(before=DAYS, adjusted=DAYS)
def test_a_second_adjustment_comes_a_full_year_after_the_first(before, adjusted):
    former = Disability(adjusted_on=before)

    refused = refusal("disability", {"cause": "war", "grade": "5", "adjusted_on": adjusted}, former)

    assert (refused == "adjusted_on") == (before < adjusted < year_after(before))


@given(DAYS)
def test_a_year_after_is_a_full_year_and_the_day_before_is_not(day):
    assert (full_years(day, year_after(day)), full_years(day, year_after(day) - timedelta(days=1))) == (1, 0)


@given(enlisted=DAYS, discharged=DAYS)
def test_service_ends_after_it_began_and_begins_at_twelve(enlisted, discharged):
    refused = refusal("service", {"enlisted_on": enlisted, "discharged_on": discharged})

    assert (refused == "") == (discharged > enlisted and enlisted.year - BIRTH.year >= 12)
    if not refused:
        period = ServicePeriod(enlisted_on=enlisted, discharged_on=discharged)
        assert 0 <= period.years <= (discharged - enlisted).days // 365


@given(start=st.none() | DAYS, end=st.none() | DAYS)
def test_what_ends_does_so_after_it_began(start, end):
    refused = refusal("tag", {"code": "ill", "starts_on": start, "ends_on": end})

    assert (refused == "ends_on") == bool(start and end and end < start)


@given(code=st.sampled_from(Category.values), sub=st.sampled_from(["", *SubKind.values]))
def test_a_sub_kind_belongs_to_its_category(code, sub):
    refused = refusal("category", {"code": code, "sub_kind": sub})

    assert (refused == "") == (not sub or sub in SUB_KINDS.get(code, ()))


@given(st.dates(max_value=BIRTH - timedelta(days=1)))
def test_nothing_of_somebody_is_older_than_they_are(day):
    assert refusal("disability", {"cause": "war", "grade": "5", "rated_on": day}) == "rated_on"


@pytest.mark.parametrize(("end", "years"), [(None, None), (date(1978, 11, 30), 3), (date(1978, 12, 1), 4)])
def test_years_of_service_are_full_years(end, years):
    assert ServicePeriod(enlisted_on=date(1974, 12, 1), discharged_on=end).years == years
