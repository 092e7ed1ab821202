"""Opinions come in without an account, so they are limited by address and for all; the address itself is not kept."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.county import all_counties, county_of
from rongyi.kernel.crypto.blind import blind_index
from rongyi.kernel.errors import Refused, Stale
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.commands import command
from rongyi.portal.models import Feedback
from rongyi.portal.permissions import ANSWER_FEEDBACK, SEND_FEEDBACK
from rongyi.portal.queries import station_called

WINDOW = timedelta(hours=1)
MOST_BY_ADDRESS = 5
MOST_BY_ALL = 300
NUMBER = re.compile(r"YJ\d{6}-[2-9A-HJ-NP-Z]{6}")
COUNTY_DIGITS = 6
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing that sounds or looks like another sign: people read the number out on the telephone."""


class TooMany(Refused):
    status = 429
    code = "too_many"

    def __init__(self, retry_at: datetime):
        super().__init__(_("这个网络上刚才提交的意见太多,请稍后再提交。"))
        self.retry_at = retry_at


def public_actor() -> Actor:
    """Somebody at the portal without an account."""
    return system_actor(_("门户访客"), "", "veteran")


@dataclass(frozen=True)
class Opinion:
    """What somebody says, about which station if any, and in which county."""

    topic: str
    text: str
    contact: str = ""
    about_code: str = ""
    county_code: str = ""


@command(SEND_FEEDBACK, act="portal.feedback.send")
def send_feedback(*, actor: Actor, given: Opinion, address: str) -> Feedback:
    """Keeps an opinion and routes it; a complaint never goes to the station that it is about."""
    now = clock.now()
    origin = blind_index("portal.feedback.origin", f"{address} {now.date()}")
    _refuse_a_flood(origin, now)
    if given.topic not in Feedback.Topic.values or not given.text.strip():
        raise Refused(_("请写下您想说的话,一句也可以。"), field="text", code="required")
    reader_code = reader_of(given)
    return Feedback.objects.create(
        county=county_of(reader_code), region_code=reader_code, number=_number(now), topic=given.topic,
        about_code=given.about_code, text=given.text.strip(), contact=given.contact.strip(), origin=origin,
        created_at=now,
    )  # fmt: skip


def ask_to_be_called(*, name: str, phone: str, village: str, place: str, address: str) -> Feedback:
    """Goes to the station of the village, if the name is of one alone in that county, or to the county's centre."""
    county = place if len(place) <= COUNTY_DIGITS else ""
    text = _("%(name)s,住%(village)s,请给他回电话。") % {"name": name, "village": village}
    about = station_called(village, county) if county else place
    given = Opinion(Feedback.Topic.CALL_BACK, text, phone, about_code=about, county_code=county)
    return send_feedback(actor=public_actor(), given=given, address=address)


@command(ANSWER_FEEDBACK, on="feedback", act="portal.feedback.answer")
def answer_feedback(*, actor: Actor, feedback: Feedback, answer: str, version: int) -> Feedback:
    mine = Feedback.objects.filter(county=feedback.county, pk=feedback.pk, version=version)
    if not mine.update(version=F("version") + 1):
        raise Stale()
    feedback.refresh_from_db()
    feedback.answer, feedback.state = answer.strip(), Feedback.State.ANSWERED
    feedback.answered_by, feedback.answered_at = actor.name[:50], clock.now()
    feedback.save(update_fields=["row_key", "answer", "state", "answered_by", "answered_at"])
    return feedback


def _refuse_a_flood(origin: bytes, now: datetime) -> None:
    with all_counties():
        recent = Feedback.objects.filter(created_at__gt=now - WINDOW)
        mine = recent.filter(origin=origin).order_by("created_at").values_list("created_at", flat=True)
        times = list(mine[:MOST_BY_ADDRESS])
        if len(times) >= MOST_BY_ADDRESS:
            raise TooMany(times[0] + WINDOW)
        if recent.count() >= MOST_BY_ALL:
            raise TooMany(now + WINDOW)


def reader_of(given: Opinion) -> str:
    """A complaint goes past the station to the county's centre, and past the centre to the prefecture."""
    if given.topic == Feedback.Topic.SYSTEM:
        return ""
    if given.topic == Feedback.Topic.COMPLAINT and given.about_code:
        return given.about_code[:6] if len(given.about_code) > 6 else given.about_code[:4]
    return given.about_code or given.county_code


def _number(now: datetime) -> str:
    tail = "".join(secrets.choice(LETTERS) for _place in range(6))
    return f"YJ{now:%y%m%d}-{tail}"
