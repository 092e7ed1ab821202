"""Reading subscriptions and what was sent; each begins with the administrator's reach."""

from uuid import UUID

from django.db.models import Count, Q

from rongyi.api.hooks.models import Delivery, Hook
from rongyi.kernel.county import all_counties, county_of
from rongyi.kernel.errors import NotFound
from rongyi.organisation.access import Actor

LENGTHS = (0, 2, 4, 6, 9, 12)


def hooks_listed(actor: Actor, after: str | None, limit: int) -> list[Hook]:
    """The newest first, and one more if there is a next page. An administrator's reach knows no county."""
    rows = Hook.objects.visible_to(actor).order_by("-pk")
    with all_counties():
        return list((rows.filter(pk__lt=UUID(after)) if after else rows)[: limit + 1])


def get_hook(actor: Actor, hook_id: UUID) -> Hook:
    with all_counties():
        hook = Hook.objects.visible_to(actor).filter(pk=hook_id).first()
    if hook is None:
        raise NotFound()
    return hook


def deliveries_of(
    actor: Actor, hook: Hook, state: str = "", *, after: str | None = None, limit: int
) -> list[Delivery]:  # fmt: skip
    """The newest first, up to the limit."""
    rows = Delivery.objects.visible_to(actor).filter(hook_id=hook.pk).order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=UUID(after))
    with all_counties():
        return list(rows[:limit])


def counts_of(hooks: list[Hook]) -> dict[UUID, dict[str, int]]:
    """{hook: {"waiting": n, "given_up": n}} with one query for all of them."""
    of_state = {state: Count("pk", filter=Q(state=state)) for state in ("waiting", "given_up")}
    with all_counties():
        rows = Delivery.objects.filter(hook_id__in=[hook.pk for hook in hooks]).values("hook_id").annotate(**of_state)
        found = {row["hook_id"]: {state: row[state] for state in of_state} for row in rows}
    return {hook.pk: found.get(hook.pk, dict.fromkeys(of_state, 0)) for hook in hooks}


def hooks_above(region_code: str) -> list[Hook]:
    """Those who hear of what happens at a place: its own, those of the places above it, and those of the whole."""
    codes = sorted({region_code[:length] for length in LENGTHS})
    rows = Hook.objects.filter(county__in={county_of(code) for code in codes}, region_code__in=codes, ended_at=None)
    return list(rows.order_by("pk"))


def given_up_since(moment) -> int:
    """How much did not arrive, for whoever looks after the installation."""
    with all_counties():
        return Delivery.objects.filter(state=Delivery.State.GIVEN_UP, ended_at__gte=moment).count()
