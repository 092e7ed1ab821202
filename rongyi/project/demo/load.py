"""Puts the demo together, in an order that a killed load may be started again from the beginning."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from rongyi.accounts.models import User
from rongyi.kernel import audit, clock
from rongyi.organisation.access import system_actor
from rongyi.organisation.divisions import load_divisions
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.organisation.stations import open_stations
from rongyi.project.demo.accounts import Account, demo_accounts, first_town_and_village, make_account
from rongyi.project.demo.archives import make_archives
from rongyi.project.demo.cards import make_cards
from rongyi.project.demo.cases import make_cases
from rongyi.project.demo.confirmations import make_confirmations, make_decisions
from rongyi.project.demo.doubles import make_doubles
from rongyi.project.demo.names import full_name
from rongyi.project.demo.payments import make_payments
from rongyi.project.demo.people import Invention
from rongyi.project.demo.proposals import make_proposals
from rongyi.project.demo.rights import make_rights
from rongyi.project.demo.visits import plan, visit_on
from rongyi.registry.models import Person
from rongyi.registry.services import create_people
from rongyi.visits.services import record_visits

DIVISIONS = settings.BASE_DIR / "data" / "divisions" / "shaanxi.csv.gz"
YEARS = 2
EDGE = "\U0010ffff"
Progress = Callable[[int, int | None], None]


class DemoExists(Exception):
    """There is data already; the demo never mixes with it."""

    def __init__(self):
        super().__init__("数据库里已有人员档案,演示数据不与它们混在一起。请换一个空数据库再装入。")


def load_demo(counties: list[str], people: int, seed: int, progress: Progress | None = None) -> dict:
    """Loads divisions, stations, people, visits and accounts; returns how many of each."""
    if Person.objects.exists():
        raise DemoExists()
    report = progress or (lambda done, total=None: None)
    steps = 1000 * len(counties)
    report(0, steps)
    load_divisions(DIVISIONS)
    for county in counties:
        open_stations(county)
        # no number that could ring anywhere: the towns and villages are real
        Station.objects.filter(pk__gte=county, pk__lt=county + EDGE).update(phone="0000-0000000(演示)")
    made = {"counties": len(counties), "people": 0, "visits": 0, "confirmations": 0}
    today = clock.today()
    shares = _shares(counties, people)
    with audit.acting_from("demo"):
        for number, county in enumerate(counties):
            rng, done = Random(f"{seed}-{county}"), 1000 * number
            subjects = _make_people(rng, county, shares[county], today)
            made["people"] += len(subjects)
            report(done + 250, steps)
            made["visits"] += _make_visits(
                rng, county, subjects, today, lambda share, done=done: report(done + 250 + int(750 * share), steps)
            )
            made["confirmations"] += make_confirmations(rng, county, today)
        first = counties[0]
        made["pieces"] = make_archives(Random(f"{seed}-archives"), first, *first_town_and_village(first), today)
        made["cards"] = make_cards(Random(f"{seed}-cards"), first, first_town_and_village(first)[0], today)
        for account in demo_accounts(counties):
            make_account(account)
        make_decisions(counties[0])
        made["payments"] = make_payments(Random(f"{seed}-payments"), first, today)
        made["cases"] = make_cases(Random(f"{seed}-cases"), first, first_town_and_village(first)[0], today)
        _make_veteran(counties[0])
        town, village = first_town_and_village(first)
        made["doubles"] = make_doubles(Random(f"{seed}-doubles"), first, town, village, today)
        made["requests"] = make_rights(Random(f"{seed}-rights"), first, village, today)
        made["proposals"] = make_proposals(first, village, today)
    report(steps, steps)
    return {**made, "accounts": User.objects.filter(is_demo=True).count()}


def _shares(counties: list[str], people: int) -> dict[str, int]:
    """People by county in proportion to its villages; Mei, the first, gets a fair part of its own."""
    villages = {c: Station.objects.filter(pk__gte=c, pk__lt=c + EDGE, tier="village").count() for c in counties}
    whole = sum(villages.values()) or 1
    shares = {c: people * n // whole for c, n in villages.items()}
    shares[counties[0]] += people - sum(shares.values())
    return shares


def _make_people(rng: Random, county: str, count: int, today: date) -> list[tuple[Person, frozenset[str]]]:
    villages = Station.objects.filter(pk__gte=county, pk__lt=county + EDGE, tier="village").order_by("pk")
    villages = list(villages.values_list("pk", "region__name"))
    begin = datetime.combine(today - timedelta(days=365 * YEARS + 30), time(9), clock.SHANGHAI)
    invention = Invention(rng, county, begin.date(), int(begin.timestamp() * 1000))
    weights = [rng.uniform(0.4, 1.8) for _village in villages]
    weights[0] = 4 * max(weights)  # the first village is where the demo's clerk works
    places = rng.choices(villages, weights, k=count)
    given = [invention.person(code, name) for code, name in sorted(places)]
    with clock.pretending(begin):
        made = create_people(
            actor=system_actor("演示数据", county, Role.SECTION_OFFICER), region_code=county, given=given, source="demo"
        )
    marks = {g.id: frozenset(g.tags) | frozenset(g.categories) for g in given}
    return [(person, marks[person.id]) for person in made]


def _make_visits(rng: Random, county: str, subjects: list, today: date, report: Callable[[float], None]) -> int:
    """Day by day, so that the trail and the chains have the times at which the work was done."""
    neighbours: dict[str, list[Person]] = {}
    for person, _marks in subjects:
        neighbours.setdefault(person.region_code, []).append(person)
    first = today - timedelta(days=365 * YEARS)
    clerks = [full_name(rng, is_woman=rng.random() < 0.5, age=40) for _number in range(12)]
    count = 0
    days = plan(rng, subjects, first, today - timedelta(days=1))
    months = _months(days)
    for number, chunk in enumerate(months, 1):
        with transaction.atomic():  # one sync to disk a month instead of one a day
            for day, todo in chunk:
                given = [
                    visit_on(rng, day, person, reason, _companion(rng, person, neighbours)) for person, reason in todo
                ]
                actor = system_actor(rng.choice(clerks), county, Role.SECTION_OFFICER)
                with clock.pretending(datetime.combine(day, time(21, 30), clock.SHANGHAI)):
                    record_visits(actor=actor, region_code=county, given=given)
                count += len(given)
        report(number / len(months))
    return count


def _companion(rng: Random, person: Person, neighbours: dict[str, list[Person]]) -> Person | None:
    if rng.random() > 0.06:
        return None
    other = rng.choice(neighbours[person.region_code])
    return other if other.pk != person.pk else None


def _months(days: dict[date, list]) -> list[list]:
    chunks: dict[tuple[int, int], list] = {}
    for day, todo in days.items():
        chunks.setdefault((day.year, day.month), []).append((day, todo))
    return list(chunks.values())


def _make_veteran(county: str) -> None:
    """The veteran of the portal is one of the people of the demo clerk's village; made last of all."""
    _town, village = first_town_and_village(county)
    person = Person.objects.filter(county=county, region_code=village, sex="male").order_by("birth_date").first()
    make_account(Account("veteran", person.name, Role.VETERAN, person.region_code), subject_id=person.pk)
