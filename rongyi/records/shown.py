"""Facts in the reader's words, for pages and ledgers."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.crypto.classes import DataClass
from rongyi.organisation.access import Actor
from rongyi.records.kinds import CHANNELS, KINDS, WITHDRAWAL
from rongyi.records.models import Fact


def state_words(fact: Fact) -> tuple[str, str]:
    """How a fact stands, and the tone of its tag. Late entry is welcome: it is said, not blamed."""
    if fact.state == Fact.State.WITHDRAWN:
        return _("已撤回"), "bad"
    if fact.state == Fact.State.CORRECTED:
        return _("已更正"), "still"
    if fact.corrects_id and fact.kind != WITHDRAWAL.name:
        return _("更正后"), "info"
    if fact.is_late:
        return _("补记"), "warn"
    return _("有效"), "good"


def stored_data(fact: Fact) -> dict:
    return {**fact.data, **(fact.sealed_data or {})}


def column_lines(fact: Fact, actor: Actor) -> list[tuple[str, str]]:
    """(label, words) of the kind's own columns; what the reader's work does not need is named and not shown."""
    kind, data = KINDS[fact.kind], stored_data(fact)
    lines = []
    for column in kind.columns:
        if column.key not in data:
            continue
        seen = actor.reads_whole(column.data_class)
        lines.append((str(column.label), column.shown(data[column.key]) if seen else _("不可见")))
    return lines


def fact_lines(fact: Fact, actor: Actor, station: str) -> list[tuple[str, str]]:
    """Everything that a fact says, without the people, who come with links."""
    amount = f"{fact.amount_fen // 100}.{fact.amount_fen % 100:02d}" if fact.amount_fen else ""
    lines = [
        (_("类型"), str(KINDS[fact.kind].label)),
        (_("服务站"), station),
        (_("日期"), day_in_words(fact.occurred_on)),
        (_("方式"), str(CHANNELS.get(fact.channel, fact.channel))),
        *column_lines(fact, actor),
        (_("时长"), _("%(n)d 分钟") % {"n": fact.minutes} if fact.minutes else ""),
        (_("数量"), str(fact.quantity or "")),
        (_("金额(元)"), amount),
        (_("摘要"), fact.summary if actor.reads_whole(DataClass.S3) else ""),
        (_("登记人"), fact.handler),
        (_("登记时间"), moment_in_words(fact.recorded_at)),
    ]
    return [(label, words) for label, words in lines if words]


def trail_entries(trail: list[Fact], current: Fact, urls: dict) -> list[dict]:
    """The life of a record as a timeline: first written, corrected, withdrawn, by whom and when."""
    entries = []
    for fact in trail:
        words, tone = state_words(fact)
        is_withdrawal = fact.kind == WITHDRAWAL.name
        title = _("撤回") if is_withdrawal else _("更正") if fact.corrects_id else _("登记")
        entries.append({
            "when": moment_in_words(fact.recorded_at), "iso": fact.recorded_at.isoformat(timespec="seconds"), "title": title,
            "text": fact.data.get("reason", "") if is_withdrawal else "", "by": fact.handler,
            "tag": "" if is_withdrawal else words, "tone": "bad" if is_withdrawal else tone,
            "url": "" if is_withdrawal or fact.pk == current.pk else urls[fact.pk],
        })  # fmt: skip
    return entries


def comparison(kind_name: str, mine: dict, latest: Fact, actor: Actor) -> list[dict]:
    """What was typed beside what holds now; `mine` is day, channel and data."""
    kind, now = KINDS[kind_name], stored_data(latest)
    pairs = [
        (_("日期"), day_in_words(mine["day"]), day_in_words(latest.occurred_on)),
        (_("方式"), str(CHANNELS.get(mine["channel"], "")), str(CHANNELS.get(latest.channel, ""))),
        *(
            (str(c.label), c.shown(mine["data"].get(c.key)), c.shown(now.get(c.key)))
            for c in kind.columns
            if actor.reads_whole(c.data_class)
        ),
    ]
    return [{"label": a, "mine": own, "theirs": theirs, "differs": own != theirs} for a, own, theirs in pairs]


def day_in_words(day: date) -> str:
    return date_format(day)


def moment_in_words(at) -> str:
    return at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
