"""Payments of the demo's first county: what the files speak for is decided, two months are paid, the third waits."""

from datetime import date, datetime, time
from random import Random

from django.db import transaction

from rongyi.accounts.models import User
from rongyi.benefits.enums import Item, LineState, Standing
from rongyi.benefits.models import Entitlement, Line, Run
from rongyi.benefits.months import first_day, months_back
from rongyi.benefits.queries import account_of
from rongyi.benefits.services.approving import approve
from rongyi.benefits.services.bank import send_file, take_back, tell
from rongyi.benefits.services.entitling import AcceptInput, accept, set_account
from rongyi.benefits.services.funds import ReceiptInput, receive_money
from rongyi.benefits.services.making import fill, start_run, submit
from rongyi.benefits.services.proposing import propose_for
from rongyi.benefits.services.standards import StandardInput, add_standard
from rongyi.kernel import clock
from rongyi.kernel.money import month_of
from rongyi.organisation.access import Actor, actor_of

MOST = 200
SOURCE = "演示数据,不是任何文件的标准"
STANDARDS = (
    ("survivor", "martyr", 41_280), ("survivor", "duty", 35_160), ("survivor", "illness", 33_120),
    ("old_demobilised", "other", 26_400), ("combat_test", "", 11_160), ("martyr_child", "", 8_760),
)  # fmt: skip
RECEIVED = 30_000_000_00
MONTHS_BACK = (2, 1)


def make_payments(rng: Random, county: str, today: date) -> int:
    """After the accounts: one makes and another approves. The clocks are those of the months."""
    officer, leader = _user("section"), _user("bureau")
    month = month_of(today)
    begin = months_back(month, 3)
    with transaction.atomic(), clock.pretending(_at(begin, 3)):
        _standards(officer, county, first_day(begin))
        propose_for(county)
        count = _decide(rng, officer, county, clock.today())
        given = ReceiptInput("pension", RECEIVED, clock.today(), "演示拨款")
        receive_money(actor=officer, region_code=county, given=given)
    for back in MONTHS_BACK:
        with clock.pretending(_at(months_back(month, back), 15)):
            _month(officer, leader, county, month_of(clock.today()))
    with transaction.atomic():
        run = start_run(actor=officer, region_code=county, period=month, is_demo=True)
        fill(run)
        submit(actor=officer, run=run)
    return count


def _user(name: str) -> Actor:
    return actor_of(User.objects.get(username=name))


def _at(month: str, day: int) -> datetime:
    return datetime.combine(first_day(month).replace(day=day), time(10), clock.SHANGHAI)


def _standards(officer: Actor, county: str, first_on: date) -> None:
    for item, key, yuan in STANDARDS:
        given = StandardInput(item, first_on, yuan * 100, SOURCE, key, trust="C")
        add_standard(actor=officer, region_code=county, given=given)
    rural = StandardInput("rural_60", first_on, 700_00, SOURCE, by_service_year=True, trust="C")
    add_standard(actor=officer, region_code=county, given=rural)


def _decide(rng: Random, officer: Actor, county: str, today: date) -> int:
    """Most are accepted with an account; some wait, and a few have no account yet."""
    waiting = Entitlement.objects.filter(county=county, state=Standing.PROPOSED).exclude(item=Item.FUNERAL)
    waiting = list(waiting.select_related("person").order_by("pk"))
    chosen = rng.sample(waiting, min(MOST, len(waiting)))
    for one in chosen:
        accept(actor=officer, entitlement=one, given=AcceptInput("档案与证件一致", today))
        if rng.random() < 0.97 and account_of(one.person) is None:
            number = "6222" + "".join(str(rng.randrange(10)) for _digit in range(15))
            set_account(actor=officer, person=one.person, holder=one.person.name, number=number, bank="演示银行")
    return len(chosen)


def _month(officer: Actor, leader: Actor, county: str, period: str) -> Run:
    with transaction.atomic():
        run = start_run(actor=officer, region_code=county, period=period, is_demo=True)
        fill(run)
        submit(actor=officer, run=run)
        approve(actor=leader, run=run)
        send_file(actor=officer, run=run, kind="csv").file.close()
        take_back(actor=officer, run=run, data=_answer(run), filename="演示回盘.csv")
    tell(run, officer.name)
    return run


def _answer(run: Run) -> bytes:
    rows = ["序号,金额,结果,原因"]
    lines = Line.objects.filter(county=run.county, run=run, state=LineState.SENT).order_by("number")
    for number, fen in lines.values_list("number", "amount_fen"):
        said = "失败,账号已注销" if number % 97 == 0 else "成功,"
        rows.append(f"{number},{fen // 100}.{fen % 100:02d},{said}")
    return "\n".join(rows).encode()
