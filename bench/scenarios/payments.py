"""A month's payment of ten thousand people: proposed, approved, sent, answered, told to the spine; and the month after."""

import itertools
import time
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.harness import peak_mib
from rongyi.accounts.models import User
from rongyi.benefits.models import Entitlement, Line, PayAccount, Run
from rongyi.benefits.services.approving import approve
from rongyi.benefits.services.bank import send_file, take_back, tell
from rongyi.benefits.services.funds import ReceiptInput, receive_money
from rongyi.benefits.services.making import fill, start_run, submit
from rongyi.kernel import clock, money
from rongyi.organisation.access import Actor, actor_of, system_actor
from rongyi.organisation.models import Grant, Station
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.services import PersonInput, create_people
from tests.fixtures_people import id_number

FIRST, SECOND = (datetime(2026, month, 20, 9, tzinfo=clock.SHANGHAI) for month in (10, 11))
GRADES = ("4/war", "6/duty", "7/war", "8/duty", "9/war", "10/duty")


def run(people: int) -> dict:
    county = Station.objects.filter(tier="county").order_by("pk").values_list("pk", flat=True)[0]
    officer, leader = _user("赵敏", Role.SECTION_OFFICER, county), _user("李卫国", Role.BUREAU_LEADER, county)
    with clock.pretending(FIRST):
        _entitled(county, people)
        given = ReceiptInput("pension", 10**13, FIRST.date(), "财社〔2026〕1号")
        receive_money(actor=officer, region_code=county, given=given)
        first = _month(county, officer, leader, "2026-10")
    with clock.pretending(SECOND):
        second = _month(county, officer, leader, "2026-11")
    read, faults = money.verify(county)
    return {
        "people": people, "first_month": first, "second_month": second, "entries": read, "faults": len(faults),
        "peak_mib": peak_mib(),
    }  # fmt: skip


def _month(county: str, officer: Actor, leader: Actor, period: str) -> dict:
    made: dict = {}

    def start() -> None:
        made["run"] = start_run(actor=officer, region_code=county, period=period)

    def answer() -> None:
        take_back(actor=officer, run=made["run"], data=made["answer"], filename="回盘.csv")

    def steps() -> dict[str, Callable]:
        return {
            "start": start, "propose": lambda: fill(made["run"]), "submit": lambda: submit(actor=officer, run=made["run"]),
            "approve": lambda: approve(actor=leader, run=made["run"]),
            "bank_file": lambda: send_file(actor=officer, run=made["run"]).file.close(),
            "answer": answer, "facts": lambda: tell(made["run"], officer.name),
        }  # fmt: skip

    taken = {}
    for name, step in steps().items():
        if name == "answer":
            made["answer"] = _answer(made["run"])
        with CaptureQueriesContext(connection) as queries:
            begin = time.perf_counter()
            step()
            taken[name] = {"seconds": round(time.perf_counter() - begin, 2), "statements": len(queries)}
    taken["all_seconds"] = round(sum(step["seconds"] for step in taken.values()), 2)
    return taken


def _answer(run: Run) -> bytes:
    rows = ["序号,金额,结果,原因"]
    lines = Line.objects.filter(county=run.county, run=run).order_by("number").values_list("number", "amount_fen")
    for number, fen in lines.iterator(2000):
        rows.append(f"{number},{fen // 100}.{fen % 100:02d},{'失败,账号不符' if number % 500 == 0 else '成功,'}")
    return "\n".join(rows).encode()


def _user(name: str, role: str, county: str) -> Actor:
    user = User.objects.create(username=f"payments-{role}", display_name=name)
    Grant.objects.create(user=user, role=role, region_id=county, starts_on=date(2000, 1, 1))
    return actor_of(user)


def _entitled(county: str, count: int) -> None:
    villages = Station.objects.filter(tier="village").in_subtree(county).order_by("pk")
    places = itertools.cycle(villages.values_list("pk", flat=True)[:200])
    given = [
        PersonInput(
            name="测量",
            id_number=id_number(date(1930 + n // 6000, 1 + n // 500 % 12, 2), n % 500),
            region_code=next(places),
        )
        for n in range(count)
    ]
    actor = system_actor("测量", county, Role.SECTION_OFFICER)
    made: list[Person] = create_people(actor=actor, region_code=county, given=given, source="bench")
    now, rights, accounts = clock.now(), [], []
    for n, person in enumerate(made):
        same = {"county": county, "region_code": person.region_code, "person": person}
        right = Entitlement(
            **same, item="disability", state="active", article="条例", proposed_at=now, decided_at=now, start="2026-10",
            decided_name="测量", approved_on=now.date(),
        )  # fmt: skip
        right.key, right.reason = GRADES[n % len(GRADES)], "测量"
        account = PayAccount(**same, set_at=now, set_by="测量")
        account.holder, account.number, account.bank = person.name, f"62220200{n:011d}", "农商行"
        rights.append(right)
        accounts.append(account)
    Entitlement.objects.bulk_create(rights, batch_size=500)
    PayAccount.objects.bulk_create(accounts, batch_size=500)
