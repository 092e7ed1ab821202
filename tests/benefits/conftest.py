from datetime import date, datetime

import pytest

from rongyi.benefits.enums import Item, RunState, Standing
from rongyi.benefits.models import Entitlement, Run
from rongyi.benefits.services.approving import approve
from rongyi.benefits.services.bank import send_file, take_back
from rongyi.benefits.services.entitling import AcceptInput, accept, set_account
from rongyi.benefits.services.funds import ReceiptInput, receive_money
from rongyi.benefits.services.making import fill, start_run, submit
from rongyi.benefits.services.proposing import propose_for
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.organisation.roles import Role
from rongyi.registry.models import Disability, PersonTag
from tests.benefits.papers import answer_csv
from tests.fixtures_people import MEI, actor_for

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=clock.SHANGHAI)
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_a_tuesday_morning():
    with clock.pretending(NOW):
        yield


@pytest.fixture
def officer(network):
    return actor_for(Role.SECTION_OFFICER, MEI, name="赵敏")


@pytest.fixture
def leader(network):
    return actor_for(Role.BUREAU_LEADER, MEI, name="李卫国")


@pytest.fixture
def disabled(make_person):
    """`disabled("王建国", "4", "war")` is a person whose file says so."""

    def make(name: str = "王建国", grade: str = "4", cause: str = "war", **given):
        person = make_person(name, **given)
        part = Disability(county=person.county, region_code=person.region_code, person=person)
        part.grade, part.cause = grade, cause
        part.save()
        return person

    return make


@pytest.fixture
def marked(make_person):
    def make(name: str, code: str, **given):
        person = make_person(name, **given)
        PersonTag.objects.create(county=person.county, region_code=person.region_code, person=person, code=code)
        return person

    return make


@pytest.fixture
def entitled(officer):
    """`entitled(person, …)` is paid since a day, to an account of their own."""

    def make(
        person, item: str = Item.DISABILITY, since: date = TODAY, account: str = "6222020000000012345"
    ) -> Entitlement:
        propose_for(county_of(person.region_code))
        found = Entitlement.objects.get(county=person.county, person=person, item=item, state=Standing.PROPOSED)
        with clock.pretending(datetime(since.year, since.month, since.day, 9, tzinfo=clock.SHANGHAI)):
            accept(actor=officer, entitlement=found, given=AcceptInput("符合条件", since))
        if account:
            set_account(actor=officer, person=person, holder=person.name, number=account, bank="眉县农商行")
        return found

    return make


@pytest.fixture
def funded(officer):
    receive_money(
        actor=officer, region_code=MEI, given=ReceiptInput("pension", 100_000_000, TODAY, "财社〔2026〕1号")
    )  # fmt: skip


@pytest.fixture
def computed(officer):
    """`computed("2026-11")` is a run whose lines are there."""

    def make(period: str = "2026-11") -> Run:
        run = start_run(actor=officer, region_code=MEI, period=period)
        fill(run)
        return run

    return make


@pytest.fixture
def paid(officer, leader, computed, funded):
    """`paid("2026-10", failed={2: "账号不符"})` goes the whole way of one month."""

    def make(period: str = "2026-11", failed: dict | None = None) -> Run:
        run = computed(period)
        submit(actor=officer, run=run)
        approve(actor=leader, run=run)
        send_file(actor=officer, run=run).file.close()
        take_back(actor=officer, run=run, data=answer_csv(run, failed or {}), filename="回盘.csv")
        assert run.state == RunState.SETTLED
        return run

    return make
