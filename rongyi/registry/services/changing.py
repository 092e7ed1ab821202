"""Changing files: every field that changes leaves its former value, every change leaves a fact."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.errors import Denied, Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.documents import number_for
from rongyi.registry.fields import EDITABLE, may_write
from rongyi.registry.models import (
    PART_MODELS,
    Category,
    Change,
    Ending,
    Entitlement,
    Person,
    PersonCategory,
    PersonTag,
    Proposal,
    Tag,
)
from rongyi.registry.parts import PARTS
from rongyi.registry.permissions import ACCEPT_CHANGE, EDIT_PERSON, TRANSFER_PERSON
from rongyi.registry.policy import policy_of
from rongyi.registry.services.inputs import id_index, phone_index, read_codes, read_field, sort_name
from rongyi.registry.services.opening import count_people, known_elsewhere, known_number, require_station
from rongyi.registry.services.parts import close
from rongyi.registry.services.photos import move_photo
from rongyi.registry.services.writing import claim, finish, remember

CHANGEABLE = (*EDITABLE, "id_number")


@command(EDIT_PERSON, on="person", act="people.change")
def update_person(
    *, actor: Actor, person: Person, changes: Mapping, version: int, source: str = "desk"
) -> Person:  # fmt: skip
    """Changes the named fields, categories and tags. A version other than the one read is stale and changes nothing."""
    changes = dict(changes)
    codes = {key: changes.pop(key) for key in ("categories", "tags") if key in changes}
    unknown = sorted(set(changes) - set(CHANGEABLE))
    if unknown:
        raise Refused(_("没有这个栏目:%(name)s。") % {"name": unknown[0]}, field=unknown[0], code="unknown_field")
    _refuse_what_waits_for_acceptance(actor, person, changes)
    claim(person, version)
    changed = [name for name, value in changes.items() if _set(person, name, value, actor, source)]
    changed += [key for key, wanted in codes.items() if _set_codes(person, key, wanted, actor, source)]
    finish(actor, person, changed)
    return person


def _refuse_what_waits_for_acceptance(actor: Actor, person: Person, changes: Mapping) -> None:
    """Pages propose such a change instead (services/proposing.py); scripts and sheets are told to."""
    for name in fields_to_accept(actor, person):
        if name in changes and differs(person, name, changes[name]):
            raise Refused(
                _("“%(label)s”的变更要由上级站核准,请在档案页上提出。") % {"label": Person._meta.get_field(name).verbose_name},
                field=name, code="needs_acceptance",
            )  # fmt: skip


def fields_to_accept(actor: Actor, person: Person) -> tuple[str, ...]:
    """Fields of this county's files that this actor cannot change without the next tier."""
    if any(r.role in ACCEPT_CHANGE.roles and person.region_code.startswith(r.code) for r in actor.reaches):
        return ()
    return tuple(policy_of(person.county).needs_acceptance)


def differs(person: Person, name: str, value) -> bool:
    """Whether a well-formed value is another than the file's; a malformed one raises Refused."""
    read = number_for(person, value).number if name == "id_number" else read_field(name, value)
    return read != getattr(person, name)


def _set(person: Person, name: str, value, actor: Actor, source: str) -> bool:
    if not may_write(actor, name):
        raise Denied()
    if name == "id_number":
        return _set_number(person, value, actor, source)
    value = read_field(name, value)
    before = getattr(person, name)
    if value == before:
        return False
    remember(person, name, before, value, actor, source)
    setattr(person, name, value)
    if name == "name":
        person.sort_name = sort_name(value)
    if name == "phone":
        person.phone_index = phone_index(value)
    return True


def _set_number(person: Person, value: str, actor: Actor, source: str) -> bool:
    identity = number_for(person, value)
    if identity.number == person.id_number:
        return False
    index = id_index(identity.number, identity.kind)
    other = known_elsewhere([index]).get(index)
    if other is not None:
        raise _known_of_another(actor, other)
    if person.deceased_on and person.deceased_on < identity.birth_date:
        raise Refused(_("按这个号码,出生日期晚于登记的去世日期。"), field="id_number", code="born_after_death")
    remember(person, "id_number", person.id_number, identity.number, actor, source)
    if identity.kind != person.id_kind:
        remember(person, "id_kind", person.id_kind, identity.kind, actor, source)
    person.id_number, person.id_index, person.id_kind = identity.number, index, identity.kind
    person.id_masked = mask_id_number(identity.number)
    person.birth_date, person.sex = identity.birth_date, identity.sex
    return True


