"""What the page for opening a campaign offers."""

from rongyi.confirmations.policy import ConfirmationPolicy
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.organisation.access import Actor
from rongyi.organisation.models import SUBTREE_END, Station


def places_below(actor: Actor, *, villages: bool = False) -> list[tuple[str, str]]:
    """The county and its towns; with their villages where slips are printed."""
    tiers = ("county", "town", "village") if villages else ("county", "town")
    choices: dict[str, str] = {}
    for code in dict.fromkeys(reach.code for reach in actor.reaches):
        rows = Station.objects.filter(pk__gte=code, pk__lt=code + SUBTREE_END, tier__in=tiers)
        choices |= dict(rows.order_by("pk").values_list("pk", "name"))
    return list(choices.items())


def initial_of(rules: ConfirmationPolicy, name: str) -> dict:
    """The form as the rule file has it."""
    today = clock.today()
    return {
        "definition": name, "id": uuid7(), "title": f"{today.year}年{rules.title.zh}", "first_on": today,
        "last_on": today.replace(month=12, day=31), "groups": [group.name for group in rules.groups],
        "methods": list(rules.methods), "remind_every": rules.reminders.every_days,
        "attempts": rules.follow_up.attempts, "days_between": rules.follow_up.days_between,
        "only_after_window": rules.follow_up.only_after_window, "notice": rules.notice.zh, "letter": rules.letter.zh,
    }  # fmt: skip
