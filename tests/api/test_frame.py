"""What holds for every call: who calls, methods, types, sizes, errors in two languages."""

from datetime import timedelta

import pytest
from django.test import Client

from rongyi.accounts.models import ApiToken
from rongyi.accounts.tokens import create_token
from rongyi.kernel import clock
from rongyi.organisation.models import Grant
from rongyi.organisation.roles import Role
from tests.api.conftest import BASE, Caller, problem
from tests.fixtures_people import MEI, MEI_VILLAGE, make_user

VISIT = {"kind": "visit", "people": [], "occurred_at": "2026-11-20", "data": {}}


def test_without_a_token_nothing_is_answered(network):
    response = Client().get(f"{BASE}/people")

    assert problem(response) == (401, "token_missing", [])
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="rongyi"'


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Basic YTpi", "Bearer\x80", "bearer rongyi_wrong", "Bearer a b"]
)
def test_a_header_that_holds_no_good_token_is_refused(network, header):
    response = Client().get(f"{BASE}/people", headers={"Authorization": header})

    assert response.status_code == 401
    assert problem(response)[1] in ("token_missing", "token_invalid")


def test_a_token_that_ran_out_or_was_revoked_is_refused(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    late, revoked = create_token(user), create_token(user)
    tokens = list(ApiToken.objects.order_by("id"))
    ApiToken.objects.filter(pk=tokens[0].pk).update(expires_at=clock.now() - timedelta(seconds=1))
    ApiToken.objects.filter(pk=tokens[1].pk).update(revoked_at=clock.now())

    answers = [problem(Caller(token).get("/people")) for token in (late, revoked)]

    assert answers == [(401, "token_invalid", [])] * 2


def test_a_dismissal_works_at_the_next_request(network):
    user = make_user(Role.VILLAGE_CLERK, MEI_VILLAGE)
    script = Caller(create_token(user, scope="write"))
    before = script.get("/people").status_code
    Grant.objects.filter(user=user).update(ends_on=clock.today() - timedelta(days=1))

    after = script.get("/people")

    assert before == 200
    assert problem(after) == (403, "denied", [])


def test_a_session_of_the_pages_opens_nothing_here(signed_in):
    browser = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    response = browser.get(f"{BASE}/people")

    assert problem(response) == (401, "token_missing", [])


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_audits_or_administers_reads_no_file(caller, role):
    script = caller(role, MEI if role == Role.AUDITOR else "")

    answers = [problem(script.get(path)) for path in ("/people", "/records")]

    assert answers == [(403, "denied", [])] * 2


def test_a_reading_token_reads_and_changes_nothing(caller):
    script = caller(scope="read")

    read = script.get("/people").status_code
    answers = [problem(script.post(path, VISIT)) for path in ("/records", "/people", "/imports")]

    assert read == 200
    assert answers == [(403, "token_reads_only", [])] * 2 + [(415, "unsupported_media_type", [])]


@pytest.mark.parametrize("path", ["/", "/nothing", "/people/", "/regions", "/records/x/y/z", "/docs/more"])
def test_an_address_that_does_not_exist_has_the_body_of_all_that_is_not_there(clerk, path):
    response = clerk.get(path)

    assert problem(response) == (404, "not_found", [])
    assert response.json() == clerk.get("/stations/999999").json()


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/people", "GET, HEAD, OPTIONS, POST"),
        ("PUT", "/people/0192", "GET, HEAD, OPTIONS, PATCH"),
        ("POST", "/regions/61", "GET, HEAD, OPTIONS"),
        ("GET", "/records/1/withdraw", "OPTIONS, POST"),
    ],
)
def test_another_method_is_refused_and_the_right_ones_are_named(clerk, method, path, allowed):
    response = clerk.send(method, path, {}, key=None)

    assert problem(response) == (405, "method_not_allowed", [])
    assert response.headers["Allow"] == allowed


def test_options_names_the_methods_and_head_answers_without_a_body(clerk):
    options = clerk.send("OPTIONS", "/people", b"")
    head = clerk.send("HEAD", "/people", b"")

    assert (options.status_code, options.headers["Allow"], options.content) == (204, "GET, HEAD, OPTIONS, POST", b"")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "x"])
