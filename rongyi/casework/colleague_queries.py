"""Who sits at the same post, for handing over."""

from rongyi.accounts.models import User
from rongyi.casework.enums import ROLES_OF
from rongyi.kernel import clock
from rongyi.organisation.models import Grant


def colleagues(post: str, at_code: str) -> list[tuple[str, str]]:
    """[(user id, name)] of those whose grant holds today, by name."""
    today = clock.today()
    held = Grant.objects.filter(role__in=ROLES_OF[post], region_id=at_code, starts_on__lte=today)
    users = held.exclude(ends_on__lt=today).values_list("user_id", flat=True)
    found = User.objects.filter(pk__in=users, is_active=True).order_by("display_name", "pk")
    return [(str(user.pk), user.display_name) for user in found]
