"""What the auditor and the administrator see first: the latest acts, how the chains stand, accounts that wait."""

from datetime import datetime

from django.db.models import Count, Q

from rongyi.accounts.models import Invitation, User
from rongyi.kernel.audit import AuditEntry, AuditHead, Outcome
from rongyi.kernel.county import all_counties, county_of
from rongyi.organisation.access import Actor
from rongyi.organisation.roles import Role
from rongyi.organisation.trail_words import act_choices

MOST = 15


def _counties(actor: Actor) -> set[str]:
    return {county_of(reach.code) for reach in actor.reaches}


def latest(actor: Actor) -> list[dict]:
    """The last acts in the actor's counties, in words."""
    with all_counties():
        entries = list(AuditEntry.objects.filter(county__in=_counties(actor)).order_by("-at", "-seq")[:MOST])
    acts = dict(act_choices())
    names = dict(User.objects.filter(pk__in={e.actor_id for e in entries}).values_list("pk", "display_name"))
    return [
        {
            "at": e.at,
            "act": acts.get(e.act, e.act),
            "who": names.get(e.actor_id, ""),
            "role": dict(Role.choices).get(e.role, e.role),
            "outcome": e.get_outcome_display(),
            "is_done": e.outcome == Outcome.DONE,
        }
        for e in entries
    ]


def chains(actor: Actor) -> list[dict]:
    """The head of each chain against its last entry: a cut tail shows at once, the rest is for the full walk."""
    found = []
    with all_counties():
        for head in AuditHead.objects.filter(county__in=_counties(actor)).order_by("county"):
            last = AuditEntry.objects.filter(county=head.county).order_by("-seq").first()
            is_whole = last is not None and (last.seq, bytes(last.hash)) == (head.seq, bytes(head.hash))
            found.append(
                {"county": head.county, "seq": head.seq, "is_whole": is_whole, "at": last.at if last else None}
            )
    return found


def accounts(now: datetime) -> dict[str, int]:
    """How many accounts there are, and how many wait for their owner."""
    users = User.objects.aggregate(
        active=Count("pk", filter=Q(is_active=True)),
        never=Count("pk", filter=Q(is_active=True, last_login=None)),
        second=Count("pk", filter=Q(is_active=True, totp_since__isnull=False)),
    )
    return {**users, "invited": Invitation.objects.filter(used_at=None, expires_at__gt=now).count()}
