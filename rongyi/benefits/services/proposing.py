"""Proposals from the files: whoever the file speaks for and is not paid yet, and whose grade is another now."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from rongyi.benefits.enums import Item, Standing
from rongyi.benefits.models import Entitlement
from rongyi.benefits.permissions import DECIDE_BENEFIT
from rongyi.benefits.policy import item_rules
from rongyi.benefits.services.checks import require_county
from rongyi.benefits.services.claims import Claim, claims_of
from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.sweeps import sweep
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.registry.models import Person

CHUNK = 500


@command(DECIDE_BENEFIT, on="region_code", act="benefits.scan")
def scan(*, actor: Actor, region_code: str) -> int:
    """Looks at every file of the county at once, as the nightly sweep does; how many proposals were made."""
    made = propose_for(require_county(region_code))
    audit.note(count=made)
    return made


@sweep("benefits", gettext_lazy("比对档案提出待遇"))
def scan_all() -> int:
    """Only counties that pay: one that has never decided over an entitlement is left alone."""
    with all_counties():
        counties = sorted(set(Entitlement.objects.exclude(decided_at=None).values_list("county", flat=True)))
    return sum(propose_for(county) for county in counties)


def propose_for(county: str) -> int:
    made = 0
    ids = list(
        Person.objects.filter(county=county, status=Person.Status.ACTIVE).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            made += propose_chunk(county, ids[start : start + CHUNK])
    return made


def propose_chunk(county: str, ids: list[UUID]) -> int:
    people = list(Person.objects.filter(county=county, pk__in=ids, status=Person.Status.ACTIVE))
    claims, codes = claims_of(county, people), {person.pk: person.region_code for person in people}
    known: dict[tuple[UUID, str], list[Entitlement]] = {}
    held = Entitlement.objects.filter(county=county, person_id__in=[claim.person_id for claim in claims])
    for one in held.order_by("pk"):
        known.setdefault((one.person_id, one.item), []).append(one)
    new = [
        _proposal(county, codes[claim.person_id], claim, former)
        for claim in claims
        if (former := _former(claim, known.get((claim.person_id, claim.item), []))) is not False
    ]
    Entitlement.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    return len(new)


def _former(claim: Claim, known: list[Entitlement]) -> Entitlement | bool | None:
    """False where nothing is to be proposed: it is paid, it waits, or just this was refused before."""
    same = [one for one in known if (one.key, one.units) == (claim.key, claim.units)]
    if any(one.state in (Standing.PROPOSED, Standing.ACTIVE, Standing.SUSPENDED, Standing.REFUSED) for one in same):
        return False
    if any(one.state == Standing.PROPOSED for one in known):
        return False
    return next((one for one in known if one.state in (Standing.ACTIVE, Standing.SUSPENDED)), None)


def _proposal(county: str, region_code: str, claim: Claim, former) -> Entitlement:
    made = Entitlement(
        county=county, region_code=region_code, person_id=claim.person_id, item=claim.item, units=claim.units,
        article=_article(claim.item), proposed_at=clock.now(), replaces=former,
    )  # fmt: skip
    made.key, made.reason = claim.key, claim.reason
    return made


def _article(item: str) -> str:
    rule = item_rules().get(item)
    return rule.article if rule else str(Item(item).label)
