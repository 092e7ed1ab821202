"""A portrait is judged by what it is, never by its name, and each fault says where, what and how to mend it."""

import io
from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rongyi.kernel import clock
from rongyi.kernel.files.checks import FileRefused
from rongyi.kernel.files.portrait_field import PortraitField
from rongyi.kernel.files.portraits import (
    Box,
    Fault,
    PortraitRule,
    check_age,
    check_portrait,
    make_portrait,
    small_copy,
    taken_on,
)
from tests.kernel.portrait_pictures import BLUE, DIM, NOTE, as_bytes, from_a_phone, noise, somebody

RULE = PortraitRule(
    352, 440, 20_480, 51_200, dpi=300, white_from=215, white_share=0.85, darkest=60, head_share=2 / 3,
    smallest_crop=264, months=6,
)  # fmt: skip
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def codes(data: bytes, rule: PortraitRule = RULE) -> list[str]:
    return [fault.code for fault in check_portrait(data, rule)]


def portrait(**how) -> bytes:
    return make_portrait(as_bytes(somebody(**how)), None, RULE)


def test_somebody_before_a_white_wall_has_no_fault():
    assert check_portrait(portrait(), RULE) == []


@pytest.mark.parametrize(
    ("how", "wrong"),
    [
        ({"ground": BLUE}, ["ground"]),
        ({"ground": (200, 220, 255)}, ["ground"]),
        ({"ground": (228, 227, 224)}, []),
        ({"ground": DIM, "light": 0.2}, ["ground", "dark"]),
        ({"light": 0.2}, ["dark"]),
    ],
)
def test_the_ground_is_white_and_the_face_is_lit(how, wrong):
    assert codes(portrait(**how)) == wrong


@pytest.mark.parametrize(
    "picture", [noise((880, 1100)), Image.new("RGB", (880, 1100), "white"), Image.new("L", (880, 1100), 128)]
)
def test_noise_and_empty_sheets_are_nobody(picture):
    assert codes(make_portrait(as_bytes(picture), None, RULE)) == ["empty"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (PDF, "这是 PDF 文件,不是 JPG 照片。"),
        (as_bytes(somebody((352, 440)), "PNG"), "这是 PNG 文件,不是 JPG 照片。"),
        (as_bytes(somebody((352, 440)), "GIF"), "这是 GIF 文件,不是 JPG 照片。"),
        (b"\0\0\0\x18ftypheic", "这是苹果手机的 HEIC 格式。"),
        (b"hello", "这不是照片文件。"),
        (b"", "这不是照片文件。"),
    ],
)
def test_another_kind_of_file_is_named(data, what):
    assert [(fault.code, fault.where, fault.what) for fault in check_portrait(data, RULE)] == [
        ("type", "文件类型", what)
    ]


def test_a_picture_as_the_phone_takes_it_is_told_its_size_and_bytes():
    assert codes(from_a_phone()) == ["size", "bytes"]


