"""A small house with work in it: files and visits at every place of the small network, and people who look."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from django.test import Client

from rongyi.accounts.models import User
from rongyi.accounts.tokens import create_token
from rongyi.organisation.access import Actor, actor_of
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.models import Person
from rongyi.registry.services import PersonInput, create_people
from rongyi.visits.services import VisitInput, record_visits
from tests.fixtures_people import (
    HUYI,
    HUYI_VILLAGE,
    MEI,
    MEI_SIBLING,
    MEI_TOWN,
    MEI_VILLAGE,
    OTHER_TOWN,
    OTHER_TOWN_VILLAGE,
    id_number,
    make_user,
)

VISITED_ON = date(2026, 11, 20)
POSTS = {
    Role.BUREAU_LEADER: MEI,
    Role.SECTION_OFFICER: MEI,
    Role.TOWN_HEAD: MEI_TOWN,
    Role.VILLAGE_CLERK: MEI_VILLAGE,
    Role.PREFECTURE_OFFICER: "6103",
    Role.PROVINCE_OFFICER: "61",
    Role.AUDITOR: MEI,
    Role.ADMINISTRATOR: "",
}
"""Each role at the place where the demo has it; the veteran has no page yet."""

PLACES = {
    Role.BUREAU_LEADER: {"own": MEI_VILLAGE, "other county": HUYI_VILLAGE},
    Role.SECTION_OFFICER: {"own": MEI_VILLAGE, "other county": HUYI_VILLAGE},
    Role.TOWN_HEAD: {"own": MEI_VILLAGE, "sibling": OTHER_TOWN_VILLAGE, "parent": MEI, "other county": HUYI_VILLAGE},
    Role.VILLAGE_CLERK: {
        "own": MEI_VILLAGE, "sibling": MEI_SIBLING, "parent": MEI_TOWN, "other county": HUYI_VILLAGE,
    },
    Role.PREFECTURE_OFFICER: {"own": MEI_VILLAGE, "other county": HUYI_VILLAGE},
    Role.PROVINCE_OFFICER: {"own": MEI_VILLAGE},
    Role.AUDITOR: {"own": MEI_VILLAGE, "other county": HUYI_VILLAGE},
    Role.ADMINISTRATOR: {"own": MEI_VILLAGE},
}  # fmt: skip
"""Where a thing lies, as seen from a role's post."""
EVERYWHERE = (MEI, MEI_TOWN, MEI_VILLAGE, MEI_SIBLING, OTHER_TOWN, OTHER_TOWN_VILLAGE, HUYI, HUYI_VILLAGE)
NUMBERS = "甲乙丙丁戊己庚辛"


@dataclass
class Scene:
    """{place: person} and {place: fact}, and whoever is asked for."""

    people: dict[str, Person]
    facts: dict[str, UUID]
    users: dict[str, User] = field(default_factory=dict)

    def user(self, role: str) -> User:
        if role not in self.users:
            self.users[role] = make_user(role, POSTS[role], username=f"scene-{role}")
        return self.users[role]

    def client(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(self.user(role), backend="rongyi.accounts.backends.PasswordBackend")
        return client

    def token(self, role: str) -> str:
        return create_token(self.user(role), scope="write")

    def actor(self, role: str) -> Actor:
        return actor_of(self.user(role))

    @cached_property
    def bystander(self) -> User:
        """An account that is looked at and changed; nobody signs in with it."""
        return make_user(Role.VILLAGE_CLERK, MEI_VILLAGE, username="scene-bystander")


def build(make_person, everyone, codes=EVERYWHERE) -> Scene:
    people = {code: make_person(name="景" + NUMBERS[n], region_code=code) for n, code in enumerate(codes)}
    return Scene(people, visit_all(people, everyone))


def visit_all(people: dict[str, Person], everyone) -> dict[str, UUID]:
    """{place: fact} of one visit to each."""
    facts = visit(list(people.values()), everyone)
    return {fact.region_code: fact.pk for fact in facts}


def visit(people: list[Person], everyone) -> list[Fact]:
    facts = []
    for county in sorted({person.county for person in people}):
        given = [
            VisitInput([p], VISITED_ON, "home", "routine", note="一切都好", region_code=p.region_code)
            for p in people
            if p.county == county
        ]
        facts += record_visits(actor=everyone, region_code=county, given=given)
    return facts


def add_many(place: str, names: list[str], known: Person, everyone) -> None:
    """Many people of one place with a visit each, and as many visits to one who was there before."""
    given = [PersonInput(name=name, id_number=id_number(), region_code=place) for name in names]
    people = create_people(actor=everyone, region_code=place, given=given, source="import")
    visit([*people, *([known] * len(names))], everyone)
