"""How invented people live: the further groups of their files, drawn from a seed of each person's own."""

from datetime import date, timedelta
from random import Random

from rongyi.project.demo.names import full_name

Parts = dict[str, list[dict]]

PAID = {
    "combat": "combat_test", "nuclear_test": "combat_test", "rural_60": "rural_60", "old_demobilised": "old_demobilised",
    "returned_ill": "returned_ill", "martyr_child": "martyr_child", "R07": "disability", "R08": "disability",
    "R09": "survivor", "R10": "survivor", "R11": "survivor",
}  # fmt: skip
STANDARDS = {
    "combat_test": 98000, "rural_60": 32500, "old_demobilised": 251000, "returned_ill": 81900, "martyr_child": 64000,
    "disability": 178000, "survivor": 287000,
}  # fmt: skip
PROOFS = {
    "R01": "转业证", "R02": "退伍证", "R03": "离退休证", "R06": "复员证", "R07": "残疾军人证", "R08": "伤残民兵民工证",
    "R09": "烈士证明书", "R10": "因公牺牲证明书", "R11": "病故证明书", "R12": "入伍通知书",
}  # fmt: skip
SOLDIERS = {"R09": "martyr", "R10": "died_on_duty", "R11": "died_of_illness", "R12": "serving"}
SERVED = {"R01", "R02", "R03", "R06", "R07"}


def lives_of(
    rng: Random, *, serial: int, category: str, tags: tuple[str, ...], age: int, service: tuple, today: date
) -> Parts:  # fmt: skip
    """{part: entries} as registry/parts.py has them. About a third of everything is left out, as in real files."""
    parts: Parts = {"category": [_category(rng, category, today)], "work": [_work(rng, age, tags)]}
    if rng.random() < 0.7:
        members = rng.choices((1, 2, 3, 4, 5, 6), (8, 24, 22, 24, 14, 8))[0]
        source = "children" if age > 78 else rng.choice(("wages", "farming", "farming", "business", "pension"))
        income = "relief" if "relief" in tags else rng.choices(("ordinary", "good", "marginal"), (80, 14, 6))[0]
        parts["household"] = [{"members": members, "income_source": source, "income_class": income}]
    if rng.random() < 0.62:
        parts["livelihood"] = [_livelihood(rng, age, tags)]
    if service:
        parts["service"] = [_service(rng, service, category, tags, serial)]
        if category in ("R01", "R02") and rng.random() < 0.6:
            parts["placement"] = [_placement(rng, category, service)]
    if "merit" in tags:
        year = service[1].year - 1 if service else min(today.year - age + 24, today.year - 1)
        kind = rng.choices(("merit_3", "merit_2", "excellent"), (70, 10, 20))[0]
        parts["honour"] = [{"kind": kind, "year": year, "document_number": f"演示令{serial:05d}"}]
    if category in ("R07", "R08"):
        parts["disability"] = [_disability(rng, serial, age, today)]
    if category in SOLDIERS or rng.random() < 0.35:
        parts["relative"] = [_relative(rng, category, age, serial)]
    parts["credential"] = _credentials(rng, category, serial)
    kinds = {PAID[mark] for mark in (category, *tags) if mark in PAID and rng.random() < 0.9}
    if kinds:
        parts["entitlement"] = [_payment(rng, kind) for kind in sorted(kinds)]
    return {key: entries for key, entries in parts.items() if entries}


def _category(rng: Random, code: str, today: date) -> dict:
    given: dict = {"code": code}
    if code in PROOFS and rng.random() < 0.75:
        given["proof_kind"] = PROOFS[code]
    if rng.random() < 0.6:
        given |= {"verified_on": today - timedelta(days=rng.randrange(30, 700)), "verified_by": "镇站经办人"}
    if code in ("R01", "R02"):
        given["sub_kind"] = rng.choice(("planned", "self_chosen") if code == "R01" else ("self_employed", "assigned"))
    return given


