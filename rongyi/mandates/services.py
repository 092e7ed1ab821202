"""Recording a power of attorney at the counter, and ending it. The paper decides; the account comes with the first
sign-in, and a revocation works at the next request."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.store import Received, keep
from rongyi.kernel.files.stored import StoredFile
from rongyi.mandates.kinds import MANDATE
from rongyi.mandates.models import Mandate
from rongyi.mandates.permissions import OWN_MANDATES, RECORD_MANDATE, VIEW_MANDATES
from rongyi.mandates.queries import GONE, own_mandate, scan_of
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.roles import Purpose
from rongyi.records.services import Draft, write_fact
from rongyi.registry.identity import age_on, read_mobile, read_name
from rongyi.registry.models import Person

OWNER = "mandates.mandate"
"""The owner that a stored scan names."""
LONGEST = timedelta(days=3 * 366)
"""Ours (本产品默认): a power of attorney that nobody has renewed for three years is asked for anew."""
GUARDED_UNTIL = 16
"""退役军人、其他优抚对象优待证管理办法: under sixteen the guardian applies."""
OF_AGE = 18
"""民法典 第十七条."""


@dataclass(frozen=True)
class MandateInput:
    """What stands on the paper, as a clerk takes it over."""

    kind: str
    name: str
    phone: str
    relation: str
    starts_on: date
    ends_on: date
    purposes: tuple[str, ...] = ()
    basis: str = ""
    said_by: str = ""
    said: str = ""


def phone_index(phone: str) -> bytes:
    return blind_index("mandate.phone", phone)


@command(RECORD_MANDATE, on="person", act="mandates.record")
def record_mandate(
    *, actor: Actor, person: Person, given: MandateInput, received: Received | None = None
) -> Mandate:  # fmt: skip
    """The clerk has seen both identity cards and heard the person; a scan of the paper may lie with it."""
    _check(person, given)
    phone = read_mobile(given.phone)
    made = Mandate(
        county=person.county, region_code=person.region_code, person=person, kind=given.kind, basis=given.basis,
        relation=given.relation, phone_index=phone_index(phone), starts_on=given.starts_on, ends_on=given.ends_on,
        may_view=Purpose.VIEW in given.purposes, may_apply=Purpose.APPLY in given.purposes,
        may_receive=Purpose.RECEIVE in given.purposes, said_by=given.said_by, recorded_at=clock.now(),
        recorded_by=actor.name[:50],
    )  # fmt: skip
    made.name, made.phone, made.said = read_name(given.name), phone, given.said.strip()[:200]
    if received:
        stored = keep(
            received, county=made.county, region_code=made.region_code, owner_kind=OWNER, owner_id=made.pk,
            actor_id=actor.user_id,
        )  # fmt: skip
        made.file_id = stored.pk
    _end_those_that_are_over(person, bytes(made.phone_index))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("这个手机号已经登记过,正在生效。要改委托事项,请先撤销原来的。"), field="phone", code="given_already"
        ) from error
    audit.note(purposes=sorted(made.purposes), mandate=str(made.pk))
    _note(actor, made, "recorded", given.said_by or Mandate.Way.COUNTER)
    return made


@command(RECORD_MANDATE, on="mandate", act="mandates.revoke")
def revoke_mandate(*, actor: Actor, mandate: Mandate, way: str) -> Mandate:
    """The person said so at the counter, at home or on the telephone; no reason is asked."""
    return _revoke(actor, mandate, way)


@command(OWN_MANDATES, act="mandates.own_revoke")
def revoke_own(*, actor: Actor, mandate: Mandate) -> Mandate:
    """security: the own file alone, told by the grant."""
    if actor.subject_id != mandate.person_id:
        own_mandate(Person(county=mandate.county, pk=actor.subject_id), mandate.pk)
    return _revoke(actor, mandate, Mandate.Way.ONLINE)


@command(VIEW_MANDATES, on="mandate", act="mandates.scan")
def open_scan(*, actor: Actor, mandate: Mandate) -> StoredFile:
    """Looking at the paper is an act, on record."""
    return scan_of(mandate)


def _check(person: Person, given: MandateInput) -> None:
    if person.status in GONE:
        raise Refused(_("此人已去世或档案已并入别处,不能登记委托。"), code="gone")
    if given.kind not in Mandate.Kind.values or given.relation not in Mandate.Relation.values:
        raise Refused(_("请选择种类和关系。"), field="kind", code="invalid")
    if given.ends_on < max(given.starts_on, clock.today()):
        raise Refused(_("结束日期已经过了,请检查。"), field="ends_on", code="over")
    age = age_on(person.birth_date, clock.today())
    (_check_guardian if given.kind == Mandate.Kind.GUARDIAN else _check_attorney)(person, given, age)


def _check_attorney(person: Person, given: MandateInput, age: int) -> None:
    if age < GUARDED_UNTIL:
        raise Refused(_("本人未满16周岁,由监护人办理,请选“法定监护”。"), field="kind", code="minor")
    if given.basis or not given.said_by or given.said_by == Mandate.Way.ONLINE:
        raise Refused(_("请填写本人是怎样表示的:当面、电话或视频。"), field="said_by", code="required")
    if not set(given.purposes) & {Purpose.VIEW, Purpose.APPLY, Purpose.RECEIVE}:
        raise Refused(_("请至少选一项委托事项。"), field="purposes", code="required")
    if given.ends_on - given.starts_on > LONGEST:
        raise Refused(_("一次最多委托三年,到期可以再办。"), field="ends_on", code="too_long")


def _check_guardian(person: Person, given: MandateInput, age: int) -> None:
    if given.basis not in Mandate.Basis.values:
        raise Refused(_("请选择监护的原因。"), field="basis", code="required")
    if given.basis == Mandate.Basis.MINOR and age >= OF_AGE:
        raise Refused(_("本人已满18周岁,不能按未成年登记监护。"), field="basis", code="of_age")
    birthday = date(person.birth_date.year + OF_AGE, person.birth_date.month, min(person.birth_date.day, 28))
    if given.basis == Mandate.Basis.MINOR and given.ends_on > birthday:
        raise Refused(
            _("未成年的监护到本人满18周岁为止,最晚填%(day)s。") % {"day": birthday.isoformat()}, field="ends_on",
            code="too_long",
        )  # fmt: skip


def _end_those_that_are_over(person: Person, index: bytes) -> None:
    """A mandate whose day has passed makes room for its successor."""
    over = Mandate.objects.filter(county=person.county, person=person, phone_index=index, revoked_at=None)
    over.filter(ends_on__lt=clock.today()).update(revoked_at=clock.now())


def _revoke(actor: Actor, mandate: Mandate, way: str) -> Mandate:
    if way not in Mandate.Way.values:
        raise Refused(_("没有这种方式。"), field="way", code="invalid")
    running = Mandate.objects.filter(county=mandate.county, pk=mandate.pk, revoked_at=None)
    if not running.update(revoked_at=clock.now(), revoked_way=way):
        raise Refused(_("已经撤销过了。"), code="revoked_already")
    mandate.refresh_from_db()
    audit.note(mandate=str(mandate.pk))
    _note(actor, mandate, "revoked", way)
    return mandate


def _note(actor: Actor, mandate: Mandate, act: str, way: str) -> None:
    data = {"act": act, "kind": mandate.kind}
    draft = Draft(
        MANDATE, mandate.region_code, clock.now(), people=[mandate.person_id], data=data, channel=way, source=mandate
    )
    write_fact(draft, actor=actor)
