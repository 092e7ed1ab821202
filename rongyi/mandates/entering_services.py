"""Who comes in by a telephone: the person whose file has it, and whoever was given the power to act for somebody.

A telephone alone opens nothing: numbers are passed on, and families share one. After the code the year of birth of the
person whose file it is decides, three tries, and only then does anybody go in.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from rongyi.accounts import codes, sign_in
from rongyi.accounts.models import User
from rongyi.kernel import audit, clock
from rongyi.kernel.crypto.masking import mask_name
from rongyi.mandates.models import Mandate
from rongyi.mandates.queries import ENTER, GONE
from rongyi.mandates.services import phone_index
from rongyi.organisation.models import Grant, Station, Tier
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.services.inputs import phone_index as file_phone_index

MOST_WAYS = 12


@dataclass(frozen=True)
class Way:
    """One way in: the own file, or another's by a mandate. Names are masked until somebody is in."""

    key: str
    person: Person
    mandate: Mandate | None = None

    @property
    def name(self) -> str:
        return mask_name(self.person.name)

    @property
    def proxy_name(self) -> str:
        return mask_name(self.mandate.name) if self.mandate else ""


def ways_of(phone: str) -> list[Way]:
    """Asked county by county, as the indexes are built; two statements whether or not anybody is there."""
    counties = list(Station.objects.filter(tier=Tier.COUNTY).values_list("pk", flat=True))
    people = Person.objects.filter(county__in=counties, phone_index=file_phone_index(phone)).exclude(status__in=GONE)
    ways = [Way(f"own-{person.pk.hex}", person) for person in people.order_by("birth_date", "id")[:MOST_WAYS]]
    today = clock.today()
    held = Mandate.objects.filter(county__in=counties, phone_index=phone_index(phone), revoked_at=None)
    online = Q(may_view=True) | Q(may_apply=True) | Q(kind=Mandate.Kind.GUARDIAN)  # to receive is done at the counter
    held = (
        held.filter(online, starts_on__lte=today, ends_on__gte=today).select_related("person").order_by("recorded_at")
    )
    ways += [Way(f"for-{one.pk.hex}", one.person, one) for one in held[:MOST_WAYS] if one.person.status not in GONE]
    return ways


def ask_for_code(request: HttpRequest, phone: str) -> UUID:
    """security: one way for known and unknown telephones; the caller learns nothing of which it was."""
    return codes.ask(request, phone, is_known=bool(ways_of(phone)))


def enter(request: HttpRequest, code_id: UUID, way: Way, born: int) -> bool:
    """Signs in, if the year is right and nobody has gone in by this code before. Each answer is on record."""
    if not codes.begin_check(code_id) or born != way.person.birth_date.year:
        with transaction.atomic():
            audit.append([_line(way, audit.Outcome.REFUSED, None)])
        return False
    with transaction.atomic():
        user = _account(way)
        if user is None or not codes.spend(code_id):
            return False
        sign_in.complete(request, user, factor=False)
        audit.append([_line(way, audit.Outcome.DONE, user)])
    request.session["door"] = "own"
    return True


def _line(way: Way, outcome: str, user: User | None) -> audit.Line:
    """On the person, so that the person reads on the own page who came in, and when."""
    detail = {"mandate": str(way.mandate.pk)} if way.mandate else {}
    return audit.Line(
        act=ENTER, outcome=outcome, actor_id=user.pk if user else None, county=way.person.county,
        role=Role.PROXY if way.mandate else Role.VETERAN, region_code=way.person.region_code,
        subject_kind="registry.person", subject_id=str(way.person.pk), detail=detail,
    )  # fmt: skip


def _account(way: Way) -> User | None:
    """The account of this person for this file, made at the first coming; None where it was closed."""
    if way.mandate:
        user = _made(way, f"{way.mandate.name}(代{way.person.name})", Role.PROXY)
        Mandate.objects.filter(county=way.mandate.county, pk=way.mandate.pk).update(user_id=user.pk)
        return user if user.is_active else None
    today = clock.today()
    grants = Grant.objects.filter(role=Role.VETERAN, subject_id=way.person.pk, starts_on__lte=today)
    grant = grants.exclude(ends_on__lt=today).select_related("user").order_by("id").first()
    if grant is None:
        user = _made(way, way.person.name, Role.VETERAN)
        return user if user.is_active else None
    if grant.region_id != way.person.region_code:  # the file has moved since
        Grant.objects.filter(pk=grant.pk).update(region_id=way.person.region_code)
    return grant.user if grant.user.is_active else None


def _made(way: Way, name: str, role: str) -> User:
    """No password is ever set: this account comes in by a code alone."""
    user, is_new = User.objects.get_or_create(
        username=way.key, defaults={"display_name": name[:50], "is_demo": way.person.is_demo, "password": "!code"}
    )
    if is_new:
        Grant.objects.create(
            user=user, role=role, region_id=way.person.region_code, subject_id=way.person.pk, starts_on=clock.today(),
            ends_on=way.mandate.ends_on if way.mandate else None,
        )  # fmt: skip
    return user
