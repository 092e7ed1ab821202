"""The pages of merging: what they show, to whom, and what they lead to."""

import pytest

from rongyi.kernel.audit import AuditEntry
from rongyi.merging.models import HeldDecision, LinkRun, Merge, MergeCase
from rongyi.merging.services.held import decide_held
from rongyi.organisation.roles import Role
from rongyi.registry.models import HeldCase, Person
from rongyi.registry.services import Held, PersonInput, create_person
from tests.fixtures_people import (
    HUYI_VILLAGE,
    MEI,
    MEI_SIBLING,
    MEI_TOWN,
    MEI_VILLAGE,
    OTHER_TOWN,
    OTHER_TOWN_VILLAGE,
)
from tests.merging.scene import RIGHT


@pytest.fixture
def town(signed_in):
    return signed_in(Role.TOWN_HEAD, MEI_TOWN)


def url(case: MergeCase, act: str = "") -> str:
    return f"/console/merging/{case.pk}" + (f"/{act}" if act else "")


def versions(two) -> dict:
    two.again()
    return {"version_first": two.survivor.version, "version_second": two.other.version}


def test_the_list_names_both_and_says_why(two, town):
    page = town.get("/console/merging/").content.decode()

    for words in ("王建国", "汪建国", "生日相同", "住址写法一致", "合计 18 分起提示", "本产品默认"):
        assert words in page, words


def test_side_by_side_differences_are_marked_and_the_number_nobody_proposes(two, town):
    page = town.get(url(two.case)).content.decode()

    assert page.count('name="survivor"') == 2 and 'name="survivor" value="first" required checked' not in page
    assert 'name="education" value="second" checked' in page  # the fuller one
    assert 'name="name" value="second" checked' in page  # the newer one
    assert "610326********" in page and RIGHT not in page
    assert "或繁体" in page and "+12" in page
    looked = AuditEntry.objects.filter(act="people.compare").values_list("subject_id", flat=True)
    assert set(looked) == {str(two.survivor.pk)}


def test_without_a_number_chosen_nothing_is_merged_and_what_was_chosen_stays(two, town):
    answer = town.post(
        url(two.case), {"name": "first", "address": "first", "education": "first", "station": "first", **versions(two)}
    )

    assert answer.status_code == 422
    assert "请核对证件,选哪一份的公民身份号码是对的" in answer.content.decode()
    assert 'name="education" value="first" checked' in answer.content.decode()
    assert not Merge.objects.exists()


def test_merged_by_the_page_and_undone_by_it(two, town):
    chosen = {"survivor": "first", "name": "first", "address": "first", "education": "second", "station": "first"}

    merged = town.post(url(two.case), {**chosen, **versions(two), "keeps_name": "on"})
    survivor = two.again()[0]
    assert (merged.status_code, merged["Location"]) == (302, f"/console/people/{survivor.pk}")
    assert (survivor.education, two.other.merged_into_id) == ("初中", survivor.pk)
    shown = town.get(url(two.case)).content.decode()
    assert "以前可以撤销" in shown and "撤销合并" in shown

    undone = town.post(url(two.case, "undo"), {"version": survivor.version})
    assert (undone.status_code, two.again()[1].status, two.survivor.education) == (302, "active", "")


def test_a_stale_page_is_told_and_nothing_is_merged(two, town):
    old = versions(two)
    Person.objects.filter(county=MEI, pk=two.other.pk).update(version=9)

    answer = town.post(
        url(two.case),
        {"survivor": "first", "name": "first", "address": "first", "education": "second", "station": "first", **old},
    )

    assert answer.status_code == 422 and not Merge.objects.exists()
    page = answer.content.decode()
    assert "有一份档案又改过" in page and 'name="education" value="second" checked' in page
    assert 'name="version_second" value="9"' in page