def test_a_half_picture_is_damaged():
    whole = portrait()

    assert codes(whole[: len(whole) // 2]) == ["damaged"]


def test_only_a_density_that_is_stated_is_asked():
    right, screen, silent = (
        as_bytes(Image.open(io.BytesIO(portrait())), quality=95, **more) for more in ({"dpi": (300, 300)}, {"dpi": (72, 72)}, {})
    )  # fmt: skip

    assert (codes(right), codes(screen), codes(silent)) == ([], ["dpi"], [])


def test_a_fault_says_where_what_and_how_to_mend_it():
    small = as_bytes(somebody((176, 220)), quality=60)

    fault = check_portrait(small, RULE)[0]

    assert fault == Fault("size", "尺寸", "照片是 176×220 像素,要求 352×440。", "请用裁剪框裁成要求的大小。")
    assert str(fault) == "尺寸:照片是 176×220 像素,要求 352×440。请用裁剪框裁成要求的大小。"


def test_ten_megabytes_of_a_phone_become_a_portrait_that_stands_upright_without_place_and_day():
    phone = from_a_phone()

    made = make_portrait(phone, None, RULE)

    image = Image.open(io.BytesIO(made))
    assert len(phone) > 9_000_000 and b"Exif" in phone[:200] and NOTE in phone
    assert check_portrait(made, RULE) == []
    assert (image.size, image.info["dpi"], dict(image.getexif()), b"Exif" in made) == (
        (352, 440),
        (300, 300),
        {},
        False,
    )
    assert NOTE not in made
    assert sum(image.getpixel((176, 8))) > 700  # white above the head: it was turned


def test_a_see_through_picture_gets_a_white_ground():
    cut_out = somebody((704, 880)).convert("RGBA")
    cut_out.putalpha(Image.eval(somebody((704, 880)).convert("L"), lambda value: 0 if value > 235 else 255))

    assert check_portrait(make_portrait(as_bytes(cut_out, "PNG"), None, RULE), RULE) == []


def test_the_box_chooses_the_part_in_shares_of_the_upright_picture():
    left_red = Image.new("RGB", (1000, 1250), (0, 0, 200))
    left_red.paste((200, 0, 0), (0, 0, 500, 625))

    made = make_portrait(as_bytes(left_red), Box(0, 0, 0.5, 0.5), RULE)

    red, _green, blue = Image.open(io.BytesIO(made)).resize((1, 1)).getpixel((0, 0))
    assert (red > 190, blue < 10) == (True, True)


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (Box(0, 0, 0.2, 0.2), "too_small"),
        (Box(0.5, 0.5, 0.6, 0.6), "box"),
        (Box(-0.1, 0, 0.5, 0.5), "box"),
        (Box(0, 0, 0, 0.5), "box"),
        (Box(float("nan"), 0, 0.5, 0.5), "box"),
        (Box(0, 0, float("inf"), 0.5), "box"),
    ],
)
def test_a_box_outside_or_too_small_is_refused(box, code):
    with pytest.raises(FileRefused) as refused:
        make_portrait(as_bytes(somebody()), box, RULE)

    assert refused.value.code == code


@pytest.mark.parametrize("words", ["1,2,3", "a,b,c,d", "1;2;3;4", "0,0,1,1,1"])
def test_a_box_in_other_words_is_refused(words):
    with pytest.raises(FileRefused):
        Box.read(words)

    assert Box.read(" ") is None


@pytest.mark.parametrize("data", [PDF, b"", b"GIF89a", as_bytes(somebody())[:2000]])
def test_what_is_no_picture_is_not_cut(data):
    with pytest.raises(FileRefused):
        make_portrait(data, None, RULE)


share = st.floats(0, 1)


@settings(max_examples=40, deadline=None)
@given(
    size=st.tuples(st.integers(40, 900), st.integers(40, 900)), corner=st.tuples(share, share), part=st.tuples(share, share),
    kind=st.sampled_from(["grain", "noise", "flat"]),
)  # fmt: skip
def test_whatever_is_cut_is_right_in_all_that_can_be_measured_or_is_refused_in_words(size, corner, part, kind):
    picture = {"grain": somebody, "noise": noise, "flat": lambda size: Image.new("RGB", size, (240, 240, 240))}[kind](
        size
    )
    box = Box(corner[0], corner[1], part[0] * (1 - corner[0]), part[1] * (1 - corner[1]))

    try:
        made = make_portrait(as_bytes(picture), box, RULE)
    except FileRefused as refused:
        assert refused.code in ("too_small", "box")
        return

    assert min(box.width * size[0], box.height * size[1] * 352 / 440) >= RULE.smallest_crop - 1
    assert {"type", "size", "bytes", "dpi", "damaged"} & set(codes(made)) == set()


@settings(max_examples=25, deadline=None)
@given(
    width=st.integers(16, 900),
    height=st.integers(16, 900),
    least=st.integers(0, 60_000),
    more=st.integers(30_000, 90_000),
)
def test_every_rule_is_met_in_pixels_and_bytes_or_refused(width, height, least, more):
    rule = PortraitRule(width, height, least, least + more)

    try:
        made = make_portrait(as_bytes(somebody((600, 700))), None, rule)
    except FileRefused as refused:
        assert refused.code == "too_big"
        return

    assert Image.open(io.BytesIO(made)).size == (width, height)
    assert rule.min_bytes <= len(made) <= rule.max_bytes


@pytest.mark.parametrize("wrong", [{"width": 0}, {"min_bytes": 60_000}, {"white_share": 2.0}, {"head_share": 1.0}])
def test_a_rule_that_contradicts_itself_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        PortraitRule(**({"width": 352, "height": 440, "min_bytes": 20_480, "max_bytes": 51_200} | wrong))


