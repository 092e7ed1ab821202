"""Many people leave the house in one file only when a second person lets it go; the file is kept for days and goes."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.conf import settings

from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.kernel.files.store import open_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.ids import uuid7
from rongyi.kernel.limits import limits
from rongyi.ledgers import exports
from rongyi.ledgers.approval_services import Over, ask_export, decide_export, end_exports, fetch_export, make_export
from rongyi.ledgers.export_queries import exports_listed, exports_waiting_for, get_export
from rongyi.ledgers.exports import ApprovalNeeded, export_ledger
from rongyi.ledgers.models import Export
from rongyi.organisation.access import system_actor
from rongyi.organisation.models import Grant, OpenedFile
from rongyi.organisation.roles import Role
from tests.fixtures_people import HUYI, MEI, MEI_TOWN, MEI_VILLAGE, actor_for, make_user
from tests.ledgers.work import YEAR, leave, visit
from tests.organisation.at_once import at_once

pytestmark = pytest.mark.django_db
REASON = "县局年度统计,核对后删除"
NAMES = ["王建国", "李爱军", "赵卫东"]


@pytest.fixture(autouse=True)
def two(monkeypatch):
    """More than two people need a second person."""
    kept = limits()
    less = kept.model_copy(update={"exports": kept.exports.model_copy(update={"people_without_approval": 2})})
    monkeypatch.setattr(exports, "limits", lambda: less)


@pytest.fixture
def three(make_person):
    return leave(*(visit(people=[make_person(name)]) for name in NAMES))


@pytest.fixture
def clerk(network):
    return actor_for(Role.VILLAGE_CLERK, MEI_VILLAGE, name="周文书")


@pytest.fixture
def head(network):
    return actor_for(Role.TOWN_HEAD, MEI_TOWN, name="吴站长")


def asked(actor, **given) -> Export:
    return ask_export(actor=actor, **{"name": "visits", "format": "xlsx", "reason": REASON, **YEAR, **given})


def now(export: Export) -> Export:
    return Export.objects.get(county=export.county, pk=export.pk)


def ready(actor, other) -> Export:
    export = decide_export(actor=other, export=asked(actor), approve=True)
    make_export.func(export.county, str(export.pk))
    return now(export)


def trail() -> list[tuple]:
    lines = AuditEntry.objects.filter(act__startswith="ledgers.").order_by("seq")
    return [(line.act.removeprefix("ledgers."), line.outcome, line.actor_id) for line in lines]


@pytest.mark.parametrize("format", ["xlsx", "csv", "pdf"])
def test_many_people_are_not_taken_out_alone_and_the_words_say_how(three, clerk, format):
    with pytest.raises(ApprovalNeeded, match=r"超过 2 位.*另一个人批准.*提出申请") as refusal:
        export_ledger(clerk, "visits", format=format, **YEAR)

    assert (refusal.value.code, refusal.value.status) == ("approval_needed", 403)
    assert trail() == [("export", "refused", clerk.user_id)]


def test_few_people_are_taken_out_at_once_and_count_as_opened(make_person, clerk):
    person = make_person()
    leave(visit(people=[person]), visit(people=[person]))

    export_ledger(clerk, "visits", format="csv", **YEAR).file.close()

    opened = OpenedFile.objects.filter(county=MEI, user_id=clerk.user_id).values_list("person_id", flat=True)
    assert list(opened) == [person.pk]


def test_who_reads_no_names_takes_out_nobody(three, prefecture_officer):
    export_ledger(prefecture_officer, "visits", format="csv", **YEAR).file.close()

    assert [line.detail["people"] for line in AuditEntry.objects.filter(act="ledgers.export")] == [0]


def test_asked_approved_made_and_fetched_stand_on_record_one_by_one(three, clerk, head):
    export = ready(clerk, head)

    stored = fetch_export(actor=clerk, export=export)

    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(open_file(stored))).active.rows]
    assert sorted(row[2] for row in rows[3:]) == sorted(NAMES)
    assert (export.state, export.people, export.rows, export.decider_name) == ("ready", 3, 3, "吴站长")
    assert rows[1][0].startswith("导出人:周文书")
    assert rows[1][0].endswith(f"编号:{export.number}")
    assert trail() == [
        ("ask_export", "done", clerk.user_id), ("decide_export", "done", head.user_id),
        ("make_export", "done", clerk.user_id), ("fetch_export", "done", clerk.user_id),
    ]  # fmt: skip


def test_the_file_lies_sealed_on_disk(three, clerk, head):
    export = ready(clerk, head)

    stored = StoredFile.objects.get(county=MEI, pk=export.file_id)

    on_disk = (settings.RONGYI_FILES_DIR / stored.path).read_bytes()
    assert (on_disk[:2] == b"PK", open_file(stored)[:2] == b"PK") == (False, True)


def test_nobody_approves_the_own_request_nor_under_the_same_name(three, head, network):
    export, twin = asked(head), actor_for(Role.SECTION_OFFICER, MEI, name=head.name)

    for actor in (head, twin, system_actor("命令行", MEI, Role.SECTION_OFFICER)):
        with pytest.raises(Refused, match="不能批准自己的申请"):
            decide_export(actor=actor, export=export, approve=True)

    assert now(export).state == "waiting"
    assert [line for line in trail() if line[1] == "refused"] == [
        ("decide_export", "refused", actor) for actor in (head.user_id, twin.user_id, None)
    ]


@pytest.mark.parametrize(
    ("role", "code", "error"),
    [
        (Role.TOWN_HEAD, "610326104", NotFound),
        (Role.BUREAU_LEADER, HUYI, NotFound),
        (Role.VILLAGE_CLERK, MEI_VILLAGE, Denied),
        (Role.AUDITOR, MEI, Denied),
        (Role.ADMINISTRATOR, "", Denied),
        (Role.PREFECTURE_OFFICER, "6103", Denied),
    ],
)
def test_only_who_has_the_right_over_the_same_reach_decides(three, clerk, role, code, error):
    export = asked(clerk)

    with pytest.raises(error):
        decide_export(actor=actor_for(role, code, name="郑另外"), export=export, approve=True)
    assert now(export).state == "waiting"


def test_a_refusal_says_why_and_makes_no_file(three, clerk, head):
    export = asked(clerk)

    with pytest.raises(Refused, match="写明原因"):
        decide_export(actor=head, export=export, approve=False)
    decide_export(actor=head, export=export, approve=False, answer="期间太长")

    make_export.func(export.county, str(export.pk))
    export = now(export)
    assert (export.state, export.answer, export.file_id) == ("refused", "期间太长", None)
    with pytest.raises(Refused, match="没有批准"):
        fetch_export(actor=clerk, export=export)


@pytest.mark.parametrize("reason", ["", "急用", "字" * 201])
def test_a_request_without_a_proper_reason_is_refused(three, clerk, reason):
    with pytest.raises(Refused) as refusal:
        asked(clerk, reason=reason)

    assert refusal.value.field == "reason"
    assert not Export.objects.filter(county=MEI).exists()


def test_the_same_request_sent_twice_is_one(three, clerk):
    same = uuid7()

    assert asked(clerk, id=same).pk == asked(clerk, id=same).pk == same
    assert Export.objects.filter(county=MEI).count() == 1


def test_nobody_else_fetches_the_file_not_even_who_approved_it(three, clerk, head):
    export = ready(clerk, head)

    with pytest.raises(NotFound):
        fetch_export(actor=head, export=export)


def test_who_was_dismissed_in_between_gets_no_file(three, clerk, head):
    export = decide_export(actor=head, export=asked(clerk), approve=True)
    Grant.objects.filter(user_id=clerk.user_id).delete()

    make_export.func(export.county, str(export.pk))

    assert (now(export).state, now(export).file_id) == ("failed", None)
    assert StoredFile.objects.filter(county=MEI).count() == 0


def test_people_who_came_in_after_the_approval_are_not_taken_along(three, clerk, head, make_person):
    export = decide_export(actor=head, export=asked(clerk), approve=True)
    leave(visit(people=[make_person("孙后来")]))

    make_export.func(export.county, str(export.pk))

    assert (now(export).state, "重新申请" in now(export).answer) == ("failed", True)


def test_a_request_that_nobody_answers_lapses(three, clerk, head):
    export = asked(clerk)

    with clock.pretending(clock.now() + timedelta(days=3, seconds=1)):
        with pytest.raises(Refused, match="已过期"):
            decide_export(actor=head, export=export, approve=True)
        assert (exports_waiting_for(head), end_exports(), now(export).state) == ([], 1, "over")


def test_a_file_goes_after_seven_days_and_the_word_is_clear(three, clerk, head):
    export = ready(clerk, head)
    path = settings.RONGYI_FILES_DIR / StoredFile.objects.get(county=MEI, pk=export.file_id).path

    with clock.pretending(clock.now() + timedelta(days=7, seconds=1)):
        with pytest.raises(Over, match=r"保存期\(7 天\)"):  # before the sweep has come
            fetch_export(actor=clerk, export=export)
        assert end_exports() == 1
        with pytest.raises(Over) as gone:
            fetch_export(actor=clerk, export=now(export))

    assert gone.value.status == 410
    assert StoredFile.objects.filter(county=MEI).count() == 0
    assert trail()[-1][:2] == ("fetch_export", "refused")
    assert path.name  # the bytes go once the transaction is certain


def test_who_may_decide_sees_it_waiting_and_others_do_not(three, clerk, head, huyi_leader):
    export = asked(clerk)

    assert [e.pk for e in exports_waiting_for(head)] == [export.pk]
    assert (exports_waiting_for(clerk), exports_waiting_for(huyi_leader)) == ([], [])
    assert [e.pk for e in exports_listed(clerk)] == [export.pk]
    assert exports_listed(head) == []
    with pytest.raises(NotFound):
        get_export(actor_for(Role.VILLAGE_CLERK, MEI_VILLAGE), export.pk)


def test_through_the_pages(three, signed_in):
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE, name="周文书")
    head = signed_in(Role.TOWN_HEAD, MEI_TOWN, name="吴站长")
    year = "period=custom&first=2026-01-01&last=2026-12-31"

    form = clerk.get(f"/console/ledgers/visits/export?{year}").content.decode()
    alone = clerk.post(f"/console/ledgers/visits/export?{year}", {"format": "xlsx"})
    sent = clerk.post(f"/console/ledgers/visits/export?{year}", {"format": "xlsx", "reason": REASON})
    export = Export.objects.get(county=MEI)
    _fresh(head)
    seen = head.get(f"/console/ledgers/exports/{export.pk}").content.decode()
    decided = head.post(f"/console/ledgers/exports/{export.pk}", {"approve": "yes"})
    make_export.func(MEI, str(export.pk))
    mine = clerk.get("/console/ledgers/exports/").content.decode()
    file = clerk.post(f"/console/ledgers/exports/{export.pk}/file")

    assert ("要先经另一个人批准" in form, alone.status_code, sent.status_code, decided.status_code) == (
        True, 422, 302, 302,
    )  # fmt: skip
    assert ["周文书" in seen, REASON in seen, "3 人" in seen, "可以下载" in mine, "吴站长" in mine] == [True] * 5
    assert (file.status_code, file.content[:2], file.headers["Cache-Control"]) == (200, b"PK", "private, no-store")


def test_the_decision_asks_for_a_fresh_sign_in(three, clerk, signed_in):
    export = asked(clerk)

    answer = signed_in(Role.TOWN_HEAD, MEI_TOWN, name="吴站长").post(
        f"/console/ledgers/exports/{export.pk}", {"approve": "yes"}
    )

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/console/me/prove")
    assert now(export).state == "waiting"


def _fresh(client) -> None:
    session = client.session
    session["fresh_at"] = int(clock.now().timestamp())
    session.save()


def decided_by(n: int, export: Export) -> str:
    actor = system_or_user(n)
    return decide_export(actor=actor, export=export, approve=n % 2 == 0, answer="意见").state


def system_or_user(n: int):
    from rongyi.accounts.models import User
    from rongyi.organisation.access import actor_of

    return actor_of(User.objects.get(username=f"head-{n}"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_twenty_decisions_at_once_one_holds(three, clerk):
    export = asked(clerk)
    for n in range(20):
        make_user(Role.TOWN_HEAD, MEI_TOWN, username=f"head-{n}", name=f"站长{n}")

    answers = at_once(decided_by, export)

    won = [one for one in answers if one in ("making", "refused")]
    assert (len(won), answers.count("Refused decided"), now(export).state) == (1, 19, won[0])
    assert [outcome for act, outcome, _who in trail() if act == "decide_export"].count("done") == 1
