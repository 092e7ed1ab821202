"""Adding, correcting and ending the entries of a file. Nothing is overwritten: each former value stays in the history,
an entry that is over keeps its days, one made by mistake is struck out."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Denied, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.fields import may_write
from rongyi.registry.models import Credential, Ending, Part, Person
from rongyi.registry.parts import PartKind, holding, part_kind
from rongyi.registry.permissions import EDIT_PERSON
from rongyi.registry.policy import fields_of
from rongyi.registry.queries import get_entry
from rongyi.registry.rules import check
from rongyi.registry.services.entries import build, index, read_part
from rongyi.registry.services.writing import claim, finish, remember
from rongyi.registry.values import read_values

CODES_OF = {"category": "categories", "tag": "tags"}


@command(EDIT_PERSON, on="person", act="people.add_part")
def add_part(
    *, actor: Actor, person: Person, part: str, given: Mapping[str, Any], version: int, source: str = "desk",
    id: UUID | None = None,
) -> Part:  # fmt: skip
    """Adds an entry. Of what is there once only, the former entry ends the day the new one begins."""
    kind = part_kind(part)
    values = read_part(kind, given, person)
    _require_write(actor, kind, values)
    audit.note(part=part)
    claim(person, version)
    running = holding(kind.model.objects.filter(county=person.county, person=person))
    _refuse_second(kind, values, running)
    codes = _codes_now(kind, person)
    if kind.one_at_a_time:
        _take_the_place(actor, person, kind, running, values, source)
    row = build(kind, person, values, id)
    _save(row)
    for name, value in values.items():
        if value not in (None, "", False):
            remember(person, name, "", value, actor, source, part=part, part_id=row.pk)
    _remember_codes(actor, person, kind, codes, source)
    finish(actor, person, [part])
    return row


@command(EDIT_PERSON, on="person", act="people.correct_part")
def correct_part(
    *, actor: Actor, person: Person, part: str, part_id: UUID, given: Mapping[str, Any], version: int,
    source: str = "desk",
) -> Part:  # fmt: skip
    """Changes the given fields of an entry; the former values stay in the history."""
    kind = part_kind(part)
    row = get_entry(person, kind, part_id)
    values = read_values(kind, given, fields_of(kind, person.county))
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    _require_write(actor, kind, changed)
    check(kind, {**{name: getattr(row, name) for name in kind.fields}, **changed}, person, row)
    audit.note(part=part)
    claim(person, version)
    codes = _codes_now(kind, person)
    for name, value in changed.items():
        remember(person, name, getattr(row, name), value, actor, source, part=part, part_id=row.pk)
        setattr(row, name, value)
    if changed:
        index(row)
        _save(row)
        _remember_codes(actor, person, kind, codes, source)
    finish(actor, person, [part] if changed else [])
    return row


@command(EDIT_PERSON, on="person", act="people.end_part")
def end_part(
    *, actor: Actor, person: Person, part: str, part_id: UUID, ending: str, version: int, on: date | None = None,
    source: str = "desk",
) -> Part:  # fmt: skip
    """Says that an entry is over, or that it was a mistake."""
    kind = part_kind(part)
    row = get_entry(person, kind, part_id)
    on = on or clock.today()
    _check_ending(kind, row, ending, on)
    audit.note(part=part, ending=ending)
    claim(person, version)
    codes = _codes_now(kind, person)
    close(actor, person, kind, row, ending, on, source)
    _remember_codes(actor, person, kind, codes, source)
    finish(actor, person, [part])
    return row


def close(actor: Actor, person: Person, kind: PartKind, row: Part, ending: str, on: date, source: str) -> None:
    """Ends or strikes out an entry, inside the caller's act."""
    if kind.is_dated and (row.ends_on is None or ending != Ending.MISTAKE):
        remember(person, "ends_on", row.ends_on, on, actor, source, part=kind.key, part_id=row.pk)
        row.ends_on, row.ending = on, ending
    if ending == Ending.MISTAKE:
        remember(person, "is_struck", False, True, actor, source, part=kind.key, part_id=row.pk)
        row.is_struck = True
    row.save()


def _require_write(actor: Actor, kind: PartKind, values: Mapping[str, Any]) -> None:
    """A field left empty needs no right."""
    if not all(may_write(actor, name, kind.model) for name, value in values.items() if value not in (None, "")):
        raise Denied()


def _refuse_second(kind: PartKind, values: Mapping[str, Any], running: list[Part]) -> None:
    name = kind.once_by
    if name and any(getattr(row, name) == values[name] for row in running):
        raise Refused(_("这一项已经有了。情况变了,请先终止原来的一条。"), field=name, code="already")


def _take_the_place(actor, person: Person, kind: PartKind, running: list[Part], values: dict, source: str) -> None:
    values["starts_on"] = values.get("starts_on") or clock.today()
    for row in running:
        if row.starts_on and values["starts_on"] < row.starts_on:
            raise Refused(_("起始日期早于现在这一条的起始日期。"), field="starts_on", code="order")
        close(actor, person, kind, row, Ending.CHANGED, values["starts_on"], source)


def _check_ending(kind: PartKind, row: Part, ending: str, on: date) -> None:
    if ending not in Ending.values:
        raise Refused(_("请选终止的原因。"), field="ending", code="required")
    if ending == Ending.MISTAKE:
        return
    if not kind.is_dated:
        raise Refused(_("这一项没有终止的说法;写错了,请选“登记有误”。"), field="ending", code="not_dated")
    if row.starts_on and on < row.starts_on:
        raise Refused(_("终止日期不能早于起始日期。"), field="on", code="order")


def _save(row: Part) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if isinstance(row, Credential):
            what, name = _("这个编号已经登记在别的档案里。请核对。"), "number"
        else:
            what, name = _("同一项同时只能有一条。请先终止原来的一条。"), None
        raise Refused(what, field=name, code="already") from error


def _codes_now(kind: PartKind, person: Person) -> list[str]:
    """Marks that run, so that a form of the whole file read before knows that they changed."""
    if kind.key not in CODES_OF:
        return []
    rows = kind.model.objects.filter(county=person.county, person=person, ends_on=None)
    return list(rows.order_by("code").values_list("code", flat=True))


def _remember_codes(actor: Actor, person: Person, kind: PartKind, before: list[str], source: str) -> None:
    after = _codes_now(kind, person)
    if before != after:
        remember(person, CODES_OF[kind.key], "、".join(before), "、".join(after), actor, source)
