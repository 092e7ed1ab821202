"""Consent and requests, recorded by a station or given by the person on the portal.

The person's own acts reach no station by scope: `own` proves that the file is the actor's own.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import NotFound, Refused, Stale
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.records.services import Draft, write_fact
from rongyi.registry.identity import age_on
from rongyi.registry.models import Person
from rongyi.rights.kinds import NOTICE, RIGHT
from rongyi.rights.models import Consent, Request, Way
from rongyi.rights.notices import notice_named
from rongyi.rights.permissions import HANDLE_RIGHTS, OWN_RIGHTS, RECORD_CONSENT

ANSWER_WITHIN_DAYS = 30
"""Ours (本产品默认): the law says «in time»; thirty days at most is what we promise."""
CHILD_UNTIL = 14
"""个人信息保护法 第三十一条: under fourteen the guardian agrees."""


@command(RECORD_CONSENT, on="person", act="rights.consent")
def record_consent(*, actor: Actor, person: Person, notice: str, way: str, guardian: str = "") -> Consent:
    """What somebody was told, or agreed to, at the counter, at home or on the telephone."""
    return _consent(actor, person, notice, way, guardian)


@command(RECORD_CONSENT, on="consent", act="rights.withdraw")
def withdraw_consent(*, actor: Actor, consent: Consent, way: str) -> Consent:
    return _withdraw(actor, consent, way)


@command(HANDLE_RIGHTS, on="person", act="rights.ask")
def ask(*, actor: Actor, person: Person, right: str, wish: str = "", way: str = Way.COUNTER) -> Request:
    return _ask(actor, person, right, wish, way)


@command(HANDLE_RIGHTS, on="request", act="rights.answer")
def answer(*, actor: Actor, request: Request, state: str, answer: str, version: int) -> Request:
    """Done, or refused with a reason; the person reads the answer on the own page."""
    text = (answer or "").strip()
    if state not in (Request.State.DONE, Request.State.REFUSED):
        raise Refused(_("请选择已办结或不予办理。"), field="state", code="invalid")
    if not text:
        raise Refused(_("请写明办理结果;不予办理的要写明理由。"), field="answer", code="required")
    now = clock.now()
    mine = Request.objects.filter(county=request.county, pk=request.pk, version=version, state=Request.State.OPEN)
    if not mine.update(version=F("version") + 1, state=state, answered_at=now, answered_by=actor.name[:50]):
        raise Stale()
    request.refresh_from_db()
    request.answer = text
    request.save(update_fields=["row_key", "answer"])
    days = (now.date() - request.asked_on).days
    _note_right(actor, request, state, Way.COUNTER, days=days)
    return request


@command(OWN_RIGHTS, act="rights.own_consent")
def give_own_consent(*, actor: Actor, person: Person, notice: str) -> Consent:
    return _consent(actor, own(actor, person), notice, Way.ONLINE, "")


@command(OWN_RIGHTS, act="rights.own_withdraw")
def withdraw_own_consent(*, actor: Actor, person: Person, notice: str) -> Consent:
    person = own(actor, person)
    held = Consent.objects.filter(county=person.county, person=person, notice=notice, withdrawn_on=None).first()
    if held is None:
        raise Refused(_("没有可收回的同意。"), field="notice", code="nothing_given")
    return _withdraw(actor, held, Way.ONLINE)


@command(OWN_RIGHTS, act="rights.own_ask")
def ask_own(*, actor: Actor, person: Person, right: str, wish: str = "") -> Request:
    return _ask(actor, own(actor, person), right, wish, Way.ONLINE)


def own(actor: Actor, person: Person) -> Person:
    """security: a veteran acts on the file that the grant names and on no other."""
    if actor.subject_id is None or actor.subject_id != person.pk:
        raise NotFound()
    return person


def own_person(actor: Actor) -> Person:
    """The file of who is signed in. security: by the grant alone, never by an address."""
    person = Person.objects.filter(county=actor.home_county, pk=actor.subject_id).first() if actor.subject_id else None
    if person is None:
        raise NotFound(_("还没有和您对应的档案。请到服务站,请工作人员帮您看看。"))
    return person


def _consent(actor: Actor, person: Person, name: str, way: str, guardian: str) -> Consent:
    notice = notice_named(name)
    if way not in Way.values:
        raise Refused(_("没有这种方式。"), field="way", code="invalid")
    guardian = (guardian or "").strip()
    today = clock.today()
    if notice.content.is_consent and age_on(person.birth_date, today) < CHILD_UNTIL and not guardian:
        raise Refused(_("未满14周岁,请填写同意的监护人姓名。"), field="guardian", code="required")
    running = Consent.objects.filter(county=person.county, person=person, notice=name, withdrawn_on=None)
    if running.filter(version=notice.version).exists():
        raise Refused(_("这一版已经登记过了。"), field="notice", code="given_already")
    running.update(withdrawn_on=today, withdrawn_way=way)  # a newer version takes the place of the older
    made = Consent(
        county=person.county, region_code=person.region_code, person=person, notice=name, version=notice.version,
        is_consent=notice.content.is_consent, given_on=today, way=way, recorded_at=clock.now(),
        recorded_by=actor.name[:50],
    )  # fmt: skip
    made.guardian = guardian[:50]
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:  # two clerks at once
        raise Refused(_("这一版已经登记过了。"), field="notice", code="given_already") from error
    _note_notice(actor, made, "given" if made.is_consent else "told", way)
    return made


def _withdraw(actor: Actor, consent: Consent, way: str) -> Consent:
    if not consent.is_consent:
        raise Refused(_("这是依法告知的事项,不是征求同意,不能收回;可以提出更正或删除请求。"), code="is_duty")
    running = Consent.objects.filter(county=consent.county, pk=consent.pk, withdrawn_on=None)
    if not running.update(withdrawn_on=clock.today(), withdrawn_way=way):
        raise Refused(_("已经收回过了。"), code="withdrawn_already")
    consent.refresh_from_db()
    _note_notice(actor, consent, "withdrawn", way)
    return consent


def _ask(actor: Actor, person: Person, right: str, wish: str, way: str) -> Request:
    if right not in Request.Right.values:
        raise Refused(_("没有这种请求。"), field="right", code="invalid")
    wish = (wish or "").strip()
    if right != Request.Right.COPY and not wish:
        raise Refused(_("请写明要改什么、删什么或想了解什么。"), field="wish", code="required")
    if len(wish) > 500:
        raise Refused(_("内容最多500个字。"), field="wish", code="too_long")
    now = clock.now()
    made = Request(
        county=person.county, region_code=person.region_code, person=person, right=right, way=way, asked_at=now,
        asked_on=now.date(), due_on=now.date() + timedelta(days=ANSWER_WITHIN_DAYS),
    )  # fmt: skip
    made.wish = wish
    made.save()
    _note_right(actor, made, "asked", way)
    return made


def _note_notice(actor: Actor, consent: Consent, act: str, way: str) -> None:
    audit.note(notice=consent.notice, version=consent.version)
    data = {"notice": consent.notice, "version": consent.version, "act": act}
    people = [consent.person_id]
    write_fact(
        Draft(NOTICE, consent.region_code, clock.now(), people=people, data=data, channel=way, source=consent),
        actor=actor,
    )


def _note_right(actor: Actor, request: Request, act: str, way: str, **more) -> None:
    audit.note(right=request.right, outcome=act)
    data = {"right": request.right, "act": act, **more}
    people = [request.person_id]
    write_fact(
        Draft(RIGHT, request.region_code, clock.now(), people=people, data=data, channel=way, source=request),
        actor=actor,
    )
