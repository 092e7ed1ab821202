"""The pages of one record: read, withdraw, correct, evidence, record by hand."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.ids import uuid7
from rongyi.organisation.roles import Role
from rongyi.records.chain import verify
from rongyi.records.evidence_services import MOST_FILES, attach_evidence
from rongyi.records.models import Fact
from rongyi.records.services import correct, withdraw
from tests.fixtures_people import HUYI, MEI, MEI_SIBLING, MEI_TOWN, MEI_VILLAGE, OTHER_TOWN_VILLAGE
from tests.records.work import DAY, draft, meet, worker

pytestmark = pytest.mark.django_db
CLERK = (Role.VILLAGE_CLERK, MEI_VILLAGE)
TYPED = {"day": "2026-09-29", "channel": "video", "data_theme": "改过的例会", "data_sort": "training"}


def at(name: str, *args) -> str:
    return reverse(f"records:{name}", args=args)


def photo(name: str = "现场.png") -> SimpleUploadedFile:
    target = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), "image/png")


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_record_is_read_in_words_with_its_people_and_its_place_in_the_chain(signed_in, make_person):
    wang, foreign = make_person("王建国"), make_person("郗不见", region_code=OTHER_TOWN_VILLAGE)
    meet()
    fact = meet(
        draft(people=[wang.pk, foreign.pk], data={"topics": ["aid", "jobs"], "cost": 1250, "minutes_of": "都发了言"})
    )[0]

    text = text_of(signed_in(*CLERK), at("fact", fact.pk))

    for words in (f"本站第 {fact.seq} 条", "会议 2026-09-30", "工作例会", "例会", "帮扶、就业", "12.50", "都发了言", "王建国", "李站长", "补记",
                  bytes(fact.hash).hex()[:16], "1 人不在本辖区或不可见"):  # fmt: skip
        assert words in text
    assert "郗不见" not in text


def test_a_sealed_column_is_named_and_not_shown(signed_in):
    fact = meet(draft(data={"illness": "旧伤复发"}))[0]

    text = text_of(signed_in(*CLERK), at("fact", fact.pk))

    assert "病情" in text
    assert "不可见" in text
    assert "旧伤复发" not in text


def test_the_trail_tells_who_ended_it_and_why(signed_in, network):
    first = meet()[0]
    right = correct(actor=worker(name="赵改"), fact=first, at=DAY, channel="video", data={"theme": "改过"})
    withdraw(actor=worker(name="钱撤"), fact=right, reason="没有开成")

    text = text_of(signed_in(*CLERK), at("fact", first.pk))

    for words in ("已更正", "赵改", "钱撤", "没有开成", at("fact", right.pk)):
        assert words in text
    assert at("withdraw", first.pk) not in text


@pytest.mark.parametrize("name", ["fact", "withdraw", "correct"])
@pytest.mark.parametrize(
    ("role", "code"), [(Role.VILLAGE_CLERK, MEI_SIBLING), (Role.TOWN_HEAD, "610326104"), (Role.SECTION_OFFICER, HUYI)]
)
def test_a_record_of_others_is_404(signed_in, name, role, code):
    fact = meet()[0]

    assert signed_in(role, code).get(at(name, fact.pk)).status_code == 404


def test_withdrawing_asks_for_a_reason_and_keeps_the_record(signed_in, network):
    fact = meet()[0]
    client = signed_in(*CLERK)

    empty = client.post(at("withdraw", fact.pk), {"reason": " ", "version": "1"})
    done = client.post(at("withdraw", fact.pk), {"reason": "记错了人", "version": "1"})
    again = client.post(at("withdraw", fact.pk), {"reason": "再撤", "version": "1"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 302, 422)
    assert Fact.objects.get(pk=fact.pk).state == "withdrawn"
    assert "不能撤回" in again.content.decode()
    assert verify() == (2, [])


def test_the_form_of_a_correction_comes_filled_and_saves_once(signed_in, network):
    fact = meet(draft(data={"cost": 1250, "illness": "旧伤", "topics": ["aid"], "open": True}))[0]
    client = signed_in(*CLERK)

    form = text_of(client, at("correct", fact.pk))
    done = client.post(at("correct", fact.pk), {**TYPED, "version": "1", "data_cost": "99.95", "data_topics": ["jobs"]})

    right = Fact.objects.get(corrects=fact)
    assert 'value="工作例会"' in form
    assert 'value="12.50"' in form
    assert "旧伤" not in form
    assert done["Location"] == at("fact", right.pk)
    assert (right.occurred_on.day, right.channel) == (29, "video")
    assert right.data == {"theme": "改过的例会", "sort": "training", "topics": ["jobs"], "cost": 9995, "open": False}
    assert right.sealed_data == {"illness": "旧伤"}  # never shown, and empty means unchanged


def test_a_stale_correction_keeps_what_was_typed_beside_what_holds_now(signed_in, network):
    fact = meet()[0]
    correct(actor=worker(name="赵改"), fact=fact, at=DAY, channel="counter", data={"theme": "别人改的"}, version=1)
    client = signed_in(*CLERK)

    response = client.post(at("correct", fact.pk), {**TYPED, "version": "1"})

    text = response.content.decode()
    assert response.status_code == 412
    for words in ("改过的例会", "别人改的", "赵改", "对照"):
        assert words in text
    latest = Fact.objects.get(state="valid")
    assert f'action="{at("correct", latest.pk)}"' in text
    assert client.post(at("correct", latest.pk), {**TYPED, "version": str(latest.version)}).status_code == 302
    assert [f.data["theme"] for f in Fact.objects.filter(state="valid")] == ["改过的例会"]


def test_what_is_wrong_is_told_at_its_field(signed_in, network):
    fact = meet()[0]

    response = signed_in(*CLERK).post(at("correct", fact.pk), {**TYPED, "version": "1", "day": "2126-01-01"})

    assert response.status_code == 422
    assert response.context["form"].errors["day"] == ["日期在将来,还没有发生。请填今天或以前的日期。"]
    assert Fact.objects.get().state == "valid"


def test_a_room_with_its_own_page_is_led_to(signed_in, make_person):
    from tests.ledgers.work import leave, visit

    fact = leave(visit(people=[make_person()]))[0]
    client = signed_in(*CLERK)

    assert client.get(at("correct", fact.pk))["Location"] == reverse("visits:correct", args=[fact.pk])
    assert client.get(at("record", "visit"))["Location"] == reverse("visits:record")


def test_what_the_registry_writes_is_not_corrected_here(signed_in, make_person):
    make_person()
    fact = Fact.objects.get(kind="collection")

    assert signed_in(*CLERK).get(at("correct", fact.pk)).status_code == 404


def test_recording_by_hand_through_the_form_of_a_kind(signed_in, make_person):
    person, one = make_person("王建国"), uuid7()
    client = signed_in(*CLERK)
    given = {**TYPED, "id": str(one), "people": [str(person.pk)], "data_present": "7"}

    offered = text_of(client, at("new"))
    done = client.post(at("record", "test_meeting"), given)
    double = client.post(at("record", "test_meeting"), given)

    fact = Fact.objects.get(pk=one)
    assert "会议" in offered
    assert done["Location"] == at("fact", one)
    assert double.status_code == 422
    assert "已经登记过了" in double.content.decode()
    assert (fact.region_code, fact.people_count, fact.handler) == (MEI_VILLAGE, 1, "张三")
    assert fact.data == {"theme": "改过的例会", "sort": "training", "present": 7, "open": False}


def test_a_person_out_of_reach_is_asked_about_and_nothing_is_written(signed_in, make_person):
    foreign = make_person("郗不见", region_code=OTHER_TOWN_VILLAGE)

    response = signed_in(*CLERK).post(at("record", "test_meeting"), {**TYPED, "people": [str(foreign.pk), "nonsense"]})

    assert response.status_code == 422
    assert "有一位没有找到" in response.content.decode()
    assert not Fact.objects.filter(kind="test_meeting").exists()


@pytest.mark.parametrize("kind", ["nothing", "withdrawal", "collection"])
def test_a_kind_closed_to_hands_is_404(signed_in, kind):
    assert signed_in(*CLERK).get(at("record", kind)).status_code == 404


def test_evidence_is_kept_opened_and_taken_away_through_its_record(signed_in, network):
    fact = meet()[0]
    clerk, leader = signed_in(*CLERK), signed_in(Role.BUREAU_LEADER, MEI)
    clerk.post(at("attach", fact.pk), {"file": photo()})
    stored = StoredFile.objects.get()

    seen = [c.get(at("evidence", fact.pk, stored.pk)) for c in (clerk, leader)]
    refused = leader.post(at("remove_evidence", fact.pk, stored.pk))
    clerk.post(at("remove_evidence", fact.pk, stored.pk))

    trail = list(AuditEntry.objects.filter(county="610326").order_by("seq").values_list("act", "outcome"))
    assert [(r.status_code, r["Content-Type"]) for r in seen] == [(200, "image/png")] * 2
    assert refused.status_code == 403
    assert not StoredFile.objects.exists()
    assert trail == [("records.attach", "done"), ("records.remove_evidence", "done")]
    assert verify() == (1, [])


def test_evidence_is_reached_through_no_other_record_and_by_no_other_station(signed_in, network):
    fact, other = meet(draft(), draft())
    stored = attach_evidence(actor=worker(), fact=fact, upload=photo())

    answers = [
        signed_in(*CLERK).get(at("evidence", other.pk, stored.pk)).status_code,
        signed_in(Role.VILLAGE_CLERK, MEI_SIBLING).get(at("evidence", fact.pk, stored.pk)).status_code,
        signed_in(Role.TOWN_HEAD, MEI_TOWN).get(at("evidence", fact.pk, stored.pk)).status_code,
    ]

    assert answers == [404, 404, 200]


def test_a_file_that_is_none_is_refused_in_words(signed_in, network):
    fact = meet()[0]
    client = signed_in(*CLERK)

    response = client.post(at("attach", fact.pk), {"file": SimpleUploadedFile("a.svg", b"<svg/>")}, follow=True)

    assert "不能上传这种文件" in response.content.decode()
    assert not StoredFile.objects.exists()


def test_ended_and_full_records_take_no_more_files(signed_in, network):
    fact, gone = meet(draft(), draft())
    withdraw(actor=worker(), fact=gone, reason="记错了")
    for _ in range(MOST_FILES):
        attach_evidence(actor=worker(), fact=fact, upload=photo())
    client = signed_in(*CLERK)

    full = client.post(at("attach", fact.pk), {"file": photo()}, follow=True)
    ended = client.post(at("attach", gone.pk), {"file": photo()}, follow=True)

    assert "最多放 10 份材料" in full.content.decode()
    assert "不能再添加材料" in ended.content.decode()
    assert StoredFile.objects.count() == MOST_FILES
