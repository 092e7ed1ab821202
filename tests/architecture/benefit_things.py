"""Payments of a place, as they stand once there are some."""

from rongyi.benefits.models import CountyStandard, Entitlement, Line, PayAccount, Run
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from tests.architecture.scene import Scene
from tests.fixtures_people import MEI_VILLAGE


def entitlement(scene: Scene, place: str) -> dict:
    return {"pk": _entitlement(scene, place).pk}


def _entitlement(scene: Scene, place: str) -> Entitlement:
    person, county = scene.people[place], county_of(place)
    same = {"county": county, "region_code": place, "person": person, "item": "disability"}
    found = Entitlement.objects.filter(**same).first()
    if found:
        return found
    made = Entitlement(**same, article="条例", proposed_at=clock.now())
    made.key, made.reason = "4/war", "档案"
    made.save()
    return made


def _run(county: str) -> Run:
    found = Run.objects.filter(county=county).first()
    return found or Run.objects.create(
        county=county, region_code=county, period="2026-11", made_name="赵敏", made_at=clock.now()
    )  # fmt: skip


def run(scene: Scene) -> dict:
    return {"pk": _run("610326").pk}


def line(scene: Scene) -> dict:
    person = next(p for p in scene.people.values() if p.county == "610326")
    one, its_run = _entitlement(scene, person.region_code), _run("610326")
    found = Line.objects.filter(county="610326", run=its_run).first()
    if found is None:
        same = {"county": "610326", "region_code": person.region_code, "person": person}
        account = PayAccount.objects.filter(county="610326", person=person).first()
        if account is None:
            account = PayAccount(**same, set_at=clock.now(), set_by="赵敏")
            account.holder, account.number = person.name, "6222020000000012345"
            account.save()
        found = Line.objects.create(
            **same, run=its_run, number=1, entitlement=one, account=account, item="disability", piece="month",
            period="2026-11", fund="pension", amount_fen=100,
        )  # fmt: skip
    return {"pk": found.pk}


def standard(scene: Scene) -> dict:
    same = {"county": "610326", "region_code": "610326", "item": "combat_test", "last_on": None}
    found = CountyStandard.objects.filter(**same).first() or CountyStandard.objects.create(
        **same, first_on="2024-08-01", per="year", amount_fen=100, source="文件", added_at=clock.now()
    )
    return {"pk": found.pk}


BENEFITS = {f"benefits:{name}": entitlement for name in ("entitlement", "accept", "refuse", "pause", "resume", "end")}
FIXED_BENEFITS = {
    **{f"benefits:{name}": (run, {200}) for name in ("run", "lines", "hold", "submit", "back", "drop", "return")},
    "benefits:account": (lambda scene: entitlement(scene, MEI_VILLAGE), {200, 302}),
    "api:one_benefit_run": (lambda scene: {"id": run(scene)["pk"]}, {200}),
    "benefits:approve": (run, {200, 302}),
    "benefits:file": (run, {200, 302}),
    "benefits:reverse": (line, {200, 302}),
    "benefits:standard_close": (standard, {200}),
}
