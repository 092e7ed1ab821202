"""Who is due, reckoned from the files: at the opening of a campaign, with each change of a file, and by the sweep."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils.translation import gettext_lazy

from rongyi.confirmations.enums import BY_ITSELF, End, State
from rongyi.confirmations.models import Attempt, Campaign, Duty, Hold
from rongyi.confirmations.states import Act, sources
from rongyi.kernel import clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.sweeps import sweep as daily_sweep
from rongyi.records.models import Fact, FactPerson
from rongyi.records.signals import facts_changed
from rongyi.registry.models import Person, PersonCategory, PersonTag

COLLECTED = "collection"
"""The kind that each change of a file leaves: marks, station and death decide who is due."""
CHUNK = 500
ENDS = {Person.Status.DECEASED: End.DEATH, Person.Status.MOVED: End.MOVED}


@receiver(facts_changed, dispatch_uid="confirmations.keeping")
def keep_in_step(sender, facts: list[Fact], undone: list[Fact], **kwargs) -> None:
    touched: dict[str, list[UUID]] = {}
    for fact in (*facts, *undone):
        if fact.kind == COLLECTED:
            touched.setdefault(fact.county, []).append(fact.pk)
    for county, fact_ids in touched.items():
        campaigns = running(county)
        for ids in _chunks(fact_ids) if campaigns else ():
            links = FactPerson.objects.filter(county=county, fact_id__in=ids)
            refresh(county, set(links.values_list("person_id", flat=True)), campaigns)


def running(county: str) -> list[Campaign]:
    alive = Campaign.objects.filter(county=county).exclude(state=Campaign.State.CLOSED)
    return list(alive.order_by("pk"))


def sweep(county: str) -> dict[str, int]:
    """The net under the signals: looks at every file of a county and mends what is not in step."""
    changed = {"opened": 0, "moved": 0, "ended": 0, "revived": 0}
    for campaign in running(county):
        people = Person.objects.filter(county=county).order_by("pk").values_list("pk", flat=True)
        for ids in _chunks(list(people)):
            with transaction.atomic():
                for key, count in refresh_campaign(campaign, ids).items():
                    changed[key] += count
    return changed


@daily_sweep("confirmations", gettext_lazy("核对年度确认名单"))
def sweep_all() -> int:
    """Every county that has a campaign under way, once a night."""
    with all_counties():
        alive = Campaign.objects.exclude(state=Campaign.State.CLOSED)
        counties = sorted(set(alive.values_list("county", flat=True)))
    return sum(sum(sweep(county).values()) for county in counties)


def refresh(county: str, person_ids: Iterable[UUID], campaigns: list[Campaign] | None = None) -> None:
    """Brings some people into step in every campaign that is under way."""
    ids = sorted(person_ids)
    for campaign in running(county) if campaigns is None else campaigns:
        for chunk in _chunks(ids):
            refresh_campaign(campaign, chunk)


def refresh_campaign(campaign: Campaign, ids: list[UUID]) -> dict[str, int]:
    """A constant number of statements for a chunk of people, however many of them changed."""
    county = campaign.county
    rows = Person.objects.filter(county=county, pk__in=ids).order_by("pk")
    people = list(rows.only("county", "region_code", "status", "merged_into_id"))
    held = groups_of(campaign, ids)
    duties = {duty.person_id: duty for duty in Duty.objects.filter(county=county, campaign=campaign, person_id__in=ids)}
    new, moved, revived = [], [], []
    ended: dict[str, list[UUID]] = {}
    for person in people:
        duty, group, reason = duties.get(person.pk), held.get(person.pk, ""), _why_not(campaign, person, held)
        if duty is None:
            new += [] if reason else [_duty(campaign, person, group)]
            continue
        if duty.region_code != person.region_code or (group and duty.group != group):
            duty.region_code, duty.group = person.region_code, group or duty.group
            moved.append(duty)
        if reason and duty.state != State.ENDED:
            ended.setdefault(reason, []).append(duty.pk)
        elif not reason and duty.end_reason in BY_ITSELF:
            revived.append(duty)
    Duty.objects.bulk_create(new, batch_size=200, ignore_conflicts=True)
    _move(county, moved)
    for reason, pks in ended.items():
        _end(county, pks, reason)
    _take_over(campaign, {person.pk: person.merged_into_id for person in people if person.merged_into_id})
    _revive(county, [duty.pk for duty in revived])
    _give_back(campaign, [duty.pk for duty in revived if duty.end_reason == End.MERGED])
    return {
        "opened": len(new), "moved": len(moved), "ended": sum(len(pks) for pks in ended.values()), "revived": len(revived),
    }  # fmt: skip


def _why_not(campaign: Campaign, person: Person, held: dict[UUID, str]) -> str:
    """Why somebody is not to be confirmed in this campaign; an empty word where they are."""
    if person.status != Person.Status.ACTIVE:
        return ENDS.get(Person.Status(person.status), End.MERGED)
    if not person.region_code.startswith(campaign.region_code):
        return End.MOVED
    return "" if person.pk in held else End.NOT_ELIGIBLE


def groups_of(campaign: Campaign, ids: list[UUID]) -> dict[UUID, str]:
    """{person: the first group of the campaign that fits}, from the marks that hold today."""
    tags, categories = _marks(PersonTag, campaign.county, ids), _marks(PersonCategory, campaign.county, ids)
    found: dict[UUID, str] = {}
    for group in campaign.settings["groups"]:
        wanted_tags, wanted = set(group["tags"]), set(group["categories"])
        for person_id in ids:
            if tags.get(person_id, set()) & wanted_tags or categories.get(person_id, set()) & wanted:
                found.setdefault(person_id, group["name"])
    return found


def _marks(model: type[PersonTag] | type[PersonCategory], county: str, ids: list[UUID]) -> dict[UUID, set[str]]:
    today, held = clock.today(), dict[UUID, set[str]]()
    rows = model.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), county=county, person_id__in=ids)
    for person_id, code in rows.values_list("person_id", "code"):
        held.setdefault(person_id, set()).add(code)
    return held


def _duty(campaign: Campaign, person: Person, group: str) -> Duty:
    return Duty(
        county=campaign.county, region_code=person.region_code, campaign=campaign, person=person, group=group
    )  # fmt: skip


def _move(county: str, duties: list[Duty]) -> None:
    """What was tried and decided goes with the person, as the file does."""
    if not duties:
        return
    Duty.objects.filter(county=county).bulk_update(duties, ["region_code", "group"], batch_size=200)
    by_place: dict[str, list[UUID]] = {}
    for duty in duties:
        by_place.setdefault(duty.region_code, []).append(duty.pk)
    for code, pks in by_place.items():
        for part in (Attempt, Hold):
            part.objects.filter(county=county, duty_id__in=pks).update(region_code=code)


def _end(county: str, pks: list[UUID], reason: str) -> None:
    ending = Duty.objects.filter(county=county, pk__in=pks, state__in=sources(Act.END))
    ending.update(state=State.ENDED, end_reason=reason, version=F("version") + 1)
    open_ones = Hold.objects.filter(county=county, duty_id__in=pks, state__in=(Hold.State.PROPOSED, Hold.State.HELD))
    open_ones.update(state=Hold.State.VOID)


def _revive(county: str, pks: list[UUID]) -> None:
    """Who was confirmed before is confirmed still; the others are due anew."""
    if not pks:
        return
    ended = Duty.objects.filter(county=county, pk__in=pks, state=State.ENDED)
    ended.filter(fact=None).update(state=State.DUE, end_reason="", version=F("version") + 1)
    ended.update(state=State.CONFIRMED, end_reason="", version=F("version") + 1)


def _take_over(campaign: Campaign, merged: dict[UUID, UUID]) -> None:
    """Two files became one: what was confirmed for the file that went holds for the one that stays. Mergers are few."""
    duties = Duty.objects.filter(county=campaign.county, campaign=campaign)
    for gone, kept in merged.items():
        done = duties.filter(person_id=gone).exclude(fact=None).first()
        waits = duties.filter(person_id=kept, fact=None).exclude(state=State.ENDED).first()
        if done and waits:
            _hand_over(done, waits)


def _give_back(campaign: Campaign, revived: list[UUID]) -> None:
    """A merger was undone: a confirmation goes back to the duty for which it was made."""
    if not revived:
        return
    duties = Duty.objects.filter(county=campaign.county, campaign=campaign)
    for lent in duties.filter(fact__source_id__in=revived).exclude(pk=F("fact__source_id")).select_related("fact"):
        owner = duties.get(pk=lent.fact.source_id)
        _hand_over(lent, owner)


def _hand_over(giver: Duty, taker: Duty) -> None:
    """One fact belongs to one duty, so the giver lets go first."""
    duties = Duty.objects.filter(county=giver.county)
    given = {"fact": giver.fact_id, "confirmed_on": giver.confirmed_on, "method": giver.method}
    former = giver.former
    state = former if giver.state == State.CONFIRMED else giver.state
    duties.filter(pk=giver.pk).update(
        state=state, fact=None, confirmed_on=None, method="", former="", version=F("version") + 1
    )
    duties.filter(pk=taker.pk).update(
        state=State.CONFIRMED, end_reason="", former=taker.state if taker.state != State.ENDED else former,
        version=F("version") + 1, **given,
    )  # fmt: skip


def _chunks(ids: list[UUID]) -> Iterator[list[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
