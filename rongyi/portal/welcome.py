"""How a first page greets whoever opens it."""

from django.utils.translation import gettext as _

from rongyi.kernel import clock


def greeting(name: str) -> str:
    """By the time of day where the stations are."""
    hour = clock.now().astimezone(clock.SHANGHAI).hour
    if 5 <= hour < 11:
        return _("%(name)s,早上好") % {"name": name}
    if 11 <= hour < 13:
        return _("%(name)s,中午好") % {"name": name}
    if 13 <= hour < 18:
        return _("%(name)s,下午好") % {"name": name}
    return _("%(name)s,晚上好") % {"name": name}
