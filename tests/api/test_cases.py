"""Cases by script: begun once, read by whom they concern, moved by the post that holds them and by nobody twice."""

from datetime import timedelta

import pytest

from rongyi.accounts.tokens import create_token
from rongyi.api.case_schemas import CaseList, CaseWhole, ProcedureList, ProcedureWhole
from rongyi.casework.models import Case, CaseEntry, CaseMaterial
from rongyi.casework.procedures import store
from rongyi.kernel import clock
from rongyi.kernel.ids import uuid7
from rongyi.kernel.models import AuditEntry
from rongyi.organisation.roles import Role
from tests.api.conftest import Caller, problem
from tests.casework.scene import CARD, PAPERS
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, make_user


@pytest.fixture
def script(network):
    """`script(role, code, name)`: names differ, since nobody decides on what they did themselves."""

    def make(role: str, code: str, name: str, scope: str = "write") -> Caller:
        return Caller(create_token(make_user(role, code, name=name), scope=scope))

    return make


@pytest.fixture
def village(script) -> Caller:
    return script(Role.VILLAGE_CLERK, MEI_VILLAGE, "刘小芳")


@pytest.fixture
def town(script) -> Caller:
    return script(Role.TOWN_HEAD, MEI_TOWN, "王建军")


@pytest.fixture
def wang(make_person):
    return make_person("王建国", categories=["R02"])


def card_for(person, **more) -> dict:
    return {
        "procedure": "card_issue", "person": str(person.pk), "channel": "counter", "applicant": "self",
        "answers": CARD, "shown": list(PAPERS), **more,
    }  # fmt: skip


def begun(script: Caller, person, **more) -> dict:
    response = script.post("/cases", card_for(person, **more))
    assert response.status_code == 201, response.content
    return response.json()


def act(script: Caller, case: str, name: str, body: dict | None = None, *, version: str = "", **given):
    """One act on the case as the script reads it now."""
    version = version or script.get(f"/cases/{case}").headers["ETag"]
    return script.post(f"/cases/{case}/actions/{name}", body or {}, **{"If-Match": version}, **given)


def test_a_matter_says_who_brings_what_and_who_does_which_step_by_when(village):
    first = village.get("/procedures?limit=2").json()
    rest = village.get(f"/procedures?limit=200&cursor={first['next']}").json()
    whole = village.get("/procedures/card_issue")

    names = [one["name"] for one in (*first["items"], *rest["items"])]
    listed = next(one for one in (*first["items"], *rest["items"]) if one["name"] == "card_issue")
    body = whole.json()
    assert names == sorted(store.procedures())
    assert ProcedureList.model_validate(first) and ProcedureWhole.model_validate(body)
    assert (listed["who"], listed["channels"]) == (["self", "guardian", "proxy"], ["counter", "home", "online"])
    assert listed["steps"][1] == {
        "key": "verify", "title": "县服务中心核实", "post": "centre", "outside": None,
        "limit": {"days": 3, "unit": "working", "source": "composed", "statute": None},
    }  # fmt: skip
    assert [paper["key"] for paper in listed["materials"]][:3] == ["id_card", "discharge", "kinship"]
    assert [one["key"] for one in body["steps"][0]["acts"]] == ["accept", "supplement", "refuse"]
    assert [field["key"] for field in body["form"]] == ["kind", "bank", "delivery"]
    assert body["spans"][0]["limit"]["statute"] == "card_review"


def test_a_matter_is_told_in_the_language_asked_for_and_not_again_while_it_stays(village):
    chinese = village.get("/procedures/card_issue")
    village.language = "en"
    english = village.get("/procedures/card_issue")
    again = village.get("/procedures/card_issue", **{"If-None-Match": english.headers["ETag"]})

    assert (chinese.json()["title"], english.json()["title"]) == ("优待证申领", "Application for the preferential card")
    assert (again.status_code, again.content) == (304, b"")
    assert problem(village.get("/procedures/card_juggling"))[:2] == (404, "not_found")


