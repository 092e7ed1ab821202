"""How many files each account in reach opened today, beside what it may open."""

from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef

from rongyi.accounts.models import User
from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.limits import limits
from rongyi.organisation.access import Actor
from rongyi.organisation.models import Grant, OpenedFile, RaisedLimit
from rongyi.organisation.queries import PAGE, accounts_visible
from rongyi.organisation.roles import SERVICE_STAFF, Role


@dataclass(frozen=True)
class Opened:
    account: User
    roles: list[str]
    count: int
    most: int
    raised: bool

    @property
    def is_full(self) -> bool:
        return self.count >= self.most


def opened_today(actor: Actor, *, after: str = "") -> list[Opened]:
    """Accounts of the service, a page and one more."""
    serving = Exists(Grant.objects.filter(user=OuterRef("pk"), role__in=SERVICE_STAFF))
    users = accounts_visible(actor).filter(serving, is_active=True, username__gt=after).prefetch_related("grants")
    page = list(users.order_by("username")[: PAGE + 1])
    of_today = {"day": clock.today(), "user_id__in": [user.pk for user in page]}
    with all_counties():
        counts = OpenedFile.objects.filter(**of_today).order_by().values_list("user_id").annotate(n=Max("number"))
        counted = dict(counts)
        raised = dict(RaisedLimit.objects.filter(**of_today).values_list("user_id", "most"))
    return [_row(user, counted.get(user.pk, 0), raised.get(user.pk, 0)) for user in page]


def _row(user: User, count: int, raised: int) -> Opened:
    today = clock.today()
    held = [g.role for g in user.grants.all() if g.starts_on <= today and not (g.ends_on and g.ends_on < today)]
    usual = limits().opened_a_day.of(frozenset(held))
    return Opened(user, [str(Role(role).label) for role in held], count, max(usual, raised), raised > usual)
