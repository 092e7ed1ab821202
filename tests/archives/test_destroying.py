"""Nothing is destroyed before its time, by one person, or without a list that stays."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from rongyi.archives.models import Destruction, Leaf, Piece, Scan
from rongyi.archives.queries import due_for_destruction, items_of
from rongyi.archives.services import (
    LoanInput,
    approve_destruction,
    carry_out,
    describe_piece,
    lend,
    open_piece,
    prepare_scan,
    propose_destruction,
    refuse_destruction,
    scan_in,
)
from rongyi.archives.services.verifying import verify_scans
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Conflict, Denied, NotFound, Refused
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.roles import Role
from rongyi.records.models import Fact
from tests.archives.conftest import TODAY, paper, upload
from tests.fixtures_people import MEI, actor_for

OLD = {"made_on": date(2010, 5, 6), "retention": "D10", "year": 2010}


@pytest.fixture
def officer(network):
    return actor_for(Role.SECTION_OFFICER, MEI, name="钱股长")


@pytest.fixture
def listed(clerk, fonds, scanned):
    piece = scanned("旧", **OLD)
    return propose_destruction(actor=clerk, fonds=fonds, pieces=[piece.pk], reason="保管期限已满,无继续保存价值")


def test_what_was_approved_by_another_is_erased_and_the_list_stays(clerk, officer, listed, settings):
    (item,) = items_of(listed)
    files = [p for p in settings.RONGYI_FILES_DIR.rglob("*") if p.is_file()]

    approve_destruction(actor=officer, listed=listed, opinion="同意")
    with transaction.atomic():
        done = carry_out(actor=clerk, listed=listed, witness="孙会计")

    piece, scan = Piece.objects.get(county=MEI), Scan.objects.get(county=MEI)
    assert (done.state, done.proposer, done.decider, done.executor, done.witness) == (
        "done", "赵敏", "钱股长", "赵敏", "孙会计",
    )  # fmt: skip
    assert (piece.state, piece.destroyed_on, piece.title) == ("destroyed", TODAY, "关于走访慰问的通知")
    assert (scan.original, scan.checksum, items_of(listed)[0].checksums) == (None, item.checksums[0], item.checksums)
    assert (StoredFile.objects.filter(county=MEI).count(), Leaf.objects.filter(county=MEI).count()) == (0, 0)
    assert len(files) == 2
    assert (verify_scans(), Fact.objects.get(county=MEI, kind="archive_destroyed").data) == ((0, []), {"pieces": 1})
    acts = AuditEntry.objects.filter(county=MEI, act__startswith="archives.destroy").order_by("seq")
    assert [(a.act, a.actor_id) for a in acts] == [
        ("archives.destroy_propose", clerk.user_id),
        ("archives.destroy_approve", officer.user_id),
        ("archives.destroy", clerk.user_id),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_when_the_act_is_certain(clerk, officer, listed, settings):
    approve_destruction(actor=officer, listed=listed)

    carry_out(actor=clerk, listed=listed, witness="孙会计")

    assert [p for p in settings.RONGYI_FILES_DIR.rglob("*") if p.is_file()] == []


def test_one_person_alone_destroys_nothing(officer, fonds, scanned, clerk):
    piece = scanned("旧", **OLD)
    own = propose_destruction(actor=officer, fonds=fonds, pieces=[piece.pk], reason="期满")

    with pytest.raises(Refused, match="提出人不能批准"):
        approve_destruction(actor=officer, listed=own)
    with pytest.raises(Denied):
        approve_destruction(actor=clerk, listed=own)
    with pytest.raises(Conflict, match="没有批准"):
        carry_out(actor=officer, listed=own, witness="孙会计")
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.filter(county=MEI).update(
            state="approved", decided_by=officer.user_id, decider="钱股长", decided_at=None
        )

    assert (Piece.objects.get(county=MEI).state, StoredFile.objects.filter(county=MEI).count()) == ("kept", 2)


def test_the_witness_is_somebody_else(clerk, officer, listed):
    approve_destruction(actor=officer, listed=listed)

    for witness in ("", "  ", "赵敏"):
        with pytest.raises(Refused, match="监销人"):
            carry_out(actor=clerk, listed=listed, witness=witness)
    assert Piece.objects.get(county=MEI).state == "kept"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"retention": "Y", "made_on": date(1980, 1, 1), "year": 1980}, "永久保管"),
        ({"retention": "D10", "made_on": date(2016, 1, 1), "year": 2016}, "2026-12-31,还没有满"),
        ({"retention": "D30", "made_on": date(2010, 1, 1), "year": 2010}, "还没有满"),
    ],
)
def test_what_is_to_be_kept_comes_on_no_list(clerk, fonds, make_piece, given, words):
    piece = make_piece(**given)

    with pytest.raises(Refused, match=words):
        propose_destruction(actor=clerk, fonds=fonds, pieces=[piece.pk], reason="期满")

    assert (due_for_destruction(fonds, TODAY), Destruction.objects.filter(county=MEI).count()) == ([], 0)


def test_what_is_lent_or_listed_already_comes_on_no_other_list(clerk, fonds, make_piece, officer):
    lent, free = make_piece(**OLD), make_piece(**OLD)
    lend(actor=clerk, piece=lent, given=LoanInput("核对", TODAY, name="钱进", organisation="县档案馆"))

    with pytest.raises(Refused, match="还在借出"):
        propose_destruction(actor=clerk, fonds=fonds, pieces=[lent.pk], reason="期满")
    first = propose_destruction(actor=clerk, fonds=fonds, pieces=[free.pk], reason="期满")
    with pytest.raises(Conflict, match="另一份销毁清册"):
        propose_destruction(actor=clerk, fonds=fonds, pieces=[free.pk], reason="期满")
    with pytest.raises(Refused, match="不同意请写明理由"):
        refuse_destruction(actor=officer, listed=first, opinion="")
    refuse_destruction(actor=officer, listed=first, opinion="还要用")
    with pytest.raises(Conflict, match="审批过了"):
        approve_destruction(actor=officer, listed=first)

    assert [p.pk for p in due_for_destruction(fonds, TODAY)] == [lent.pk, free.pk]
    assert propose_destruction(actor=clerk, fonds=fonds, pieces=[free.pk], reason="期满").state == "proposed"


def test_what_was_lent_after_the_approval_stops_the_whole(clerk, officer, listed):
    approve_destruction(actor=officer, listed=listed)
    lend(
        actor=clerk, piece=Piece.objects.get(county=MEI), given=LoanInput("核对", TODAY, name="钱进", organisation="馆")
    )

    with pytest.raises(Refused, match="还在借出"):
        carry_out(actor=clerk, listed=listed, witness="孙会计")

    assert (Piece.objects.get(county=MEI).state, Destruction.objects.get(county=MEI).state) == ("kept", "approved")


def test_it_is_carried_out_once(clerk, officer, listed):
    approve_destruction(actor=officer, listed=listed)
    carry_out(actor=clerk, listed=listed, witness="孙会计")

    with pytest.raises(Conflict, match="执行过了"):
        carry_out(actor=clerk, listed=listed, witness="孙会计")


def test_a_destroyed_piece_is_a_line_of_the_catalogue_and_no_more(clerk, officer, listed):
    approve_destruction(actor=officer, listed=listed)
    carry_out(actor=clerk, listed=listed, witness="孙会计")
    piece = Piece.objects.select_related("fonds").get(county=MEI)

    for call in (
        lambda: lend(actor=clerk, piece=piece, given=LoanInput("核对", TODAY, name="钱进", organisation="馆")),
        lambda: open_piece(actor=clerk, piece=piece, reason="核对退役时间"),
        lambda: scan_in(actor=clerk, piece=piece, prepared=[prepare_scan(upload(paper("2")))]),
        lambda: describe_piece(actor=clerk, piece=piece, changes={"title": "另"}, version=1),
    ):
        with pytest.raises(Refused, match="已经销毁"):
            call()


def test_who_is_elsewhere_neither_proposes_nor_decides(sibling_clerk, huyi_leader, fonds, listed, make_piece):
    with pytest.raises(NotFound):
        propose_destruction(actor=sibling_clerk, fonds=fonds, pieces=[make_piece(**OLD).pk], reason="期满")
    with pytest.raises(NotFound):
        approve_destruction(actor=huyi_leader, listed=listed)
    assert Destruction.objects.get(county=MEI).state == "proposed"
