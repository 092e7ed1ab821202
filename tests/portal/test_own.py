"""A veteran sees the own file and nobody else's."""

from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from rongyi.registry.services import open_file, reveal
from tests.fixtures_people import MEI_VILLAGE


def veteran_of(signed_in, person):
    client = signed_in(Role.VETERAN, MEI_VILLAGE)
    Grant.objects.filter(role=Role.VETERAN).update(subject_id=person.pk)
    return client


def test_a_veteran_sees_the_own_file_with_the_own_number(signed_in, make_person):
    person = make_person(name="王建国")

    page = veteran_of(signed_in, person).get("/my/").content.decode()

    assert person.name in page
    assert person.id_masked in page


def test_a_veteran_sees_who_looked_and_why(signed_in, make_person, village_clerk):
    person = make_person()
    open_file(actor=village_clerk, person=person)
    reveal(actor=village_clerk, person=person, reason="核对优待证")

    page = veteran_of(signed_in, person).get("/my/").content.decode()

    assert "打开档案" in page
    assert "核对优待证" in page


def test_a_veteran_sees_no_other_file_and_no_staff_page(signed_in, make_person):
    mine, other = make_person(name="王建国"), make_person(name="李援朝")
    client = veteran_of(signed_in, mine)

    answers = {
        path: client.get(path).status_code
        for path in (
            f"/console/people/{other.pk}",
            "/console/people/",
            "/console/ledgers/visits",
            "/console/visits/new",
        )
    }

    assert set(answers.values()) == {403}
    assert "李援朝" not in client.get("/my/").content.decode()


def test_without_a_file_of_their_own_they_are_told_where_to_ask(signed_in):
    answer = signed_in(Role.VETERAN, MEI_VILLAGE).get("/my/")

    assert answer.status_code == 404
    assert "请到服务站" in answer.content.decode()


def test_signing_in_leads_a_veteran_to_the_own_page(signed_in, make_person):
    client = veteran_of(signed_in, make_person())

    answer = client.get("/console/")

    assert (answer.status_code, answer.url) == (302, "/my/")