def test_another_content_type_is_refused(clerk, content_type):
    response = clerk.post("/records", VISIT, **{"Content-Type": content_type})

    assert problem(response) == (415, "unsupported_media_type", [])


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"\xff\xfe", b'{"kind":"visit","kind":"visit"}', b'{"data":NaN}', b'{"kind":"\\ud800"}',
        b'{"kind":"a\\u0000b"}', b"[" * 5000 + b"]" * 5000, b'{"a":' + b"9" * 5000 + b"}",
    ],
    ids=["open", "utf16", "twice", "nan", "surrogate", "nul", "deep", "huge"],
)  # fmt: skip
def test_a_document_that_has_no_single_meaning_is_refused(clerk, raw):
    response = clerk.post("/records", raw)

    assert problem(response) == (400, "malformed_json", [])


@pytest.mark.parametrize("raw", [b"[]", b'"x"', b"null", b"1", b" []"])
def test_a_document_that_is_no_object_is_refused(clerk, raw):
    response = clerk.post("/records", raw)

    assert problem(response)[:2] == (422, "invalid")


def test_a_body_above_five_megabytes_is_refused_before_it_is_read(clerk):
    response = clerk.post("/records", b'{"kind":"' + b"x" * (5 * 1024 * 1024) + b'"}')

    assert problem(response) == (413, "too_large", [])


def test_an_unknown_field_is_an_error_and_says_which(clerk):
    response = clerk.post("/records", {**VISIT, "colour": "red", "channels": "home"})

    assert problem(response) == (422, "invalid", [("body.colour", "unknown_field"), ("body.channels", "unknown_field")])


def test_every_missing_field_is_named_at_once(clerk):
    response = clerk.post("/records", {"channel": "home"})

    assert problem(response) == (
        422, "invalid",
        [("body.kind", "required"), ("body.people", "required"), ("body.occurred_at", "required"),
         ("body.data", "required")],
    )  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/people", "/stations", "/records", "/regions/61/children", "/regions/61", "/ledgers"]
)
def test_an_unknown_filter_is_an_error(clerk, path):
    response = clerk.get(f"{path}?colour=red")

    assert problem(response) == (422, "unknown_filter", [("query.colour", "unknown_filter")])


def test_a_filter_given_twice_is_an_error(clerk):
    response = clerk.get("/stations?region=61&region=6103")

    assert problem(response) == (400, "given_twice", [])


@pytest.mark.parametrize(
    ("query", "place", "code"),
    [
        ("limit=0", "query.limit", "too_small"), ("limit=201", "query.limit", "too_large"),
        ("limit=x", "query.limit", "invalid"), ("limit=", "query.limit", "invalid"),
        ("station=61032６", "query.station", "invalid"), ("from=2026-02-30", "query.from", "invalid"),
        ("from=20260201", "query.from", "invalid"), ("person=1", "query.person", "bad_id"),
        ("kind=juggling", "query.kind", "unknown_kind"), ("cursor=abc", "query.cursor", "bad_cursor"),
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_an_error(clerk, query, place, code):
    response = clerk.get(f"/records?{query}")

    assert response.status_code == 422
    assert problem(response)[2] == [(place, code)]


def test_nul_in_a_filter_is_refused_and_never_reaches_the_database(clerk):
    response = clerk.get("/people?q=%00")

    assert problem(response) == (400, "bad_text", [])


@pytest.mark.parametrize("asked", ["zh-Hans", "zh-CN,zh;q=0.9", "", "fr", "*"])
def test_errors_are_in_chinese_unless_english_is_asked_for(clerk, asked):
    clerk.language = asked

    body = clerk.get("/stations/999999").json()

    assert (body["title"], body["detail"]) == ("没有找到", "没有找到。可能不存在,或不在您的管辖范围内。")


def test_an_unforeseen_error_has_a_number_and_tells_nothing_else(clerk, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("secret 610326195503121234")

    monkeypatch.setattr("rongyi.api.calls.stations.stations_visible", fail)

    response = clerk.get("/stations")

    assert problem(response) == (500, "incident", [])
    assert "secret" not in response.content.decode()


def test_nothing_of_an_answer_is_stored_on_the_way(clerk):
    response = clerk.get("/people")

    assert response.headers["Cache-Control"] == "no-store"
    assert {"Authorization", "Accept-Language"} <= {v.strip() for v in response.headers["Vary"].split(",")}
