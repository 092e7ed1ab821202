"""The portrait of two files that become one: the survivor's own stays, a missing one comes from the other and goes back."""

import pytest

from rongyi.erasure.destroying_services import destroy_person
from rongyi.kernel.files.store import Received
from rongyi.kernel.files.stored import StoredFile
from rongyi.merging.services.undoing import unmerge_people
from rongyi.registry.models import Change
from rongyi.registry.queries import photo_of
from rongyi.registry.services import change_photo, remove_photo
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE

pytestmark = pytest.mark.django_db


def put(actor, person, content: bytes) -> None:
    person.refresh_from_db()
    portrait = Received("照片.jpg", "image/jpeg", content)
    change_photo(actor=actor, person=person, portrait=portrait, version=person.version)


def places(two) -> list[str | None]:
    return [stored.region_code if (stored := photo_of(person)) else None for person in two.again()]


def test_a_file_without_a_photo_takes_the_other_s_and_gives_it_back(two, town_head):
    put(town_head, two.other, b"the other")
    stored = photo_of(two.again()[1])

    merge = two.merge(town_head)
    together = places(two)
    since = unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)

    assert (together, places(two), bool(since)) == ([MEI_VILLAGE, None], [None, MEI_SIBLING], False)
    assert photo_of(two.again()[1]).pk == stored.pk
    changes = Change.objects.filter(county=MEI, field="photo_id", source="merge")
    assert [(c.person_id, c.before, c.after) for c in changes] == [(two.survivor.pk, "", stored.sha256[:8])]


def test_where_both_have_one_each_keeps_its_own(two, town_head):
    put(town_head, two.survivor, b"the survivor")
    put(town_head, two.other, b"the other")

    two.merge(town_head)

    assert places(two) == [MEI_VILLAGE, MEI_SIBLING]


def test_a_photo_taken_out_since_does_not_come_back(two, town_head):
    put(town_head, two.other, b"the other")
    merge = two.merge(town_head)
    survivor = two.again()[0]
    remove_photo(actor=town_head, person=survivor, version=survivor.version)

    since = unmerge_people(actor=town_head, people=two.again(), merge=merge, version=two.survivor.version)

    assert (since.fields, places(two)) == (["照片"], [None, None])


def test_erasing_the_survivor_erases_the_portraits_of_both(two, town_head):
    put(town_head, two.survivor, b"the survivor")
    put(town_head, two.other, b"the other")
    two.merge(town_head)

    counts = destroy_person(two.again()[0])

    assert counts["kernel.storedfile"] == 2
    assert not StoredFile.objects.filter(county=MEI, owner_kind="registry.person").exists()
    assert [person.photo_id for person in two.again()] == [None, None]