def _work(rng: Random, age: int, tags: tuple[str, ...]) -> dict:
    if "unemployed" in tags:
        return {"status": "unemployed", "intention": rng.choice(("县城附近", "驾驶", "保安")), "training_wish": "电工"}
    if age >= 63:
        return {"status": rng.choice(("retired", "farming"))}
    status = rng.choices(("employed", "farming", "own_business", "unable"), (52, 34, 11, 3))[0]
    return {
        "status": status,
        **({"post": rng.choice(("驾驶员", "电工", "保安", "教师"))} if status == "employed" else {}),
    }


def _livelihood(rng: Random, age: int, tags: tuple[str, ...]) -> dict:
    ill = "ill" in tags
    return {
        "housing": "children" if age > 80 else rng.choices(("own", "rented", "public"), (90, 6, 4))[0],
        "relief": "minimum" if "relief" in tags else "none",
        "insurance": rng.choices(("resident", "employee"), (78, 22))[0],
        "pension": rng.choices(("resident", "employee"), (76, 24))[0],
        "illness": rng.choice(("高血压", "糖尿病", "冠心病", "慢性支气管炎")) if ill or rng.random() < 0.15 else "",
        "care_need": "some" if ill or age > 84 else "none",
        "difficulty": "grave" if ill and "relief" in tags else "some" if "relief" in tags else "none",
    }


def _service(rng: Random, service: tuple, category: str, tags: tuple[str, ...], serial: int) -> dict:
    joined, left, branch, rank = service
    kind = "transferred" if category == "R01" else "retired" if category == "R03" else "discharged"
    given = {
        "enlisted_on": joined, "discharged_on": left, "branch": branch, "rank": rank, "discharge_kind": kind,
        "in_combat": "combat" in tags, "in_nuclear_test": "nuclear_test" in tags,
    }  # fmt: skip
    if rng.random() < 0.7:
        given["discharge_number"] = f"演示退{serial:06d}"
    return given


def _placement(rng: Random, category: str, service: tuple) -> dict:
    mode = "planned" if category == "R01" else rng.choice(("self_employed", "self_employed", "assigned"))
    return {"mode": mode, "place": "本县", "reported_on": service[1] + timedelta(days=rng.randrange(5, 28))}


def _disability(rng: Random, serial: int, age: int, today: date) -> dict:
    cause = rng.choices(("war", "duty", "illness"), (20, 60, 20))[0]
    grade = str(
        rng.randrange(1, 7) if cause == "illness" else rng.choices(range(1, 11), (1, 1, 2, 3, 6, 10, 14, 20, 22, 21))[0]
    )
    rated = date(today.year - age + 24, rng.randrange(1, 13), 15)
    return {"cause": cause, "grade": grade, "certificate_number": f"演示残{serial:06d}", "rated_on": rated}


def _relative(rng: Random, category: str, age: int, serial: int) -> dict:
    name = full_name(rng, is_woman=category not in SOLDIERS, age=age)
    if category not in SOLDIERS:
        return {"relation": "spouse", "name": name, "in_household": True}
    relation = "child" if category == "R12" else rng.choice(("parent", "spouse", "sibling"))
    given = {"relation": relation, "name": name, "soldier": SOLDIERS[category], "in_household": False}
    return {**given, "certificate_number": f"演示证{serial:06d}"} if category != "R12" else given


def _credentials(rng: Random, category: str, serial: int) -> list[dict]:
    """Numbers that are nobody's: a card of 19 digits beginning with noughts, a plaque that says it is of the demo."""
    rows = []
    if rng.random() < 0.85:
        rows.append({"kind": "plaque", "number": f"演示{serial:07d}", "issued_on": date(2019, rng.randrange(3, 9), 1)})
    if category in SERVED | set(PROOFS) - {"R08", "R12"} and rng.random() < 0.6:
        kind = "card_kin" if category in SOLDIERS else "card_veteran"
        rows.append({"kind": kind, "number": f"00000{serial:014d}", "issued_on": date(2023, rng.randrange(1, 12), 9)})
    return rows


def _payment(rng: Random, kind: str) -> dict:
    given = {"kind": kind, "standard_fen": STANDARDS[kind], "per": "month", "starts_on": date(2020, 1, 1)}
    if rng.random() < 0.7:
        given |= {"bank": rng.choice(("农业银行", "邮储银行")), "bank_account": f"0000{rng.randrange(10**12):012d}"}
    return given
