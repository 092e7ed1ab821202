"""People without a citizen's identity number: known by the paper that they have, once like everybody."""

from datetime import date

import pytest
from django.urls import reverse

from rongyi.kernel.crypto.masking import mask_id_number
from rongyi.kernel.errors import Conflict, Refused
from rongyi.organisation.roles import Role
from rongyi.registry.documents import read_document
from rongyi.registry.models import Change, Person
from rongyi.registry.queries import find
from rongyi.registry.services import PersonInput, create_person, update_person
from tests.fixtures_people import MEI, MEI_VILLAGE, id_number
from tests.registry.test_pages import text_of

BORN = date(1962, 5, 8)
PASSPORT = {"id_kind": "passport", "id_number": "E12345678", "birth_date": "1962-05-08", "sex": "female"}


def opened(actor, **given) -> Person:
    return create_person(
        actor=actor, given=PersonInput(name="林秀兰", region_code=MEI_VILLAGE, **{**PASSPORT, **given})
    )


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("passport", " e1234 5678 ", "E12345678"),
        ("passport", "E12345678", "E12345678"),
        ("hkmt", "H12345678(01)", "H1234567801"),
        ("officer", "军字第2001988号", "军字第2001988号"),
        ("soldier", "士字第0012345号", "士字第0012345号"),
    ],
)
def test_a_number_is_read_as_it_is_typed(kind, text, number):
    identity = read_document(kind, text, birth_date="1962-05-08", sex="female")

    assert (identity.number, identity.birth_date, identity.sex, identity.kind) == (number, BORN, "female", kind)


def test_a_residence_permit_tells_the_rest_by_itself():
    number = "810000" + id_number(BORN)[6:17]
    number = next(number + last for last in "0123456789X" if _reads(number + last))

    identity = read_document("hkmt", number)

    assert (identity.kind, identity.birth_date) == ("hkmt", BORN)


def _reads(number: str) -> bool:
    try:
        return bool(read_document("hkmt", number))
    except Refused:
        return False


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"id_number": "12"}, "id_number", "document_form"),
        ({"id_number": "ABCDEFGH"}, "id_number", "document_form"),
        ({"id_number": id_number(BORN)}, "id_kind", "is_resident"),
        ({"id_kind": "visa"}, "id_kind", "invalid"),
        ({"birth_date": ""}, "birth_date", "required"),
        ({"birth_date": "2962-05-08"}, "birth_date", "birth_date"),
        ({"sex": ""}, "sex", "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(village_clerk, changed, field, code):
    with pytest.raises(Refused) as refusal:
        opened(village_clerk, **changed)

    assert (refusal.value.field, refusal.value.code, Person.objects.exists()) == (field, code, False)


def test_the_file_is_sealed_masked_and_found_by_the_number_and_its_end(village_clerk):
    person = opened(village_clerk)

    row = Person.objects.filter(pk=person.pk).values("id_kind", "sex", "birth_date", "id_masked").get()
    assert row == {"id_kind": "passport", "sex": "female", "birth_date": BORN, "id_masked": mask_id_number("E12345678")}
    assert "45678" not in row["id_masked"]
    assert b"12345678" not in bytes(Person.objects.values_list("id_number_sealed", flat=True).get())
    assert [[p.pk for p in find(village_clerk, text).items] for text in ("e12345678", "E12345678", "5678", "99998")] == [
        [person.pk], [person.pk], [person.pk], [],
    ]  # fmt: skip


def test_one_paper_is_one_person_and_two_makers_may_use_one_number(village_clerk):
    opened(village_clerk)

    with pytest.raises(Conflict):
        opened(village_clerk, id_number="E1234-5678")
    other = opened(village_clerk, id_kind="other")

    assert (other.id_kind, Person.objects.count()) == ("other", 2)


def test_whoever_gets_a_citizen_s_number_is_known_by_it(section_officer):
    person, number = opened(section_officer), id_number(date(1962, 5, 9), 202)

    update_person(actor=section_officer, person=person, changes={"id_number": number}, version=person.version)

    now = Person.objects.get(county=MEI, pk=person.pk)
    assert (now.id_kind, now.id_number, now.birth_date) == ("resident", number, date(1962, 5, 9))
    history = Change.objects.filter(county=MEI, person=person, field="id_kind")
    assert [(c.before, c.after) for c in history] == [("passport", "resident")]
    assert [p.pk for p in find(section_officer, number).items] == [person.pk]
    assert find(section_officer, "E12345678").items == []


def test_a_wrong_letter_of_a_passport_is_corrected(section_officer):
    person = opened(section_officer)

    update_person(actor=section_officer, person=person, changes={"id_number": "E87654321"}, version=person.version)

    now = Person.objects.get(county=MEI, pk=person.pk)
    assert (now.id_kind, now.id_number, now.birth_date, now.sex) == ("passport", "E87654321", BORN, "female")


def test_the_page_opens_a_file_with_a_passport_and_says_whose_number_it_is(signed_in):
    clerk = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)
    given = {**PASSPORT, "name": "林秀兰", "station": MEI_VILLAGE, "id": ""}

    wrong = clerk.post(reverse("registry:new"), {**given, "birth_date": ""})
    right = clerk.post(reverse("registry:new"), given)

    person = Person.objects.get()
    assert (wrong.status_code, right.url) == (422, reverse("registry:person", args=[person.pk]))
    assert "请填出生日期" in text_of(wrong) and "<details open>" in wrong.content.decode()
    page = text_of(clerk.get(right.url))
    assert "护照号码" in page and "E12345678" not in page
