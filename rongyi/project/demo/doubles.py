"""Second files of some people, as stations come to have them, and files that wait for a wider view."""

from datetime import date, datetime, time, timedelta
from random import Random

from rongyi.kernel import clock
from rongyi.merging.models import MergeCase
from rongyi.merging.services.cases import say_different
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.merging.services.lookup import look_for_seconds
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.project.demo.people import check_digit, seeded_id
from rongyi.registry.models import Person, PersonCategory
from rongyi.registry.services import PersonInput, create_people, create_person
from rongyi.registry.services.opening import Held

PAIRS, HELD, DAYS_AGO = 9, 2, 12
SOUNDS = dict(zip("王李刘徐程傅建国军伟明华平新珍芳", "汪里柳许成付健囯君玮鸣桦萍欣真方", strict=True))
"""What a clerk writes who heard the name on the telephone."""


def make_doubles(rng: Random, county: str, town: str, village: str, today: date) -> int:
    """Pairs in the county's first town, beside its first village: most wait, one was merged, one is two men."""
    officer = system_actor("演示数据", county, Role.SECTION_OFFICER)
    villages = [code for code in _villages(town) if code != village]
    people = list(Person.objects.filter(county=county, region_code__in=villages, status="active").order_by("pk"))
    chosen = rng.sample(people, min(PAIRS, len(people)))
    day = datetime.combine(today - timedelta(days=DAYS_AGO), time(11), clock.SHANGHAI)
    with clock.pretending(day):
        given = [_second(rng, one, rng.choice(villages), int(day.timestamp() * 1000)) for one in chosen]
        made = create_people(actor=officer, region_code=county, given=given, source="demo")
        look_for_seconds(county, [one.pk for one in made])
    _decide(officer, county, {one.pk for one in made}, day + timedelta(days=3))
    _hold(rng, officer, people, villages, day)
    return MergeCase.objects.filter(county=county).count()


def _villages(town: str) -> list[str]:
    rows = Station.objects.filter(parent_code=town, tier="village", people_count__gt=0)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _second(rng: Random, one: Person, village: str, moment: int) -> PersonInput:
    """The same day and telephone; one digit of the order wrong, and now and then the name as it sounds."""
    order = int(one.id_number[14:17])
    body = f"{one.id_number[:14]}{(order + rng.choice((10, 20, 100, 200))) % 1000:03d}"
    name = "".join(SOUNDS.get(letter, letter) for letter in one.name) if rng.random() < 0.6 else one.name
    categories = PersonCategory.objects.filter(county=one.county, person=one, ends_on=None).values_list(
        "code", flat=True
    )
    return PersonInput(
        id=seeded_id(rng, moment), name=name, id_number=body + check_digit(body), phone=one.phone, region_code=village,
        categories=tuple(categories) or ("R02",), address=one.address.replace("组", "小组"), is_demo=True,
    )  # fmt: skip


def _decide(officer: Actor, county: str, made: set, day: datetime) -> None:
    """The likeliest pair was merged; of the least likely somebody found out that they are two."""
    rows = MergeCase.objects.filter(county=county, state="open").order_by("-score", "pk")
    cases = [case for case in rows if made & {case.first_id, case.second_id}]
    if len(cases) < 3:
        return
    with clock.pretending(day):
        people = _people(cases[0])
        older = next(one for one in people if one.pk not in made)
        choice = Choice(older.pk, {one.pk: one.version for one in people}, station=older.region_code)
        merge_people(actor=officer, people=people, case=cases[0], choice=choice)
        say_different(actor=officer, people=_people(cases[-1]), case=cases[-1], note="堂兄弟,已上门核对。")


def _people(case: MergeCase) -> list[Person]:
    return list(Person.objects.filter(county=case.county, pk__in=(case.first_id, case.second_id)).order_by("pk"))


def _hold(rng: Random, officer: Actor, people: list[Person], villages: list[str], day: datetime) -> None:
    """A village opens a file for somebody whose number is known in the next one."""
    for one in rng.sample(people, min(HELD, len(people))):
        other = rng.choice([code for code in villages if code != one.region_code])
        clerk = system_actor("演示数据", other, Role.VILLAGE_CLERK)
        given = PersonInput(
            id=seeded_id(rng, int(day.timestamp() * 1000)), name=one.name, id_number=one.id_number, phone=one.phone,
            region_code=other, categories=("R02",), is_demo=True,
        )  # fmt: skip
        with clock.pretending(day + timedelta(days=5)):
            try:
                create_person(actor=clerk, given=given, source="demo")
            except Held:
                continue
