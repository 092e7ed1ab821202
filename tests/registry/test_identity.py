"""Numbers, names and telephones as people type them."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.registry.identity import Identity, age_on, read_id_number, read_name, read_phone
from tests.fixtures_people import id_number

RIGHT = id_number(date(1955, 3, 12), serial=101)
BIRTHS = st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 12, 31))
SERIALS = st.integers(min_value=0, max_value=999)
PLACES = st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)


def code_of(reading, text: str) -> str:
    with pytest.raises(Refused) as refusal:
        reading(text)
    return refusal.value.code


@given(BIRTHS, SERIALS, PLACES)
def test_a_right_number_says_birthday_and_sex_whatever_its_place_code(birth, serial, place):
    number = id_number(birth, serial, place)

    assert read_id_number(number) == Identity(number, birth, "male" if serial % 2 else "female")


@given(BIRTHS, SERIALS, st.sampled_from("0123456789X"))
def test_no_other_last_digit_is_taken_and_the_right_one_is_named(birth, serial, last):
    number = id_number(birth, serial)

    if last == number[-1]:
        assert read_id_number(number[:-1] + last).number == number
        return
    with pytest.raises(Refused) as refusal:
        read_id_number(number[:-1] + last)
    assert (refusal.value.field, refusal.value.code) == ("id_number", "id_check_digit")
    assert refusal.value.facts == {"right": number[-1]}
    assert f"应是“{number[-1]}”" in str(refusal.value)


@given(BIRTHS.filter(lambda day: day.year < 2000), SERIALS)
def test_an_old_number_of_fifteen_digits_is_made_long_and_says_so(birth, serial):
    number = id_number(birth, serial)

    assert read_id_number(number[:6] + number[8:17]) == Identity(
        number, birth, "male" if serial % 2 else "female", was_short=True
    )


@given(st.text(max_size=25))
def test_any_text_is_either_a_number_or_a_refusal_in_words(text):
    try:
        identity = read_id_number(text)
    except Refused as refusal:
        assert refusal.field == "id_number" and str(refusal)
    else:
        assert len(identity.number) == 18 and identity.number.isascii()


@pytest.mark.parametrize(
    "typed",
    [
        f" {RIGHT[:6]} {RIGHT[6:14]} {RIGHT[14:]} ",
        f"{RIGHT[:6]}-{RIGHT[6:]}",
        "".join(chr(ord(c) + 0xFEE0) for c in RIGHT),
        RIGHT.lower(),
        f"\u202a{RIGHT}\u202c",
        f"\u200b{RIGHT}\ufeff",
    ],
)
def test_blanks_wide_digits_small_x_and_unseen_signs_do_not_matter(typed):
    assert read_id_number(typed).number == RIGHT


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("61032619550312", "id_form"),
        ("61032619550312101A", "id_form"),
        (RIGHT.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), "id_form"),
        ("610326195513121010", "id_date"),
        ("610326195502301010", "id_date"),
        ("610326000001011010", "id_date"),
        ("610326180001011010", "id_too_old"),
    ],
)
def test_what_cannot_be_a_number_is_refused(typed, code):
    assert code_of(read_id_number, typed) == code


def test_who_is_not_born_yet_has_no_number():
    assert code_of(read_id_number, id_number(clock.today() + timedelta(days=1))) == "id_future"
    assert read_id_number(id_number(clock.today(), 1)).birth_date == clock.today()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王建国", "王建国"),
        ("  王 建国 ", "王 建国"),
        ("\U0002c056", "\U0002c056"),
        ("王\U0002cc56", "王\U0002cc56"),
        ("王\U00031350", "王\U00031350"),
        ("王\ue863", "王\ue863"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("O'Neil", "O'Neil"),
        ("阿" * 50, "阿" * 50),
    ],
)
def test_a_name_may_have_any_letters(typed, name):
    assert read_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"), ("阿" * 51, "too_long"), ("王😀", "name_character"), ("王\u0000国", "name_character"),
        ("王\u202e国", "name_character"), ("王1", "name_character"), ("=王", "name_character"), ("王?", "name_character"),
    ],
)  # fmt: skip
def test_a_name_has_no_emoji_digits_or_signs(typed, code):
    assert code_of(read_name, typed) == code


def test_the_word_about_a_name_points_at_the_sign():
    with pytest.raises(Refused, match=r"“😀”.*第2个"):
        read_name("王😀国")


@given(st.text(max_size=60))
def test_a_name_that_was_taken_is_taken_again_unchanged(text):
    try:
        name = read_name(text)
    except Refused:
        return
    assert read_name(name) == name
    assert 0 < len(name) <= 50
    assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in name)


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("", ""), ("13812340000", "13812340000"), ("138 1234 0000", "13812340000"), ("138-1234-0000", "13812340000"),
        ("+86 13812340000", "13812340000"), ("0086-13812340000", "13812340000"), ("13812340000", "13812340000"),
        ("0917-5512345", "0917-5512345"), ("5512345", "5512345"), ("02983720000", "02983720000"),
    ],
)  # fmt: skip
def test_mobile_and_landline_numbers_are_taken(typed, phone):
    assert read_phone(typed) == phone


@pytest.mark.parametrize("typed", ["1381234", "12812340000", "138123400001", "电话", "138123400OO", "١٣٨١٢٣٤٠٠٠٠"])
def test_what_cannot_be_dialled_is_refused(typed):
    assert code_of(read_phone, typed) == "phone_form"


DIGITS = "0123456789"
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FRONTS = st.sampled_from(["", "+86", "86", "0086", "+86 ", "+86-", "86-", "(+86)", "\u200b", "\u202d"])
BETWEEN = st.sampled_from(["", " ", "-", "\u3000", "\u2060", "\u00a0", "\u200b"])


def wide(text: str) -> str:
    """As an input method in its wide state types it."""
    return text.translate({ord(d): ord(d) + 0xFEE0 for d in DIGITS})


@given(MOBILES, FRONTS, BETWEEN, BETWEEN, st.booleans())
def test_a_mobile_number_is_the_same_in_every_form_that_people_type(number, front, first, second, is_wide):
    typed = front + first.join((number[:3], second.join((number[3:7], number[7:]))))

    assert read_phone(wide(typed) if is_wide else typed) == number


@given(st.text(alphabet=DIGITS + " -()+86转电话无wx０１３８", max_size=24))
def test_whatever_is_typed_becomes_a_number_that_can_be_dialled_or_is_refused_with_a_word(typed):
    try:
        phone = read_phone(typed)
    except Refused as refusal:
        assert (refusal.field, refusal.code) == ("phone", "phone_form") and str(refusal.message)
        return

    assert set(phone) <= set(DIGITS + "-")
    assert read_phone(phone) == phone  # what a file keeps is never refused when it comes again


def test_age_is_counted_in_full_years():
    assert [age_on(date(1955, 3, 12), day) for day in (date(2026, 3, 11), date(2026, 3, 12))] == [70, 71]
