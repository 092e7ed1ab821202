"""Papers whose term runs stay and are named with the reason; the others go, and the certificate says both."""

from datetime import date

import pytest

from rongyi.archives.models import Piece, PiecePerson, Scan
from rongyi.archives.services import PieceInput, file_piece, open_fonds, prepare_scan, scan_in
from rongyi.erasure.models import Erasure
from rongyi.erasure.services import decide_erasure, print_certificate, propose_erasure
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Refused
from rongyi.kernel.files.stored import StoredFile
from rongyi.merging.services.cases import raise_case
from rongyi.merging.services.joining import Choice, merge_people
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.rights.services import record_consent
from tests.archives.conftest import paper, upload
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE, actor_for
from tests.merging.scene import FIRST, SECOND

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(network):
    return actor_for(Role.SECTION_OFFICER, MEI, name="钱股长")


@pytest.fixture
def leader(network):
    return actor_for(Role.BUREAU_LEADER, MEI, name="郑局长")


@pytest.fixture
def file_paper(network, everyone, tmp_path, settings):
    """`file_paper(title, year, retention, people)` files a scanned piece of that year."""
    settings.RONGYI_FILES_DIR = tmp_path / "files"
    fonds = open_fonds(actor=everyone, station=Station.objects.get(pk=MEI_VILLAGE), number="J101")

    def make(title: str, year: int, retention: str, people: list[Person]) -> Piece:
        given = PieceInput(
            title, date(year, 3, 4), retention, category="ZY", subject="GRL", people=[one.pk for one in people]
        )
        piece = file_piece(actor=everyone, fonds=fonds, given=given)
        scan_in(actor=everyone, piece=piece, prepared=[prepare_scan(upload(paper(title[:1]), "扫描.jpg"))])
        return piece

    return make


def erase(officer, leader, person) -> Erasure:
    asked = propose_erasure(actor=officer, person=person, basis="wrongly", reason="采集时登错了人")
    return decide_erasure(actor=leader, erasure=asked, approve=True)


def state_of(piece: Piece) -> tuple:
    piece.refresh_from_db()
    scans = Scan.objects.filter(county=MEI, piece=piece).exclude(original=None).count()
    return piece.title, scans, PiecePerson.objects.filter(county=MEI, piece=piece).count()


def test_a_paper_whose_term_runs_stays_and_one_whose_term_is_over_goes(officer, leader, make_person, file_paper):
    person, other = make_person("郗不见"), make_person("赵另外")
    lasting = file_paper("郗不见建档材料", 2025, "Y", [person])
    running = file_paper("郗不见困难申请", 2025, "D10", [person])
    over = file_paper("郗不见旧登记表", 2010, "D10", [person])
    shared = file_paper("两人旧登记表", 2010, "D10", [person, other])

    done = erase(officer, leader, person)

    assert [state_of(piece) for piece in (lasting, running, over, shared)] == [
        ("郗不见建档材料", 1, 1), ("郗不见困难申请", 1, 1), ("个人信息已删除", 0, 0), ("两人旧登记表", 1, 1),
    ]  # fmt: skip
    assert [(one["name"], one["until"], "档案法" in one["why"]) for one in done.kept["papers"]] == sorted(
        [(lasting.code, "", True), (running.code, running.kept_until.isoformat(), True)]
    )
    assert (done.counts["archives.scan"], done.counts["archives.link"]) == (1, 2)
    assert StoredFile.objects.filter(county=MEI).count() == 6  # three originals and their pictures


def test_rows_that_the_law_keeps_are_counted_with_the_reason(officer, leader, make_person):
    person = make_person()
    record_consent(actor=officer, person=person, notice="collection", way="counter")

    done = erase(officer, leader, person)

    assert [(one["count"], "个人信息保护法" in one["why"]) for one in done.kept["rows"]] == [(1, True)]


def test_a_file_that_was_merged_into_it_goes_with_it(officer, leader, make_person, file_paper, town_head):
    kept, gone = make_person("王建国", MEI_VILLAGE, **FIRST), make_person("汪建国", MEI_SIBLING, **SECOND)
    over = file_paper("汪建国旧登记表", 2010, "D10", [gone])
    case = raise_case(actor=town_head, people=[kept, gone])
    choice = Choice(kept.pk, {one.pk: one.version for one in (kept, gone)})
    merge_people(actor=town_head, people=[kept, gone], case=case, choice=choice)

    erase(officer, leader, Person.objects.get(county=MEI, pk=kept.pk))

    both = Person.objects.filter(county=MEI, pk__in=(kept.pk, gone.pk))
    assert {(one.name, one.id_masked, one.phone, one.row_key) for one in both} == {("已删除", "", "", None)}
    assert state_of(over) == ("个人信息已删除", 0, 0)


def test_the_pages_say_beforehand_and_afterwards_what_stays(officer, leader, make_person, file_paper, signed_in):
    person = make_person("郗不见")
    lasting, over = file_paper("建档材料", 2025, "Y", [person]), file_paper("旧登记表", 2010, "D10", [person])
    section = signed_in(Role.SECTION_OFFICER, MEI)

    before = section.get(f"/console/erasures/of/{person.pk}").content.decode()
    done = erase(officer, leader, person)
    after = section.get(f"/console/erasures/{done.pk}/done").content.decode()

    assert [code in before for code in (lasting.code, over.code)] == [True, True]
    assert [code in after for code in (lasting.code, over.code)] == [True, False]
    assert "永久保管的档案(档案法)" in after and "郗不见" not in after


def test_the_certificate_is_a_paper_on_record_and_only_for_what_was_done(officer, leader, make_person):
    waiting = propose_erasure(actor=officer, person=make_person("乙"), basis="wrongly", reason="采集时登错了人")
    done = erase(officer, leader, make_person("甲"))

    made = print_certificate(actor=officer, erasure=done)

    with pytest.raises(Refused, match="才有证明"):
        print_certificate(actor=officer, erasure=waiting)
    assert made[:5] == b"%PDF-"
    lines = AuditEntry.objects.filter(act="erasure.certificate").order_by("seq")
    assert [line.outcome for line in lines] == ["done", "refused"]
