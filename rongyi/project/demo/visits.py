"""Two years of visits: quarterly for those in need, yearly for the others, more before Spring Festival and 1 August."""

from datetime import date, datetime, time, timedelta
from random import Random

from rongyi.kernel import clock
from rongyi.project.demo.people import seeded_id
from rongyi.registry.models import Person
from rongyi.visits.services import VisitInput

SPRING_FESTIVAL = {2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6)}
KEY_TAGS = {"lone_elder", "lives_alone", "ill", "relief", "combat", "korea", "old_demobilised"}
CHANNELS = (("home", 58), ("phone", 26), ("counter", 12), ("video", 4))
NOTES = {
    "routine": (
        "身体硬朗,家里一切都好。",
        "老两口身体还行,孩子在外务工。",
        "说起当年部队的事,很高兴。",
        "核对了电话和住址。",
        "家里正收苹果,忙。",
        "",
    ),
    "festival": ("送去节日慰问,老人很高兴。", "节前上门看望,送了米面油。", "电话问候,祝节日好。", ""),
    "hardship": ("房屋漏雨,需要帮助修缮。", "家中有病人,开支大。", "收成不好,想申请帮扶。"),
    "illness": ("住院回来,恢复中。", "腿脚不便,想办慢病手续。", "下月去市里复查。"),
    "merit": ("送去立功喜报。",),
    "enlistment": ("孩子今年参军,上门祝贺。",),
    "other": ("来问优待证怎么用。", "咨询孙子入学的事。", "来拿表格。"),
}
NEEDS = ("hardship", "medical", "housing", "job", "card", "policy", "schooling", "legal")


def plan(rng: Random, people: list[tuple[Person, frozenset[str]]], first: date, last: date) -> dict[date, list]:
    """{day: [(people, reason)]} of one county; a household visit may be on two people of one village."""
    days: dict[date, list] = {}
    for person, marks in people:
        is_key = bool(marks & KEY_TAGS) or (last.year - person.birth_date.year) >= 80
        every = 91 if is_key else 300
        day = first + timedelta(days=rng.randrange(every))
        end = last - timedelta(days=rng.randrange(60, 160)) if rng.random() < 0.1 else last  # some wait too long
        while day <= end:
            reason = _reason(rng, marks, day)
            works = clock.next_working_day(day) if rng.random() < 0.9 else day  # evenings and week-ends count too
            if works <= last:
                days.setdefault(works, []).append((person, reason))
            day += timedelta(days=max(20, int(rng.gauss(every, every / 5))))
        if rng.random() < 0.08:
            days.setdefault(
                clock.next_working_day(first + timedelta(days=rng.randrange((last - first).days - 9))), []
            ).append((person, "other"))
    return dict(sorted(days.items()))


def _reason(rng: Random, marks: frozenset[str], day: date) -> str:
    spring = SPRING_FESTIVAL.get(day.year)
    if (spring and 0 <= (spring - day).days <= 21) or (day.month == 7 and day.day >= 18):
        return "festival"
    if "ill" in marks and rng.random() < 0.4:
        return "illness"
    if "relief" in marks and rng.random() < 0.4:
        return "hardship"
    return rng.choices(("routine", "hardship", "illness", "merit", "enlistment"), (88, 5, 4, 2, 1))[0]


def visit_on(rng: Random, day: date, person: Person, reason: str, companion: Person | None) -> VisitInput:
    channel = "counter" if reason == "other" else rng.choices([c for c, _w in CHANNELS], [w for _c, w in CHANNELS])[0]
    at = datetime.combine(day, time(rng.choice((8, 9, 10, 11, 14, 15, 16, 17, 19)), rng.randrange(60)), clock.SHANGHAI)
    has_needs = reason in ("hardship", "illness", "other") or rng.random() < 0.08
    return VisitInput(
        people=[person] + ([companion] if companion else []),
        at=at,
        channel=channel,
        reason=reason,
        note=rng.choice(NOTES[reason]),
        needs=(rng.choice(NEEDS),) if has_needs else (),
        minutes=rng.choice((5, 10, 15)) if channel in ("phone", "video") else rng.choice((20, 30, 40, 60)),
        id=seeded_id(rng, int(at.timestamp() * 1000)),
        region_code=person.region_code,
    )
