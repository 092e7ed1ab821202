"""The bank's file goes out, its answer comes back. The columns are fixed; what nobody sent is refused by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from rongyi.benefits.enums import Ending, LineState, Piece, RunState, Standing
from rongyi.benefits.kinds import PAYMENT
from rongyi.benefits.models import Entitlement, Line, Run
from rongyi.benefits.permissions import MAKE_RUN
from rongyi.benefits.services.funds import BANK, FUND, PAID, account
from rongyi.benefits.services.making import move
from rongyi.benefits.states import Act
from rongyi.kernel import audit, clock, money
from rongyi.kernel.errors import NotFound, Refused
from rongyi.kernel.ids import uuid7
from rongyi.kernel.sheets.reader import read_sheets
from rongyi.kernel.sheets.writer import Column, Stamp, write_csv, write_xlsx
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.organisation.roles import Role
from rongyi.records.services import Draft, write_facts

CHUNK = 500
NUMBER, AMOUNT, RESULT, REASON = "序号", "金额", "结果", "原因"
GOOD, BAD = ("成功", "已发放", "success"), ("失败", "退回", "fail")
MOST_FAULTS = 20
COLUMNS = (
    Column("number", gettext_lazy(NUMBER), "integer", 8),
    Column("holder", gettext_lazy("户名"), width=14),
    Column("account", gettext_lazy("账号"), width=26),
    Column("bank", gettext_lazy("开户行"), width=24),
    Column("amount", gettext_lazy(AMOUNT), "money", 14),
    Column("purpose", gettext_lazy("用途"), width=26),
    Column("batch", gettext_lazy("批次"), width=16),
)


@dataclass(frozen=True)
class Outgoing:
    """A file that is open for reading, and its name."""

    file: BinaryIO
    filename: str
    rows: int


@dataclass(frozen=True)
class Returned:
    paid: int
    failed: int
    left: int


def batch_of(run: Run) -> str:
    """By this the bank's answer is known as one of this run."""
    return f"{run.period.replace('-', '')}-{run.pk.hex[-8:]}"


def send_file(*, actor: Actor, run: Run, kind: str = "xlsx") -> Outgoing:
    """security: whole numbers leave the house after a second person's approval only; each time is on record."""
    file = TemporaryFile()  # noqa: SIM115  the caller reads and closes it
    try:
        _send(actor=actor, run=run, kind=kind)
        stamp = Stamp(user=actor.name, time=clock.now(), number=batch_of(run))
        if kind == "csv":
            rows = write_csv(file, columns=COLUMNS, rows=_rows(run), stamp=stamp)
        else:
            title = _("银行代发明细")
            rows = write_xlsx(file, title=title, columns=COLUMNS, rows=_rows(run), stamp=stamp)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Outgoing(file, _("银行代发_%(batch)s.%(kind)s") % {"batch": batch_of(run), "kind": kind}, rows)


@command(MAKE_RUN, on="run", act="benefits.send")
def _send(*, actor: Actor, run: Run, kind: str) -> Run:
    """Once sent it may be taken again, for a file that got lost; the lines are the same."""
    if kind not in ("xlsx", "csv"):
        raise NotFound()
    if run.state not in (RunState.APPROVED, RunState.SENT):
        raise Refused(_("批准以后、办结以前才能导出银行文件。"), code="wrong_state")
    if run.state == RunState.APPROVED:
        lines = Line.objects.filter(county=run.county, run=run, state=LineState.PROPOSED)
        lines.update(state=LineState.SENT)
        move(run, Act.SEND, sent_at=clock.now())
    audit.note(batch=batch_of(run), kind=kind)
    return run


def _rows(run: Run) -> Iterator[dict]:
    lines = Line.objects.filter(county=run.county, run=run).exclude(state__in=(LineState.HELD, LineState.VOID))
    for line in lines.select_related("account").order_by("number").iterator(CHUNK):
        account = line.account
        yield {
            "number": line.number, "holder": account.holder, "account": account.number, "bank": account.bank,
            "amount": Decimal(line.amount_fen) / 100, "batch": batch_of(run),
            "purpose": f"{line.get_item_display()} {line.period}",
        }  # fmt: skip


@command(MAKE_RUN, on="run", act="benefits.take_back")
def take_back(*, actor: Actor, run: Run, data: bytes, filename: str) -> Returned:
    """All of a file or nothing of it. When every line has its answer the run is over."""
    if run.state != RunState.SENT:
        raise Refused(_("这个批次不在等银行的结果。"), code="wrong_state")
    answers = _answers(data, filename)
    sent = {line.number: line for line in _sent(run)}
    faults = _faults(answers, sent)
    if faults:
        more = _("另有%(count)d处。") % {"count": len(faults) - MOST_FAULTS} if len(faults) > MOST_FAULTS else ""
        raise Refused(" ".join((*faults[:MOST_FAULTS], more)).strip(), field="file", code="unknown_lines")
    failed = {sent[a.number].pk: a.reason for a in answers if not a.good}
    good = [sent[a.number].pk for a in answers if a.good]
    _mark(run, good, failed)
    _book(
        actor, run, [line for line in sent.values() if line.pk in failed], [sent[a.number] for a in answers if a.good]
    )
    left = len(sent) - len(answers)
    if not left:
        move(run, Act.SETTLE, over_at=clock.now())
    audit.note(paid=len(good), failed=len(failed))
    transaction.on_commit(lambda: tell_in_background.enqueue(run.county, str(run.pk), actor.name))
    return Returned(len(good), len(failed), left)


@dataclass(frozen=True)
class Answer:
    row: int
    number: int
    fen: int
    name: str
    good: bool
    reason: str