def _known_of_another(actor: Actor, other: Person) -> Refused:
    """security: whose number it is, and where, is told inside the asker's scope only."""
    if actor.covers(other.region_code):
        return known_number(other)
    return Refused(_("这个号码需要上级核对后才能改。请报告上级服务站。"), field="id_number", code="held")


def _set_codes(person: Person, key: str, wanted, actor: Actor, source: str) -> bool:
    """Dated marks: what is no longer wanted ends today, what is new begins; nothing is overwritten."""
    model, choices = (PersonCategory, Category) if key == "categories" else (PersonTag, Tag)
    wanted = read_codes(wanted, choices, field=key)
    running = model.objects.filter(county=person.county, person=person, ends_on=None)
    held = list(running.order_by("code").values_list("code", flat=True))
    if set(held) == set(wanted):
        return False
    today = clock.today()
    running.filter(code__in=set(held) - set(wanted)).update(ends_on=today)
    model.objects.bulk_create(
        [
            model(county=person.county, region_code=person.region_code, person=person, code=code, starts_on=today)
            for code in wanted
            if code not in held
        ]
    )
    remember(person, key, "、".join(held), "、".join(wanted), actor, source)
    return True


@command(TRANSFER_PERSON, on="person", act="people.transfer")
def transfer_person(*, actor: Actor, person: Person, to_code: str, version: int | None = None) -> Person:
    """Hands the responsibility to another station of the county; what was done stays where it was done."""
    station = require_station(actor, to_code)
    if station.county != person.county:
        raise Refused(_("跨县转移请由两县分别办理:本县登记迁出,对方县建档。"), field="station", code="other_county")
    if to_code == person.region_code:
        raise Refused(_("此人已经在%(station)s。") % {"station": station.name}, field="station", code="same_station")
    if person.status == Person.Status.DECEASED:
        raise Refused(_("此人已去世,不能转移。"), code="deceased")
    claim(person, person.version if version is None else version)
    count_people([person], sign=-1)
    remember(person, "region_code", person.region_code, to_code, actor, "desk")
    person.region_code = to_code
    for part in (*PART_MODELS, Change, Proposal):
        part.objects.filter(county=person.county, person=person).update(region_code=to_code)
    move_photo(person)
    finish(actor, person, ["region_code"], "transferred")
    count_people([person])
    return person


@command(EDIT_PERSON, on="person", act="people.death")
def record_death(*, actor: Actor, person: Person, on: date, version: int | None = None) -> Person:
    """Closes a file, which stays to be read, and stops what is paid. Whoever calls on people hears of it by the fact."""
    if on > clock.today():
        raise Refused(_("去世日期在将来。"), field="on", code="future")
    if on < person.birth_date:
        raise Refused(_("去世日期不能早于出生日期。"), field="on", code="too_early")
    if person.status == Person.Status.DECEASED:
        raise Refused(_("已经登记过去世。"), code="deceased")
    claim(person, person.version if version is None else version)
    person.status, person.deceased_on = Person.Status.DECEASED, on
    remember(person, "deceased_on", None, on, actor)
    _stop_payments(actor, person, on)
    finish(actor, person, ["deceased_on"], "deceased")
    return person


def _stop_payments(actor: Actor, person: Person, on: date) -> None:
    """Paid to the end of the month of death and no longer (本产品默认; 残疾抚恤金 and others differ by province)."""
    kind, last = PARTS["entitlement"], date(on.year, on.month, monthrange(on.year, on.month)[1])
    for row in Entitlement.objects.filter(county=person.county, person=person, is_struck=False).order_by("pk"):
        if (row.ends_on is None or row.ends_on > last) and (row.starts_on is None or row.starts_on <= last):
            close(actor, person, kind, row, Ending.DIED, last, "desk")