def test_different_and_later_by_the_page(two, town):
    assert town.post(url(two.case, "later")).status_code == 302
    assert "汪建国" not in town.get("/console/merging/").content.decode()
    assert "汪建国" in town.get("/console/merging/?state=later").content.decode()

    town.post(url(two.case, "different"), {"note": "堂兄弟"})
    case = MergeCase.objects.get()
    assert (case.state, case.note) == ("different", "堂兄弟")
    assert "堂兄弟" in town.get(url(case)).content.decode()


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        (Role.SECTION_OFFICER, MEI, 200),
        (Role.TOWN_HEAD, OTHER_TOWN, 404),
        (Role.VILLAGE_CLERK, MEI_VILLAGE, 403),
        (Role.BUREAU_LEADER, MEI, 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_who_may_open_a_case(two, signed_in, role, place, status):
    assert signed_in(role, place).get(url(two.case)).status_code == status


def test_somebody_who_knows_of_a_second_file_says_so(make_person, town):
    one, other = make_person("王建国", MEI_VILLAGE), make_person("李石头", MEI_SIBLING)

    answer = town.post(f"/console/merging/of/{one.pk}", {"person": one.pk, "other": other.pk})

    case = MergeCase.objects.get()
    assert (answer["Location"], case.source, case.region_code) == (url(case), "hand", MEI_TOWN)


def test_a_run_is_begun_stopped_and_taken_up_again(network, signed_in):
    county = signed_in(Role.SECTION_OFFICER, MEI)

    county.post("/console/merging/runs/start")
    run = LinkRun.objects.get()
    county.post(f"/console/merging/runs/{run.pk}/stop")
    run.refresh_from_db()
    assert run.state == "stopped" and "继续" in county.get("/console/merging/runs").content.decode()
    county.post("/console/merging/runs/start")

    run.refresh_from_db()
    assert (run.state, LinkRun.objects.count()) == ("waiting", 1)
    assert "停下" in county.get("/console/merging/runs").content.decode()


# held files


@pytest.fixture
def held(make_person, village_clerk):
    """The number is known next door, where the clerk of this village does not look."""
    known = make_person("王建国", MEI_SIBLING, id_number=RIGHT, phone="13800000001")
    with pytest.raises(Held) as caught:
        create_person(
            actor=village_clerk,
            given=PersonInput("王建国", RIGHT, MEI_VILLAGE, phone="13900000002", address="横渠村5组"),
        )
    return known, caught.value.case


def test_the_asker_sees_the_state_and_nothing_of_the_other_side(held, signed_in):
    known, case = held
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    page = clerk.get("/console/merging/held").content.decode()

    assert "等上级核对" in page and "古城" not in page and str(known.pk) not in page
    assert clerk.get(f"/console/merging/held/{case.pk}").status_code == 403


def test_the_next_tier_sees_both_sides_and_brings_the_file_over(held, town, signed_in):
    known, case = held
    page = town.get(f"/console/merging/held/{case.pk}").content.decode()
    assert "横渠村5组" in page and "古城村委会" in page

    answer = town.post(
        f"/console/merging/held/{case.pk}", {"outcome": "moved_here", "taken": ["phone"], "version": known.version}
    )

    known.refresh_from_db()
    assert (answer.status_code, known.region_code, known.phone) == (302, MEI_VILLAGE, "13900000002")
    assert HeldCase.objects.get().state == "closed" and Person.objects.count() == 1
    assert "已转到本站" in signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get("/console/merging/held").content.decode()


def test_a_wrong_number_goes_back_with_a_reason_and_without_a_name(held, town, signed_in):
    _known, case = held
    assert town.post(f"/console/merging/held/{case.pk}", {"outcome": "wrong_number"}).status_code == 422

    town.post(f"/console/merging/held/{case.pk}", {"outcome": "wrong_number", "reason": "与证件不符"})

    page = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get("/console/merging/held").content.decode()
    assert "号码有误,请核对证件后重新填报" in page and "与证件不符" in page
    assert HeldDecision.objects.get().person_id is None


def test_where_the_file_lies_out_of_reach_only_the_next_tier_decides(make_person, village_clerk, town, section_officer):
    make_person("王建国", OTHER_TOWN_VILLAGE, id_number=RIGHT)
    with pytest.raises(Held) as caught:
        create_person(actor=village_clerk, given=PersonInput("王建国", RIGHT, MEI_VILLAGE))
    case = caught.value.case

    page = town.get(f"/console/merging/held/{case.pk}").content.decode()
    assert "您这里看不到这个号码的档案" in page and "常兴" not in page
    assert town.post(f"/console/merging/held/{case.pk}", {"outcome": "moved_here"}).status_code == 422
    decide_held(actor=section_officer, held=HeldCase.objects.get(), outcome="corrected")

    assert HeldDecision.objects.get().outcome == "corrected"


def test_a_file_of_another_county_stays_unseen(make_person, village_clerk, signed_in):
    make_person("王建国", HUYI_VILLAGE, id_number=RIGHT)
    with pytest.raises(Held) as caught:
        create_person(actor=village_clerk, given=PersonInput("王建国", RIGHT, MEI_VILLAGE))

    page = signed_in(Role.SECTION_OFFICER, MEI).get(f"/console/merging/held/{caught.value.case.pk}").content.decode()

    assert "您这里看不到这个号码的档案" in page
    assert not any(word in page for word in ("鄠邑", "人民路", HUYI_VILLAGE))


def test_homes_of_town_and_county_show_what_waits(two, town, signed_in):
    for client in (town, signed_in(Role.SECTION_OFFICER, MEI)):
        assert "疑似重复、待核对" in client.get("/console/").content.decode()
    assert "疑似重复、待核对" not in signed_in(Role.BUREAU_LEADER, MEI).get("/console/").content.decode()


def test_what_was_typed_for_a_file_that_was_merged_meanwhile_stands_beside_the_survivor(two, town_head, signed_in):
    clerk = signed_in(Role.TOWN_HEAD, MEI_TOWN)
    edit = f"/console/people/{two.other.pk}/edit"
    opened = clerk.get(edit)
    two.merge(town_head)

    answer = clerk.post(
        edit, {"version": two.other.version, "name": "汪建国", "phone": "13700001111", "address": "新村1号"}
    )

    page = answer.content.decode()
    assert (opened.status_code, answer.status_code) == (200, 409)
    for words in (
        "已并入王建国的档案",
        "13700001111",
        "13812340000",
        "新村1号",
        f"/console/people/{two.survivor.pk}/edit",
    ):
        assert words in page, words
    assert clerk.get(edit)["Location"] == f"/console/people/{two.survivor.pk}"
    assert two.again()[0].phone == "13812340000"


def test_the_page_of_a_person_leads_to_the_question(two, town, signed_in):
    page = town.get(f"/console/people/{two.survivor.pk}").content.decode()
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(f"/console/people/{two.survivor.pk}").content.decode()

    assert "疑似有另一份档案" in page and url(two.case) in page
    assert "疑似有另一份档案" not in clerk and "此人有另一份档案" not in clerk