def _sent(run: Run) -> list[Line]:
    lines = Line.objects.filter(county=run.county, run=run, state=LineState.SENT)
    return list(
        lines.select_related("person").only("number", "amount_fen", "county", "person__name", "person__county", "fund")
    )


def _answers(data: bytes, filename: str) -> list[Answer]:
    rows = next((sheet.rows for sheet in read_sheets(data, filename) if sheet.rows), [])
    head = next((n for n, row in enumerate(rows) if {NUMBER, AMOUNT, RESULT} <= {_text(cell) for cell in row}), None)
    if head is None:
        what = "、".join((NUMBER, AMOUNT, RESULT))
        raise Refused(_("没有找到表头。至少要有这几栏:%(what)s。") % {"what": what}, field="file", code="no_header")
    places = {_text(cell): n for n, cell in enumerate(rows[head])}
    answers = []
    for n, row in enumerate(rows[head + 1 :], head + 2):
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        if any(cell not in (None, "") for cell in (cells[NUMBER], cells[RESULT])) and cells[AMOUNT] is not None:
            answers.append(_answer(n, cells))
    if not answers:
        raise Refused(_("文件里没有一行结果。"), field="file", code="empty")
    return answers


def _answer(row: int, cells: dict[str, Any]) -> Answer:
    result = _text(cells[RESULT]).lower()
    good = result in GOOD
    if not good and result not in BAD:
        raise Refused(_("第%(row)d行:结果应是“成功”或“失败”。") % {"row": row}, field="file", code="bad_result")
    try:
        number, fen = int(Decimal(_text(cells[NUMBER]))), int(Decimal(_text(cells[AMOUNT]).replace(",", "")) * 100)
    except (InvalidOperation, ValueError):
        raise Refused(_("第%(row)d行:序号或金额不是数。") % {"row": row}, field="file", code="bad_number") from None
    reason = _text(cells.get(REASON)) or ("" if good else _("银行没有说明"))
    return Answer(row, number, fen, _text(cells.get("户名")), good, reason[:100])


def _text(cell) -> str:
    return "" if cell is None else str(cell).strip()


def _faults(answers: list[Answer], sent: dict[int, Line]) -> list[str]:
    """security: an answer for what was not sent, with another amount or twice, spoils the whole file."""
    faults, seen = [], set[int]()
    for answer in answers:
        line, said = sent.get(answer.number), {"row": answer.row, "number": answer.number, "name": answer.name}
        if line is None:
            faults.append(_("第%(row)d行:序号%(number)d(%(name)s)没有送出过,或已有结果。") % said)
        elif answer.fen != line.amount_fen:
            faults.append(_("第%(row)d行:序号%(number)d的金额与送出的不同。") % said)
        elif answer.number in seen:
            faults.append(_("第%(row)d行:序号%(number)d写了两次。") % said)
        elif answer.name and answer.name != line.person.name:
            faults.append(_("第%(row)d行:序号%(number)d送出的户名不是“%(name)s”。") % said)
        seen.add(answer.number)
    return faults


def _mark(run: Run, good: list, failed: dict) -> None:
    lines = Line.objects.filter(county=run.county, run=run, state=LineState.SENT)
    for reason in sorted(set(failed.values())):
        same = [pk for pk, said in failed.items() if said == reason]
        for start in range(0, len(same), CHUNK):
            lines.filter(pk__in=same[start : start + CHUNK]).update(state=LineState.FAILED, note=reason)
    if len(good) == lines.count():
        lines.update(state=LineState.PAID)
    else:
        for start in range(0, len(good), CHUNK):
            lines.filter(pk__in=good[start : start + CHUNK]).update(state=LineState.PAID)
    done = Line.objects.filter(county=run.county, run=run, piece=Piece.FUNERAL, state=LineState.PAID)
    over = Entitlement.objects.filter(county=run.county, pk__in=done.values("entitlement_id"), state=Standing.ACTIVE)
    over.update(state=Standing.ENDED, ending=Ending.DONE, last=run.period)


def _book(actor: Actor, run: Run, failed: list[Line], paid: list[Line]) -> None:
    amounts: dict[str, int] = {}
    for lines, part in ((paid, PAID), (failed, FUND)):
        for line in lines:
            for code, fen in (
                (account(part, line.fund), line.amount_fen),
                (account(BANK, line.fund), -line.amount_fen),
            ):
                amounts[code] = amounts.get(code, 0) + fen
    memo = _("%(period)s银行发放结果") % {"period": run.period}
    posting = money.Posting(uuid7(), clock.today(), amounts, memo, money.Cause("benefits.run", run.pk), actor.user_id)
    money.post(run.county, posting)


@task()
def tell_in_background(county: str, run_id: str, name: str) -> int:
    with audit.acting_from("task"):
        return tell(Run.objects.get(county=county, pk=run_id), name)


def tell(run: Run, name: str) -> int:
    """Every payment leaves a fact, in chunks that commit with their mark: may be killed and run again."""
    told, actor = 0, system_actor(name, run.county, Role.SECTION_OFFICER)
    waiting = Line.objects.filter(county=run.county, run=run, state=LineState.PAID, fact=None)
    waiting = waiting.order_by("region_code", "number")  # a chunk then touches the chains of few stations
    while lines := list(waiting[:CHUNK]):
        with transaction.atomic():
            facts = write_facts([_draft(line) for line in lines], actor=actor)
            for line, fact in zip(lines, facts, strict=True):
                line.fact = fact.pk
            Line.objects.filter(county=run.county).bulk_update(lines, ["fact"], batch_size=CHUNK)
        told += len(lines)
    return told


def _draft(line: Line) -> Draft:
    data = {"item": line.item, "period": line.period, "piece": line.piece, "amount": line.amount_fen}
    return Draft(PAYMENT, line.region_code, clock.now(), people=[line.person_id], data=data, amount_fen=line.amount_fen)
