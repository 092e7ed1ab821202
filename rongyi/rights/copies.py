"""The person's own copy (个人信息保护法 第四十五条): everything that the file holds, in words, as PDF and as JSON.

Found by the models themselves, so a group that is added to the file is in the copy without anybody thinking of it.
What staff noted of a visit may speak of others and is left out; the copy says so.
"""

import io
import json
import secrets
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.crypto.classes import DataClass
from rongyi.kernel.crypto.fields import SealedField
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.store import open_file
from rongyi.kernel.papers import inside, write_pdf
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.kinds import CHANNELS, KINDS
from rongyi.records.models import Fact
from rongyi.records.queries import station_names, timeline
from rongyi.registry.models import Part, Person
from rongyi.registry.queries import photo_of
from rongyi.rights.notices import notices
from rongyi.rights.permissions import COPY_PERSON, OWN_RIGHTS
from rongyi.rights.queries import changes_at, consents_of, looks_at, requests_of, rows_of
from rongyi.rights.services import own

STYLES = Path(__file__).parent / "papers.css"
FACTS_AT_ONCE = 500
PLUMBING = ("id", "county", "row_key", "region_code", "version", "is_demo", "person", "completeness")
CONTENT_TYPES = {"pdf": "application/pdf", "json": "application/json; charset=utf-8"}


@command(OWN_RIGHTS, act="rights.own_copy")
def own_copy(*, actor: Actor, person: Person, format: str) -> tuple[bytes, str]:
    """(file, its name) for the person who asks."""
    return _made(actor, own(actor, person), format)


@command(COPY_PERSON, on="person", act="rights.copy")
def copy_at_the_desk(*, actor: Actor, person: Person, format: str, reason: str) -> tuple[bytes, str]:
    """(file, its name) to hand over to the person; whole numbers leave the house, so a reason is asked."""
    reason = (reason or "").strip()
    if len(reason) < 2:
        raise Refused(_("请写明打印副本的理由,至少两个字。"), field="reason", code="required")
    audit.note(reason=reason[:200])
    return _made(actor, person, format)


def _made(actor: Actor, person: Person, format: str) -> tuple[bytes, str]:
    if format not in CONTENT_TYPES:
        raise Refused(_("没有这种格式。"), field="format", code="invalid")
    number = f"{clock.today():%Y%m%d}-{secrets.token_hex(3).upper()}"
    audit.note(number=number, format=format)
    copy = copy_of(person, number=number)
    if format == "json":
        content = json.dumps(copy, ensure_ascii=False, indent=2).encode()
    else:
        target = io.BytesIO()
        html = render_to_string("rights/copy_paper.html", {"copy": copy, "printed_by": actor.name})
        write_pdf(target, html, styles=[STYLES], with_data=bool(copy["photo"]))
        content = target.getvalue()
    return content, f"{_('本人信息副本')}_{number}.{format}"


def copy_of(person: Person, *, number: str = "") -> dict:
    """The whole of what is kept of one person, as {"title", "rows"} in words; times in Shanghai."""
    return {
        "title": str(_("本人信息副本")),
        "number": number,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "name": person.name,
        "station": station_names([person.region_code]).get(person.region_code, ""),
        "identity": fields_of(person),
        "photo": inside(open_file(photo)) if (photo := photo_of(person)) else "",
        "groups": [group for model in parts() if (group := _group(model, person))["rows"]],
        "changes": list(_changes(person)),
        "services": list(_facts(person)),
        "consents": list(_consents(person)),
        "requests": list(_requests(person)),
        "looks": [{**look, "at": _in_words(look["at"])} for look in looks_at(person, None)],
        "left_out": str(_("工作人员写的走访备注可能涉及他人,不在副本内,可到站当面查阅。")),
    }


def parts() -> list[type[models.Model]]:
    """The groups of the file, whichever the registry has."""
    return sorted(_leaves(Part), key=lambda model: str(model._meta.verbose_name))


def _leaves(model) -> Iterator[type[models.Model]]:
    for child in model.__subclasses__():
        if not child._meta.abstract:
            yield child
        yield from _leaves(child)


def fields_of(row: models.Model) -> list[dict]:
    """[{"label", "value"}] of what was filled in, whole: it is the person's own."""
    found = []
    for field in row._meta.get_fields():
        if not _is_told(field):
            continue
        shown = getattr(row, f"get_{field.name}_display", None)
        value = _in_words(shown() if shown else getattr(row, field.name))
        if value:
            found.append({"label": str(field.verbose_name), "value": value})
    return found


def _is_told(field) -> bool:
    if not isinstance(field, models.Field) or field.name in PLUMBING or field.is_relation:
        return False
    if isinstance(field, SealedField):
        return True
    return field.editable and not isinstance(field, models.BinaryField | models.UUIDField)


def _group(model: type[models.Model], person: Person) -> dict:
    rows = rows_of(model, person)
    return {"title": str(model._meta.verbose_name), "rows": [fields_of(row) for row in rows]}


def _changes(person: Person) -> Iterator[dict]:
    for change in changes_at(person):
        yield {
            "at": _in_words(change.at), "field": _label(change.field), "before": change.before, "after": change.after,
            "by": change.actor_name,
        }  # fmt: skip


def _label(name: str) -> str:
    try:
        return str(Person._meta.get_field(name).verbose_name)
    except Exception:
        return {"categories": str(_("人员类别")), "tags": str(_("标识"))}.get(name, name)


def _every_fact(person: Person) -> Iterator[Fact]:
    """However many there are: the copy is the person's right and leaves nothing out for being long."""
    before = None
    while some := timeline(county=person.county, person_id=person.pk, before=before, limit=FACTS_AT_ONCE):
        yield from some
        before = (some[-1].occurred_at, some[-1].pk)


def _facts(person: Person) -> Iterator[dict]:
    facts = list(_every_fact(person))
    stations = station_names(fact.region_code for fact in facts)
    for fact in facts:
        kind = KINDS[fact.kind]
        plain = [c.shown(fact.data.get(c.key)) for c in kind.columns if c.data_class == DataClass.S4]
        yield {
            "on": fact.occurred_on.isoformat(), "what": str(kind.label), "how": str(CHANNELS.get(fact.channel, "")),
            "detail": " · ".join(word for word in plain if word), "station": stations.get(fact.region_code, ""),
            "state": "" if fact.state == Fact.State.VALID else str(fact.get_state_display()),
        }  # fmt: skip


def _consents(person: Person) -> Iterator[dict]:
    titles = {name: str(loaded.content.title) for name, loaded in notices().items()}
    for row in consents_of(person, None):
        yield {
            "what": titles.get(row.notice, row.notice), "version": row.version, "on": row.given_on.isoformat(),
            "kind": str(_("同意") if row.is_consent else _("已告知")), "way": row.get_way_display(),
            "withdrawn_on": _in_words(row.withdrawn_on),
        }  # fmt: skip


def _requests(person: Person) -> Iterator[dict]:
    for row in requests_of(person, None):
        yield {
            "on": row.asked_on.isoformat(), "right": row.get_right_display(), "wish": row.wish,
            "state": row.get_state_display(), "answer": row.answer,
        }  # fmt: skip


def _in_words(value) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(_in_words(one) for one in value)
    return str(value)
