"""Cases in the reader's words: two files side by side, and why they look alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.merging.models import HeldDecision, MergeCase
from rongyi.merging.policy import LinkagePolicy
from rongyi.merging.queries import last_changes
from rongyi.organisation.access import Actor
from rongyi.records.queries import station_names
from rongyi.registry.fields import EDITABLE, in_words, masked, may_read, reads_whole, shown
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.parts import KINDS
from rongyi.registry.queries import rows_of_file
from rongyi.registry.shown import day_in_words, short_station

FIRST, SECOND = "first", "second"


@dataclass
class Row:
    """One line of the comparison. Where both say something and not the same, somebody chooses."""

    name: str
    label: str
    first: str
    second: str
    chosen: str = ""
    is_field: bool = True
    is_choice: bool = False
    newer: str = ""
    reveal: bool = False


def case_rows(cases: Iterable[MergeCase], people: Mapping[UUID, Person], policy: LinkagePolicy) -> list[dict]:
    """Lines of the list: two names, two places, the sum, and what speaks for it."""
    cases = list(cases)
    stations = station_names(people[i].region_code for case in cases for i in (case.first_id, case.second_id))
    return [
        {
            "case": case,
            "url": reverse("merging:case", args=[case.pk]),
            "people": [_short(people[i], stations) for i in (case.first_id, case.second_id)],
            "is_strong": case.score >= policy.strong_from,
            "reasons": "、".join(r["words"] for r in reasons(case.outcomes, policy) if r["points"] > 0),
        }
        for case in cases
    ]


def _short(person: Person, stations: Mapping[str, str]) -> dict:
    return {
        "name": person.name,
        "detail": _("%(born)s出生 · %(station)s · 尾号%(tail)s") % {
            "born": f"{person.birth_date:%Y-%m-%d}",
            "station": short_station(stations.get(person.region_code, "")),
            "tail": person.id_masked[-4:],
        },
    }  # fmt: skip


def reasons(outcomes: Mapping[str, str], policy: LinkagePolicy) -> list[dict]:
    """What speaks for one person and what against, the heaviest first, each with its weight as a bar."""
    found = []
    for compared in policy.fields:
        if compared.name not in outcomes:
            continue
        outcome = compared.outcome(outcomes[compared.name])
        found.append({
            "label": str(compared.title), "words": str(outcome.title), "points": outcome.points,
            "signed": f"{outcome.points:+d}" if outcome.points else "0", "length": abs(outcome.points),
        })  # fmt: skip
    return sorted(found, key=lambda reason: -reason["points"])


def comparison(people: list[Person], actor: Actor) -> list[Row]:
    """Two files field by field; the fuller, or else the newer value is proposed. The number nobody proposes."""
    stations = station_names(person.region_code for person in people)
    newest = last_changes(people)
    rows = [
        Row("id_number", str(Person._meta.get_field("id_number").verbose_name), people[0].id_masked, people[1].id_masked,
            is_field=False, is_choice=True, reveal=True),
        _plain("birth_date", people, day_in_words),
        _plain("sex", people, lambda value: str(Person.Sex(value).label)),
    ]  # fmt: skip
    for name in EDITABLE:
        if may_read(actor, name):
            rows.append(_row(name, people, actor, newest))
    rows.append(_station_row(people, stations))
    return [row for row in rows if row.first or row.second or row.is_choice]


def _plain(name: str, people: list[Person], words) -> Row:
    first, second = (words(getattr(person, name)) for person in people)
    return Row(name, str(Person._meta.get_field(name).verbose_name), first, second, is_field=False)


def _row(name: str, people: list[Person], actor: Actor, newest: Mapping[tuple, datetime]) -> Row:
    first, second = (shown(person, name, actor) for person in people)
    values = [getattr(person, name) or "" for person in people]
    row = Row(name, first.label, str(first.value or ""), str(second.value or ""), is_choice=values[0] != values[1])
    if not row.is_choice:
        return row
    at = [newest.get((person.pk, name), person.created_at) for person in people]
    row.newer = FIRST if at[0] > at[1] else SECOND
    row.chosen = row.newer if all(values) else FIRST if values[0] else SECOND
    return row


def _station_row(people: list[Person], stations: Mapping[str, str]) -> Row:
    first, second = (stations.get(person.region_code, person.region_code) for person in people)
    is_choice = people[0].region_code != people[1].region_code
    newer = FIRST if people[0].updated_at > people[1].updated_at else SECOND
    return Row("station", _("负责的服务站"), first, second, newer if is_choice else "", False, is_choice, newer)


def entries(people: list[Person]) -> list[dict]:
    """How many entries of each sort both files have; they all stay."""
    held = [rows_of_file(person) for person in people]
    lines = [(kind.label, len(held[0][kind.key]), len(held[1][kind.key])) for kind in KINDS]
    return [{"label": label, "first": a, "second": b} for label, a, b in lines if a or b]


def held_rows(held: Iterable[HeldCase], decisions: Mapping[UUID, HeldDecision], behind: set[bytes]) -> list[dict]:
    """Lines of held files; only who reaches the other side may decide."""
    held = list(held)
    stations = station_names(one.region_code for one in held)
    return [
        {
            "held": one,
            "name": one.given.get("name", ""),
            "why": why_in_words(one.why),
            "station": short_station(stations.get(one.region_code, "")),
            "day": one.created_at.astimezone(clock.SHANGHAI).date(),
            "decision": decisions.get(one.pk),
            "url": reverse("merging:held", args=[one.pk]),
            "is_ours": bytes(one.id_index) in behind,
        }
        for one in held
    ]


def why_in_words(why: str) -> str:
    words = {
        "known_elsewhere": _("这个号码可能已在别处建档"),
        "held": _("这个号码可能已在别处建档"),
        "contradicts": _("表格里有两行是同一号码,内容不一致"),
        "name_differs": _("同一号码,姓名和档案里的不一样"),
        "deceased": _("此人已登记去世"),
        "merged": _("此人的档案已并入另一份"),
    }
    return words.get(why, _("需要核对"))


def held_comparison(held: HeldCase, person: Person | None, actor: Actor) -> list[dict]:
    """What was typed beside what the file says; the number is the same by nature and stays masked."""
    given = held.given
    rows = []
    for name in EDITABLE:
        mine = str(given.get(name) or "")
        if not mine or not may_read(actor, name):
            continue
        theirs = shown(person, name, actor).value if person else ""
        differs = person is not None and str(getattr(person, name) or "") != mine
        words = in_words(Person, name, mine)
        mine_shown = words if reads_whole(actor, name) else masked(name, words)
        label = str(Person._meta.get_field(name).verbose_name)
        rows.append({"name": name, "label": label, "mine": mine_shown, "theirs": theirs, "differs": differs})
    return rows
