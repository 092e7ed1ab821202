"""Scope is a range of codes; over any tree it must say exactly what walking the tree would say."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.errors import Denied, NotFound
from rongyi.organisation import queries
from rongyi.organisation.access import Actor, Permission, Reach, actor_of
from rongyi.organisation.models import Grant, Post, Region, Station, Tier
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, make_user

LENGTHS = (2, 4, 6, 9, 12)
digits = st.text("019", min_size=12, max_size=12)
codes = st.builds(lambda text, length: text[:length], digits, st.sampled_from(LENGTHS))
reaches = st.builds(
    Reach, st.sampled_from([Role.SECTION_OFFICER, Role.VILLAGE_CLERK, Role.VETERAN]), st.one_of(st.just(""), codes)
)


@given(trees=st.sets(codes, min_size=1, max_size=25), held=st.lists(reaches, max_size=3))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_visible_rows_are_those_that_a_walk_of_the_tree_finds(db, trees, held):
    actor = Actor(None, "", tuple(held))
    with transaction.atomic():
        Region.objects.bulk_create(Region(code=code, tier=Tier.TOWN, name=code) for code in trees)
        Station.objects.bulk_create(Station(region_id=code, tier=Tier.TOWN, name=code) for code in trees)
        Post.objects.bulk_create(
            Post(county=code[:6].ljust(6, "0"), region_code=code, station_id=code, title="x") for code in trees
        )
        wanted = {c for c in trees if any(r.role != Role.VETERAN and c.startswith(r.code) for r in held)}

        with all_counties():
            rows = set(Post.objects.visible_to(actor).values_list("region_code", flat=True))
        stations = set(Station.objects.visible_to(actor).values_list("pk", flat=True))
        transaction.set_rollback(True)

    assert rows == wanted
    assert stations == wanted
    assert {c for c in trees if actor.covers(c)} == wanted


def test_nobody_reaches_nothing(network):
    assert list(Station.objects.visible_to(Actor(None, ""))) == []


def test_a_grant_that_begins_tomorrow_or_ended_yesterday_is_worth_nothing(network, today):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    grant = Grant.objects.get(user=user)

    seen = []
    for starts, ends in (
        (today, today),
        (today + timedelta(days=1), None),
        (date(2000, 1, 1), today - timedelta(days=1)),
    ):
        Grant.objects.filter(pk=grant.pk).update(starts_on=starts, ends_on=ends)
        seen.append(actor_of(user).reaches)

    assert seen == [(Reach(Role.VILLAGE_CLERK, MEI_VILLAGE),), (), ()]


def test_an_actor_is_narrowed_to_where_a_right_is_granted():
    perm = Permission("x", "x", frozenset({Role.TOWN_HEAD}))
    actor = Actor(None, "", (Reach(Role.VILLAGE_CLERK, HUYI), Reach(Role.TOWN_HEAD, MEI_TOWN)))

    assert actor.acting(perm).reaches == (Reach(Role.TOWN_HEAD, MEI_TOWN),)
    with pytest.raises(Denied):
        Actor(None, "", (Reach(Role.VILLAGE_CLERK, HUYI),)).acting(perm)


def test_a_station_outside_is_as_if_it_did_not_exist(village_clerk):
    for code in (MEI_SIBLING, MEI_TOWN, HUYI, "999999"):
        with pytest.raises(NotFound):
            queries.get_station(village_clerk, code)


def test_the_network_begins_where_the_reach_begins(network, section_officer, prefecture_officer):
    assert [s.code for s in queries.top_stations(section_officer)] == [MEI]
    assert [s.code for s in queries.top_stations(prefecture_officer)] == ["6103"]


def test_people_are_summed_below_each_station(network, section_officer):
    Station.objects.filter(pk=MEI_VILLAGE).update(people_count=3)
    Station.objects.filter(pk=MEI_SIBLING).update(people_count=4)

    towns = queries.children_of(section_officer, MEI)

    assert queries.people_below(section_officer, towns) == {MEI_TOWN: 7, "610326104": 0}


def test_a_dismissal_works_at_the_next_request(signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    before = client.get("/console/network/").status_code

    Grant.objects.update(ends_on=clock.today() - timedelta(days=1))

    assert (before, client.get("/console/network/").status_code) == (200, 403)
