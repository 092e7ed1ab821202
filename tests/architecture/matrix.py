"""What each route answers to each role. A route without arguments follows from its permission; one with arguments
has a row here, which says what it takes and whether scope decides over it. A route that is in no table fails."""

from collections.abc import Callable

from rongyi.confirmations.models import Campaign, Duty
from rongyi.confirmations.policy import policy, settings_of
from rongyi.kernel import clock
from rongyi.kernel.county import county_of
from rongyi.kernel.ids import uuid7
from rongyi.mandates.models import Mandate
from rongyi.merging.models import LinkRun, MergeCase
from rongyi.organisation.models import Post, Posting
from rongyi.registry.models import Change, HeldCase, Honour, ImportJob, Person, Proposal
from rongyi.rights.models import Consent, Request
from rongyi.verification.models import Finding
from tests.architecture.api_things import API_THINGS, FIXED_API_THINGS
from tests.architecture.archive_things import ARCHIVES, ARCHIVES_ELSEWHERE
from tests.architecture.benefit_things import BENEFITS, FIXED_BENEFITS
from tests.architecture.card_things import CARDS, OPEN_CARDS
from tests.architecture.case_things import CASES, CASES_ELSEWHERE, CASES_FIXED, CASES_NOTHING_THERE, OWN_CASES
from tests.architecture.scene import Scene
from tests.fixtures_people import MEI_VILLAGE

Maker = Callable[[Scene, str], dict]


def _person(name: str) -> Maker:
    return lambda scene, place: {name: scene.people[place].pk}


def _as_id(maker: Maker) -> Maker:
    return lambda scene, place: {"id": maker(scene, place)["pk"]}


def _fact(name: str) -> Maker:
    return lambda scene, place: {name: scene.facts[place]}


def _code(name: str) -> Maker:
    return lambda scene, place: {name: place}


def _import(name: str) -> Maker:
    return lambda scene, place: {name: _made_import(place).pk}


def _made_import(place: str) -> ImportJob:
    return ImportJob.objects.create(
        county=county_of(place), region_code=place, state="done", created_at=clock.now()
    )  # a finished one without anything to mend


def _evidence(scene: Scene, place: str) -> dict:
    return {"pk": scene.facts[place], "file": uuid7()}


def _post(scene: Scene, place: str) -> dict:
    return {"code": place, "post_id": _made_post(place).pk}


def _posting(scene: Scene, place: str) -> dict:
    post = _made_post(place)
    posting = Posting.objects.create(
        county=post.county, region_code=place, post=post, name="李四", starts_on="2026-01-01"
    )
    return {"code": place, "posting_id": posting.pk}


def _made_post(place: str) -> Post:
    return Post.objects.create(
        county=county_of(place), region_code=place, station_id=place, title=f"联络员{uuid7().hex[-6:]}"
    )


def _case(scene: Scene, place: str) -> dict:
    """A file of the place and another one made up for it, which may be the same person's."""
    one = scene.people[place]
    two = Person.objects.filter(county=one.county, region_code=one.region_code).exclude(pk=one.pk).first() or one
    first, second = sorted((one.pk, _second_file(one).pk if two.pk == one.pk else two.pk))
    case, _new = MergeCase.objects.get_or_create(
        county=one.county, first_id=first, second_id=second,
        defaults={"region_code": one.region_code, "score": 20, "mark": b"m" * 16, "created_at": clock.now()},
    )  # fmt: skip
    return {"pk": case.pk}


def _second_file(one: Person) -> Person:
    twin = Person(
        county=one.county, region_code=one.region_code, name=one.name, sort_name=one.sort_name, sex=one.sex,
        birth_date=one.birth_date, id_index=uuid7().bytes, id_masked=one.id_masked, created_at=one.created_at,
        updated_at=one.updated_at,
    )  # fmt: skip
    twin.save()
    return twin


def _held(scene: Scene, place: str) -> dict:
    held = HeldCase(
        county=county_of(place),
        region_code=place,
        why="known_elsewhere",
        id_index=uuid7().bytes,
        created_at=clock.now(),
    )
    held.given = {"name": "王建国"}
    held.save()
    return {"pk": held.pk}


def _run(scene: Scene, place: str) -> dict:
    run = LinkRun.objects.create(county=county_of(place), region_code=place, state="done", created_at=clock.now())
    return {"pk": run.pk}


