"""A veteran applies from a telephone, brings papers, sees how it stands, takes it back and says how it was."""

import io
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from rongyi.casework.models import Case, CaseEntry, CaseMaterial
from rongyi.casework.services.materials import check_material
from rongyi.kernel import clock
from rongyi.kernel.models import AuditEntry
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.casework.scene import apply_for_card, card_to_the_hand, do, hand_in, make_posts
from tests.fixtures_people import MEI, MEI_VILLAGE

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)
CARD = {"a-kind": "vet", "a-bank": "abc", "a-delivery": "home"}


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.pretending(MONDAY):
        yield


@pytest.fixture
def wang(make_person):
    return make_person("王建国", categories=["R02"])


@pytest.fixture
def his(signed_in, wang):
    client = signed_in(Role.VETERAN, MEI_VILLAGE, name="王建国")
    Grant.objects.filter(role=Role.VETERAN).update(subject_id=wang.pk)
    return client


def words(response) -> str:
    return response.content.decode()


def picture() -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (800, 1000), "white").save(target, "JPEG")
    return SimpleUploadedFile("id.jpg", target.getvalue(), "image/jpeg")


def applied(his) -> Case:
    answer = his.post("/my/cases/new/card_issue", CARD)
    case = Case.objects.get(county=MEI)
    assert answer.status_code == 302 and answer["Location"].endswith(str(case.pk))
    return case


def test_the_guide_says_who_what_and_how_long_and_names_the_law(client, network):
    page = words(client.get("/matters/card_issue"))

    for word in ("优待证", "要带什么", "身份证", "30个工作日内", "优待证管理办法", "本产品默认"):
        assert word.replace("内", "") in page
    assert client.get("/matters/none-such").status_code == 404


def test_three_questions_say_what_may_be_had_and_nothing_is_kept(client, network):
    page = words(client.post("/matters/for-me", {"identities": ["R02"], "born": "1955"}))

    yes, _no = page.split("这些您不符合条件") if "这些您不符合条件" in page else (page, "")
    assert "优待证申领" in yes and "困难帮扶" in yes
    family = words(client.post("/matters/for-me", {"identities": ["R12"], "born": ""}))
    assert "依法退出现役" in family.split("这些您不符合条件")[1]
    assert not AuditEntry.objects.filter(act__startswith="casework").exists()


@pytest.mark.parametrize("given", [{}, {"identities": ["R99"]}, {"identities": ["R02"], "born": "19"}])
def test_a_questionnaire_that_cannot_be_read_says_why(client, network, given):
    answer = client.post("/matters/for-me", given)

    assert answer.status_code == 422 and "error" in words(answer)


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(client, network):
    answer = client.get("/matters/card_issue/apply")

    assert answer.status_code == 302 and answer["Location"].endswith("?next=/my/cases/new/card_issue")


def test_an_application_from_a_telephone_waits_at_the_town(his, wang):
    case = applied(his)

    entry = CaseEntry.objects.get(county=MEI, case=case)
    assert (case.channel, case.applicant, case.step, case.at_code) == ("online", "self", "accept", "610326101")
    assert (entry.actor_name, entry.kind) == ("王建国", "apply")
    page = words(his.get(f"/my/cases/{case.pk}"))
    assert "镇街受理" in page and "最迟2026年11月24日" in page and "交身份证" in page
    assert AuditEntry.objects.filter(county=MEI, act="casework.own_open", outcome="done").count() == 1


def test_a_second_press_is_told_that_it_is_under_way(his):
    applied(his)

    again = his.post("/my/cases/new/card_issue", CARD)

    assert again.status_code == 422 and "正在办理" in words(again)
    assert Case.objects.filter(county=MEI).count() == 1


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost(his):
    answer = his.post("/my/cases/new/hardship_aid", {"a-story": "老伴住院", "a-cause": "illness"})

    assert answer.status_code == 422
    page = words(answer)
    assert "老伴住院" in page and not Case.objects.exists()


