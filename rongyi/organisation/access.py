"""The one place of scope: who may do what, where, and which classes of data they see.

`Actor.acting(permission)` narrows an actor to where that permission is granted; `visible_to(actor)` and commands use
the narrowed actor, so no view or query filters by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q

from rongyi.accounts.gates import PUBLIC, Permission, public_page
from rongyi.kernel import clock
from rongyi.kernel.county import SYSTEM_COUNTY, county_of
from rongyi.kernel.errors import Denied, NotFound
from rongyi.organisation.models import Grant, subtree
from rongyi.organisation.roles import INCOMPATIBLE, OWN_ROLES, SIGHT, Role

__all__ = [
    "NOBODY", "PERMISSIONS", "PUBLIC", "Actor", "Permission", "Powers", "Reach", "actor_of", "clash_of",
    "find_powers_by", "home_of", "page", "permission", "public_page", "require_reach", "system_actor",
]  # fmt: skip

PERMISSIONS: dict[str, Permission] = {}


def permission(name: str, label: str, *roles: str, lent_for: Iterable[str] = ()) -> Permission:
    """Declares a right and the roles that carry it. Names are unique in the whole house.

    `lent_for` names the purposes (`roles.Purpose`) for which a proxy or guardian may use it too.
    """
    if name in PERMISSIONS:
        raise ValueError(f"permission {name} is declared twice")
    PERMISSIONS[name] = Permission(name, label, frozenset(roles), frozenset(lent_for))
    return PERMISSIONS[name]


@dataclass(frozen=True)
class Reach:
    """A role and the region code under which it holds; an empty code is the whole deployment."""

    role: str
    code: str
    station: str = field(default="", compare=False)  # its name, for the head of the page
    purposes: frozenset[str] = frozenset()  # what a proxy may do in another's place

    def holds(self, perm: Permission) -> bool:
        if self.role == Role.PROXY:
            return bool(self.purposes & perm.lent_for)
        return self.role in perm.roles


@dataclass(frozen=True)
class Powers:
    """What somebody was given the power to do in another's place, as it holds today."""

    mandate_id: UUID
    person_id: UUID
    region_code: str
    purposes: frozenset[str]
    may_write: bool


_powers_of: list[Callable[[UUID, str], Powers | None]] = [lambda user_id, county: None]


def find_powers_by(powers: Callable[[UUID, str], Powers | None]) -> None:
    """Mandates are known further up; `powers(user_id, county)` is asked at each request: a revocation works at once."""
    _powers_of[0] = powers


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a user as what they are today."""

    user_id: UUID | None
    name: str
    reaches: tuple[Reach, ...] = ()
    subject_id: UUID | None = None
    may_write: bool = True
    mandate_id: UUID | None = None
    """Set where the actor stands in another's place: `subject_id` is then that other person."""

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(r.role for r in self.reaches)

    @property
    def role(self) -> str:
        return self.reaches[0].role if self.reaches else ""

    @property
    def home_code(self) -> str:
        """The region in which the actor works."""
        return self.reaches[0].code if self.reaches else ""

    @property
    def home_name(self) -> str:
        """The station at which the actor works."""
        return self.reaches[0].station if self.reaches else ""

    @property
    def home_county(self) -> str:
        return county_of(self.home_code) if self.home_code else SYSTEM_COUNTY

    def can(self, perm: Permission) -> bool:
        return any(r.holds(perm) for r in self.reaches)

    def acting(self, perm: Permission) -> "Actor":
        """The same person, reaching only where `perm` is granted. Raises Denied where it is granted nowhere."""
        reaches = tuple(r for r in self.reaches if r.holds(perm))
        if not reaches:
            raise Denied()
        return replace(self, reaches=reaches)

    def covers(self, region_code: str) -> bool:
        return any(region_code.startswith(r.code) for r in self.reaches if r.role not in OWN_ROLES)

    def where_regional(self) -> Q:
        """The condition on a regional row. security: no reach means no row, never every row."""
        allowed = Q(pk__in=[])
        for reach in self.reaches:
            if reach.role not in OWN_ROLES:
                allowed |= subtree("region_code", reach.code) if reach.code else Q()
        return allowed if not any(self._is_boundless(r) for r in self.reaches) else Q()

    def where_station(self) -> Q:
        """The condition on a station; a veteran reaches none, since the portal has a finder of its own."""
        staff = [reach for reach in self.reaches if reach.role not in OWN_ROLES]
        if any(not reach.code for reach in staff):
            return Q()
        allowed = Q(pk__in=[])
        for reach in staff:
            allowed |= subtree("region_id", reach.code)
        return allowed

    @staticmethod
    def _is_boundless(reach: Reach) -> bool:
        return not reach.code and reach.role not in OWN_ROLES

    def reads_whole(self, data_class: str) -> bool:
        return any(data_class in SIGHT[r.role].whole for r in self.reaches)

    def reads_masked(self, data_class: str) -> bool:
        return self.reads_whole(data_class) or any(data_class in SIGHT[r.role].masked for r in self.reaches)

    def writes(self, data_class: str) -> bool:
        return self.may_write and any(data_class in SIGHT[r.role].writes for r in self.reaches)


