"""The accounts of the demo, as docs/reference/contract names them. A production start refuses to run with any of them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rongyi.accounts.models import User
from rongyi.organisation.models import Grant, Region, Station
from rongyi.organisation.roles import Role

PASSWORD = "rongyi-demo"  # noqa: S105  (a demo's, on purpose)
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: str
    code: str


def first_town_and_village(county: str) -> tuple[str, str]:
    """The county's first town with villages, and the first village of it with people."""
    villages = Region.objects.filter(tier="village", code__gte=county, code__lt=county + "\U0010ffff", gone_on=None)
    town = villages.order_by("code").values_list("parent_code", flat=True).first()
    busiest = Station.objects.filter(parent_code=town, tier="village").order_by("-people_count", "pk").first()
    return town, busiest.code


def demo_accounts(counties: list[str]) -> list[Account]:
    home = counties[0]
    town, village = first_town_and_village(home)
    accounts = [
        Account("bureau", "李卫国", Role.BUREAU_LEADER, home),
        Account("section", "赵敏", Role.SECTION_OFFICER, home),
        Account("town", "王建军", Role.TOWN_HEAD, town),
        Account("village", "刘小芳", Role.VILLAGE_CLERK, village),
        Account("city", "陈晓东", Role.PREFECTURE_OFFICER, home[:4]),
        Account("province", "郑志远", Role.PROVINCE_OFFICER, home[:2]),
        Account("auditor", "孙静", Role.AUDITOR, home),
        Account("admin", "周磊", Role.ADMINISTRATOR, ""),
    ]
    named = {"610118": Account("huyi", "张宏伟", Role.BUREAU_LEADER, "610118"),
             "610402": Account("qindu", "杨丽", Role.BUREAU_LEADER, "610402")}  # fmt: skip
    return accounts + [named[c] for c in counties if c in named]


def make_account(account: Account, subject_id: UUID | None = None) -> User:
    user = User(username=account.username, display_name=account.name, is_demo=True)
    user.set_password(PASSWORD)
    user.save()
    Grant.objects.create(
        user=user, role=account.role, region_id=account.code or None, starts_on=SINCE, subject_id=subject_id
    )
    return user
