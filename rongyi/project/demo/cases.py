"""Cases of the demo's first town at every stage: fresh, waiting for papers, over their limit, sent up, and done."""

from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from rongyi.casework.models import Case, CaseMaterial
from rongyi.casework.procedures import Procedure, store
from rongyi.casework.procedures.schema import Act, FormField
from rongyi.casework.services import ActInput, ApplyInput, act, open_case
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor, system_actor
from rongyi.organisation.roles import Role
from rongyi.project.demo.names import full_name
from rongyi.registry.models import Person

SEATS = {
    "village": (12, Role.VILLAGE_CLERK), "town": (9, Role.TOWN_HEAD), "centre": (6, Role.SECTION_OFFICER),
    "bureau": (6, Role.SECTION_OFFICER), "leader": (6, Role.BUREAU_LEADER), "city": (4, Role.PREFECTURE_OFFICER),
    "province": (2, Role.PROVINCE_OFFICER),
}  # fmt: skip
MATTERS = (
    ("hardship_aid", 10), ("plaque", 8), ("petition", 8), ("legal_aid", 4), ("mediation", 3), ("disability_rating", 2),
    ("card_issue", 6),
)  # fmt: skip
SAID = {
    "card_tail": "4821", "valid_to": "2046-12-31",
    "story": "老伴住院,自己腰腿不好,今年收入少。", "matter": "想问补助什么时候到账,村里路灯坏了也没有人修。",
    "wish": "请给个答复。", "address": "本村三组", "cause": "服役时受的旧伤复发。", "findings": "情况属实,家里两位老人,收入低。",
    "facts": "已向有关单位核实。", "advice": "解释政策,路灯本月修好。", "opinion": "请求合理,已协调解决。",
}  # fmt: skip


def make_cases(rng: Random, county: str, town: str, today: date) -> int:
    """`town`: nine digits. Returns how many cases were begun."""
    people = list(
        Person.objects.filter(county=county, region_code__startswith=town, status="active").order_by("pk")[:400]
    )
    posts, count = {post: full_name(rng, is_woman=rng.random() < 0.5, age=42) for post in SEATS}, 0
    for name, wanted in MATTERS:
        procedure = store.current(name)[0]
        for number in range(wanted):
            count += _one(rng, posts, rng.choice(people), name, procedure, today, share=number / wanted)
    return count


def _one(
    rng: Random, posts: dict, person: Person, name: str, procedure: Procedure, today: date, share: float
) -> bool:  # fmt: skip
    """One that goes some of its steps, a day or two for each; who is not entitled asks for nothing."""
    day = today - timedelta(days=rng.randrange(2, 45))
    given = ApplyInput(
        name, person, "counter", procedure.apply.who[0], answers=_answers(rng, procedure.form),
        shown=tuple(material.key for material in procedure.materials), is_demo=True,
    )  # fmt: skip
    try:
        with clock.pretending(_at(day)):
            case = open_case(actor=_actor(posts, "town", person), region_code=person.region_code, given=given)
    except Refused:
        return False
    _go(rng, posts, person, case.pk, procedure, day, today, steps=round(share * len(procedure.steps)))
    return True


def _go(
    rng: Random, posts: dict, person: Person, case_id: UUID, procedure: Procedure, day: date, today: date, steps: int
) -> None:  # fmt: skip
    for _number in range(steps):
        case = Case.objects.get(county=person.county, pk=case_id)
        day = clock.add_working_days(day, rng.randrange(1, 3))
        step = procedure.step(case.step)
        if case.state != "open" or step is None or day >= today:
            return
        chosen = next(one for one in step.acts if one.kind in ("pass", "finish"))
        if steps == 1 and procedure.materials and procedure.act(step.key, "supplement"):
            chosen = procedure.act(step.key, "supplement") or chosen
        with clock.pretending(_at(day)):
            act(actor=_actor(posts, step.post, person), case=case, given=_given(rng, case, chosen))


def _given(rng: Random, case: Case, chosen: Act) -> ActInput:
    lacking: tuple[str, ...] = ()
    if chosen.kind == "return":
        keys = CaseMaterial.objects.filter(county=case.county, case=case).order_by("pk").values_list("key", flat=True)
        lacking = tuple(keys[:1])
    reason = chosen.reasons[0] if chosen.reasons else ""
    return ActInput(
        chosen.key, "请补一份清楚的。" if lacking else "", reason, _answers(rng, chosen.asks, case.began_on), lacking
    )  # fmt: skip


def _answers(rng: Random, fields: list[FormField], day: date | None = None) -> dict:
    made = {
        "text": lambda field: SAID.get(field.key, "本人"), "long": lambda field: SAID.get(field.key, "已核实。"),
        "choice": lambda field: rng.choice(field.options).code, "choices": lambda field: [rng.choice(field.options).code],
        "date": lambda field: SAID.get(field.key) or (day or clock.today()).isoformat(), "bool": lambda field: rng.random() < 0.3,
        "money": lambda field: str(rng.randrange(5, 30) * 100), "integer": lambda field: field.least or 1,
    }  # fmt: skip
    return {field.key: made[field.type](field) for field in fields if field.required or rng.random() < 0.4}


def _actor(posts: dict, post: str, person: Person) -> Actor:
    digits, role = SEATS[post]
    return system_actor(posts[post], person.region_code[:digits], role)


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), clock.SHANGHAI)
