"""Payments in the reader's words."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.benefits.enums import Item, LineState, RunState, Standing, Trust, Why
from rongyi.benefits.models import Difference, Entitlement, Line, Run
from rongyi.benefits.months import month_of
from rongyi.benefits.permissions import VIEW_RUNS
from rongyi.benefits.policy import CAUSES, item_rules
from rongyi.benefits.queries import differences_by_reason, own_entitlements, sums_by_item, sums_of
from rongyi.benefits.standard_queries import Standard, Table
from rongyi.kernel import clock
from rongyi.kernel.crypto.masking import mask
from rongyi.organisation.access import Actor
from rongyi.registry.models import Cause, Grade, Person

TONES = {
    RunState.COMPUTING: "info", RunState.PROPOSED: "warn", RunState.SUBMITTED: "warn", RunState.APPROVED: "info",
    RunState.SENT: "info", RunState.SETTLED: "good", RunState.VOID: "still", Standing.ACTIVE: "good",
    Standing.SUSPENDED: "bad", Standing.ENDED: "still", Standing.REFUSED: "still", LineState.PAID: "good",
    LineState.FAILED: "bad", LineState.HELD: "warn", LineState.REVERSED: "still", LineState.SENT: "info",
    LineState.VOID: "still",
}  # fmt: skip
KEY_WORDS = {
    "martyr": gettext_lazy("烈士遗属"), "duty": gettext_lazy("因公牺牲军人遗属"),
    "illness": gettext_lazy("病故军人遗属"), "resistance": gettext_lazy("抗战时期"), "other": gettext_lazy("其他"),
    "veteran": gettext_lazy("红军老战士、西路军"), "scattered": gettext_lazy("失散人员"),
}  # fmt: skip
STEPS = (RunState.PROPOSED, RunState.SUBMITTED, RunState.APPROVED, RunState.SENT, RunState.SETTLED)
LEVEL_WORDS = (gettext_lazy("中央"), gettext_lazy("省"), gettext_lazy("市"), gettext_lazy("县"))


def yuan(fen: int) -> str:
    """1234567 → 12,345.67"""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def tone(state: str) -> str:
    return TONES.get(state, "warn")  # type: ignore[call-overload]


def key_words(item: str, key: str) -> str:
    """4/war → 四级因战"""
    if item == Item.DISABILITY and "/" in key:
        grade, _slash, cause = key.partition("/")
        return f"{dict(Grade.choices).get(grade, grade)}{dict(Cause.choices).get(cause, cause)}"
    return str(KEY_WORDS.get(key, ""))


def item_title(item: str) -> str:
    rule = item_rules().get(item)
    return str(rule.title) if rule else str(Item(item).label)


def entitlement_rows(rows: list[Entitlement], names: dict[str, str]) -> list[dict]:
    return [
        {
            "one": one,
            "title": item_title(one.item),
            "station": names.get(one.region_code, ""),
            "tone": tone(one.state),
            "since": one.start or one.proposed_at.astimezone(clock.SHANGHAI).date().isoformat()[:7],
            "review_due": bool(one.review_on and one.review_on <= clock.today() and one.state == Standing.ACTIVE),
        }
        for one in rows
    ]


def state_tabs(counts: dict[str, int], state: str) -> list[dict]:
    return [
        {"label": one.label, "url": f"?state={one.value}", "current": one == state, "count": counts.get(one, 0)}
        for one in Standing
    ]


def amount_of(one: Entitlement) -> dict | None:
    """What a month brings now, by which standard; None where there is none."""
    if one.item == Item.FUNERAL:
        return {"fen": one.once_fen, "yuan": yuan(one.once_fen), "standard": None}
    month = month_of(clock.today())
    standard = Table(one.county).find(one.item, one.key, month)
    if standard is None:
        return None
    fen = standard.monthly(month, one.units)
    return {"fen": fen, "yuan": yuan(fen), "standard": standard, "trust": trust_word(standard)}


def trust_word(standard: Standard) -> str:
    return str(Trust(standard.trust).label)


def masked_account(number: str) -> str:
    return mask(number, head=4, tail=4)


def run_rows(runs: list[Run]) -> list[dict]:
    sums = sums_of(runs)
    return [{"run": run, "tone": tone(run.state), **figures_of(sums[run.pk])} for run in runs]


def figures_of(sums: dict[str, tuple[int, int]]) -> dict:
    """Counts and yuan of what is to be paid, was paid and failed."""
    live = [
        sums.get(s, (0, 0))
        for s in (LineState.PROPOSED, LineState.SENT, LineState.PAID, LineState.FAILED, LineState.REVERSED)
    ]
    good = [sums.get(s, (0, 0)) for s in (LineState.PAID, LineState.REVERSED)]
    failed, held = sums.get(LineState.FAILED, (0, 0)), sums.get(LineState.HELD, (0, 0))
    return {
        "count": sum(n for n, _fen in live), "yuan": yuan(sum(fen for _n, fen in live)),
        "paid": sum(n for n, _fen in good), "paid_yuan": yuan(sum(fen for _n, fen in good)),
        "failed": failed[0], "failed_yuan": yuan(failed[1]), "held": held[0],
    }  # fmt: skip


def run_figures(run: Run, former: Run | None) -> dict:
    """One run with its steps, its differences by reason, and its items beside the run before it."""
    now, before = sums_by_item(run), {item: fen for item, _n, fen in sums_by_item(former)} if former else {}
    items = sorted({item for item, _n, _fen in now} | set(before))
    mine = {item: (count, fen) for item, count, fen in now}
    return {
        **figures_of(sums_of([run])[run.pk]),
        "steps": [str(state.label) for state in STEPS],
        "step": _step(run),
        "reasons": [
            {"why": why, "label": str(Why(why).label), "count": count}
            for why, count in differences_by_reason(run).items()
        ],
        "items": [
            {
                "title": item_title(item), "count": mine.get(item, (0, 0))[0], "yuan": yuan(mine.get(item, (0, 0))[1]),
                "before": yuan(before.get(item, 0)),
            }
            for item in items
        ],
        "chart": {
            "labels": [item_title(item) for item in items],
            "series": [
                {"name": _("上次"), "values": [before.get(item, 0) // 100 for item in items]},
                {"name": _("本次"), "values": [mine.get(item, (0, 0))[1] // 100 for item in items]},
            ],
            "unit": _("元"), "of": _("待遇项目"),
        },
    }  # fmt: skip


def _step(run: Run) -> int:
    if run.state in STEPS:
        return STEPS.index(RunState(run.state)) + 1 + (run.state == RunState.SETTLED)
    return 1


def difference_rows(rows: list[Difference]) -> list[dict]:
    return [
        {
            "one": row, "title": item_title(row.item), "before": yuan(row.before_fen), "after": yuan(row.after_fen),
            "change": yuan(row.after_fen - row.before_fen), "why": row.get_why_display(),
            "tone": "bad" if row.why in (Why.NO_ACCOUNT, Why.NO_STANDARD) else "warn" if row.why == Why.ACCOUNT else "info",
        }
        for row in rows
    ]  # fmt: skip


def line_rows(lines: Iterable[Line]) -> list[dict]:
    return [
        {
            "one": line, "title": item_title(line.item), "yuan": yuan(line.amount_fen), "tone": tone(line.state),
            "account": masked_account(line.account.number) if "account" in line._state.fields_cache else "",
        }
        for line in lines
    ]  # fmt: skip


def standard_rows(county: str, item: str, whole: bool) -> list[dict]:
    """The amounts for an item here: those that hold today, or all of them with these first."""
    today, rows = clock.today(), Table(county).rows()
    found = sorted((one for one in rows if one.item == item and (whole or one.holds_on(today))), key=_order)
    return [
        {
            "one": one, "key": key_words(one.item, one.key), "yuan": yuan(one.fen), "trust": trust_word(one),
            "per": _per(one), "last": "" if one.is_open else one.last, "now": one.holds_on(today),
            "shares": "、".join(
                f"{word} {yuan(fen)}" for word, fen in zip(LEVEL_WORDS, one.shares or (), strict=False) if fen
            ),
        }
        for one in found
    ]  # fmt: skip


def _order(one: Standard) -> tuple:
    grade, _slash, cause = one.key.partition("/")
    return (-one.last.toordinal(), not one.own, grade.zfill(2), list(CAUSES).index(cause) if cause else 0, one.first)


def _per(one: Standard) -> str:
    word = _("元/年") if one.per == "year" else _("元/月")
    return _("%(per)s(每服役一年)") % {"per": word} if one.by_service_year else word


def own_rows(person: Person) -> list[dict]:
    """What is paid to somebody and by which article, for their own page."""
    rows = []
    for one in own_entitlements(person):
        rows.append({"title": item_title(one.item), "state": one.get_state_display(), "tone": tone(one.state), "one": one,
                     "amount": amount_of(one) if one.state == Standing.ACTIVE else None})  # fmt: skip
    return rows


def benefit_tabs(actor: Actor, current: str) -> list[dict]:
    """The rooms of payments that this actor may enter."""
    entries = [(_("待遇"), "list", None), (_("发放批次"), "runs", VIEW_RUNS), (_("发放标准"), "standards", None), (_("资金"), "funds", VIEW_RUNS)]  # fmt: skip
    return [
        {"label": label, "url": reverse(f"benefits:{name}"), "current": name == current}
        for label, name, permission in entries
        if permission is None or actor.can(permission)
    ]
