"""The portrait in a file: optional, of the file's class and place, gone when it is replaced, with its trail."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from PIL import Image
from pypdf import PdfReader

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.definitions import check_all
from rongyi.kernel.errors import Denied, NotFound, Refused, Stale
from rongyi.kernel.files.checks import JPEG
from rongyi.kernel.files.portraits import check_portrait, make_portrait
from rongyi.kernel.files.store import Received, open_file
from rongyi.kernel.files.stored import StoredFile
from rongyi.organisation.roles import Role
from rongyi.registry.models import Change, Person
from rongyi.registry.policy import portrait_rule
from rongyi.registry.printing.services import blank, print_form
from rongyi.registry.queries import photo_of
from rongyi.registry.services import change_photo, open_photo, record_death, remove_photo, transfer_person
from tests.fixtures_people import MEI, MEI_SIBLING, MEI_VILLAGE
from tests.kernel.portrait_pictures import BLUE, as_bytes, from_a_phone, somebody

RULE_NAMES = ("width", "height", "min_bytes", "max_bytes", "dpi", "months")


def portrait(seed=1, **how) -> Received:
    data = make_portrait(as_bytes(somebody(seed=seed, **how)), None, portrait_rule(MEI))
    return Received("照片.jpg", JPEG, data)


def put(actor, person, seed=1) -> Person:
    change_photo(actor=actor, person=person, portrait=portrait(seed), version=person.version)
    return Person.objects.get(county=MEI, pk=person.pk)


def on_disk() -> set[str]:
    root = Path(settings.RONGYI_FILES_DIR)
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def sent(client, person, data: bytes, name="me.jpg", **more):
    given = {"version": person.version, "photo": SimpleUploadedFile(name, data, JPEG), **more}
    return client.post(reverse("registry:photo", args=[person.pk]), given)


def texts(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_the_rule_is_the_county_s_file(db):
    rule = portrait_rule(MEI)

    assert [getattr(rule, name) for name in RULE_NAMES] == [352, 440, 20_480, 51_200, 300, 6]
    assert [fault for fault in check_all(settings.DEFINITIONS_DIR) if "file/" in str(fault.file)] == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("width: 352", "width: 0", "“photo”的内容不合格。照片的宽和高应在 16 到 4000 像素之间。"),
        ("dpi: 300", "sharpness: 3", "没有“sharpness”这一项。请删去,或改正拼写。"),
        ("min_bytes: 20480", "min_bytes: 90000", "“photo”的内容不合格。min_bytes 应小于 max_bytes。"),
    ],
)
def test_a_rule_that_cannot_hold_is_named_with_its_mend(tmp_path, settings, right, wrong, said):
    text = (settings.DEFINITIONS_DIR / "file" / "default.yaml").read_text()
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "default.yaml").write_text(text.replace(right, wrong))

    assert [fault.what + fault.mend for fault in check_all(tmp_path)] == [said]


def test_a_photo_is_kept_encrypted_under_the_file_and_on_record(make_person, village_clerk):
    person = make_person()

    person = put(village_clerk, person)

    stored = photo_of(person)
    assert (stored.owner_kind, stored.owner_id, stored.region_code) == ("registry.person", person.pk, MEI_VILLAGE)
    assert check_portrait(open_file(stored), portrait_rule(MEI)) == []
    change = Change.objects.get(county=MEI, person=person, field="photo_id")
    assert (change.before, change.after, change.data_class) == ("", stored.sha256[:8], "S3")
    entry = AuditEntry.objects.get(county=MEI, act="people.change_photo", outcome="done")
    assert (entry.subject_id, entry.detail["sha256"], entry.detail["former"]) == (str(person.pk), stored.sha256, "")


@pytest.mark.django_db(transaction=True)
def test_a_replaced_photo_is_gone_from_the_disk_and_a_mark_stays(make_person, village_clerk):
    before = on_disk()
    person = put(village_clerk, make_person())
    first = photo_of(person)

    person = put(village_clerk, person, seed=2)

    second = photo_of(person)
    assert list(StoredFile.objects.filter(county=MEI, owner_id=person.pk)) == [second]
    assert on_disk() - before == {second.path}
    changes = Change.objects.filter(county=MEI, person=person, field="photo_id").order_by("version")
    assert [(c.before, c.after) for c in changes] == [("", first.sha256[:8]), (first.sha256[:8], second.sha256[:8])]


@pytest.mark.django_db(transaction=True)
def test_a_photo_taken_out_is_gone(make_person, village_clerk):
    before = on_disk()
    person = put(village_clerk, make_person())

    remove_photo(actor=village_clerk, person=person, version=person.version)

    person.refresh_from_db()
    assert (person.photo_id, photo_of(person), on_disk() - before) == (None, None, set())
    with pytest.raises(Refused, match="没有照片"):
        remove_photo(actor=village_clerk, person=person, version=person.version)


def test_two_who_read_the_same_file_do_not_both_write(make_person, village_clerk):
    person = make_person()
    put(village_clerk, Person.objects.get(county=MEI, pk=person.pk))

    with pytest.raises(Stale):
        change_photo(actor=village_clerk, person=person, portrait=portrait(2), version=person.version)


def test_who_may_not_change_the_file_does_not_change_the_photo(make_person, bureau_leader, sibling_clerk, auditor):
    person = make_person()

    for actor, refusal in ((bureau_leader, Denied), (auditor, Denied), (sibling_clerk, NotFound)):
        with pytest.raises(refusal):
            put(actor, person)
        with pytest.raises(refusal):
            remove_photo(actor=actor, person=person, version=person.version)

    assert StoredFile.objects.filter(county=MEI, owner_id=person.pk).count() == 0


def test_a_picture_alone_opens_the_file_and_is_on_record_once(make_person, village_clerk, town_head):
    person = put(village_clerk, make_person())

    for _again in range(3):
        open_photo(actor=town_head, person=person)

    opened = AuditEntry.objects.filter(county=MEI, act="people.open", subject_id=str(person.pk))
    assert [entry.actor_id for entry in opened] == [town_head.user_id]


def test_who_sees_a_file_masked_sees_no_face(make_person, village_clerk, prefecture_officer):
    """security: a portrait cannot be masked, so masked is not at all."""
    person = put(village_clerk, make_person())

    with pytest.raises(NotFound):
        open_photo(actor=prefecture_officer, person=person)

    assert not AuditEntry.objects.filter(act="people.open", subject_id=str(person.pk)).exists()


def test_the_photo_moves_with_the_file_and_stays_after_a_death(make_person, village_clerk, town_head):
    person = put(village_clerk, make_person())

    transfer_person(actor=town_head, person=person, to_code=MEI_SIBLING)
    record_death(actor=town_head, person=person, on=person.birth_date.replace(year=2020))

    assert photo_of(Person.objects.get(county=MEI, pk=person.pk)).region_code == MEI_SIBLING


def test_from_a_phone_to_the_page_and_away_again(make_person, signed_in):
    person, client = make_person("王建国"), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    page, form = reverse("registry:person", args=[person.pk]), reverse("registry:photo", args=[person.pk])
    small = reverse("registry:photo_file", args=[person.pk, "small"])
    assert "添加照片" in client.get(page).content.decode() and small not in client.get(page).content.decode()

    answer = sent(client, person, from_a_phone(), photo_box="")
    assert (answer.status_code, answer["Location"]) == (302, page)
    shown = client.get(page)
    words = texts(shown)
    assert "照片已保存。" in words and "已从照片正中裁剪" in words and "超过 6 个月" in words
    assert f'src="{small}"' in shown.content.decode() and 'loading="lazy"' in shown.content.decode()
    picture = client.get(small)
    assert (picture.status_code, picture["Content-Type"], picture["Cache-Control"]) == (200, JPEG, "private, no-store")
    assert Image.open(io.BytesIO(picture.content)).size == (176, 220) and len(picture.content) < 12_000
    whole = client.get(reverse("registry:photo_file", args=[person.pk, "whole"]))
    assert Image.open(io.BytesIO(whole.content)).size == (352, 440) and b"Exif" not in whole.content
    assert "现在的照片" in client.get(form).content.decode()

    person.refresh_from_db()
    gone = client.post(reverse("registry:photo_remove", args=[person.pk]), {"version": person.version}, follow=True)
    assert "照片已删除" in texts(gone)
    assert client.get(small).status_code == 404
    history = client.get(reverse("registry:history", args=[person.pk, "photo_id"]))
    assert history.content.decode().count("有照片(") >= 2


def test_a_ground_that_is_not_white_is_kept_and_told(make_person, signed_in):
    person, client = make_person(), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    sent(client, person, as_bytes(somebody(ground=BLUE)), photo_box="0,0,1,1")

    words = texts(client.get(reverse("registry:person", args=[person.pk])))
    assert "办优待证时会被退回" in words and "不是白色" in words and "正中" not in words


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7 %%EOF", "me.jpg", "内容却不是"),
        (as_bytes(somebody(light=0.2)), "me.jpg", "照片太暗"),
        (as_bytes(Image.new("RGB", (800, 1000), "white")), "me.jpg", "看不出人像"),
    ],
)
def test_what_is_no_portrait_comes_back_with_its_reason(make_person, signed_in, data, name, words):
    person, client = make_person(), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    answer = sent(client, person, data, name)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Person.objects.get(county=MEI, pk=person.pk).photo_id is None


@pytest.mark.parametrize(
    ("role", "code", "status"),
    [
        (Role.VILLAGE_CLERK, MEI_SIBLING, 404),
        (Role.BUREAU_LEADER, MEI, 200),
        (Role.AUDITOR, MEI, 403),
        (Role.ADMINISTRATOR, "", 403),
    ],
)
def test_the_picture_is_reached_through_the_file_alone(make_person, village_clerk, signed_in, role, code, status):
    person = put(village_clerk, make_person())

    answers = [
        signed_in(role, code).get(reverse("registry:photo_file", args=[person.pk, size])) for size in ("small", "whole")
    ]

    assert [answer.status_code for answer in answers] == [status, status]


def test_another_size_and_a_file_without_a_photo_are_not_there(make_person, signed_in):
    person, client = make_person(), signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    places = [reverse("registry:photo_file", args=[person.pk, size]) for size in ("small", "whole", "huge")]

    assert [client.get(place).status_code for place in places] == [404, 404, 404]


def pictures_of(paper: bytes, format: str) -> int:
    if format == "pdf":
        return len(PdfReader(io.BytesIO(paper)).pages[0].images)
    return len(Document(io.BytesIO(paper)).inline_shapes)


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_form_has_the_photo_in_its_frame(make_person, village_clerk, format):
    person = make_person()
    without, _name = print_form(actor=village_clerk, person=person, format=format)
    person = put(village_clerk, person)

    printed, _name = print_form(actor=village_clerk, person=person, format=format)

    if format == "docx":
        identity = Document(io.BytesIO(printed)).tables[0]
        frame, address = identity.cell(0, 4), identity.rows[-1].cells[1]
        assert [frame.text, Document(io.BytesIO(without)).tables[0].cell(0, 4).text] == ["", "照片"]
        assert [round(cell.width.mm) for cell in (identity.cell(0, 0), frame, address)] == [26, 30, 154]
    assert [pictures_of(paper, format) for paper in (without, printed, blank(MEI, format)[0])] == [0, 1, 0]
