"""The way in without a password: the same words for everybody until the code is right, and no dead end."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from rongyi.accounts.models import OneTimeCode
from rongyi.kernel import clock
from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.crypto.masking import mask_phone
from rongyi.kernel.messages.models import Message
from rongyi.organisation.models import Station
from rongyi.organisation.roles import Role
from rongyi.portal.models import Feedback
from rongyi.portal.services import MOST_BY_ADDRESS
from tests.fixtures_people import MEI, MEI_VILLAGE

PHONE, UNKNOWN = "13891234567", "13700000000"


@pytest.fixture
def wang(make_person):
    return make_person(name="王建国", phone=PHONE, birth=date(1955, 3, 12))


def ask(client, phone=PHONE):
    return client.post("/sign-in/phone", {"phone": phone})


def number() -> str:
    return Message.objects.latest("created_at", "id").values["code"]


def give(client, code=None):
    return client.post("/sign-in/code", {"code": code or number()})


def same(body: bytes) -> str:
    """Without what is new in every answer."""
    return re.sub(r'name="csrf[^>]*', "", body.decode())


def test_two_doors(network, client):
    page = client.get("/sign-in/").content.decode()

    assert ("/sign-in/phone" in page, "/console/login" in page, "/sign-in/help" in page) == (True, True, True)


def test_telephone_code_and_year_lead_to_the_own_file(wang, client):
    steps = [ask(client), give(client), client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"})]

    assert [(s.status_code, s.url) for s in steps] == [
        (302, "/sign-in/code"), (302, "/sign-in/who"), (302, "/my/"),
    ]  # fmt: skip
    assert "王建国" in client.get("/my/").content.decode()
    acts = list(AuditEntry.objects.filter(county=MEI).order_by("seq").values_list("act", "role"))[-2:]
    assert acts == [("accounts.sign_in", "veteran"), ("mandates.enter", "veteran")]


def test_the_page_that_was_wanted_is_opened_afterwards(wang, client):
    sent_to = client.get("/my/cases/")
    client.get(sent_to.url)
    ask(client)
    give(client)

    inside = client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"})

    assert (sent_to.url, inside.url) == ("/sign-in/?next=/my/cases/", "/my/cases/")


def test_a_foreign_address_is_not_where_one_goes(wang, client):
    client.get("/sign-in/?next=https://evil.example/")
    ask(client)
    give(client)

    assert client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"}).url == "/my/"


def test_a_known_and_an_unknown_telephone_look_the_same_at_every_step(wang):
    def walk(phone):
        client, seen, queries = Client(), [], []
        for step in (
            lambda: ask(client, phone),
            lambda: client.get("/sign-in/code"),
            lambda: give(client, "000000" if number() != "000000" else "000001"),
            lambda: client.get("/sign-in/who"),
            lambda: ask(client, phone),
        ):
            with CaptureQueriesContext(connection) as counted:
                response = step()
            seen.append((response.status_code, response.get("Location"), same(response.content)))
            queries.append(len(counted))
        return [(s, where, body.replace(mask_phone(phone), "*")) for s, where, body in seen], queries

    known, unknown = walk(PHONE), walk(UNKNOWN)

    assert [(s, w) for s, w, _b in known[0]] == [
        (302, "/sign-in/code"), (200, None), (422, None), (302, "/sign-in/phone"), (429, None),
    ]  # fmt: skip
    for (_s, _w, one), (_t, _v, other) in zip(known[0], unknown[0], strict=True):
        assert one.splitlines() == other.splitlines()
    assert known == unknown


def test_nobody_is_called_for_an_unknown_telephone(wang, client):
    ask(client, UNKNOWN)
    ask(Client(), PHONE)

    assert list(Message.objects.order_by("created_at").values_list("state", flat=True)) == ["blind", "waiting"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "请填手机号码"), ("1389123456", "11位"), ("0917-5512345", "座机收不到短信"), ("abc", "不对")],
)
def test_a_telephone_that_is_none_is_told_how_to_be_mended(network, client, typed, words):
    answer = ask(client, typed)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_wrong_code_says_how_many_tries_are_left_and_then_that_it_is_over(wang, client):
    ask(client)
    wrong = f"{(int(number()) + 1) % 1_000_000:06d}"

    told = [give(client, wrong).content.decode() for _try in range(5)]

    assert ["还可以试4次" in told[0], "还可以试1次" in told[3], "再发一次" in told[4]] == [True, True, True]
    assert (give(client).status_code, 'name="code"' in told[4]) == (422, False)


def test_a_late_code_says_so(wang, client):
    ask(client)
    right = number()

    with clock.pretending(clock.now() + timedelta(minutes=6)):
        answer = give(client, right)

    assert (answer.status_code, "时间过了" in answer.content.decode()) == (422, True)


def test_sending_again_waits_a_minute(wang, client):
    ask(client)

    soon = client.post("/sign-in/again")
    with clock.pretending(clock.now() + timedelta(seconds=61)):
        later = client.post("/sign-in/again")

    assert (soon.status_code, "以后再试" in soon.content.decode()) == (429, True)
    assert (later.url, OneTimeCode.objects.count()) == ("/sign-in/code", 2)


def test_a_code_of_one_browser_is_nothing_in_another(wang, client):
    ask(client)
    right, other = number(), Client(REMOTE_ADDR="198.51.100.2")
    with clock.pretending(clock.now() + timedelta(seconds=61)):
        ask(other)

    assert (give(other, right).status_code, give(client, right).status_code) == (422, 302)


def test_of_two_browsers_with_one_code_one_comes_in(wang, client):
    ask(client)
    copied = Client()
    copied.cookies.update(client.cookies)
    right = number()

    first, second = give(client, right), give(copied, right)

    assert (first.url, second.url) == ("/sign-in/who", "/sign-in/phone")


def test_the_session_key_changes_when_the_code_was_right(wang, client):
    ask(client)
    before = client.session.session_key
    give(client)
    between = client.session.session_key
    client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"})

    assert len({before, between, client.session.session_key}) == 3


def test_husband_and_wife_are_asked_which_of_them(wang, make_person, client):
    wife = make_person(name="李秀英", phone=PHONE, birth=date(1957, 5, 1))
    ask(client)
    give(client)

    page = client.get("/sign-in/who").content.decode()
    inside = client.post("/sign-in/who", {"way": f"own-{wife.pk.hex}", "born": "1957"})

    assert ["王**" in page, "李**" in page, "王建国" in page, "1957" in page] == [True, True, False, False]
    assert (inside.url, "李秀英" in client.get("/my/").content.decode()) == ("/my/", True)


def test_three_wrong_years_lead_to_help(wang, client):
    ask(client)
    give(client)

    answers = [client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1960"}) for _n in range(3)]

    assert [a.status_code for a in answers] == [422, 422, 302]
    assert (answers[2].url, client.get("/my/").status_code) == ("/sign-in/help", 302)


def test_another_persons_file_is_no_choice(wang, make_person, client):
    other = make_person(name="赵六", phone="13600000000")
    ask(client)
    give(client)

    answer = client.post("/sign-in/who", {"way": f"own-{other.pk.hex}", "born": "1955"})

    assert (answer.status_code, client.get("/my/").status_code) == (422, 302)


def test_whoever_signs_out_is_led_back_to_the_own_door(wang, client):
    ask(client)
    give(client)
    client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"})

    assert client.post("/console/logout").url == "/sign-in/"


def test_no_file_is_no_dead_end(network, client):
    Station.objects.filter(pk=MEI_VILLAGE).update(address="横渠村一组", phone="0917-5550001")

    page = client.get("/sign-in/help?q=横渠村").content.decode()

    wanted = ["横渠村一组", "0917-5550001", "身份证", "当面核对", "/sign-in/call-back", "委托书"]
    assert [word for word in wanted if word not in page] == []


def call_me(client, **more):
    given = {"name": "王建国", "phone": PHONE, "village": "横渠镇横渠村", "county_code": MEI}
    return client.post("/sign-in/call-back", given | more)


def test_a_wish_to_be_called_waits_at_the_station_of_the_village(network, client, signed_in):
    sent = call_me(client)

    wish = Feedback.objects.get()
    home = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get("/console/").content.decode()
    listed = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get("/console/feedback/").content.decode()
    opened = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(f"/console/feedback/{wish.pk}").content.decode()
    assert (sent.status_code, wish.topic, wish.region_code) == (302, "call_back", MEI_VILLAGE)
    assert ("请回电话" in home, "住横渠镇横渠村" in listed, PHONE in opened) == (True, True, True)


def test_a_village_that_is_not_found_goes_to_the_county(network, client):
    call_me(client, village="火星村")

    assert Feedback.objects.get().region_code == MEI


def test_a_wish_to_be_called_looks_nobody_up(wang):
    with CaptureQueriesContext(connection) as counted:
        known, unknown = call_me(Client()), call_me(Client(), name="赵无名", phone="13500000000")

    assert [known.url[:12], unknown.url[:12]] == ["/feedback/YJ"] * 2
    assert not [query for query in counted.captured_queries if "registry_" in query["sql"]]


def test_wishes_from_one_address_are_limited(network, client):
    answers = [call_me(client).status_code for _n in range(MOST_BY_ADDRESS + 1)]

    assert answers == [302] * MOST_BY_ADDRESS + [429]


def test_telephone_and_code_stand_in_no_log_session_trail_or_task(
    wang, client, caplog, django_capture_on_commit_callbacks
):
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True):
        ask(client)
        code = number()
        give(client, "000000" if code != "000000" else "000001")
        give(client, code)
        client.post("/sign-in/who", {"way": f"own-{wang.pk.hex}", "born": "1955"})

    told = (
        caplog.text + str(dict(client.session)) + str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    )
    told += str(list(AuditEntry.objects.values_list("detail", "reason", "subject_id")))
    assert (PHONE in told, re.search(rf"(?<!\d){code}(?!\d)", told), DBTaskResult.objects.count()) == (False, None, 1)
