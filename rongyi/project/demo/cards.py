"""Cards of the demo's first town: most in use, some lost or ending, some that lie ready to be handed over, and offers."""

from datetime import date, datetime, time, timedelta
from random import Random

from rongyi.cards.queries import CREDENTIALS
from rongyi.cards.services.issuing import CardInput, enter_card
from rongyi.cards.services.losing import report_formal_loss, report_temporary_loss
from rongyi.cards.services.offering import add_offer
from rongyi.casework.models import Case
from rongyi.casework.services import ActInput, ApplyInput, act, open_case
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.roles import Role
from rongyi.project.demo.names import full_name
from rongyi.registry.models import Credential, Person, PersonCategory

HELD, READY, YEARS = 40, 6, 10
BANKS = ("icbc", "abc", "psbc", "ceb")
PAPERS = ("id_card", "discharge", "kinship", "photo")
WAY = (
    ("town", "accept"), ("centre", "verify"), ("bureau", "agree"), ("city", "agree"), ("province", "file"),
    ("centre", "made"), ("centre", "receive"),
)  # fmt: skip
OFFERS = (
    ("transport", "凭证免费乘坐城乡公交", "县城乡公交公司", "上车出示优待证。", 400),
    ("sights", "免首道门票", "县域A级景区", "入口出示优待证和身份证。", 800),
    ("medical", "优先就诊,免普通门诊挂号费", "县人民医院", "到退役军人优先窗口挂号。", 800),
    ("medical", "每年一次免费体检", "县中医医院", "提前三天打电话预约。", 37),
    ("shopping", "米面油九五折", "便民超市(县城店)", "结账前出示优待证。", 200),
    ("finance", "免账户管理费、短信费", "各合作银行网点", "持证到网点办理。", None),
    ("legal", "免费法律咨询", "县法律援助中心", "工作日到场,优先接待。", None),
    ("jobs", "免费参加一次技能培训", "县职业教育中心", "到服务站报名。", 300),
    ("home", "探亲、体检期间优先安排床位", "县光荣院", "提前联系服务站。", 800),
    ("other", "春节慰问演出优先入座(已结束)", "县文化馆", "凭证领票。", -250),
)


def make_cards(rng: Random, county: str, town: str, today: date) -> int:
    """`town`: nine digits. Returns how many cards there are."""
    codes = PersonCategory.objects.filter(county=county, ends_on=None, code__in=("R01", "R02", "R03", "R06", "R07"))
    rows = Person.objects.filter(county=county, region_code__startswith=town, status="active")
    people = rows.filter(pk__in=codes.values("person")).order_by("birth_date", "pk")
    known = Credential.objects.filter(county=county, kind__in=CREDENTIALS).values("person")
    ready = list(people.exclude(pk__in=known)[:READY])
    holders = [person for person in people[: HELD + READY] if person not in ready][:HELD]
    officer = system_actor(full_name(rng, is_woman=True, age=38), county, Role.SECTION_OFFICER)
    with clock.pretending(datetime.combine(today - timedelta(days=200), time(10), clock.SHANGHAI)):
        cards = [enter_card(actor=officer, person=person, given=_given(rng, today)) for person in holders]
    with clock.pretending(datetime.combine(today - timedelta(days=3), time(9), clock.SHANGHAI)):
        for card in cards[7:10]:
            report_temporary_loss(actor=officer, card=card, days=15, note="电话挂失")
        for card in cards[11:12]:
            report_formal_loss(actor=officer, card=card, note="本人到网点办的")
    with clock.pretending(datetime.combine(today - timedelta(days=20), time(9), clock.SHANGHAI)):
        for person in ready:
            _to_the_town(rng, county, person)
    for kind, title, merchant, how, days in OFFERS:
        _offer(officer, county, today, kind, title, merchant, how, days)
    return len(cards)


def _given(rng: Random, today: date) -> CardInput:
    issued = today - timedelta(days=rng.randrange(250, 1500))
    valid_to = date(issued.year + YEARS, issued.month, min(issued.day, 28))
    if rng.random() < 0.08:
        valid_to = today + timedelta(days=rng.randrange(5, 80))
    return CardInput("vet", rng.choice(BANKS), f"{rng.randrange(10_000):04d}", issued, valid_to)


def _to_the_town(rng: Random, county: str, person: Person) -> None:
    """An application that went all the way and now lies at the town."""
    posts = _posts(rng, county, person.region_code[:9])
    answers = {"kind": "vet", "bank": rng.choice(BANKS), "delivery": "ceremony"}
    given = ApplyInput(procedure="card_issue", person=person, answers=answers, shown=PAPERS, is_demo=True)
    case = open_case(actor=posts["town"], region_code=person.region_code, given=given)
    for post, key in WAY:
        values = {"card_tail": f"{rng.randrange(10_000):04d}"} if key == "receive" else {}
        act(actor=posts[post], case=Case.objects.get(county=county, pk=case.pk), given=ActInput(key, values=values))


def _posts(rng: Random, county: str, town: str) -> dict[str, Actor]:
    seats = {
        "town": (town, Role.TOWN_HEAD), "centre": (county, Role.SECTION_OFFICER),
        "bureau": (county, Role.BUREAU_LEADER), "city": (county[:4], Role.PREFECTURE_OFFICER),
        "province": (county[:2], Role.PROVINCE_OFFICER),
    }  # fmt: skip
    return {
        post: system_actor(full_name(rng, is_woman=rng.random() < 0.5, age=40), code, role)
        for post, (code, role) in seats.items()
    }


def _offer(
    officer: Actor, county: str, today: date, kind: str, title: str, merchant: str, how: str, days: int | None
) -> None:  # fmt: skip
    given = {
        "kind": kind, "title": title, "merchant": merchant, "how": how, "source": "演示数据",
        "starts_on": today - timedelta(days=400), "ends_on": today + timedelta(days=days) if days else None,
    }  # fmt: skip
    add_offer(actor=officer, region_code=county, given=given, is_demo=True)
