"""What somebody types of a person, and what a file takes from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin

from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.registry.completeness import groups_of, percent
from rongyi.registry.identity import read_id_number, read_name, read_phone
from rongyi.registry.models import Category, Person, PersonCategory, PersonTag, ServicePeriod, Tag

ID_INDEX, PHONE_INDEX = "person.id_number", "person.phone"
TEXTS = {"other_contact": 80, "address": 120, "registered_at": 120, "ethnicity": 20, "education": 20, "marital": 10}


@dataclass
class PersonInput:
    """A person as typed; sex and birth date come from the number. `service`: (enlisted, discharged, branch, rank)."""

    name: str
    id_number: str
    region_code: str
    phone: str = ""
    categories: Sequence[str] = ()
    tags: Sequence[str] = ()
    address: str = ""
    registered_at: str = ""
    other_contact: str = ""
    ethnicity: str = ""
    education: str = ""
    marital: str = ""
    service: Sequence[tuple] = ()
    id: UUID | None = None
    is_demo: bool = False


@dataclass
class Prepared:
    """A file that is ready to be written, with its parts."""

    person: Person
    categories: list[PersonCategory] = field(default_factory=list)
    tags: list[PersonTag] = field(default_factory=list)
    periods: list[ServicePeriod] = field(default_factory=list)


def sort_name(name: str) -> str:
    return "".join(lazy_pinyin(name)).lower()[:120]


def id_index(number: str) -> bytes:
    return blind_index(ID_INDEX, number)


def phone_index(phone: str) -> bytes | None:
    return blind_index(PHONE_INDEX, phone) if phone else None


def read_text(name: str, text: str) -> str:
    text = (text or "").strip()
    if len(text) > TEXTS[name]:
        raise Refused(
            _("“%(label)s”最多%(most)d个字,现在有%(now)d个。")
            % {"label": Person._meta.get_field(name).verbose_name, "most": TEXTS[name], "now": len(text)},
            field=name,
            code="too_long",
        )
    return text


def read_codes(codes: Sequence[str], choices, *, field: str) -> list[str]:
    known = dict(choices.choices)
    for code in codes:
        if code not in known:
            names = "、".join(f"{key}({label})" for key, label in known.items())
            raise Refused(
                _("没有“%(code)s”这一类。可选:%(names)s。") % {"code": code, "names": names},
                field=field,
                code="invalid",
            )
    return list(dict.fromkeys(codes))


def prepare(given: PersonInput) -> Prepared:
    """Checks each field and builds the rows, all in memory; raises Refused with the field that is wrong."""
    identity = read_id_number(given.id_number)
    phone = read_phone(given.phone)
    now = clock.now()
    county, code = county_of(given.region_code), given.region_code
    person = Person(
        id=given.id or uuid7(), county=county, region_code=code, name=read_name(given.name), sex=identity.sex,
        birth_date=identity.birth_date, id_index=id_index(identity.number),
        id_masked=mask_id_number(identity.number), phone_index=phone_index(phone), is_demo=given.is_demo,
        created_at=now, updated_at=now,
    )  # fmt: skip
    person.sort_name = sort_name(person.name)
    person.id_number, person.phone = identity.number, phone
    for name in TEXTS:
        setattr(person, name, read_text(name, getattr(given, name)))
    whose = {"county": county, "region_code": code, "person": person}
    prepared = Prepared(
        person,
        [PersonCategory(code=c, **whose) for c in read_codes(given.categories, Category, field="categories")],
        [PersonTag(code=c, **whose) for c in read_codes(given.tags, Tag, field="tags")],
        [_period(part, identity.birth_date, whose) for part in given.service],
    )
    groups = groups_of(
        person, categories=[c.code for c in prepared.categories], has_service=bool(prepared.periods), has_relative=False
    )
    person.completeness = percent(groups)
    return prepared


def _period(part: tuple, birth: date, whose: dict) -> ServicePeriod:
    enlisted, discharged, branch, rank = (*part, None, "", "")[:4] if len(part) < 4 else part[:4]
    check_period(enlisted, discharged, birth)
    return ServicePeriod(enlisted_on=enlisted, discharged_on=discharged, branch=branch or "", rank=rank or "", **whose)


def check_period(enlisted: date, discharged: date | None, birth: date) -> None:
    if enlisted > clock.today() or (discharged and discharged > clock.today()):
        raise Refused(_("入伍或退役日期在将来。"), field="service", code="future")
    if discharged and discharged <= enlisted:
        raise Refused(_("退役日期应晚于入伍日期。"), field="service", code="period")
    if enlisted.year - birth.year < 12:
        raise Refused(_("入伍时还不满12岁,请核对入伍日期和公民身份号码。"), field="service", code="period")
