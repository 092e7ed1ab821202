"""Stations, rooms and posts: what staff may change, what is refused, what is on record."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused, Stale
from rongyi.organisation import queries
from rongyi.organisation.models import Facility, Posting, Region, Station
from rongyi.organisation.services import (
    Room,
    edit_station,
    end_posting,
    open_post,
    set_facilities,
    start_posting,
)
from tests.fixtures_people import HUYI_TOWN, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN

NEW_YEAR = date(2026, 1, 1)


def last_line():
    entry = AuditEntry.objects.order_by("id").last()
    return entry.act, entry.outcome, entry.subject_id or entry.region_code, entry.detail


def test_a_change_is_kept_and_its_fields_are_on_record(network, town_head):
    changes = {"phone": "0917-5511234", "hours": "每天 9:00–17:00"}

    edit_station(actor=town_head, station=network[MEI_VILLAGE], changes=changes, version=1)

    station = Station.objects.get(pk=MEI_VILLAGE)
    assert (station.phone, station.hours, station.version) == ("0917-5511234", "每天 9:00–17:00", 2)
    assert last_line() == ("organisation.edit_station", "done", MEI_VILLAGE, {"fields": ["phone", "hours"]})


def test_a_stale_change_is_refused_and_changes_nothing(network, town_head):
    edit_station(actor=town_head, station=network[MEI_VILLAGE], changes={"phone": "1"}, version=1)

    with pytest.raises(Stale):
        edit_station(actor=town_head, station=network[MEI_VILLAGE], changes={"phone": "2"}, version=1)

    assert Station.objects.get(pk=MEI_VILLAGE).phone == "1"


@pytest.mark.parametrize("code", [OTHER_TOWN, HUYI_TOWN])
def test_a_town_does_not_change_what_is_not_its_own(network, town_head, code):
    with pytest.raises(NotFound):
        edit_station(actor=town_head, station=network[code], changes={"phone": "1"}, version=1)


def test_a_village_clerk_and_a_leader_change_no_station(network, village_clerk, bureau_leader):
    for actor in (village_clerk, bureau_leader):
        with pytest.raises(Denied):
            edit_station(actor=actor, station=network[MEI_VILLAGE], changes={"phone": "1"}, version=1)


def test_rooms_are_taken_over_and_one_that_is_gone_stays_on_record(network, town_head):
    station = network[MEI_TOWN]
    set_facilities(actor=town_head, station=station, version=1, rooms=[Room("ARCHIVE", True, 12), Room("TALK", True)])

    set_facilities(actor=town_head, station=station, version=2, rooms=[Room("ARCHIVE", True, 12), Room("TALK", False)])

    rows = list(Facility.objects.filter(county="610326").order_by("area").values_list("area", "area_m2", "in_use"))
    assert rows == [("ARCHIVE", 12, True), ("TALK", None, False)]
    assert last_line() == ("organisation.edit_facilities", "done", MEI_TOWN, {"areas": ["TALK"]})


def test_a_post_is_opened_once(network, town_head):
    open_post(actor=town_head, station=network[MEI_TOWN], title="站长")

    with pytest.raises(Conflict, match="已经有"):
        open_post(actor=town_head, station=network[MEI_TOWN], title="站长")


def test_one_seat_takes_one_person_at_a_time(network, town_head):
    post = open_post(actor=town_head, station=network[MEI_TOWN], title="站长")
    first = start_posting(actor=town_head, post=post, name="王建军", starts_on=NEW_YEAR)

    with pytest.raises(Refused, match="名额"):
        start_posting(actor=town_head, post=post, name="李强", starts_on=date(2026, 3, 1))
    end_posting(actor=town_head, posting=first, ends_on=date(2026, 2, 28))
    start_posting(actor=town_head, post=post, name="李强", starts_on=date(2026, 3, 1))

    held = queries.posts_of(town_head, network[MEI_TOWN])[0]
    assert ([p.name for p in held.present], [p.name for p in held.former]) == (["李强"], ["王建军"])


def test_nobody_leaves_a_post_before_coming_or_twice(network, town_head):
    post = open_post(actor=town_head, station=network[MEI_TOWN], title="站长")
    posting = start_posting(actor=town_head, post=post, name="王建军", starts_on=NEW_YEAR)

    with pytest.raises(Refused, match="不能早于"):
        end_posting(actor=town_head, posting=posting, ends_on=date(2025, 12, 31))
    end_posting(actor=town_head, posting=posting, ends_on=NEW_YEAR)
    with pytest.raises(Refused, match="已经填过"):
        end_posting(actor=town_head, posting=posting, ends_on=NEW_YEAR)

    assert Posting.objects.get(county="610326").ends_on == NEW_YEAR


def test_a_stale_form_comes_back_with_both_versions(signed_in):
    client = signed_in("town_head", MEI_TOWN)
    url = f"/console/network/{MEI_VILLAGE}/edit"
    given = {"name": "横渠村站", "phone": "1", "version": 1}
    client.post(url, given)

    answer = client.post(url, given | {"phone": "2"})

    assert answer.status_code == 412
    rows = {row["label"]: (row["mine"], row["theirs"]) for row in answer.context["conflict"] if row["differs"]}
    assert list(rows.values()) == [("2", "1")]
    assert 'name="version" value="2"' in answer.content.decode()


@pytest.mark.parametrize("view", ["tree", "picture", "list"])
def test_each_view_of_the_network_asks_as_often_for_few_as_for_many(signed_in, view):
    client = signed_in("section_officer", "610326")
    client.get(f"/console/network/?view={view}")
    counts = []
    for extra in (0, 12):
        for n in range(extra):
            _village(f"6103261013{n:02d}")
            _village(f"6103262{n:02d}")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(f"/console/network/?view={view}")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def _village(code):
    parent = code[:9] if len(code) == 12 else code[:6]
    tier = "village" if len(code) == 12 else "town"
    Region.objects.create(code=code, tier=tier, name=f"地{code}", parent_code=parent)
    Station.objects.create(region_id=code, tier=tier, name=f"站{code}", parent_code=parent)
