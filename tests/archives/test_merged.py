"""A paper that names a file which became part of another is shown with the one that remains, and with a word."""

import pytest

from rongyi.archives.queries.whose import Whose, whose
from rongyi.merging.services.cases import raise_case
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE
from tests.merging.scene import FIRST, SECOND


@pytest.fixture
def merged(make_person, town_head):
    """`merged(place)` is (the file that remains, the one from that place that was merged into it)."""

    def make(place: str) -> tuple[Person, Person]:
        kept, gone = make_person("王建国", MEI_VILLAGE, **FIRST), make_person("汪建国", place, **SECOND)
        case = raise_case(actor=town_head, people=[kept, gone])
        choice = Choice(kept.pk, {one.pk: one.version for one in (kept, gone)})
        merge_people(actor=town_head, people=[kept, gone], case=case, choice=choice)
        return kept, gone

    return make


def test_a_paper_of_a_merged_file_leads_to_the_one_that_remains(signed_in, make_piece, make_person, merged):
    bystander = make_person("赵另外")
    kept, gone = merged(MEI_VILLAGE)
    piece = make_piece(people=[bystander.pk])
    piece.people.filter(county=MEI).update(person=gone)  # filed before the merger

    page = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(f"/console/archives/pieces/{piece.pk}").content.decode()

    assert f'<a href="/console/people/{kept.pk}">王建国</a>' in page
    assert "归档时登记为汪建国,两份档案已合并" in page
    assert str(gone.pk) not in page


def test_the_name_of_a_merged_file_elsewhere_is_not_told(clerk, make_piece, make_person, merged):
    kept, gone = merged(MEI_SIBLING)
    piece = make_piece(people=[make_person("赵另外").pk])
    piece.people.filter(county=MEI).update(person=gone)

    assert whose(clerk, piece) == [Whose(Person.objects.get(county=MEI, pk=kept.pk), gone.pk, "")]


def test_a_paper_that_names_both_files_names_the_person_once(clerk, make_piece, make_person, merged):
    kept, gone = merged(MEI_VILLAGE)
    piece = make_piece(people=[kept.pk, make_person("赵另外").pk])
    piece.people.filter(county=MEI).exclude(person=kept).update(person=gone)

    assert [(one.person.pk, one.was) for one in whose(clerk, piece)] == [(kept.pk, None)]