NOBODY = Actor(None, "")


def actor_of(user) -> Actor:
    """Builds the actor from the grants that hold today; a change works at the next request."""
    if user is None or not user.is_active:
        return NOBODY
    today = clock.today()
    held = Grant.objects.filter(user=user, starts_on__lte=today).exclude(ends_on__lt=today).order_by("id")
    grants = list(held.values_list("role", "region_id", "subject_id", "region__station__name"))
    place = next((code for role, code, _subject, _name in grants if role == Role.PROXY), None)
    if place is not None:
        return _in_anothers_place(user, county_of(place))
    return Actor(
        user_id=user.pk,
        name=user.display_name,
        reaches=tuple(Reach(role, code or "", name or "") for role, code, _subject, name in grants),
        subject_id=next((subject for _role, _code, subject, _name in grants if subject), None),
    )


def _in_anothers_place(user, county: str) -> Actor:
    """security: an account for another's matters is that and nothing beside it, and nothing once the power is over."""
    powers = _powers_of[0](user.pk, county)
    if powers is None:
        return NOBODY
    return Actor(
        user_id=user.pk, name=user.display_name, subject_id=powers.person_id, may_write=powers.may_write,
        reaches=(Reach(Role.PROXY, powers.region_code, purposes=powers.purposes),), mandate_id=powers.mandate_id,
    )  # fmt: skip


def home_of(user_id: UUID) -> tuple[str, str]:
    """(role, region code) under which somebody's sign-ins stand in the trail."""
    today = clock.today()
    grants = Grant.objects.filter(user_id=user_id, starts_on__lte=today).exclude(ends_on__lt=today).order_by("id")
    first = grants.values_list("role", "region_id").first()
    return (first[0], first[1] or "") if first else ("", "")


def system_actor(name: str, code: str, *roles: str) -> Actor:
    """A task that acts by itself, such as the loading of demo data; it is named in the trail."""
    return Actor(None, name, tuple(Reach(role, code) for role in roles or tuple(Role)))


def clash_of(roles: Iterable[str]) -> frozenset[str] | None:
    """Two duties among `roles` that one person does not hold at once."""
    held = set(roles)
    return next((pair for pair in INCOMPATIBLE if pair <= held), None)


def page(perm: Permission) -> Callable:
    """Says who may open a page. 403 when the right is missing; scope is left to the queries (404)."""

    def wrap(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.actor.user_id is None:
                door = settings.OWN_LOGIN_URL if perm.roles and perm.roles <= OWN_ROLES else None
                return redirect_to_login(request.get_full_path(), door)
            request.actor = request.actor.acting(perm)
            return view(request, *args, **kwargs)

        guarded.permission = perm
        return guarded

    return wrap


def require_reach(actor: Actor, region_codes: Iterable[str]) -> None:
    """Raises NotFound unless every code lies in the actor's reach."""
    if not all(actor.covers(code) for code in region_codes):
        raise NotFound()