def test_a_case_is_begun_and_answered_whole(village, wang):
    given = card_for(wang, id=str(uuid7()), phone="13812345678")

    response = village.post("/cases", given)

    body, today = response.json(), clock.today().isoformat()
    assert response.status_code == 201, body
    assert CaseWhole.model_validate(body)
    assert response.headers["Location"] == f"/api/v1/cases/{given['id']}"
    assert {key: body[key] for key in ("id", "procedure", "station", "person", "state", "step", "post", "at")} == {
        "id": given["id"], "procedure": "card_issue", "station": MEI_VILLAGE, "person": str(wang.pk),
        "state": "open", "step": "accept", "post": "town", "at": MEI_TOWN,
    }  # fmt: skip
    assert (body["name"], body["phone"], body["answers"], body["hidden"]) == ("王建国", "138****5678", CARD, [])
    assert body["entries"] == [
        {
            "seq": 1, "step": None, "act": "apply", "kind": "apply", "to_step": "accept", "post": None,
            "instead_of": None, "at": body["entries"][0]["at"], "late": False, "actor": "刘小芳", "reason": None,
            "note": None, "values": {}, "record": body["entries"][0]["record"],
        }
    ]  # fmt: skip
    assert body["materials"] == [
        {"key": key, "state": "given", "shown": True, "given_on": today} for key in ("id_card", "discharge", "photo")
    ]
    assert [(one["key"], one["days"], one["started_on"]) for one in body["clocks"]] == [("step:accept", 1, today)]
    assert village.get(f"/cases/{given['id']}").json() == body


def test_the_same_request_again_begins_no_second_case(village, wang):
    given = card_for(wang, id=str(uuid7()))

    first, again = (village.post("/cases", given, key="one") for _time in range(2))
    by_id = village.post("/cases", given)
    other = village.post("/cases", card_for(wang))

    assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
    assert by_id.json() == first.json()
    assert problem(other) == (409, "already_open", [("body.procedure", "already_open")])
    assert Case.objects.count() == 1


