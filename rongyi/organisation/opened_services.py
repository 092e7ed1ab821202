"""How many different people's files one account opens in a day, counted here for pages, API and exports alike."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.accounts.models import User
from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.limits import limits
from rongyi.kernel.sweeps import delete_in_chunks, sweep
from rongyi.organisation.access import Actor, actor_of
from rongyi.organisation.commands import command
from rongyi.organisation.models import OpenedFile, RaisedLimit
from rongyi.organisation.permissions import RAISE_LIMIT
from rongyi.organisation.queries import places_of
from rongyi.organisation.roles import OWN_ROLES


class TooManyOpened(Refused):
    """Somebody has opened as many files today as the work of the role needs."""

    status = 429
    code = "daily_limit"


def count_opened(actor: Actor, people: Sequence[UUID]) -> None:
    """Counts files that are being opened, in the transaction of the act; refuses what goes beyond the day's limit."""
    if actor.user_id is None or actor.roles <= OWN_ROLES or not people:
        return
    most = usual_limit(actor)
    if _counted(actor, people, most):
        return
    raised = raised_limit(actor)
    if raised <= most or not _counted(actor, people, raised):
        most = max(most, raised)
        raise TooManyOpened(
            _(
                "您今天打开的不同人员档案已到每日限额(%(most)d 人),这一次没有打开。明天零点以后可以继续;"
                "今天确需多看的,请局领导在“查阅限额”里为您提高当天的限额。"
            )
            % {"most": most},
            most=most,
        )


def has_opened_today(actor: Actor, person_id: UUID) -> bool:
    """Whether a further picture or part of the same file needs no counting."""
    return actor.user_id is not None and _today(actor).filter(person_id=person_id).exists()


def usual_limit(actor: Actor) -> int:
    return limits().opened_a_day.of(actor.roles)


def raised_limit(actor: Actor) -> int:
    """What a leader has granted for today; 0 is nothing."""
    rows = RaisedLimit.objects.filter(county=actor.home_county, user_id=actor.user_id, day=clock.today())
    return rows.values_list("most", flat=True).first() or 0


def _counted(actor: Actor, people: Sequence[UUID], most: int) -> bool:
    if len(people) == 1:
        return _counted_one(actor, people[0], most)
    for _again in range(3):
        try:
            with transaction.atomic():
                return _counted_many(actor, people, most)
        except IntegrityError:
            continue  # the same account opened another file at the same moment
    return False


ONE_MORE = """
INSERT INTO organisation_openedfile (county, user_id, day, person_id, number)
SELECT %s, %s, %s, %s, opened.n + 1
FROM (SELECT COALESCE(MAX(number), 0) AS n FROM organisation_openedfile
      WHERE county = %s AND user_id = %s AND day = %s) AS opened
WHERE opened.n < %s
ON CONFLICT DO NOTHING
"""
"""One statement: the unique number makes two requests of one account that come at once count one after the other."""


def _counted_one(actor: Actor, person_id: UUID, most: int) -> bool:
    names = {"county": actor.home_county, "user_id": actor.user_id, "day": clock.today(), "person_id": person_id}
    county, user, day, person = (
        OpenedFile._meta.get_field(name).get_db_prep_value(value, connection) for name, value in names.items()
    )
    while True:
        with connection.cursor() as cursor:
            cursor.execute(ONE_MORE, [county, user, day, person, county, user, day, most])
            if cursor.rowcount == 1:
                return True
        today = _today(actor)
        if today.filter(person_id=person_id).exists():
            return True
        if last_number(today) >= most:
            return False


def _counted_many(actor: Actor, people: Sequence[UUID], most: int) -> bool:
    today = _today(actor)
    known = set(today.filter(person_id__in=people).values_list("person_id", flat=True))
    new, last = [one for one in dict.fromkeys(people) if one not in known], last_number(today)
    if last + len(new) > most and new:
        return False
    place = {"county": actor.home_county, "user_id": actor.user_id, "day": clock.today()}
    OpenedFile.objects.bulk_create(
        [OpenedFile(**place, person_id=one, number=last + n) for n, one in enumerate(new, 1)], batch_size=100
    )
    return True


def _today(actor: Actor):
    return OpenedFile.objects.filter(county=actor.home_county, user_id=actor.user_id, day=clock.today())


def last_number(rows) -> int:
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def raise_limit(*, actor: Actor, user: User, most: int, reason: str) -> None:
    """Lets somebody open more files, today only."""
    _raise_limit(actor=actor, places=places_of(user), user=user, most=most, reason=reason)


@command(RAISE_LIMIT, on="places", act="organisation.raise_limit")
def _raise_limit(*, actor, places, user, most, reason) -> None:
    if user.pk == actor.user_id:
        raise Refused(_("不能给自己提高限额,请另一位局领导来办。"), code="oneself")
    theirs, highest = actor_of(user), limits().opened_a_day.most_for_one_day
    audit.note(account=str(user.pk), most=most, reason=reason)
    if not usual_limit(theirs) < most <= highest:
        raise Refused(
            _("当天限额应大于平时的 %(usual)d 人,最多 %(highest)d 人。")
            % {"usual": usual_limit(theirs), "highest": highest},
            field="most",
        )
    if len(reason.strip()) < 4:
        raise Refused(_("请写明今天为什么要多看,至少四个字。"), field="reason")
    place = {"county": theirs.home_county, "user_id": user.pk, "day": clock.today()}
    given = {"most": most, "reason": reason.strip(), "granted_by": actor.user_id}
    if not RaisedLimit.objects.filter(**place).update(**given):
        RaisedLimit.objects.create(**place, **given)


@sweep("opened", gettext_lazy("打开档案的计数"))
def forget_opened() -> int:
    """The trail keeps who opened what; the count is needed for its day only."""
    before = clock.today() - timedelta(days=limits().keep_days.opened)
    old = (OpenedFile.objects.filter(day__lt=before), RaisedLimit.objects.filter(day__lt=before))
    return sum(delete_in_chunks(rows) for rows in old)
