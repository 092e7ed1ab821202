"""Pages of the room: scanning in, looking with a reason and a pass, lending, counting by typed code, destruction by two."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rongyi.archives.labels import address_of
from rongyi.archives.models import Box, Destruction, Fonds, Leaf, Loan, Piece, Sighting, StockTake
from rongyi.archives.queries import leaves_of, scans_of
from rongyi.archives.services import LoanInput, fill_boxes, lend, propose_destruction
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.roles import Role
from tests.archives.conftest import NOW, TODAY, paper, upload
from tests.archives.test_destroying import OLD
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE
from tests.kernel.test_screen_copies import pdf


@pytest.fixture
def desk(signed_in):
    return signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="赵敏")


def url(name: str, *given) -> str:
    return reverse(f"archives:{name}", args=given)


def text_of(response) -> str:
    return response.content.decode()


FILLED = {
    "category": "WS", "retention": "D30", "subject": "ZHL", "title": "关于春节走访慰问的通知", "made_on": "2025-03-04",
    "pages": "4",
}  # fmt: skip


def test_a_fonds_is_opened_and_a_piece_is_filed(signed_in, desk, network):
    town = signed_in(Role.TOWN_HEAD, "610326101")

    opened = town.post(url("fonds_new"), {"station": MEI_VILLAGE, "number": "j101", "name": ""})
    fonds = Fonds.objects.get(county=MEI)
    filed = desk.post(url("piece_new"), {**FILLED, "fonds": fonds.pk})

    piece = Piece.objects.get(county=MEI)
    assert (opened["Location"], filed["Location"]) == (url("fonds"), url("piece", piece.pk))
    assert (piece.code, piece.year, piece.pages) == ("J101-WS·2025-D30-ZHL-0001", 2025, 4)
    assert "已归档,档号 J101-WS·2025-D30-ZHL-0001。" in text_of(desk.get(filed["Location"]))


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk, fonds):
    page = desk.post(url("piece_new"), {**FILLED, "fonds": fonds.pk, "made_on": "2026-12-01"})

    assert page.status_code == 422
    assert "文件日期在将来" in text_of(page)
    assert 'value="关于春节走访慰问的通知"' in text_of(page)
    assert not Piece.objects.filter(county=MEI).exists()


def test_pages_are_scanned_in_and_a_program_is_not(desk, make_piece):
    piece = make_piece(pages=3)

    refused = desk.post(url("scan", piece.pk), {"files": [upload(b"MZ program", "通知.pdf")]})
    done = desk.post(url("scan", piece.pk), {"files": [upload(pdf(2), "正文.pdf"), upload(paper("3"), "3.jpg")]})

    assert (refused.status_code, "内容却不是" in text_of(refused)) == (422, True)
    page = text_of(desk.get(done["Location"]))
    assert "已入库 2 个文件,共 3 页。" in page
    assert page.count("尚未检查") >= 2  # nobody was asked, and it is said so
    assert "请核对是否漏扫" not in page


def test_a_piece_with_fewer_pages_than_it_says_is_told(desk, scanned):
    piece = scanned("1", pages=3)

    assert "著录为 3 页,扫描到 1 页" in text_of(desk.get(url("piece", piece.pk)))


def test_pages_are_looked_at_with_a_reason_and_a_pass(desk, signed_in, scanned, make_person):
    piece = scanned("1", "2", people=[make_person().pk])
    leaf = leaves_of(piece)[0]
    picture = url("leaf", piece.pk, leaf.pk)

    asked = desk.get(url("look", piece.pk))
    without = desk.post(url("look", piece.pk), {"reason": ""})
    opened = desk.post(url("look", piece.pk), {"reason": "核对退役时间"})
    word = opened["Location"].partition("?pass=")[2]
    page, shown = desk.get(opened["Location"]), desk.get(picture, {"pass": word})
    colleague = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    answers = [
        client.get(picture, {"pass": one}).status_code
        for client, one in ((desk, ""), (desk, "forged"), (colleague, word))
    ]

    assert ("写理由" in text_of(asked), without.status_code) == (True, 422)
    assert text_of(page).count("<figure") == 2
    assert answers == [302, 302, 302]
    assert {name: shown[name] for name in ("Content-Type", "Content-Security-Policy", "X-Content-Type-Options")} == {
        "Content-Type": "image/jpeg", "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    rows = AuditEntry.objects.filter(county=MEI, act="archives.open", outcome="done")
    assert [(r.reason, r.subject_id) for r in rows] == [("核对退役时间", str(piece.pk))]


def test_a_pass_ends_after_a_quarter_of_an_hour(desk, scanned, monkeypatch):
    piece = scanned("1")
    opened = desk.post(url("look", piece.pk), {"reason": ""})
    monkeypatch.setattr("rongyi.archives.passes.SECONDS", -1)

    assert "<figure" not in text_of(desk.get(opened["Location"]))


def test_the_original_is_taken_out_as_it_came_and_on_record(desk, scanned, settings):
    piece = scanned("1")
    scan = scans_of(piece)[0]
    word = desk.post(url("look", piece.pk), {"reason": ""})["Location"].partition("?")[2]

    taken = desk.get(f"{url('original', piece.pk, scan.pk)}?{word}")
    settings.RONGYI_CLAMD = "tcp://127.0.0.1:1"
    waiting = desk.get(f"{url('original', piece.pk, scan.pk)}?{word}")

    assert (taken.content, taken["Content-Disposition"]) == (paper("1"), 'attachment; filename="1.jpg"')
    assert (waiting.status_code, "还在等安全检查" in text_of(waiting)) == (422, True)
    assert AuditEntry.objects.filter(county=MEI, act="archives.download").count() == 2


def test_a_page_is_moved_and_the_reader_stays_there(desk, scanned):
    piece = scanned("1", "2", "3")
    first, second, third = leaves_of(piece)
    word = desk.post(url("look", piece.pk), {"reason": ""})["Location"].partition("?pass=")[2]

    moved = desk.post(url("order", piece.pk), {"move": f"{third.pk}:up", "pass": word})

    assert [leaf.pk for leaf in leaves_of(piece)] == [first.pk, third.pk, second.pk]
    assert moved["Location"].endswith(f"#p{third.pk}")
    assert "<figure" in text_of(desk.get(moved["Location"].partition("#")[0]))


def test_a_piece_is_lent_and_is_back(desk, make_piece):
    piece = make_piece()
    filled = {"name": "钱进", "organisation": "县档案馆", "purpose": "编写年鉴", "due_on": "2026-12-01"}

    out = desk.post(url("lend", piece.pk), filled)
    again = desk.post(url("lend", piece.pk), filled)
    back = desk.post(url("back", Loan.objects.get(county=MEI).pk), {"condition": "完好"})

    assert (out["Location"], back["Location"]) == (url("piece", piece.pk),) * 2
    assert (again.status_code, "还没有归还" in text_of(again)) == (422, True)
    assert Loan.objects.get(county=MEI).returned_at == NOW


def test_what_is_overdue_is_on_the_first_page_of_the_room(desk, clerk, make_piece):
    piece = make_piece()
    given = LoanInput("编写年鉴", TODAY - timedelta(days=3), name="钱进", organisation="县档案馆")
    with clock.pretending(NOW - timedelta(days=20)):
        lend(actor=clerk, piece=piece, given=given)

    assert "1 件借出的档案过期未还" in text_of(desk.get(url("home")))
    assert "过期 3 天" in text_of(desk.get(url("loans")))


def test_colleagues_of_the_county_are_found_by_name(desk, signed_in):
    signed_in(Role.TOWN_HEAD, "610326101", name="钱站长")
    signed_in(Role.BUREAU_LEADER, "610118", name="钱局长")

    options = text_of(desk.post(url("colleagues"), {"q": "钱"}))

    assert ("钱站长" in options, "钱局长" in options) == (True, False)


def test_a_count_goes_on_where_it_stopped_and_takes_typed_and_scanned_codes(desk, clerk, fonds, make_piece):
    first, second = make_piece(), make_piece(retention="Y")
    fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)
    second.refresh_from_db()
    one = Box.objects.get(county=MEI, number=1)
    begun = desk.post(url("count_begin"), {"fonds": fonds.pk})
    count = StockTake.objects.get(county=MEI)
    see = url("see", count.pk)

    at_box = text_of(desk.post(see, {"code": address_of(one, "https://rongyi.example")}))
    typed = text_of(desk.post(see, {"code": "j101-ws.2025-d30-zhl-0001", "box": one.pk}))
    wrong = desk.post(see, {"code": "J101-WS·2025-D30-ZHL-0099", "box": one.pk})
    resumed = text_of(desk.get(url("count", count.pk)))
    astray = text_of(desk.post(see, {"code": address_of(second, "https://rongyi.example"), "box": one.pk}))
    desk.post(url("count_close", count.pk))
    report = text_of(desk.get(url("count", count.pk)))

    assert begun["Location"] == url("count", count.pk)
    assert "现在清点盒 0001" in at_box
    assert f"{first.code} 在。" in typed
    assert (wrong.status_code, "没有这个档号" in text_of(wrong)) == (422, True)
    assert ("50%" in resumed, first.code in resumed) == (True, True)
    assert f"{second.code} 放错了,应在盒 0002。" in astray
    assert ("清点报告" in report, "应在盒 0002,见于盒 0001" in report) == (True, True)
    assert Sighting.objects.filter(county=MEI).count() == 2


def test_two_people_destroy_what_is_over(desk, signed_in, fonds, scanned):
    piece = scanned("旧", **OLD)
    officer = signed_in(Role.SECTION_OFFICER, MEI, name="钱股长")

    desk.post(url("propose", fonds.pk), {"pieces": [piece.pk], "reason": "期满无保存价值"})
    listed = Destruction.objects.get(county=MEI)
    told = text_of(officer.get(url("home")))
    denied = desk.post(url("decide", listed.pk), {"decision": "approve"})
    officer.post(url("decide", listed.pk), {"decision": "approve", "opinion": "同意"})
    alone = desk.post(url("carry_out", listed.pk), {"witness": "赵敏"})
    desk.post(url("carry_out", listed.pk), {"witness": "孙会计"})

    assert "1 份销毁清册等您审批" in told
    assert (denied.status_code, alone.status_code) == (403, 422)
    page = text_of(desk.get(url("piece", piece.pk)))
    assert ("已按规定销毁" in page, "打开查看" in page) == (True, False)
    assert StoredFile.objects.filter(county=MEI).count() == 0


def test_who_proposed_it_reads_that_another_must_approve(signed_in, fonds, make_piece):
    officer = signed_in(Role.SECTION_OFFICER, MEI)
    officer.post(url("propose", fonds.pk), {"pieces": [make_piece(**OLD).pk], "reason": "期满"})
    listed = Destruction.objects.get(county=MEI)

    page = text_of(officer.get(url("destruction", listed.pk)))
    own = officer.post(url("decide", listed.pk), {"decision": "approve"})

    assert ("另一位有权限的同志批准" in page, url("decide", listed.pk) in page) == (True, False)
    assert (own.status_code, Destruction.objects.get(county=MEI).state) == (422, "proposed")


def test_a_title_is_found_by_a_part_and_only_in_reach(desk, signed_in, make_piece):
    make_piece("王建国复员证复印件")

    mine = desk.post(url("find"), {"q": "复员证"})
    sibling = signed_in(Role.VILLAGE_CLERK, MEI_SIBLING).post(url("find"), {"q": "复员证"})

    assert ("王建国" in text_of(mine), "王建国" in text_of(sibling)) == (True, False)
    assert desk.get(url("find")).status_code == 405


def test_the_papers_of_a_person_are_one_press_away(desk, make_piece, make_person):
    person = make_person()
    piece = make_piece("复员证复印件", people=[person.pk])

    file = text_of(desk.get(reverse("registry:person", args=[person.pk])))

    assert (url("of_person", person.pk) in file, "1 件" in file) == (True, True)
    assert piece.code in text_of(desk.get(url("of_person", person.pk)))


@pytest.mark.parametrize("role", [Role.PREFECTURE_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_serves_nobody_sees_no_paper(signed_in, role, make_piece):
    piece = make_piece()
    client = signed_in(role, {"prefecture_officer": "6103", "auditor": MEI}.get(role, ""))

    assert [client.get(url(*name)).status_code for name in (("home",), ("piece", piece.pk), ("loans",))] == [403] * 3


def test_a_leader_reads_and_is_offered_nothing_to_write(signed_in, scanned, fonds):
    piece = scanned("1")
    leader = signed_in(Role.BUREAU_LEADER, MEI)

    page = text_of(leader.get(url("piece", piece.pk)))

    assert not any(word in page for word in ("扫描入库", "借出</a>", "修改"))
    assert [leader.post(url(n, pk)).status_code for n, pk in (("lend", piece.pk), ("fill", fonds.pk))] == [403, 403]


def test_lists_ask_as_often_for_many_as_for_few(desk, clerk, fonds, make_piece, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(count: int) -> None:
        for _ in range(count):
            lend(actor=clerk, piece=make_piece(), given=LoanInput("核对", TODAY, name="来人", organisation="馆"))
            propose_destruction(actor=clerk, fonds=fonds, pieces=[make_piece(**OLD).pk], reason="期满")
        fill_boxes(actor=clerk, fonds=fonds, thickness_mm=20)

    pages = [url("home"), url("loans"), url("boxes", fonds.pk), url("destructions"), url("counts")]
    fill(1)
    counts = []
    for page in pages:
        desk.get(page)
        with CaptureQueriesContext(connection) as few:
            desk.get(page)
        counts.append(len(few))
    fill(6)

    for page, few in zip(pages, counts, strict=True):
        with django_assert_num_queries(few):
            desk.get(page)
    assert Leaf.objects.filter(county=MEI).count() == 0