def _consent(scene: Scene, place: str) -> dict:
    made = Consent(
        county=county_of(place), region_code=place, person=scene.people[place], notice="publishing", version=uuid7().hex[:12],
        is_consent=True, given_on=clock.today(), way="counter", recorded_at=clock.now(), withdrawn_on=clock.today(),
    )  # fmt: skip
    made.save()
    return {"pk": made.pk}


def _mandate(scene: Scene, place: str) -> dict:
    made = Mandate(
        county=county_of(place), region_code=place, person=scene.people[place], kind="attorney", relation="child",
        phone_index=uuid7().bytes, may_view=True, starts_on=clock.today(), ends_on=clock.today(), said_by="counter",
        recorded_at=clock.now(),
    )  # fmt: skip
    made.save()
    return {"pk": made.pk}


def _proposal(scene: Scene, place: str) -> dict:
    person = scene.people[place]
    made, is_new = Proposal.objects.get_or_create(
        county=county_of(place), region_code=place, person=person, field="name", state="open",
        defaults={"proposed_at": clock.now()},
    )  # fmt: skip
    if is_new:
        made.before = made.wanted = "王建国"
        made.save()
    return {"pk": made.pk}


def _finding(scene: Scene, place: str) -> dict:
    made = Finding(
        county=county_of(place), region_code=place, person=scene.people[place], check_name=uuid7().hex[:20],
        owner="village", found_on=clock.today(), due_on=clock.today(),
    )  # fmt: skip
    made.save()
    return {"pk": made.pk}


def _request(scene: Scene, place: str) -> dict:
    made = Request(
        county=county_of(place), region_code=place, person=scene.people[place], right="copy", way="counter",
        asked_at=clock.now(), asked_on=clock.today(), due_on=clock.today(),
    )  # fmt: skip
    made.save()
    return {"pk": made.pk}


def _changed(scene: Scene, place: str) -> dict:
    made = Change(
        county=county_of(place), region_code=place, person=scene.people[place], field="grid", data_class="S3",
        at=clock.now(),
    )  # fmt: skip
    made.save()
    return {"pk": scene.people[place].pk, "field": "grid"}


def _part_of(scene: Scene, place: str) -> dict:
    return {"pk": scene.people[place].pk, "part": "honour"}


def _entry(scene: Scene, place: str) -> dict:
    made = Honour(county=county_of(place), region_code=place, person=scene.people[place], kind="merit_3")
    made.save()
    return {**_part_of(scene, place), "part_id": made.pk}


def _campaign(place: str) -> Campaign:
    """The county's, as it stands once it is open."""
    county = county_of(place)
    given = {
        "state": "open",
        "first_on": "2026-09-01",
        "last_on": "2026-12-31",
        "opened_at": clock.now(),
        "title": "年度确认",
    }
    same = {"county": county, "region_code": county, "definition": "yearly", "year": 2026}
    found = Campaign.objects.filter(**same).first()
    return found or Campaign.objects.create(**same, **given, settings=settings_of(policy("yearly")[0]))


def _of_campaign(scene: Scene) -> dict:
    return {"pk": _campaign(MEI_VILLAGE).pk}


def _duty(scene: Scene, place: str) -> dict:
    same = {
        "county": county_of(place),
        "region_code": place,
        "campaign": _campaign(place),
        "person": scene.people[place],
    }
    found = Duty.objects.filter(**same).first() or Duty.objects.create(**same, group="disabled")
    return {"pk": found.pk}