def test_who_is_not_entitled_is_told_why_before_typing(signed_in, make_person):
    family = make_person("周家", categories=["R12"])
    client = signed_in(Role.VETERAN, MEI_VILLAGE)
    Grant.objects.filter(role=Role.VETERAN).update(subject_id=family.pk)

    page = words(client.get("/my/cases/new/card_issue"))

    assert "暂时不符合条件" in page and "依法退出现役" in page and "<textarea" not in page


def test_a_paper_is_brought_by_telephone_and_another_may_be_shown_at_the_counter(his, wang):
    case, posts = applied(his), make_posts()

    answer = his.post(f"/my/cases/{case.pk}/papers/id_card", {"file": picture()})
    for key in ("discharge", "photo"):
        check_material(actor=posts.town, case=case, key=key, state="accepted")

    assert answer.status_code == 302
    states = dict(CaseMaterial.objects.filter(county=MEI, case=case).values_list("key", "state"))
    assert states == {"id_card": "given", "discharge": "accepted", "photo": "accepted"}
    do(posts.town, case, "accept")


def test_a_portrait_that_is_a_pdf_is_refused_with_the_mend(his):
    case = applied(his)
    upload = SimpleUploadedFile("photo.jpg", b"%PDF-1.4 nothing", "image/jpeg")

    answer = his.post(f"/my/cases/{case.pk}/papers/photo", {"file": upload})

    assert answer.status_code == 422
    assert CaseMaterial.objects.get(county=MEI, case=case, key="photo").state == "asked"


def test_what_is_missing_is_told_supplemented_and_goes_on(his):
    case, posts = applied(his), make_posts()
    hand_in(case)
    do(posts.town, case, "supplement", lacking=("discharge",), note="退伍证看不清,请重拍")

    page = words(his.get(f"/my/cases/{case.pk}"))
    assert "退伍证看不清" in page and "不会再要别的" in page
    assert his.post(f"/my/cases/{case.pk}/supplement", {}).status_code == 422
    his.post(f"/my/cases/{case.pk}/papers/discharge", {"file": picture()})
    assert his.post(f"/my/cases/{case.pk}/supplement", {"note": "重拍了"}).status_code == 302

    case.refresh_from_db()
    assert case.state == "open"


def test_it_is_taken_back_and_begun_again(his):
    case = applied(his)

    assert his.post(f"/my/cases/{case.pk}/withdraw", {"note": ""}).status_code == 422
    his.post(f"/my/cases/{case.pk}/withdraw", {"note": "先不办了"})
    his.post("/my/cases/new/card_issue", CARD)

    assert [c.outcome for c in Case.objects.filter(county=MEI).order_by("pk")] == ["withdrawn", ""]


def test_after_the_end_it_is_rated_and_the_papers_are_taken_home(his):
    case, posts = applied(his), make_posts()
    hand_in(case)
    assert his.post(f"/my/cases/{case.pk}/rate", {"rating": 5}).status_code == 422
    card_to_the_hand(posts, case)

    his.post(f"/my/cases/{case.pk}/rate", {"rating": 4})
    document = case.documents.get(kind="delivery_receipt")
    paper = his.post(f"/my/cases/{case.pk}/documents/{document.pk}")

    case.refresh_from_db()
    assert case.rating == 4
    assert paper.content[:5] == b"%PDF-" and "no-store" in paper["Cache-Control"]
    assert "办成" in words(his.get("/my/cases/"))


def test_another_s_case_is_not_there_whatever_is_tried(his, make_person):
    posts, other = make_posts(), make_person("李国强", categories=["R02"])
    case = apply_for_card(posts.village, other)

    answers = {
        his.get(f"/my/cases/{case.pk}").status_code,
        his.post(f"/my/cases/{case.pk}/withdraw", {"note": "不办了"}).status_code,
        his.post(f"/my/cases/{case.pk}/papers/photo", {"file": picture()}).status_code,
        his.post(f"/my/cases/{case.pk}/rate", {"rating": 1}).status_code,
    }

    case.refresh_from_db()
    assert answers == {404} and case.state == "open"
