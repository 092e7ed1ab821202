"""What people of the first village were told and agreed to, and what some asked for about their own data."""

from datetime import date, datetime, time, timedelta
from random import Random

from rongyi.kernel import clock
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.roles import Role
from rongyi.project.demo.names import full_name
from rongyi.registry.models import Person
from rongyi.rights.models import Consent
from rongyi.rights.services import answer, ask, record_consent, withdraw_consent

TOLD, AGREED = 24, 8
ASKED = (
    (38, "erasure", "登记的旧电话是邻居的,请删掉。", "", ""),
    (21, "explanation", "为什么我没有在今年的慰问名单上?", "done", "名单按困难程度排,您家今年不在其中;已当面说明。"),
    (16, "copy", "", "done", "副本已打印,当面交给本人。"),
    (9, "erasure", "把我的档案全部删掉。", "refused", "您还在领取抚恤补助,档案是履行职责所必需,不能删除。"),
    (6, "correction", "住址门牌号写错了,是3组,不是8组。", "", ""),
    (2, "correction", "入伍时间写成了1979年,应是1978年12月。", "", ""),
)
"""(days ago, right, wish, state, answer); the first is past its day."""


def make_rights(rng: Random, county: str, village: str, today: date) -> int:
    """Returns how many requests there are."""
    clerk = system_actor(full_name(rng, is_woman=True, age=35), county, Role.SECTION_OFFICER)
    people = list(Person.objects.filter(county=county, region_code=village, status="active").order_by("pk"))
    told = rng.sample(people, min(TOLD, len(people)))
    with clock.pretending(_at(today, 60)):
        for person in told:
            record_consent(actor=clerk, person=person, notice="collection", way=rng.choice(("home", "counter")))
        for number, person in enumerate(told[:AGREED]):
            text = "publishing" if number % 2 else "passing_on"
            record_consent(actor=clerk, person=person, notice=text, way="counter")
    with clock.pretending(_at(today, 14)):
        held = Consent.objects.filter(county=county, person__in=told, is_consent=True).order_by("pk").first()
        if held is not None:
            withdraw_consent(actor=clerk, consent=held, way="phone")
    _ask_all(clerk, people, today)
    return len(ASKED)


def _ask_all(clerk: Actor, people: list[Person], today: date) -> None:
    for person, (ago, right, wish, state, said) in zip(people, ASKED, strict=False):
        with clock.pretending(_at(today, ago)):
            asked = ask(actor=clerk, person=person, right=right, wish=wish, way="counter")
        if state:
            with clock.pretending(_at(today, max(ago - 4, 1))):
                answer(actor=clerk, request=asked, state=state, answer=said, version=asked.version)


def _at(today: date, ago: int) -> datetime:
    return datetime.combine(today - timedelta(days=ago), time(10, 30), clock.SHANGHAI)
