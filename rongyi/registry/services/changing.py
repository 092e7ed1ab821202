"""Changing files: every field that changes leaves its former value, every change leaves a fact."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.errors import Denied, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.fields import EDITABLE, data_class_of, may_write
from rongyi.registry.identity import read_id_number, read_name, read_phone
from rongyi.registry.kinds import COLLECTED
from rongyi.registry.models import Category, Change, Person, PersonCategory, PersonTag, Relative, ServicePeriod, Tag
from rongyi.registry.permissions import EDIT_PERSON, TRANSFER_PERSON
from rongyi.registry.services.inputs import check_period, id_index, phone_index, read_codes, read_text, sort_name
from rongyi.registry.services.opening import count_people, known_elsewhere, known_number, require_station
from rongyi.registry.tokens import refresh_tokens

CHANGEABLE = (*EDITABLE, "id_number")
SEARCHED = {"name", "id_number", "phone"}


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
    _claim(person, version)
    changed = [name for name, value in changes.items() if _set(person, name, value, actor, source)]
    changed += [key for key, wanted in codes.items() if _set_codes(person, key, wanted, actor, source)]
    _finish(actor, person, changed)
    return person


def _claim(person: Person, version: int) -> None:
    """Takes the version, so that two who read the same file cannot both write it; a row lock would do nothing here."""
    mine = Person.objects.filter(county=person.county, pk=person.pk, version=version)
    if not mine.update(version=F("version") + 1):
        raise Stale()
    person.version = version + 1


def _set(person: Person, name: str, value, actor: Actor, source: str) -> bool:
    if not may_write(actor, name):
        raise Denied()
    read = {"name": read_name, "phone": read_phone}.get(name)
    if name == "id_number":
        return _set_number(person, value, actor, source)
    value = read(value) if read else read_text(name, value)
    before = getattr(person, name)
    if value == before:
        return False
    _remember(person, name, before, value, actor, source)
    setattr(person, name, value)
    if name == "name":
        person.sort_name = sort_name(value)
    if name == "phone":
        person.phone_index = phone_index(value)
    return True


def _set_number(person: Person, value: str, actor: Actor, source: str) -> bool:
    identity = read_id_number(value)
    if identity.number == person.id_number:
        return False
    index = id_index(identity.number)
    other = known_elsewhere([index]).get(index)
    if other is not None:
        raise _known_of_another(actor, other)
    if person.deceased_on and person.deceased_on < identity.birth_date:
        raise Refused(_("按这个号码,出生日期晚于登记的去世日期。"), field="id_number", code="born_after_death")
    _remember(person, "id_number", person.id_number, identity.number, actor, source)
    person.id_number, person.id_index = identity.number, index
    person.id_masked = mask_id_number(identity.number)
    person.birth_date, person.sex = identity.birth_date, identity.sex
    return True


def _known_of_another(actor: Actor, other: Person) -> Refused:
    """security: whose number it is, and where, is told inside the asker's scope only."""
    if actor.covers(other.region_code):
        return known_number(other)
    return Refused(_("这个号码需要上级核对后才能改。请报告上级服务站。"), field="id_number", code="held")


def _remember(person: Person, name: str, before: str, after: str, actor: Actor, source: str) -> None:
    change = Change(
        county=person.county, region_code=person.region_code, person=person, field=name,
        data_class=data_class_of(name) if name in CHANGEABLE else "S3", at=clock.now(), actor_id=actor.user_id,
        actor_name=actor.name[:50], source=source,
    )  # fmt: skip
    change.before, change.after = str(before)[:500], str(after)[:500]
    change.save()


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
    _remember(person, key, "、".join(held), "、".join(wanted), actor, source)
    return True


