from dataclasses import dataclass

import pytest

from rongyi.merging.models import MergeCase
from rongyi.merging.services.cases import raise_case
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.registry.models import Person
from tests.fixtures_people import MEI_SIBLING, MEI_VILLAGE
from tests.merging.scene import FIRST, SECOND


@dataclass
class Two:
    """One man with two files, and the case that says so."""

    survivor: Person
    other: Person
    case: MergeCase

    def again(self) -> list[Person]:
        for person in (self.survivor, self.other):
            person.refresh_from_db()
        return [self.survivor, self.other]

    def choice(self, **given) -> Choice:
        self.again()
        versions = {self.survivor.pk: self.survivor.version, self.other.pk: self.other.version}
        return Choice(**{"survivor": self.survivor.pk, "versions": versions, **given})

    def merge(self, actor, **given):
        choice = self.choice(**given)
        return merge_people(actor=actor, people=self.again(), case=self.case, choice=choice)


@pytest.fixture
def two(make_person, town_head) -> Two:
    """王建国 at 横渠村, and the same man as 汪建国 next door with one digit wrong."""
    survivor = make_person("王建国", MEI_VILLAGE, **FIRST)
    other = make_person("汪建国", MEI_SIBLING, **SECOND)
    case = raise_case(actor=town_head, people=[survivor, other])
    return Two(survivor, other, case)