def test_every_answer_that_is_wrong_is_named_at_once(village, wang):
    response = village.post("/cases", card_for(wang, answers={"kind": "king", "bank": ["abc"], "colour": "red"}))

    assert problem(response) == (
        422, "invalid_answers",
        [("body.answers.colour", "invalid"), ("body.answers.kind", "invalid"), ("body.answers.bank", "invalid"),
         ("body.answers.delivery", "invalid")],
    )  # fmt: skip
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"procedure": "juggling"}, "body.procedure", "unknown"),
        ({"procedure": "../limits/default"}, "body.procedure", "invalid"),
        ({"channel": "phone"}, "body.channel", "invalid"), ({"channel": "pigeon"}, "body.channel", "invalid"),
        ({"applicant": "staff"}, "body.applicant", "invalid"), ({"person": None}, "body.person", "required"),
        ({"id": "1"}, "body.id", "bad_id"), ({"colour": 1}, "body.colour", "unknown_field"),
        ({"answers": []}, "body.answers", "invalid"), ({"claim": "长" * 61}, "body.claim", "too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_with_its_place(village, wang, change, place, code):
    response = village.post("/cases", card_for(wang) | change)

    assert response.status_code == 422
    assert problem(response)[2] == [(place, code)]
    assert not Case.objects.exists()


def test_whoever_is_not_entitled_or_dead_is_told_why(village, make_person):
    other = make_person("李四", categories=["R12"])
    dead = make_person("赵六", categories=["R02"], deceased_on=clock.today() - timedelta(days=3))

    answers = [problem(village.post("/cases", card_for(one))) for one in (other, dead)]

    assert answers == [(422, "not_eligible", [("body.person", "not_eligible")])] * 2


def test_somebody_of_another_village_or_a_station_that_is_not_there_is_not_found(village, wang, make_person):
    foreign = make_person("秦外人", region_code=MEI_SIBLING, categories=["R02"])

    answers = [
        problem(village.post("/cases", card_for(foreign))),
        problem(village.post("/cases", card_for(wang, station=MEI_SIBLING))),
        problem(village.post("/cases", card_for(wang, station=MEI_VILLAGE[:9] + "299"))),
        problem(village.post("/cases", card_for(wang) | {"person": str(uuid7())})),
        problem(village.post("/cases", card_for(wang, follows=str(uuid7())))),
    ]

    assert answers == [(404, "not_found", [])] * 5


def test_who_decides_begins_nothing(script, wang):
    leader = script(Role.BUREAU_LEADER, MEI, "李卫国")

    assert problem(leader.post("/cases", card_for(wang))) == (403, "denied", [])


def test_lists_narrow_and_join_without_gap(village, town, make_person):
    people = [make_person(f"王{n}", categories=["R02"]) for n in "甲乙丙丁"]
    ids = [begun(village, one)["id"] for one in people]
    mediation = village.post(
        "/cases", card_for(people[0], procedure="mediation", answers={"matter": "界畔"}, shown=[])
    ).json()["id"]
    act(town, ids[0], "accept")

    def found(query: str) -> list[str]:
        return [one["id"] for one in town.get(f"/cases?{query}").json()["items"]]

    late = (clock.today() + timedelta(days=365)).isoformat()
    page = town.get("/cases?limit=2&procedure=card_issue").json()
    rest = town.get(f"/cases?limit=2&procedure=card_issue&cursor={page['next']}").json()
    assert CaseList.model_validate(page)
    assert [one["id"] for one in (*page["items"], *rest["items"])] == ids[::-1]
    assert rest["next"] is None
    assert found("procedure=mediation") == [mediation]
    assert found(f"person={people[0].pk}") == [mediation, ids[0]]
    assert found(f"station={MEI_SIBLING}") == [] and len(found(f"station={MEI_VILLAGE}")) == 5
    assert found("state=ended") == [] and len(found("state=open")) == 5
    assert found("due_before=2000-01-01") == [] and len(found(f"due_before={late}")) == 5
    assert "王甲" not in town.get("/cases").content.decode()


def test_what_waits_is_listed_by_the_nearest_limit_for_the_post_alone(village, town, make_person):
    people = [make_person(f"王{n}", categories=["R02"]) for n in "甲乙丙丁"]
    ids = [begun(village, one)["id"] for one in people]
    for n, case in enumerate(ids[:3]):
        Case.objects.filter(pk=case).update(due_on=clock.today() + timedelta(days=3 - n))
    Case.objects.filter(pk=ids[3]).update(due_on=None)

    seen, address = [], "/cases/to-do?limit=1"
    while address:
        page = town.get(address).json()
        seen += [one["id"] for one in page["items"]]
        address = f"/cases/to-do?limit=1&cursor={page['next']}" if page["next"] else ""

    assert seen == [ids[2], ids[1], ids[0], ids[3]]
    assert village.get("/cases/to-do").json() == {"items": [], "next": None}


def test_an_act_moves_the_case_and_answers_it_as_it_is_then(village, town, wang):
    case = begun(village, wang)["id"]

    response = act(town, case, "accept", {"note": "材料齐全"})

    body = response.json()
    assert response.status_code == 200, body
    assert (body["step"], body["post"], body["at"], body["version"]) == ("verify", "centre", MEI, 2)
    assert [(one["act"], one["actor"], one["to_step"]) for one in body["entries"]] == [
        ("apply", "刘小芳", "accept"), ("accept", "王建军", "verify"),
    ]  # fmt: skip
    assert [one["kind"] for one in body["documents"]] == ["acceptance"]
    assert response.headers["ETag"] == town.get(f"/cases/{case}").headers["ETag"]


def test_an_act_is_done_once_however_often_it_is_sent(village, town, wang):
    case = begun(village, wang)["id"]
    version = town.get(f"/cases/{case}").headers["ETag"]

    first, again = (act(town, case, "accept", version=version, key="one") for _time in range(2))
    other = act(town, case, "accept", version=version, key="two")

    assert (first.status_code, again.content) == (200, first.content)
    assert problem(other)[:2] == (412, "stale")
    assert other.json()["current"] == town.get(f"/cases/{case}").json()
    assert CaseEntry.objects.filter(case=case).count() == 2


def test_a_change_beside_the_case_makes_what_was_read_stale(village, town, wang):
    case = begun(village, wang)["id"]
    version = town.get(f"/cases/{case}").headers["ETag"]
    CaseMaterial.objects.filter(case=case, key="photo").update(state="lacking")

    response = act(town, case, "accept", version=version)

    assert problem(response)[:2] == (412, "stale")
    assert town.get(f"/cases/{case}", **{"If-None-Match": version}).status_code == 200
    assert problem(town.post(f"/cases/{case}/actions/accept", {})) == (428, "if_match_missing", [])


def test_what_the_act_does_not_allow_is_refused_with_its_place(village, town, wang):
    case = begun(village, wang)["id"]

    answers = [
        problem(act(town, case, "juggle")), problem(act(town, case, "refuse")),
        problem(act(town, case, "refuse", {"reason": "bank"})), problem(act(town, case, "supplement")),
        problem(act(town, case, "supplement", {"lacking": ["crown"]})),
        problem(act(town, case, "accept", {"values": {"colour": "red"}})),
        problem(act(town, case, "pause", {"values": {"stop": "tea"}})),
        problem(act(town, case, "pause", {"values": {"tea": 1}})), problem(act(town, case, "pause")),
        problem(act(town, case, "resume")), problem(act(town, case, "withdraw")),
    ]  # fmt: skip

    assert answers == [
        (422, "unknown", [("body.act", "unknown")]), (422, "required", [("body.reason", "required")]),
        (422, "required", [("body.reason", "required")]), (422, "required", [("body.note", "required")]),
        (422, "unknown", [("body.lacking", "unknown")]), (422, "invalid_answers", [("body.values.colour", "invalid")]),
        (422, "unknown", [("body.stop", "unknown")]), (422, "invalid", [("body.values.tea", "unknown_field")]),
        (422, "invalid", [("body.values.stop", "invalid")]), (422, "not_stopped", []),
        (422, "required", [("body.note", "required")]),
    ]  # fmt: skip
    assert CaseEntry.objects.filter(case=case).count() == 1


def test_an_act_belongs_to_the_post_and_a_case_to_its_place(script, village, town, wang):
    case = begun(village, wang)["id"]
    version = town.get(f"/cases/{case}").headers["ETag"]
    strangers = [script(Role.BUREAU_LEADER, HUYI, "外"), script(Role.VILLAGE_CLERK, MEI_SIBLING, "邻")]
    city, auditor = script(Role.PREFECTURE_OFFICER, "6103", "陈晓东"), script(Role.AUDITOR, MEI, "审")

    assert problem(act(village, case, "accept")) == (403, "denied", [])
    for one in (*strangers, city):
        assert problem(one.get(f"/cases/{case}")) == (404, "not_found", [])
        assert problem(act(one, case, "accept", version=version)) == (404, "not_found", [])
        assert one.get("/cases").json() == {"items": [], "next": None}
    assert problem(auditor.get("/cases")) == (403, "denied", [])


def test_sent_back_supplemented_and_taken_back(village, town, wang):
    case = begun(village, wang, shown=["id_card"])["id"]

    returned = act(town, case, "supplement", {"lacking": ["discharge", "photo"]}).json()
    early = problem(act(village, case, "supplement"))
    CaseMaterial.objects.filter(case=case).update(state="given")
    wrong = problem(act(village, case, "supplement", {"values": {"bank": "moon"}}))
    resumed = act(village, case, "supplement", {"values": {"bank": "icbc"}}).json()
    ended = act(village, case, "withdraw", {"note": "本人不办了"}).json()

    assert (returned["state"], returned["stop"]) == ("returned", "supplement")
    assert early == (422, "incomplete", [("body.materials", "incomplete")])
    assert wrong == (422, "invalid_answers", [("body.values.bank", "invalid")])
    assert (resumed["state"], resumed["answers"]["bank"]) == ("open", "icbc")
    assert (ended["state"], ended["outcome"]) == ("ended", "withdrawn")
    assert problem(act(town, case, "accept"))[:2] == (422, "wrong_state")


def test_the_clock_is_stopped_and_taken_up_again(village, make_person):
    one = make_person("李困难", categories=["R02"])
    answers = {"cause": "disaster", "story": "房屋失火", "wanted": ["money"]}
    case = begun(village, one, procedure="hardship_aid", answers=answers, shown=["id_card"])

    paused = act(village, case["id"], "pause", {"values": {"stop": "expert"}}).json()
    resumed = act(village, case["id"], "resume").json()

    assert (paused["stop"], paused["stopped_on"]) == ("expert", clock.today().isoformat())
    assert (resumed["stop"], resumed["stopped_on"]) == (None, None)


def test_answers_about_hardship_are_taken_and_told_to_no_script(village, make_person):
    one = make_person("李困难", categories=["R02"])
    answers = {"cause": "disaster", "story": "房屋失火", "wanted": ["money"], "urgent": True}

    response = village.post("/cases", card_for(one, procedure="hardship_aid", answers=answers, shown=["id_card"]))

    assert (response.json()["answers"], response.json()["hidden"]) == ({"urgent": True}, ["cause", "story", "wanted"])
    assert "失火" not in response.content.decode()
    assert Case.objects.get().answers["story"] == "房屋失火"


def test_the_city_reads_names_masked_of_what_was_sent_up_to_it(script, village, town, wang):
    case = begun(village, wang, phone="13812345678")["id"]
    city = script(Role.PREFECTURE_OFFICER, "6103", "陈晓东")
    centre, bureau = script(Role.SECTION_OFFICER, MEI, "赵敏"), script(Role.SECTION_OFFICER, MEI, "何平")

    statuses = [
        act(town, case, "accept").status_code, act(centre, case, "verify").status_code,
        act(centre, case, "agree").status_code, act(bureau, case, "agree").status_code,
    ]  # fmt: skip

    body = city.get(f"/cases/{case}").json()
    assert statuses == [200, 200, 403, 200]
    assert (body["name"], body["phone"], body["step"]) == ("王**", "138****5678", "city_review")
    assert act(city, case, "discretion", {"values": {"grounds": "情形特殊"}}).json()["entries"][-1]["values"] == {}
    assert "情形特殊" not in city.get(f"/cases/{case}").content.decode()


def test_a_case_is_handed_to_a_colleague_at_the_post_and_to_nobody_else(village, town, wang):
    case = begun(village, wang)["id"]
    colleague, other = make_user(Role.TOWN_HEAD, MEI_TOWN, name="孙红"), make_user(Role.TOWN_HEAD, HUYI, name="外人")

    refused = problem(act(town, case, "hand_over", {"values": {"user": str(other.pk)}}))
    handed = act(town, case, "hand_over", {"values": {"user": str(colleague.pk)}}).json()
    back = act(town, case, "hand_over").json()

    assert refused == (422, "invalid", [("body.values.user", "invalid")])
    assert (handed["handler"], back["handler"]) == ("孙红", None)


def test_a_limit_is_lengthened_by_the_leader_once(script, village, wang):
    case = begun(village, wang)
    leader = script(Role.BUREAU_LEADER, MEI, "李卫国")
    given = {"values": {"key": "step:accept", "days": 1}, "note": "等待核对信息"}

    denied = problem(act(village, case["id"], "extend", given))
    wrong = problem(act(leader, case["id"], "extend", {"values": {"key": "step:accept", "days": "1"}}))
    longer = act(leader, case["id"], "extend", given).json()

    assert denied == (403, "denied", [])
    assert wrong == (422, "invalid", [("body.values.days", "invalid")])
    assert longer["clocks"][0]["extended_days"] == 1 and longer["due_on"] > case["due_on"]


def test_looking_and_acting_are_on_record_and_a_list_is_not_a_look(script, village, wang):
    case = begun(village, wang)["id"]
    reader = script(Role.TOWN_HEAD, MEI_TOWN, "王建军", scope="read")

    reader.get("/cases")
    reader.get(f"/cases/{case}")
    denied = problem(act(reader, case, "accept"))

    lines = AuditEntry.objects.filter(subject_id=case).order_by("pk").values_list("act", "outcome")
    assert denied == (403, "token_reads_only", [])
    assert set(lines) == {("casework.view", "done")}


def test_a_list_costs_the_same_for_few_and_many(village, town, make_person, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            town.get("/cases")
        return len(queries)

    begun(village, make_person("王一", categories=["R02"]))
    town.get("/cases")
    few = min(cost() for _time in range(2))
    for name in ("王二", "王三", "王四"):
        begun(village, make_person(name, categories=["R02"]))

    assert min(cost() for _time in range(2)) <= few
