"""What every change of a file does: takes the version, keeps the former value, brings all that is derived in step."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.records.services import Draft, write_fact
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.fields import data_class_of
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Change, Person
from rongyi.registry.parts import PARTS
from rongyi.registry.queries import Merged, rows_of_file
from rongyi.registry.tokens import refresh_tokens
from rongyi.registry.values import to_text

SEARCHED = {"name", "id_number", "phone", "credential"}
MOST = 500
CODES = ("categories", "tags")


def claim(person: Person, version: int) -> None:
    """Takes the version, so that two who read the same file cannot both write it; a row lock would do nothing here."""
    if person.status == Person.Status.MERGED:
        raise Merged(person)
    mine = Person.objects.filter(county=person.county, pk=person.pk, version=version)
    if not mine.update(version=F("version") + 1):
        raise Stale()
    person.version = version + 1


def remember(
    person: Person, name: str, before: Any, after: Any, actor: Actor, source: str = "desk", *, part: str = "",
    part_id: UUID | None = None,
) -> None:  # fmt: skip
    """One line of the history. Call it after `claim`, so that it carries the version which the change makes."""
    change = Change(
        county=person.county, region_code=person.region_code, person=person, part=part, part_id=part_id, field=name,
        data_class=_class_of(name, part), at=clock.now(), actor_id=actor.user_id, actor_name=actor.name[:50],
        source=source, version=person.version,
    )  # fmt: skip
    change.before, change.after = to_text(before)[:MOST], to_text(after)[:MOST]
    change.save()


def _class_of(name: str, part: str) -> str:
    if name in (*CODES, "region_code", "is_struck"):
        return "S3"
    return data_class_of(name, PARTS[part].model if part else Person)


def finish(actor: Actor, person: Person, changed: Sequence[str], change: str = "changed") -> None:
    """Saves the file, brings completeness and search in step and leaves the fact. `changed`: fields and parts."""
    audit.note(fields=list(changed))
    if not changed and change == "changed":
        return
    rows = rows_of_file(person)
    codes = sorted(row.code for row in rows["category"] if row.ends_on is None)
    person.completeness = percent(groups_of(person, rows))
    person.updated_at = clock.now()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(_("这个号码需要上级核对后才能改。请报告上级服务站。"), field="id_number", code="held") from error
    if SEARCHED & set(changed) or change == "transferred":
        refresh_tokens(person)
    data = {
        "change": change, "categories": codes, "fields": "、".join(dict.fromkeys(label_of(name) for name in changed)),
        "completeness": person.completeness,
    }  # fmt: skip
    write_fact(
        Draft(COLLECTED, person.region_code, clock.now(), people=[person.pk], data=data, channel="counter",
              source=person),
        actor=actor,
    )  # fmt: skip


def label_of(name: str) -> str:
    """A field of the person, or a part, in words."""
    extra = {"categories": _("人员类别"), "tags": _("标识"), "region_code": _("服务站")}
    if name in extra:
        return extra[name]
    return PARTS[name].label if name in PARTS else str(Person._meta.get_field(name).verbose_name)
