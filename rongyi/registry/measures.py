"""What the files add to the picture of the network: how much of them is still empty."""

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from rongyi.organisation.access import Actor
from rongyi.organisation.measures import Counts, Measure, measure
from rongyi.registry.models import Person
from rongyi.registry.permissions import VIEW_PEOPLE

WHOLE = 100


def empty(actor: Actor) -> Counts:
    rows = Person.objects.visible_to(actor).values("region_code").order_by("region_code")
    rows = rows.annotate(n=Count("pk"), filled=Sum("completeness"))
    return {row["region_code"]: (row["n"] * WHOLE - row["filled"], row["n"] * WHOLE) for row in rows}


EMPTY = measure(Measure("empty", _("档案缺项"), _("档案还缺 %(percent)d%%"), VIEW_PEOPLE, empty, (0.1, 0.15, 0.25)))
