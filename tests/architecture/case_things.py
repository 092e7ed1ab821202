"""What the routes of cases take. The case is one that the person of a place has: opened once, by the village."""

from rongyi.casework.models import Case, CaseDocument, CaseEntry, CaseMaterial
from rongyi.casework.procedures import store
from rongyi.casework.services.versions import keep_version
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.kernel.ids import uuid7
from tests.architecture.scene import Scene
from tests.fixtures_people import MEI_VILLAGE

MATTER = "mediation"


def made_case(scene: Scene, place: str) -> Case:
    """Open at its first step; made by hand, since the scene's people have no categories."""
    person, county = scene.people[place], county_of(place)
    found = Case.objects.filter(county=county, person=person, procedure="card_issue").first()
    if found:
        return found
    procedure, version = store.current("card_issue")
    keep_version("card_issue", version)
    case = Case(
        county=county, region_code=place, number=f"YDZ{uuid7().hex[:12]}", procedure="card_issue",
        definition_version=version, topic=procedure.topic, person=person, applicant="self", channel="counter",
        state="open", step="accept", post="town", at_code=place[:9], began_on=clock.today(), entered_on=clock.today(),
        created_at=clock.now(),
    )  # fmt: skip
    case.applicant_name = person.name
    case.answers = {"kind": "vet", "bank": "abc", "delivery": "station"}
    case.save()
    for seq, post in enumerate(("city", "province"), 1):  # it was there once, so they see it
        CaseEntry.objects.create(
            county=county, region_code=place, case=case, seq=seq, act="back", kind="back", post=post, at=clock.now()
        )
    CaseMaterial.objects.create(county=county, region_code=place, case=case, key="id_card")
    CaseMaterial.objects.create(county=county, region_code=place, case=case, key="photo")
    return case


def _own(scene: Scene) -> dict:
    return {"pk": made_case(scene, MEI_VILLAGE).pk}


OWN_CASES = {
    "portal:matter": (lambda scene: {"name": "card_issue"}, {200}),
    "portal:matter_apply": (lambda scene: {"name": "card_issue"}, {302}),
    "portal:own_apply": (lambda scene: {"name": MATTER}, {200}),
    **{f"portal:{name}": (_own, {200}) for name in ("own_case", "own_supplement", "own_withdraw")},
    "portal:own_rate": (_own, {302, 405, 422}),
    "portal:own_material": (lambda scene: {**_own(scene), "key": "photo"}, {200}),
    "portal:own_document": (lambda scene: {**_own(scene), "document": uuid7()}, {404, 405}),
}
"""{route: (arguments, statuses)} of the veteran's own side; nobody of the staff has the right."""


def _case(scene: Scene, place: str) -> dict:
    return {"pk": made_case(scene, place).pk}


def _paper(scene: Scene, place: str) -> dict:
    return {**_case(scene, place), "key": "photo"}


def _document(scene: Scene, place: str) -> dict:
    case = made_case(scene, place)
    made = CaseDocument(
        county=case.county, region_code=place, case=case, kind="acceptance", number=uuid7().hex, made_at=clock.now()
    )
    made.words = {
        "title": "受理单", "to": "某人", "body": ["受理。"], "remedy": "", "seal": True, "receipt": False, "number": "1号",
        "org": "某局", "on": "2026年11月24日",
    }  # fmt: skip
    made.save()
    return {"pk": case.pk, "document": made.pk}


CASES = {
    "casework:case": _case,
    "casework:take": _case,
    "casework:reveal": _case,
    "casework:do": lambda scene, place: {**_case(scene, place), "key": "accept"},
    "casework:side": lambda scene, place: {**_case(scene, place), "key": "withdraw"},
    "casework:material": _paper,
    "casework:material_file": _paper,
    "casework:document": _document,
    "casework:deliver": _document,
}
"""{route: what it takes for a case of some place}."""
CASES_NOTHING_THERE = {"casework:material_file"}
"""No file was brought yet."""
CASES_ELSEWHERE: dict[str, set[int]] = {"casework:side": {200, 302}}
"""Who does not take applications does not take them back: the page leads to the case."""
CASES_FIXED = {
    "casework:open": (lambda scene: {"name": "petition"}, {200}),
    "casework:rule": (lambda scene: {"name": "card_issue"}, {200}),
}
