"""This year's confirmation under way: most are done, some are told, a few are looked for, one payment is held."""

from datetime import date, datetime, time, timedelta
from random import Random

from rongyi.accounts.models import User
from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.services.confirming import MOST_PEOPLE, ConfirmInput, confirm
from rongyi.confirmations.services.following import AttemptInput, record_attempt, tell_people
from rongyi.confirmations.services.holding import decide_hold, letter_text, propose_hold
from rongyi.confirmations.services.opening import CampaignInput, fill, open_campaign
from rongyi.kernel import clock
from rongyi.organisation.access import Actor, actor_of, system_actor
from rongyi.organisation.roles import Role
from rongyi.project.demo.names import full_name

OPENED_AGO, LEFT, PRESSES = 75, 37, 24
METHODS = (("on_site", 66), ("home", 18), ("video", 9), ("proxy", 6), ("post", 1))
ATTEMPT_DAYS = (30, 20, 10)


def make_confirmations(rng: Random, county: str, today: date) -> int:
    """One campaign of the county, as it stands two and a half months after it began."""
    first = today - timedelta(days=OPENED_AGO)
    officer = system_actor(full_name(rng, is_woman=True, age=45), county, Role.SECTION_OFFICER)
    given = CampaignInput(
        definition="yearly", first_on=first, last_on=today + timedelta(days=LEFT), only_after_window=False, is_demo=True
    )
    with clock.pretending(datetime.combine(first, time(9), clock.SHANGHAI)):
        campaign = open_campaign(actor=officer, region_code=county, given=given)
        fill(campaign)
    rows = Duty.objects.filter(county=county, campaign=campaign).select_related("campaign", "person")
    duties = list(rows.order_by("region_code", "pk"))
    shuffled = rng.sample(duties, len(duties))
    lost, untold = shuffled[:24], {duty.pk for duty in shuffled[24 : len(duties) // 12 + 24]}
    others = [duty for duty in shuffled[24:] if duty.pk not in untold]
    _tell(officer, county, campaign, others, today)
    _confirm(rng, officer, others[: int(len(others) * 0.72)], first, today)
    _look_for(rng, officer, lost, today)
    return len(duties)


def _tell(officer: Actor, county: str, campaign: Campaign, duties: list[Duty], today: date) -> None:
    """In two rounds, so that some are to be reminded today."""
    half = len(duties) // 2
    for ago, some in ((35, duties[:half]), (6, duties[half:])):
        with clock.pretending(datetime.combine(today - timedelta(days=ago), time(16), clock.SHANGHAI)):
            for start in range(0, len(some), 500):
                tell_people(actor=officer, region_code=county, duties=some[start : start + 500])


def _confirm(rng: Random, officer: Actor, duties: list[Duty], first: date, today: date) -> None:
    """Each press confirms up to a busload; everybody of it came the same day and the same way."""
    by_way: dict[str, list[Duty]] = {}
    for duty in duties:
        way = rng.choices([m for m, _w in METHODS], [w for _m, w in METHODS])[0]
        by_way.setdefault(way, []).append(duty)
    for way, some in by_way.items():
        size = max(1, min(MOST_PEOPLE, len(some) // PRESSES)) if way == "on_site" else min(MOST_PEOPLE, 12)
        for start in range(0, len(some), size):
            day = clock.next_working_day(first + timedelta(days=rng.randrange(5, OPENED_AGO - 8)))
            given = ConfirmInput(
                method=way, on=day, proxy_name=full_name(rng, is_woman=rng.random() < 0.5, age=45),
                relation=rng.choice(("child", "spouse")), with_whom="本人", letter_on=day - timedelta(days=3),
            )  # fmt: skip
            with clock.pretending(datetime.combine(day, time(17), clock.SHANGHAI)):
                chunk = some[start : start + size]
                for duty in chunk:
                    duty.refresh_from_db(fields=["state", "version"])
                confirm(actor=officer, duties=chunk, given=given)


def _look_for(rng: Random, officer: Actor, duties: list[Duty], today: date) -> None:
    for number, duty in enumerate(duties):
        for ago in ATTEMPT_DAYS[: 3 if number < 6 else 1]:
            day = today - timedelta(days=ago)
            given = AttemptInput(day, rng.choice(("phone", "home", "neighbour")), rng.choice(("no_answer", "away")))
            with clock.pretending(datetime.combine(day, time(15), clock.SHANGHAI)):
                record_attempt(actor=officer, duty=duty, given=given)
                duty = Duty.objects.select_related("campaign", "person").get(county=duty.county, pk=duty.pk)


def make_decisions(county: str) -> None:
    """Proposals of the county's section; the leader has decided over one of them. Needs the demo's accounts."""
    people = {user.username: actor_of(user) for user in User.objects.filter(username__in=("section", "bureau"))}
    rows = Duty.objects.filter(county=county, state="follow_up").select_related("campaign", "person").order_by("pk")
    for number, duty in enumerate(rows[:3]):
        propose_hold(actor=people["section"], duty=duty, reason="三次联系不上,家人和邻居都不知道去向。")
        if number == 0:
            letter = letter_text(duty)
            decide_hold(actor=people["bureau"], duty=duty, agreed=True, reason="材料齐全,同意暂缓。", letter=letter)