SCOPED: dict[str, Maker] = {
    **CASES,
    **API_THINGS,
    **ARCHIVES,
    **BENEFITS,
    **CARDS,
    "merging:case": _case,
    "merging:different": _case,
    "merging:later": _case,
    "merging:undo": _case,
    "merging:held": _held,
    "merging:run_stop": _run,
    "merging:pair": _person("pk"),
    "rights:person": _person("pk"),
    "rights:consent": _person("pk"),
    "rights:ask": _person("pk"),
    "rights:copy": _person("pk"),
    "mandates:person": _person("pk"),
    "mandates:record": _person("pk"),
    "mandates:revoke": _mandate,
    "mandates:scan": _mandate,
    "rights:answer": _request,
    "rights:withdraw": _consent,
    "verification:keep": _finding,
    "confirmations:correct": _fact("pk"),
    **{
        f"confirmations:{name}": _duty
        for name in ("duty", "told", "phone", "attempt", "propose", "decide", "restore", "end", "letter")
    },
    "visits:recorded": _fact("pk"),
    "visits:correct": _fact("pk"),
    "records:fact": _fact("pk"),
    "records:withdraw": _fact("pk"),
    "records:correct": _fact("pk"),
    "records:attach": _fact("pk"),
    "records:evidence": _evidence,
    "records:remove_evidence": _evidence,
    "organisation:station": _code("code"),
    "organisation:branch": _code("code"),
    "organisation:station_edit": _code("code"),
    "organisation:facilities": _code("code"),
    "organisation:post_open": _code("code"),
    "organisation:post_close": _post,
    "organisation:posting_start": _post,
    "organisation:posting_end": _posting,
    "registry:import": _import("pk"),
    "registry:import_columns": _import("pk"),
    "registry:import_apply": _import("pk"),
    "registry:import_resume": _import("pk"),
    "registry:import_report": _import("pk"),
    "registry:print": _person("pk"),
    "registry:proposal": _proposal,
    "erasure:propose": _person("pk"),
    "registry:proposal_withdraw": _proposal,
    "registry:person": _person("pk"),
    "registry:timeline": _person("pk"),
    "registry:reveal": _person("pk"),
    "registry:edit": _person("pk"),
    "registry:transfer": _person("pk"),
    "registry:photo": _person("pk"),
    "registry:photo_remove": _person("pk"),
    "registry:photo_file": lambda scene, place: {"pk": scene.people[place].pk, "size": "small"},
    "registry:death": _person("pk"),
    "registry:undo_death": _person("pk"),
    "registry:reveal_sealed": _person("pk"),
    "registry:history": _changed,
    "registry:part_list": _part_of,
    "registry:part_new": _part_of,
    "registry:part_edit": _entry,
    "registry:part_end": _entry,
    "registry:part_reveal": _entry,
    "api:one_confirmation": lambda scene, place: {"id": _duty(scene, place)["pk"]},
    "api:confirm_one": lambda scene, place: {"id": _duty(scene, place)["pk"]},
    "api:one_piece": _as_id(ARCHIVES["archives:piece"]),
    "api:borrow": _as_id(ARCHIVES["archives:piece"]),
    "api:take_back": _as_id(ARCHIVES["archives:piece"]),
    "api:one_merge": _as_id(_case),
    "api:decide": _as_id(_case),
    "api:withdraw_one_consent": _as_id(_consent),
    "api:one_request": _as_id(_request),
    "api:answer_request": _as_id(_request),
    "api:one_import": _import("id"),
    "api:import_report": _import("id"),
    "api:import_columns": _import("id"),
    "api:say_columns": _import("id"),
    "api:apply": _import("id"),
    "api:resume": _import("id"),
    "api:person": _person("id"),
    "api:timeline": _person("id"),
    "api:whole_file": _person("id"),
    "api:reveal_numbers": _person("id"),
    "api:change": _person("id"),
    "api:one_record": _fact("id"),
    "api:correct": _fact("id"),
    "api:withdraw": _fact("id"),
    "api:station": _code("code"),
}
"""{route: what it takes for a thing of some place}. In reach it answers, out of reach it is 404."""


def _user(scene: Scene) -> dict:
    return {"user_id": scene.bystander.pk}


def _grant(scene: Scene) -> dict:
    return {"user_id": scene.bystander.pk, "grant_id": scene.bystander.grants.get().pk}


