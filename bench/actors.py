"""Who looks: a village clerk, a county officer, and one who looks over the whole prefecture."""

from datetime import date

from bench.dataset import COUNTY, PREFECTURE
from rongyi.accounts.models import ApiToken, User
from rongyi.accounts.tokens import create_token
from rongyi.organisation.access import Actor, actor_of
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person


def fullest_village() -> str:
    codes: dict[str, int] = {}
    for code in Person.objects.filter(county=COUNTY).values_list("region_code", flat=True):
        codes[code] = codes.get(code, 0) + 1
    return max(sorted(codes), key=codes.__getitem__)


def staff() -> dict[str, User]:
    """{reach: user}; made where they are missing."""
    village = fullest_village()
    wanted = {
        "village": (Role.VILLAGE_CLERK, village), "town": (Role.TOWN_HEAD, village[:9]),
        "county": (Role.SECTION_OFFICER, COUNTY), "prefecture": (Role.SECTION_OFFICER, PREFECTURE),
    }  # fmt: skip
    users = {}
    for reach, (role, code) in wanted.items():
        user, is_new = User.objects.get_or_create(
            username=f"bench-{reach}", defaults={"display_name": reach, "is_demo": True}
        )
        if is_new:
            Grant.objects.create(user=user, role=role, region_id=code, starts_on=date(2020, 1, 1))
        users[reach] = user
    return users


def actors() -> dict[str, Actor]:
    return {reach: actor_of(user) for reach, user in staff().items()}


def tokens() -> dict[str, str]:
    return {reach: create_token(user, scope=ApiToken.Scope.READ) for reach, user in staff().items()}
