"""The small real network of the tests and the people who work in it.

Mei County (610326) with two towns, Huyi (610118) and Qindu (610402) with one each; real codes and names.
"""

import itertools
from datetime import date

import pytest
from django.test import Client

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, actor_of, system_actor
from rongyi.organisation.models import Grant, Region, Station
from rongyi.organisation.roles import Role

PLACES = [
    ("61", "province", "陕西省"),
    ("6103", "prefecture", "宝鸡市"),
    ("610326", "county", "眉县"),
    ("610326101", "town", "横渠镇"),
    ("610326101200", "village", "横渠村委会"),
    ("610326101201", "village", "古城村委会"),
    ("610326104", "town", "常兴镇"),
    ("610326104200", "village", "常兴村委会"),
    ("6101", "prefecture", "西安市"),
    ("610118", "county", "鄠邑区"),
    ("610118001", "town", "甘亭街道"),
    ("610118001010", "village", "人民路社区居委会"),
    ("6104", "prefecture", "咸阳市"),
    ("610402", "county", "秦都区"),
    ("610402010", "town", "渭滨街道"),
    ("610402010002", "village", "锦华社区居委会"),
]
MEI, MEI_TOWN, MEI_VILLAGE, MEI_SIBLING = "610326", "610326101", "610326101200", "610326101201"
OTHER_TOWN, OTHER_TOWN_VILLAGE = "610326104", "610326104200"
HUYI, HUYI_TOWN, HUYI_VILLAGE = "610118", "610118001", "610118001010"
QINDU, QINDU_VILLAGE = "610402", "610402010002"

PASSWORD = "rongyi-demo"
_numbers = itertools.count(1)


@pytest.fixture
def network(db) -> dict[str, Station]:
    """{code: station} of the small network."""
    return make_network()


def make_network() -> dict[str, Station]:
    lengths = (0, 2, 4, 6, 9)
    parents = {c: next((c[:n] for n in reversed(lengths) if n < len(c)), "") for c, _t, _n in PLACES}
    Region.objects.bulk_create(
        [Region(code=c, tier=t, name=n, parent_code=parents[c], source="test") for c, t, n in PLACES],
        ignore_conflicts=True,
    )
    kinds = {"county": "centre"}
    Station.objects.bulk_create(
        [
            Station(
                region_id=c, tier=t, kind=kinds.get(t, "station"), parent_code=parents[c], name=f"{n}退役军人服务站"
            )
            for c, t, n in PLACES
        ],
        ignore_conflicts=True,
    )
    return {s.code: s for s in Station.objects.all()}


def make_user(role: str, code: str, username: str = "", **given) -> User:
    """A user who holds one role over one subtree from the beginning of this century on."""
    user = User(
        username=username or f"{role}-{code or 'all'}-{next(_numbers)}", display_name=given.pop("name", "张三"), **given
    )
    user.set_password(PASSWORD)
    user.save()
    Grant.objects.create(user=user, role=role, region_id=code or None, starts_on=date(2000, 1, 1))
    return user


def actor_for(role: str, code: str, **given) -> Actor:
    return actor_of(make_user(role, code, **given))


@pytest.fixture
def village_clerk(network) -> Actor:
    return actor_for(Role.VILLAGE_CLERK, MEI_VILLAGE)


@pytest.fixture
def sibling_clerk(network) -> Actor:
    return actor_for(Role.VILLAGE_CLERK, MEI_SIBLING)


@pytest.fixture
def town_head(network) -> Actor:
    return actor_for(Role.TOWN_HEAD, MEI_TOWN)


@pytest.fixture
def section_officer(network) -> Actor:
    return actor_for(Role.SECTION_OFFICER, MEI)


@pytest.fixture
def bureau_leader(network) -> Actor:
    return actor_for(Role.BUREAU_LEADER, MEI)


@pytest.fixture
def huyi_leader(network) -> Actor:
    return actor_for(Role.BUREAU_LEADER, HUYI)


@pytest.fixture
def huyi_clerk(network) -> Actor:
    return actor_for(Role.VILLAGE_CLERK, HUYI_VILLAGE)


@pytest.fixture
def prefecture_officer(network) -> Actor:
    return actor_for(Role.PREFECTURE_OFFICER, "6103")


@pytest.fixture
def auditor(network) -> Actor:
    return actor_for(Role.AUDITOR, MEI)


@pytest.fixture
def administrator(network) -> Actor:
    return actor_for(Role.ADMINISTRATOR, "")


@pytest.fixture
def signed_in(network):
    """`signed_in(Role.VILLAGE_CLERK, code)` is a client of somebody who signed in with that role there."""

    def sign_in(role: str, code: str, **given) -> Client:
        client = Client()
        client.force_login(make_user(role, code, **given), backend="rongyi.accounts.backends.PasswordBackend")
        return client

    return sign_in


@pytest.fixture
def everyone() -> Actor:
    """A task that may do everything everywhere, for setting the scene."""
    return system_actor("布景", "", Role.SECTION_OFFICER)


def id_number(birth: date = date(1955, 3, 12), serial: int | None = None, place: str = "610326") -> str:
    """A number with a right check digit (GB 11643); odd serials are men."""
    serial = next(_numbers) % 1000 if serial is None else serial
    body = f"{place}{birth:%Y%m%d}{serial:03d}"
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    total = sum(int(d) * w for d, w in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


@pytest.fixture
def make_person(network, everyone):
    """`make_person(name="王建国", region_code=…)` opens a file through the service of the registry."""
    from rongyi.registry.services import PersonInput, create_person

    def make(name: str = "王建国", region_code: str = MEI_VILLAGE, **given):
        birth = given.pop("birth", date(1955, 3, 12))
        number = given.pop("id_number", None) or id_number(birth)
        deceased_on = given.pop("deceased_on", None)
        person = create_person(
            actor=everyone, given=PersonInput(name=name, id_number=number, region_code=region_code, **given)
        )
        if deceased_on:
            from rongyi.registry.services import record_death

            record_death(actor=everyone, person=person, on=deceased_on)
            person.refresh_from_db()
        return person

    return make


@pytest.fixture
def today() -> date:
    return clock.today()
