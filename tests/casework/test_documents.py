"""Each paper of a case is numbered by the year's register and reads the same for ever."""

import io
from datetime import date, datetime, timedelta

import pypdf
import pytest
from docx import Document

from rongyi.casework.documents.filling import filled
from rongyi.casework.documents.template import FOLDER, DocumentTemplate, names, template_of
from rongyi.casework.models import CaseDocument
from rongyi.casework.services import ApplyInput, extend, open_case
from rongyi.casework.services.documents import deliver_document, print_document
from rongyi.kernel import clock
from rongyi.kernel.definitions.checks import FOLDERS
from rongyi.kernel.definitions.loading import load_file
from rongyi.kernel.errors import Refused
from rongyi.kernel.models import AuditEntry
from tests.casework.scene import apply_for_card, do, make_posts
from tests.fixtures_people import MEI_VILLAGE

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=clock.SHANGHAI)


@pytest.fixture(autouse=True)
def on_a_monday():
    with clock.pretending(MONDAY):
        yield


@pytest.fixture
def posts(network):
    return make_posts()


@pytest.fixture
def case(posts, make_person):
    return apply_for_card(posts.village, make_person("王建国", categories=["R02"]), shown=("id_card", "discharge"))


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_an_act_makes_its_paper_and_the_numbers_have_no_gap(posts, case, make_person):
    do(posts.town, case, "supplement", lacking=("photo",), note="请带近照")
    other = apply_for_card(posts.village, make_person("李国强", categories=["R02"]))
    do(posts.town, other, "accept")
    third = apply_for_card(posts.village, make_person("赵大海", categories=["R02"]))
    with pytest.raises(Refused):
        do(posts.town, third, "refuse", reason="nonsense")
    do(posts.town, third, "accept")

    numbers = list(CaseDocument.objects.filter(county=case.county).order_by("pk").values_list("number", flat=True))

    assert numbers == ["眉县退役告〔2026〕1号", "眉县退役受〔2026〕1号", "眉县退役受〔2026〕2号"]


def test_the_notice_says_at_once_everything_that_is_missing(posts, case):
    do(posts.town, case, "supplement", lacking=("photo",), note="照片要白底")
    document = CaseDocument.objects.get(county=case.county, case=case)

    pdf, name = print_document(actor=posts.town, document=document)
    docx, _name = print_document(actor=posts.town, document=document, format="docx")

    words = text_of(pdf)
    assert name == "眉县退役告〔2026〕1号.pdf"
    for word in ("王建国", "近期白底免冠照片", "照片要白底", case.number, "签收人"):
        assert word in words
    paragraphs = [p.text for p in Document(io.BytesIO(docx)).paragraphs]
    assert "近期白底免冠照片" in paragraphs and "王建国：" in paragraphs
    assert AuditEntry.objects.filter(county=case.county, act="casework.document", outcome="done").count() == 2


def test_a_paper_keeps_its_words_when_the_template_changes(posts, case, settings, tmp_path):
    do(posts.town, case, "supplement", note="请补充")
    document = CaseDocument.objects.get(county=case.county, case=case)
    before = document.words

    settings.DEFINITIONS_DIR = tmp_path
    document.refresh_from_db()

    assert document.words == before
    with pytest.raises(Refused):
        template_of("one_time_notice")


def test_a_longer_limit_is_told_on_paper(posts, make_person):
    given = ApplyInput(
        "petition", make_person("周志远"), answers={"class": "request", "matter": "补贴没发", "wish": "补发"}
    )
    case = open_case(actor=posts.village, region_code=MEI_VILLAGE, given=given)
    do(posts.town, case, "accept")
    case.refresh_from_db()
    assert case.due_on == date(2026, 12, 23)

    extend(actor=posts.leader, case=case, key="span:handle", days=30, note="案情复杂,还要核对账目")

    document = CaseDocument.objects.get(county=case.county, case=case, kind="extension")
    assert "2027年2月21日" in document.words["body"][0]
    with pytest.raises(Refused, match="已经延长过一次"):
        extend(actor=posts.leader, case=case, key="span:handle", days=1, note="还要再延长几天")


def test_a_delivery_lies_between_the_making_and_today(posts, case):
    do(posts.town, case, "supplement", note="请补充")
    document = CaseDocument.objects.get(county=case.county, case=case)

    for day in (date(2026, 11, 22), date(2026, 11, 24)):
        with pytest.raises(Refused):
            deliver_document(actor=posts.town, document=document, on=day, way="hand")
    with clock.pretending(MONDAY + timedelta(days=3)):
        deliver_document(actor=posts.town, document=document, on=date(2026, 11, 25), way="hand")

    document.refresh_from_db()
    assert (document.delivered_on, document.delivered_by) == (date(2026, 11, 25), "hand")


def test_what_is_filled_in_never_becomes_a_placeholder():
    template = DocumentTemplate.model_validate(
        {
            "title": {"zh": "单", "en": "slip"},
            "source": "composed",
            "series": "受",
            "body": ["{applicant}说{note}", "{answers}"],
        }
    )

    paper = filled(template, {"applicant": "{note}", "note": "", "answers": ["甲：{matter}", "乙：2"]})

    assert paper["body"] == ["{note}说______", "1. 甲：{matter}", "2. 乙：2"]


@pytest.mark.parametrize("line", ["{secret}", "{applicant", "{applicant.__class__}"])
def test_a_template_fills_in_only_what_it_may(tmp_path, line):
    path = tmp_path / "slip.yaml"
    path.write_text(f'title: {{zh: 单, en: slip}}\nsource: composed\nseries: 受\nbody: ["{line}"]\n')

    assert load_file(path, FOLDERS[FOLDER], "slip.yaml")[1]
    assert set(names()) >= {"acceptance", "one_time_notice", "decision", "refusal", "delivery_receipt"}