def _finish(actor: Actor, person: Person, changed: list[str], change: str = "changed") -> None:
    """Saves the file, brings completeness and search in step and leaves the fact."""
    audit.note(fields=changed)
    if not changed and change == "changed":
        return
    codes = list(
        PersonCategory.objects.filter(county=person.county, person=person, ends_on=None).values_list("code", flat=True)
    )
    person.completeness = percent(groups_now(person, codes))
    person.updated_at = clock.now()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise Refused(_("这个号码需要上级核对后才能改。请报告上级服务站。"), field="id_number", code="held") from error
    if SEARCHED & set(changed) or change == "transferred":
        refresh_tokens(person)
    data = {
        "change": change, "categories": codes, "fields": "、".join(_label(name) for name in changed),
        "completeness": person.completeness,
    }  # fmt: skip
    write_fact(
        Draft(COLLECTED, person.region_code, clock.now(), people=[person.pk], data=data, channel="counter",
              source=person),
        actor=actor,
    )  # fmt: skip


def _label(name: str) -> str:
    extra = {
        "categories": _("人员类别"), "tags": _("标识"), "service": _("服役经历"), "relatives": _("亲属"),
        "region_code": _("服务站"), "deceased_on": _("去世日期"),
    }  # fmt: skip
    return str(extra.get(name) or Person._meta.get_field(name).verbose_name)


def groups_now(person: Person, codes: list[str]) -> dict[str, bool]:
    where = {"county": person.county, "person": person}
    return groups_of(
        person,
        categories=codes,
        has_service=ServicePeriod.objects.filter(**where).exists(),
        has_relative=Relative.objects.filter(**where).exists(),
    )


@command(EDIT_PERSON, on="person", act="people.add_service")
def add_service(*, actor: Actor, person: Person, version: int, **given) -> ServicePeriod:
    """Adds a period of service; names of units are not asked for."""
    check_period(given["enlisted_on"], given.get("discharged_on"), person.birth_date)
    _claim(person, version)
    number = given.pop("discharge_number", "")
    period = ServicePeriod(county=person.county, region_code=person.region_code, person=person, **given)
    period.discharge_number = number
    period.full_clean(
        exclude=["person", "id"], validate_unique=False
    )  # the key is new, and a look without county is refused
    period.save()
    _finish(actor, person, ["service"])
    return period


@command(EDIT_PERSON, on="person", act="people.add_relative")
def add_relative(
    *, actor: Actor, person: Person, version: int, relation: str, name: str, phone: str = "",
    in_household: bool = True, is_guardian: bool = False,
) -> Relative:  # fmt: skip
    """Adds somebody of the household or a kinsman."""
    _claim(person, version)
    relative = Relative(
        county=person.county, region_code=person.region_code, person=person, relation=relation,
        in_household=in_household, is_guardian=is_guardian,
    )  # fmt: skip
    relative.name, relative.phone = read_name(name, field="relative_name"), read_phone(phone, field="relative_phone")
    relative.full_clean(exclude=["person", "id"], validate_unique=False)
    relative.save()
    _finish(actor, person, ["relatives"])
    return relative


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
    _claim(person, person.version if version is None else version)
    count_people([person], sign=-1)
    _remember(person, "region_code", person.region_code, to_code, actor, "desk")
    person.region_code = to_code
    for part in (PersonCategory, PersonTag, ServicePeriod, Relative, Change):
        part.objects.filter(county=person.county, person=person).update(region_code=to_code)
    _finish(actor, person, ["region_code"], "transferred")
    count_people([person])
    return person


@command(EDIT_PERSON, on="person", act="people.death")
def record_death(*, actor: Actor, person: Person, on: date, version: int | None = None) -> Person:
    """Closes a file; it stays to be read."""
    if on > clock.today():
        raise Refused(_("去世日期在将来。"), field="on", code="future")
    if on < person.birth_date:
        raise Refused(_("去世日期不能早于出生日期。"), field="on", code="too_early")
    if person.status == Person.Status.DECEASED:
        raise Refused(_("已经登记过去世。"), code="deceased")
    _claim(person, person.version if version is None else version)
    person.status, person.deceased_on = Person.Status.DECEASED, on
    _finish(actor, person, ["deceased_on"], "deceased")
    return person