def test_a_photo_is_too_old_only_where_the_camera_says_so():
    today = date(2026, 8, 31)

    found = {day: [f.code for f in check_age(day, today, RULE)] for day in (None, date(2026, 3, 1), date(2026, 2, 27))}

    assert found == {None: [], date(2026, 3, 1): [], date(2026, 2, 27): ["age"]}
    assert (taken_on(from_a_phone((600, 800))), taken_on(portrait()), taken_on(b"x")) == (date(2026, 1, 15), None, None)


def test_the_small_copy_is_a_tenth():
    whole = portrait()

    small = small_copy(whole, 132)

    assert Image.open(io.BytesIO(small)).size == (132, 165)
    assert len(small) < len(whole) / 3


class CardForm(forms.Form):
    photo = PortraitField(label="照片", rule=RULE)


def sent(form_class, data: bytes, name="me.jpg", box="", field="photo") -> forms.Form:
    post, files = QueryDict(mutable=True), MultiValueDict()
    post[f"{field}_box"] = box
    files[field] = SimpleUploadedFile(name, data)
    return form_class(post, files)


class KinderForm(forms.Form):
    photo = PortraitField(label="照片", rule=RULE, required=False, tolerated=frozenset({"ground", "age"}))


def test_the_field_gives_a_portrait_that_may_be_kept():
    form = sent(CardForm, as_bytes(somebody()), box="0.05,0.02,0.9,0.9")

    assert form.is_valid(), form.errors
    given = form.cleaned_data["photo"]
    assert (given.received.name, given.received.content_type, given.faults, given.is_centred) == (
        "照片.jpg", "image/jpeg", [], False,
    )  # fmt: skip
    assert check_portrait(given.received.data, RULE) == []


def test_without_the_tool_the_middle_is_cut_and_it_is_said():
    wall = Image.new("RGB", (1600, 1100), "white")
    wall.paste(somebody(), (360, 0))

    form = sent(CardForm, as_bytes(wall))

    assert form.is_valid() and form.cleaned_data["photo"].is_centred


def test_what_one_room_refuses_another_only_tells():
    blue = as_bytes(somebody(ground=BLUE))

    strict, kind = sent(CardForm, blue), sent(KinderForm, blue)

    assert strict.errors["photo"] == [
        "背景:上边、左边、右边不是白色。请在白墙前、光线均匀处重拍,或到照相馆拍白底照片。"
    ]
    assert kind.is_valid() and [f.code for f in kind.cleaned_data["photo"].faults] == ["ground"]


@pytest.mark.parametrize(
    ("data", "name", "box", "words"),
    [
        (PDF, "me.jpg", "", "内容却不是"),
        (as_bytes(somebody((400, 500)), "PNG"), "me.jpg", "", "内容却不是"),
        (PDF, "me.pdf", "", "不能上传这种文件"),
        (b"", "me.jpg", "", "文件是空的"),
        (as_bytes(somebody()), "me.jpg", "0,0,9,9", "裁剪框不在照片里面"),
        (as_bytes(somebody((200, 250))), "me.jpg", "", "至少要 264 像素"),
    ],
)
def test_the_field_refuses_in_words(data, name, box, words):
    form = sent(CardForm, data, name, box)

    assert not form.is_valid()
    assert words in form.errors["photo"][0]


def test_an_old_photo_is_told_by_its_own_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 25))

    form = sent(CardForm, from_a_phone((900, 1200)))

    assert form.errors["photo"] == ["拍摄日期:照片是 2026-01-15 拍的,超过 6 个月。请用近期照片,或当场拍一张。"]


def test_a_photo_is_asked_for_only_where_it_is_required():
    assert CardForm({}, {}).errors == {"photo": ["请选择一张照片。"]}
    assert KinderForm({}, {}).is_valid()


def test_the_field_is_drawn_with_its_guides_and_no_style_of_its_own():
    html = str(CardForm()["photo"])

    assert 'type="file"' in html and 'name="photo_box"' in html and 'width="352" height="440"' in html
    assert "M0 51H352M0 344H352" in html  # two thirds of 440 between crown and chin
    assert "style=" not in html and "<script" not in html
