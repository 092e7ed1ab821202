"""A month from the proposal to the bank's answer, what is refused on the way, and what the next month makes of it."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from rongyi.benefits.enums import LineState, Pausing, RunState
from rongyi.benefits.models import Difference, Entitlement, Line, Run
from rongyi.benefits.services.approving import approve, drop, send_back
from rongyi.benefits.services.bank import send_file, take_back, tell
from rongyi.benefits.services.entitling import AcceptInput, accept, pause, resume, set_account
from rongyi.benefits.services.funds import ReceiptInput, close_books, receive_money
from rongyi.benefits.services.keeping import refresh
from rongyi.benefits.services.making import fill, hold_line, start_run, submit
from rongyi.benefits.services.reversing import reverse_line
from rongyi.benefits.services.standards import StandardInput, add_standard
from rongyi.benefits.standard_queries import shipped
from rongyi.kernel import clock, money
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, Refused
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from rongyi.registry.models import Person, Relative
from rongyi.registry.services import record_death, transfer_person
from tests.benefits.papers import answer_csv
from tests.fixtures_people import MEI, MEI_SIBLING, actor_for

GRADE_4_WAR = 85_824 * 100 // 12
DECEMBER = datetime(2026, 12, 20, 10, 0, tzinfo=clock.SHANGHAI)


def lines_of(run: Run) -> list[tuple]:
    lines = Line.objects.filter(county=MEI, run=run).select_related("person").order_by("number")
    return [(li.number, li.person.name, li.piece, li.period, li.amount_fen, li.state) for li in lines]


def differences_of(run: Run) -> list[tuple]:
    rows = Difference.objects.filter(county=MEI, run=run).select_related("person").order_by("pk")
    return [(d.person.name, d.period, d.before_fen, d.after_fen, d.why) for d in rows]


def balances() -> dict[str, int]:
    found = money.balances(MEI, ["fund.pension", "bank.pension", "paid.pension"])
    return {code.partition(".")[0]: fen for code, fen in found.items()}


def test_a_month_goes_from_the_file_to_the_bank_and_back(officer, leader, disabled, entitled, computed, funded):
    entitled(disabled("王建国"))

    run = computed()
    assert (run.state, run.looked_at) == (RunState.PROPOSED, 1)
    assert lines_of(run) == [(1, "王建国", "month", "2026-11", GRADE_4_WAR, "proposed")]
    assert differences_of(run) == [("王建国", "2026-11", 0, GRADE_4_WAR, "new")]

    submit(actor=officer, run=run)
    approve(actor=leader, run=run)
    assert balances() == {"fund": 100_000_000 - GRADE_4_WAR, "bank": GRADE_4_WAR, "paid": 0}

    out = send_file(actor=officer, run=run, kind="csv")
    text = out.file.read().decode("utf-8-sig")
    out.file.close()
    assert text.splitlines()[1].split(",")[:5] == ["1", '"王建国"', '"6222020000000012345"', '"眉县农商行"', "7152"]
    assert run.state == RunState.SENT

    answer = take_back(actor=officer, run=run, data=answer_csv(run, {}), filename="回盘.csv")
    tell(run, "赵敏")
    assert (answer.paid, answer.failed, answer.left, run.state) == (1, 0, 0, RunState.SETTLED)
    assert balances() == {"fund": 100_000_000 - GRADE_4_WAR, "bank": 0, "paid": GRADE_4_WAR}
    fact = Fact.objects.get(county=MEI, kind="payment")
    assert (fact.amount_fen, fact.people_count, Line.objects.get(county=MEI).fact) == (GRADE_4_WAR, 1, fact.pk)
    assert money.verify(MEI) == (3, [])
    acts = AuditEntry.objects.filter(county=MEI, act__startswith="benefits.", outcome="done").order_by("seq")
    assert list(acts.values_list("act", flat=True)) == [
        "benefits.receive", "benefits.accept", "benefits.account", "benefits.start", "benefits.submit",
        "benefits.approve", "benefits.send", "benefits.take_back",
    ]  # fmt: skip


def test_who_makes_a_run_does_not_approve_it_nor_does_another_account_of_theirs(
    officer, disabled, entitled, computed, funded
):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)

    with pytest.raises(Denied, match="没有办理"):
        approve(actor=officer, run=run)
    with pytest.raises(Denied, match="不能自己批准"):
        approve(actor=actor_for(Role.BUREAU_LEADER, MEI, name="赵敏"), run=run)

    run.refresh_from_db()
    assert (run.state, balances()) == (RunState.SUBMITTED, {"fund": 100_000_000, "bank": 0, "paid": 0})
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(county=MEI, pk=run.pk).update(approved_by=run.made_by)


def test_a_relative_does_not_approve(officer, disabled, entitled, computed, funded, make_person):
    father = disabled("李建国")
    entitled(father)
    son = make_person("李卫国", birth=date(1980, 1, 2))
    kin = Relative(county=MEI, region_code=son.region_code, person=son, relation="parent", other_person=father)
    kin.name = "李建国"
    kin.save()
    run = computed()
    submit(actor=officer, run=run)

    with pytest.raises(Denied, match="您的亲属"):
        approve(actor=replace(actor_for(Role.BUREAU_LEADER, MEI, name="李卫国"), subject_id=son.pk), run=run)


def test_a_run_without_money_is_not_approved(officer, leader, disabled, entitled, computed):
    entitled(disabled())
    receive_money(
        actor=officer, region_code=MEI, given=ReceiptInput("pension", 100, date(2026, 11, 1), "财社〔2026〕1号")
    )
    run = computed()
    submit(actor=officer, run=run)

    with pytest.raises(money.Short, match="余额不足"):
        approve(actor=leader, run=run)

    run.refresh_from_db()
    assert (run.state, balances(), money.verify(MEI)) == (
        RunState.SUBMITTED, {"fund": 100, "bank": 0, "paid": 0}, (1, []),
    )  # fmt: skip


def test_what_failed_comes_again_next_month_and_nothing_is_paid_twice(disabled, entitled, paid, computed):
    entitled(disabled("王建国"))
    entitled(disabled("张卫东"), account="6222020000000099999")

    first = paid("2026-11", failed={2: "账号不符"})
    assert [state for *_rest, state in lines_of(first)] == ["paid", "failed"]
    assert balances() == {"fund": 100_000_000 - GRADE_4_WAR, "bank": 0, "paid": GRADE_4_WAR}

    with clock.pretending(DECEMBER):
        second = computed("2026-12")
    assert [line[1:5] for line in lines_of(second)] == [
        ("王建国", "month", "2026-12", GRADE_4_WAR),
        ("张卫东", "month", "2026-11", GRADE_4_WAR),
        ("张卫东", "month", "2026-12", GRADE_4_WAR),
    ]
    assert differences_of(second) == [("张卫东", "2026-11", 0, GRADE_4_WAR, "retry")]


def test_the_database_refuses_a_second_payment_for_the_same_month(disabled, entitled, paid):
    entitled(disabled())
    paid("2026-11")
    line = Line.objects.get(county=MEI)

    with pytest.raises(IntegrityError), transaction.atomic():
        copy = {
            f.attname: getattr(line, f.attname) for f in Line._meta.concrete_fields if f.name not in ("id", "number")
        }
        open_run = Run.objects.create(
            county=MEI, region_code=MEI, period="2026-11", made_name="赵敏", made_at=clock.now()
        )
        Line.objects.create(**copy | {"run_id": open_run.pk, "number": 9, "state": "proposed", "fact": None})


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("7,赵六,7152.00,成功,", "序号7(赵六)没有送出过"),
        ("1,王建国,7152.00,成功,", "序号1写了两次"),
    ],
)
def test_an_answer_with_a_line_that_nobody_sent_is_refused_whole(
    officer, leader, disabled, entitled, computed, funded, more, words
):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)
    approve(actor=leader, run=run)
    send_file(actor=officer, run=run).file.close()

    with pytest.raises(Refused, match=r".*" + words.replace("(", r"\(").replace(")", r"\)")):
        take_back(actor=officer, run=run, data=answer_csv(run, {}, more=more), filename="回盘.csv")

    assert [state for *_rest, state in lines_of(run)] == ["sent"]
    assert balances()["paid"] == 0


def test_an_answer_with_another_amount_or_name_is_refused(officer, leader, disabled, entitled, computed, funded):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)
    approve(actor=leader, run=run)
    send_file(actor=officer, run=run).file.close()
    good = answer_csv(run, {}).decode("utf-8-sig")

    for wrong, words in (
        (good.replace("7152.00", "7152.01"), "金额与送出的不同"),
        (good.replace("王建国", "王建军"), "户名不是"),
    ):
        with pytest.raises(Refused, match=words):
            take_back(actor=officer, run=run, data=wrong.encode(), filename="回盘.csv")
    with pytest.raises(Refused, match="没有找到表头"):
        take_back(actor=officer, run=run, data="甲,乙\r\n1,2\r\n".encode(), filename="回盘.csv")


def test_answers_may_come_in_parts(officer, leader, disabled, entitled, computed, funded):
    entitled(disabled("王建国"))
    entitled(disabled("张卫东"), account="6222020000000099999")
    run = computed()
    submit(actor=officer, run=run)
    approve(actor=leader, run=run)
    send_file(actor=officer, run=run).file.close()

    one = take_back(actor=officer, run=run, data=answer_csv(run, {}, only={1}), filename="回盘.csv")
    between = run.state
    two = take_back(actor=officer, run=run, data=answer_csv(run, {}), filename="回盘2.csv")

    assert (one.left, between, two.left, run.state) == (1, RunState.SENT, 0, RunState.SETTLED)
    assert balances() == {"fund": 100_000_000 - 2 * GRADE_4_WAR, "bank": 0, "paid": 2 * GRADE_4_WAR}


def test_what_is_left_out_with_a_reason_is_owed_still(officer, disabled, entitled, computed, leader):
    entitled(disabled())
    run = computed()

    with pytest.raises(Refused, match="至少四个字"):
        hold_line(actor=officer, run=run, number=1, reason="等")
    hold_line(actor=officer, run=run, number=1, reason="账号正在核对")

    assert lines_of(run) == [(1, "王建国", "month", "2026-11", GRADE_4_WAR, "held")]
    assert differences_of(run)[-1] == ("王建国", "2026-11", GRADE_4_WAR, 0, "held")
    with pytest.raises(Refused, match="一行也没有"):
        submit(actor=officer, run=run)
    drop(actor=officer, run=run, reason="全部留到下次")
    assert lines_of(computed())[0][4:] == (GRADE_4_WAR, "proposed")


def test_an_approved_run_that_was_not_sent_is_dropped_and_its_entry_reversed(
    officer, leader, disabled, entitled, computed, funded
):
    entitled(disabled())
    run = computed()
    submit(actor=officer, run=run)
    send_back(actor=leader, run=run, reason="请核对账号")
    assert (run.state, run.note) == (RunState.PROPOSED, "请核对账号")
    submit(actor=officer, run=run)
    approve(actor=leader, run=run)

    drop(actor=officer, run=run, reason="资金要重新安排")

    assert (run.state, lines_of(run)[0][5], balances()) == (
        RunState.VOID, "void", {"fund": 100_000_000, "bank": 0, "paid": 0},
    )  # fmt: skip
    assert money.verify(MEI) == (3, [])
    assert lines_of(computed())[0][4:] == (GRADE_4_WAR, "proposed")


def test_money_that_came_back_is_a_line_of_its_own_once(officer, disabled, entitled, paid):
    entitled(disabled())
    paid("2026-11")
    line = Line.objects.get(county=MEI)

    back = reverse_line(actor=officer, line=line, reason="发错账号已退回")

    assert (back.amount_fen, back.piece, back.reverses_id, line.state) == (
        -GRADE_4_WAR, "reversal", line.pk, LineState.REVERSED,
    )  # fmt: skip
    assert balances() == {"fund": 100_000_000, "bank": 0, "paid": 0}
    with pytest.raises(Refused, match="没有追回过"):
        reverse_line(actor=officer, line=line, reason="发错账号已退回")
    assert money.verify(MEI)[1] == []
    assert Fact.objects.filter(county=MEI, kind="payment_returned").count() == 1


def test_a_run_that_is_over_never_changes(disabled, entitled, paid):
    entitled(disabled())
    run = paid("2026-11")

    changes = (
        lambda: Run.objects.filter(county=MEI, pk=run.pk).update(note="改"),
        lambda: Run.objects.filter(county=MEI, pk=run.pk)._raw_delete("default"),
        lambda: Line.objects.filter(county=MEI, run=run).update(amount_fen=1),
        lambda: Line.objects.filter(county=MEI, run=run).update(state="sent"),
        lambda: Line.objects.filter(county=MEI, run=run)._raw_delete("default"),
        lambda: Difference.objects.filter(county=MEI, run=run).update(after_fen=1),
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_death_stops_after_its_month_and_proposes_the_funeral_aid(officer, disabled, entitled, paid, computed):
    person = disabled("王建国")
    entitled(person)
    paid("2026-11")

    with clock.pretending(DECEMBER):
        record_death(actor=officer, person=person, on=date(2026, 11, 30))
        run = computed("2026-12")

    assert lines_of(run) == []
    assert differences_of(run) == [("王建国", "2026-12", GRADE_4_WAR, 0, "death")]
    funeral = Entitlement.objects.get(county=MEI, item="funeral")
    assert (funeral.state, funeral.once_fen, funeral.article) == (
        "proposed", 12 * GRADE_4_WAR, "军人抚恤优待条例(2024)第三十二条",
    )  # fmt: skip
    assert funeral.reason == "2026-11-30去世,按12个月的残疾抚恤金"


def test_the_funeral_aid_is_paid_once(officer, disabled, entitled, paid, computed):
    person = disabled("王建国")
    entitled(person)
    paid("2026-11")
    with clock.pretending(DECEMBER):
        record_death(actor=officer, person=person, on=date(2026, 11, 30))
        funeral = Entitlement.objects.get(county=MEI, item="funeral")
        accept(actor=officer, entitlement=funeral, given=AcceptInput("因病去世", date(2026, 12, 5)))
        first = paid("2026-12")
    with clock.pretending(datetime(2027, 1, 20, 10, tzinfo=clock.SHANGHAI)):
        second = computed("2027-01")

    assert [line[1:] for line in lines_of(first)] == [("王建国", "funeral", "2026-12", 12 * GRADE_4_WAR, "paid")]
    assert lines_of(second) == []
    funeral.refresh_from_db()
    assert (funeral.state, funeral.ending) == ("ended", "done")


def test_prison_rests_the_payment_and_the_months_are_not_paid_afterwards(officer, disabled, entitled, paid, computed):
    mine = entitled(disabled())
    paid("2026-11")
    with clock.pretending(DECEMBER):
        pause(actor=officer, entitlement=mine, reason=Pausing.PRISON, first="2026-12", note="判决书")
        december = computed("2026-12")
        assert (lines_of(december), differences_of(december)) == (
            [],
            [("王建国", "2026-12", GRADE_4_WAR, 0, "suspended")],
        )
        drop(actor=officer, run=december, reason="没有要发的")
    with clock.pretending(datetime(2027, 2, 20, 10, tzinfo=clock.SHANGHAI)):
        resume(actor=officer, entitlement=mine, first="2027-02", reason="刑满释放")
        february = computed("2027-02")

    assert [line[3] for line in lines_of(february)] == ["2027-02"]
    assert differences_of(february) == [("王建国", "2027-02", 0, GRADE_4_WAR, "resumed")]


def test_a_later_standard_tops_up_the_months_that_were_paid(officer, disabled, entitled, paid, computed):
    entitled(disabled(), since=date(2026, 10, 8))
    paid("2026-11")
    given = StandardInput("disability", date(2026, 10, 1), 9_000_000, "陕退役军人发〔2026〕9号", key="4/war")
    add_standard(actor=officer, region_code=MEI, given=given)

    with clock.pretending(DECEMBER):
        run = computed("2026-12")

    more = 750_000 - GRADE_4_WAR
    assert [line[2:5] for line in lines_of(run)] == [
        ("top_up", "2026-10", more), ("top_up", "2026-11", more), ("month", "2026-12", 750_000),
    ]  # fmt: skip
    assert differences_of(run) == [
        ("王建国", "2026-10", GRADE_4_WAR, 750_000, "top_up"),
        ("王建国", "2026-11", GRADE_4_WAR, 750_000, "top_up"),
        ("王建国", "2026-12", GRADE_4_WAR, 750_000, "standard"),
    ]


def test_a_new_account_shows_in_the_next_run(officer, disabled, entitled, paid, computed):
    person = disabled()
    entitled(person)
    paid("2026-11")
    set_account(actor=officer, person=person, holder="王建国", number="6222029999999999999")

    with clock.pretending(DECEMBER):
        run = computed("2026-12")

    assert differences_of(run) == [("王建国", "2026-12", GRADE_4_WAR, GRADE_4_WAR, "account")]


def test_without_account_or_standard_nothing_is_paid_and_it_is_said(disabled, marked, entitled, computed):
    entitled(disabled("王建国"), account="")
    entitled(marked("张卫东", "combat"), "combat_test", account="6222020000000099999")

    run = computed()

    assert lines_of(run) == []
    assert differences_of(run) == [
        ("王建国", "2026-11", 0, 0, "no_account"),
        ("张卫东", "2026-11", 0, 0, "no_standard"),
    ]


def test_who_moves_away_is_paid_until_december(officer, disabled, entitled, everyone):
    person = disabled()
    mine = entitled(person)

    transfer_person(actor=everyone, person=person, to_code=MEI_SIBLING)
    mine.refresh_from_db()
    assert (mine.region_code, mine.state) == (MEI_SIBLING, "active")
    Person.objects.filter(county=MEI, pk=person.pk).update(status="moved")
    refresh(MEI, [person.pk])

    mine.refresh_from_db()
    assert (mine.state, mine.ending, mine.last) == ("ended", "moved", "2026-12")


def test_one_run_at_a_time_and_a_killed_one_goes_on(officer, disabled, entitled, computed, monkeypatch):
    monkeypatch.setattr("rongyi.benefits.services.making.CHUNK", 1)
    entitled(disabled("王建国"))
    entitled(disabled("张卫东"), account="6222020000000099999")
    run = start_run(actor=officer, region_code=MEI, period="2026-11")

    class Killed(Exception):
        pass

    def die(looked_at: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        fill(run, die)
    with pytest.raises(Conflict, match="还有一个批次"):
        start_run(actor=officer, region_code=MEI, period="2026-11")
    fill(Run.objects.get(county=MEI, pk=run.pk))

    assert [line[:2] for line in lines_of(run)] == [(1, "王建国"), (2, "张卫东")]


def test_a_year_is_the_standard_to_the_fen():
    standard = next(s for s in shipped() if (s.item, s.key, s.first) == ("disability", "1/war", date(2022, 8, 1)))
    months = [standard.monthly(f"2022-{n:02d}") for n in range(1, 13)]

    assert (sum(months), set(months[:11]), months[11]) == (11_627_000, {968_916}, 968_924)


def test_a_month_is_closed_by_the_leader_when_the_journal_holds(leader, officer, disabled, entitled, paid):
    entitled(disabled())
    paid("2026-11")

    with clock.pretending(DECEMBER):
        close_books(actor=leader, region_code=MEI, month="2026-11")
        with pytest.raises(Refused, match="已经结账"):
            receive_money(
                actor=officer, region_code=MEI, given=ReceiptInput("pension", 1, date(2026, 11, 30), "补登记")
            )
