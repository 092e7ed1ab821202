"""Opening and closing a campaign. The list of who is due is made in the background, in chunks that may be resumed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django_tasks import task

from rongyi.accounts.models import User
from rongyi.confirmations.models import Campaign
from rongyi.confirmations.permissions import OPEN_CAMPAIGN
from rongyi.confirmations.policy import policy, settings_of
from rongyi.confirmations.services.keeping import CHUNK, refresh_campaign
from rongyi.confirmations.services.moving import refuse_closed
from rongyi.kernel import audit, clock
from rongyi.kernel.county import county_of
from rongyi.kernel.errors import Conflict, Refused
from rongyi.organisation.access import Actor, actor_of, require_reach
from rongyi.organisation.commands import command
from rongyi.organisation.models import Station
from rongyi.registry.models import Person

LONGEST_DAYS = 366


@dataclass(frozen=True)
class CampaignInput:
    """What a county says when it opens a campaign; what it leaves empty is as the definition says."""

    definition: str
    first_on: date
    last_on: date
    title: str = ""
    groups: Sequence[str] = ()
    methods: Sequence[str] = ()
    remind_every: int | None = None
    attempts: int | None = None
    days_between: int | None = None
    only_after_window: bool | None = None
    notice: str = ""
    letter: str = ""
    id: UUID | None = None
    is_demo: bool = False


@command(OPEN_CAMPAIGN, on="region_code", act="confirmations.open")
def open_campaign(*, actor: Actor, region_code: str, given: CampaignInput) -> Campaign:
    """The campaign stands at once; its list follows in the background, and files that change meanwhile are in it."""
    _check_place_and_days(region_code, given)
    campaign = Campaign(
        county=county_of(region_code), region_code=region_code, definition=given.definition, year=given.first_on.year,
        first_on=given.first_on, last_on=given.last_on, opened_at=clock.now(), actor_id=actor.user_id,
        is_demo=given.is_demo, **({"id": given.id} if given.id else {}),
    )  # fmt: skip
    rules, campaign.definition_version = policy(given.definition)
    campaign.title = given.title.strip() or f"{campaign.year}年{rules.title.zh}"
    campaign.settings = _settings(settings_of(rules), given)
    try:
        with transaction.atomic():
            campaign.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("今年的这项年度确认已经开展过了。"), code="already_open") from None
    audit.note(definition=given.definition, version=campaign.definition_version)
    transaction.on_commit(
        lambda: fill_in_background.enqueue(campaign.county, str(campaign.pk), str(actor.user_id or ""))
    )
    return campaign


def _check_place_and_days(region_code: str, given: CampaignInput) -> None:
    if len(region_code) < 6 or not Station.objects.filter(pk=region_code).exists():
        raise Refused(_("请选择县(区)或下面的一个站。"), field="station", code="unknown_station")
    if given.last_on < given.first_on:
        raise Refused(_("截止日期不能早于开始日期。"), field="last_on", code="invalid")
    if (given.last_on - given.first_on).days > LONGEST_DAYS:
        raise Refused(_("一次年度确认最长一年。"), field="last_on", code="too_long")


def _settings(settings: dict, given: CampaignInput) -> dict:
    """The definition's settings with what this county wants otherwise."""
    if given.groups:
        settings["groups"] = [group for group in settings["groups"] if group["name"] in given.groups]
    if not settings["groups"]:
        raise Refused(_("请至少选一类人员。"), field="groups", code="required")
    settings["methods"] = [m for m in settings["methods"] if not given.methods or m in given.methods]
    if not settings["methods"]:
        raise Refused(_("请至少选一种办理方式。"), field="methods", code="required")
    numbers = (("reminders", "every_days", given.remind_every), ("follow_up", "attempts", given.attempts),
               ("follow_up", "days_between", given.days_between))  # fmt: skip
    for part, name, value in numbers:
        if value is not None:
            settings[part][name] = max(1, value)
    if given.only_after_window is not None:
        settings["follow_up"]["only_after_window"] = given.only_after_window
    for name, text in (("notice", given.notice), ("letter", given.letter)):
        if text.strip():
            settings[name] = {"zh": text.strip(), "en": text.strip()}
    return settings


@task()
def fill_in_background(county: str, campaign_id: str, user_id: str) -> int:
    """Acts with the rights of who asked, looked up again now; a second run does no harm. Without a user it was the
    machine itself that opened the campaign."""
    campaign = Campaign.objects.get(county=county, pk=campaign_id)
    if user_id:
        actor = actor_of(User.objects.filter(pk=user_id).first())
        require_reach(actor.acting(OPEN_CAMPAIGN), [campaign.region_code])
    with audit.acting_from("task"):
        return fill(campaign)


def fill(campaign: Campaign, progress: Callable[[int], None] | None = None) -> int:
    """Makes the list in chunks; each chunk commits with its position, so a killed run goes on where it was."""
    while campaign.state == Campaign.State.OPENING:
        with transaction.atomic():
            ids = _next_chunk(campaign)
            mine = Campaign.objects.filter(
                county=campaign.county, pk=campaign.pk, state=Campaign.State.OPENING, position=campaign.position
            )
            after = {"position": ids[-1]} if ids else {"state": Campaign.State.OPEN}
            if not mine.update(looked_at=F("looked_at") + len(ids), **after):
                break  # another worker has it
            refresh_campaign(campaign, ids) if ids else None
        campaign.refresh_from_db()
        if progress:
            progress(campaign.looked_at)
    return campaign.looked_at


def _next_chunk(campaign: Campaign) -> list[UUID]:
    people = Person.objects.filter(county=campaign.county).in_subtree(campaign.region_code).order_by("pk")
    if campaign.position:
        people = people.filter(pk__gt=campaign.position)
    return list(people.values_list("pk", flat=True)[:CHUNK])


@command(OPEN_CAMPAIGN, on="campaign", act="confirmations.close")
def close_campaign(*, actor: Actor, campaign: Campaign) -> Campaign:
    """Nothing is written to it any more; what was held stays held until the county lifts it."""
    refuse_closed(campaign)
    mine = Campaign.objects.filter(county=campaign.county, pk=campaign.pk, state=Campaign.State.OPEN)
    if not mine.update(state=Campaign.State.CLOSED, closed_at=clock.now()):
        raise Refused(_("名单还没有生成完,请稍后再结束。"), code="opening")
    campaign.refresh_from_db()
    return campaign
