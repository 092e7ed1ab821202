"""Papers carry what the rule asks for; a label is scanned from a picture of its page and leads to the piece."""

import io
from urllib.parse import urlsplit

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from pypdf import PdfReader

from rongyi.archives.labels import address_of, read_word, word_in, word_of
from rongyi.archives.models import Piece
from rongyi.archives.papers import (
    LAYOUTS,
    print_catalogue,
    print_destruction,
    print_labels,
    print_remarks,
    print_spines,
)
from rongyi.archives.queries import boxes_of
from rongyi.archives.services import describe_box, fill_boxes, propose_destruction
from rongyi.kernel.audit import AuditEntry
from rongyi.organisation.roles import Role
from tests.archives.conftest import TODAY
from tests.archives.test_destroying import OLD
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE

ROOT = "https://rongyi.example"
DPI = 200


def pictures_of(paper) -> list:
    return [page.render(scale=DPI / 72).to_pil() for page in pypdfium2.PdfDocument(paper.data)]


def codes_in(paper) -> list[str]:
    """What a scanner reads from a picture of each page."""
    return [code.text for picture in pictures_of(paper) for code in zxingcpp.read_barcodes(picture)]


def text_of(paper) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.data)).pages).split())


@pytest.fixture
def boxed(clerk, fonds, make_piece, make_person):
    make_piece("关于春节走访慰问的通知", responsible="县退役军人事务局", document_number="眉退役发〔2025〕3号", pages=4)
    make_piece("王建国复员证复印件", people=[make_person().pk])
    fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)
    return boxes_of(fonds)[0]


def all_pieces():
    return list(Piece.objects.filter(county=MEI).select_related("box").order_by("code"))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=list(LAYOUTS))
def test_a_label_is_scanned_from_a_picture_and_leads_to_the_piece(clerk, fonds, boxed, layout, signed_in):
    paper = print_labels(actor=clerk, fonds=fonds, pieces=all_pieces(), layout=layout, root=ROOT, skip=2)

    addresses = codes_in(paper)

    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    led_to = [client.get(urlsplit(address).path)["Location"] for address in addresses]
    assert sorted(led_to) == sorted(f"/console/archives/pieces/{piece.pk}" for piece in all_pieces())
    assert all(address.startswith(ROOT + "/console/archives/q/") for address in addresses)


def test_a_spine_is_scanned_and_says_what_the_rule_asks_for(clerk, fonds, boxed, signed_in):
    paper = print_spines(actor=clerk, fonds=fonds, root=ROOT)

    (address,) = codes_in(paper)

    there = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(urlsplit(address).path)["Location"]
    assert there == f"/console/archives/boxes/{boxed.pk}"
    text = text_of(paper)
    for words in ("全宗号J101", "年度2025", "保管期限30年", "机构(问题)综合类", "起件号0001", "止件号0002", "盒号0001"):
        assert words in text


def test_a_label_tells_nothing_of_a_person(clerk, fonds, boxed):
    paper = print_labels(actor=clerk, fonds=fonds, pieces=all_pieces(), layout=LAYOUTS["a4_3x8"], root=ROOT)

    assert "王建国" not in text_of(paper)
    assert all(read_word(word_in(address)) for address in codes_in(paper))


@pytest.mark.parametrize("count", [1, 24, 25, 60])
def test_a_sheet_takes_as_many_labels_as_it_has(clerk, fonds, make_piece, count):
    pieces = [make_piece() for _ in range(count)]

    paper = print_labels(actor=clerk, fonds=fonds, pieces=pieces, layout=LAYOUTS["a4_3x8"], root=ROOT)

    assert (len(PdfReader(io.BytesIO(paper.data)).pages), len(set(codes_in(paper)))) == (-(-count // 24), count)


def test_a_forged_a_foreign_and_a_strangers_word_lead_nowhere(make_piece, make_person, signed_in):
    piece = make_piece()
    word = word_of(piece)
    forged = word[:-2] + ("AA" if word[-2:] != "AA" else "BB")
    own, sibling = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE), signed_in(Role.VILLAGE_CLERK, MEI_SIBLING)

    answers = [
        client.get(urlsplit(address_of(piece, ROOT)).path.replace(word, one)).status_code
        for client, one in ((own, word), (own, forged), (own, "x"), (sibling, word), (Client(), word))
    ]

    assert answers == [302, 404, 404, 404, 302]  # a stranger is led to the sign-in
    assert Client().get(urlsplit(address_of(piece, ROOT)).path)["Location"].startswith("/console/login")


def test_the_catalogue_has_the_columns_of_the_rule_and_is_on_record(clerk, boxed):
    text = text_of(print_catalogue(actor=clerk, box=boxed))

    assert "序号档号文号责任者题名日期页数备注" in text
    for words in (
        "J101-WS·2025-D30-ZHL-0001",
        "眉退役发〔2025〕3号",
        "县退役军人事务局",
        "关于春节走访慰问的通知",
        "20250304",
        "打印人赵敏",
    ):
        assert words in text
    entry = AuditEntry.objects.filter(county=MEI, act="archives.print").get()
    assert (entry.subject_id, entry.detail["paper"], entry.detail["pieces"]) == (str(boxed.pk), "catalogue", 2)


def test_the_remark_sheet_says_who_arranged_and_who_checked(clerk, boxed):
    describe_box(
        actor=clerk, box=boxed, version=1,
        changes={"note": "第2件缺末页", "arranged_by": "赵敏", "arranged_on": TODAY, "checked_by": "钱进"},
    )  # fmt: skip

    text = text_of(print_remarks(actor=clerk, box=boxed))

    for words in (
        "备考表",
        "盒内文件情况说明",
        "本盒共2件5页",
        "第2件缺末页",
        "整理人赵敏",
        "检查人钱进",
        "2026年11月24日",
    ):
        assert words in text


def test_the_list_of_destruction_has_checksums_and_places_for_signatures(clerk, fonds, scanned):
    piece = scanned("旧", **OLD)
    listed = propose_destruction(actor=clerk, fonds=fonds, pieces=[piece.pk], reason="期满无继续保存价值")

    text = text_of(print_destruction(actor=clerk, listed=listed))

    for words in (
        "档案销毁清册",
        piece.code,
        "10年",
        "2020-12-31",
        "sha256:",
        "期满无继续保存价值",
        "提出人:赵敏",
        "监销人签字",
    ):
        assert words in text
