"""The person sees the own portrait and takes it home in the own copy; nobody else's is reached."""

import io
import json
from base64 import b64decode

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from rongyi.kernel.files.store import Received
from rongyi.organisation.access import Actor, Reach
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from rongyi.registry.models import Person
from rongyi.registry.services import change_photo
from rongyi.rights.copies import own_copy
from tests.fixtures_people import MEI, MEI_VILLAGE, make_user
from tests.kernel.portrait_pictures import as_bytes, somebody

PORTRAIT = as_bytes(somebody((352, 440)))


@pytest.fixture
def person(make_person, village_clerk) -> Person:
    person = make_person("王建国")
    portrait = Received("照片.jpg", "image/jpeg", PORTRAIT)
    change_photo(actor=village_clerk, person=person, portrait=portrait, version=person.version)
    return Person.objects.get(county=MEI, pk=person.pk)


def signed_in_as(person: Person) -> Client:
    user = make_user(Role.VETERAN, MEI_VILLAGE, name=person.name)
    Grant.objects.filter(user=user).update(subject_id=person.pk)
    client = Client()
    client.force_login(user, backend="rongyi.accounts.backends.PasswordBackend")
    return client


def test_the_own_page_shows_the_own_photo(person):
    client = signed_in_as(person)

    page, picture = client.get(reverse("own_rights:rights")), client.get(reverse("own_rights:photo"))

    assert f'src="{reverse("own_rights:photo")}"' in page.content.decode()
    assert (picture.status_code, picture["Cache-Control"]) == (200, "private, no-store")
    assert Image.open(io.BytesIO(picture.content)).size == (176, 220)


def test_somebody_without_a_photo_finds_none_and_staff_may_not_ask(person, make_person, signed_in):
    other = signed_in_as(make_person("李卫东"))

    statuses = [
        other.get(reverse("own_rights:photo")).status_code,
        signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(reverse("own_rights:photo")).status_code,
    ]

    assert statuses == [404, 403]
    assert reverse("own_rights:photo") not in other.get(reverse("own_rights:rights")).content.decode()


def test_the_copy_that_goes_home_has_the_photo_whole(person):
    me = Actor(None, person.name, (Reach(Role.VETERAN, MEI),), subject_id=person.pk)

    as_json, _name = own_copy(actor=me, person=person, format="json")
    as_pdf, _name = own_copy(actor=me, person=person, format="pdf")

    head, _comma, body = json.loads(as_json)["photo"].partition(",")
    assert (head, b64decode(body)) == ("data:image/jpeg;base64", PORTRAIT)
    assert len(PdfReader(io.BytesIO(as_pdf)).pages[0].images) == 1