FIXED: dict[str, tuple[Callable[[Scene], dict], set[int]]] = {
    **FIXED_API_THINGS,
    **OWN_CASES,
    **OPEN_CARDS,
    **CASES_FIXED,
    **FIXED_BENEFITS,
    "accounts:invitation": (lambda scene: {"secret": "never-given"}, {200, 404, 410}),
    "portal:feedback_sent": (lambda scene: {"number": "00000000"}, {404}),
    "portal:station": (lambda scene: {"code": MEI_VILLAGE}, {200}),
    "portal:station_notice": (lambda scene: {"code": MEI_VILLAGE}, {200}),
    "portal:kiosk": (lambda scene: {"code": MEI_VILLAGE}, {200}),
    "console:feedback_answer": (lambda scene: {"pk": uuid7()}, {404}),
    "own_mandates:revoke": (lambda scene: {"pk": uuid7()}, {404}),
    "own_rights:consent": (lambda scene: {"notice": "publishing"}, {302, 404, 405}),
    "registry:blank": (lambda scene: {"format": "pdf"}, {200}),
    "console:definition": (lambda scene: {"folder": "ledgers", "name": "visits"}, {200}),
    **{
        f"confirmations:{name}": (_of_campaign, {200})
        for name in ("campaign", "people", "to_tell", "slips", "export", "close")
    },
    "records:record": (lambda scene: {"kind": "visit"}, {200, 302, 404}),
    "organisation:account": (_user, {200}),
    "organisation:account_state": (_user, {200, 302, 405}),
    "organisation:grant_new": (_user, {200, 302}),
    "organisation:grant_end": (_grant, {200, 302, 405}),
    "organisation:password_reset": (_user, {200, 302, 405}),
    "organisation:factor_reset": (_user, {200, 302, 405}),
    "erasure:decide": (lambda scene: {"pk": uuid7()}, {302, 404}),
    "erasure:done": (lambda scene: {"pk": uuid7()}, {404}),
    "erasure:certificate": (lambda scene: {"pk": uuid7()}, {404, 405}),
    "api:one_export": (lambda scene: {"id": uuid7()}, {404}),
    "api:export_content": (lambda scene: {"id": uuid7()}, {404}),
    "ledgers:export_decide": (lambda scene: {"pk": uuid7()}, {302, 404}),
    "ledgers:export_file": (lambda scene: {"pk": uuid7()}, {404, 405}),
    "organisation:limit_raise": (_user, {200}),
    "organisation:token_revoke": (lambda scene: {"token_id": uuid7()}, {302, 404, 405}),
    "ledgers:ledger": (lambda scene: {"name": "visits"}, {200}),
    "ledgers:export": (lambda scene: {"name": "visits"}, {200}),
    "api:one_ledger": (lambda scene: {"name": "visits"}, {200}),
    "api:region": (lambda scene: {"code": "610326"}, {200}),
    "api:children": (lambda scene: {"code": "610326"}, {200}),
}
"""{route: (arguments, statuses)}: what lies in nobody's scope, or is open to all who have the right."""

SIGNS_OUT = {"accounts:sign_out", "accounts:prove", "set_language", "kernel:modes"}
"""Acts that change the session of the one who tries them."""

ELSEWHERE: dict[str, set[int]] = {
    **ARCHIVES_ELSEWHERE,
    **CASES_ELSEWHERE,
    "accounts:second_step": {302},
    "portal:enter_code": {302},
    "portal:enter_who": {302},
    "accounts:sign_in": {200, 302},
    "accounts:enrol": {200, 302},
    "accounts:recovery_codes": {200, 302},
    "organisation:account_new": {200, 302},
    "records:correct": {200, 302},
    "registry:import_columns": {200, 302},  # a finished import has no columns to choose any more
    "set_language": {302},
}
"""Pages that lead elsewhere when they are opened out of turn, or want a fresh sign-in first."""

NOTHING_THERE = {
    "mandates:scan",
    *CASES_NOTHING_THERE,
    "records:evidence",
    "records:remove_evidence",
    "registry:import_report",
    "registry:photo_file",
    "api:import_report",
    "confirmations:correct",
    "confirmations:letter",
}
"""Things of a thing in reach that the scene does not hold: 404 everywhere."""

BODIES = {
    "api:say_columns": {"columns": {}},
    "api:reveal_numbers": {"reason": "电话核对"},
    "api:change": {"phone": "13800000000"},
    "api:correct": {"channel": "phone"},
    "api:confirm_one": {"method": "on_site", "on": "2026-11-20"},
    "api:withdraw": {"reason": "记错"},
    "api:borrow": {"purpose": "核对", "due_on": "2026-12-01", "name": "钱进", "organisation": "县档案馆"},
    "api:decide": {"decision": "later"},
    "api:withdraw_one_consent": {"way": "counter"},
    "api:answer_request": {"state": "done", "answer": "已办"},
}
"""A body that fits, so that scope is what decides."""
