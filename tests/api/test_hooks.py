"""Webhooks: written with the act, sent after it, signed, tried again, given up with a word; and nobody's name in them."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from rongyi.api.hooks import posting, sending_services
from rongyi.api.hooks.models import Delivery, Hook
from rongyi.api.hooks.posting import Unsent, check_url, checked_address
from rongyi.api.hooks.sending_services import MOST_TRIES, PAUSES, send
from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.ids import uuid7
from rongyi.kernel.models import AuditEntry
from rongyi.kernel.sweeps import run_now
from rongyi.organisation.roles import Role
from rongyi.project.doctor.daily import hooks as doctor_hooks
from tests.api.conftest import Caller, problem
from tests.casework.scene import apply_for_card, do, make_posts
from tests.fixtures_people import HUYI, MEI

ALL_KINDS = ["case.opened", "case.moved", "case.returned", "case.ended"]


class Receiver(HTTPServer):
    """A real server of an upper system; `statuses` are what it answers, then 200."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, dict, bytes]] = []
        self.statuses: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks?from=mei"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", self.server.url.replace("hooks", "elsewhere"))
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args):
        pass


@pytest.fixture
def receiver(settings):
    server = Receiver()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.RONGYI_HOOKS, settings.RONGYI_HOOKS_LOCAL = [server.url], True
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def admin(caller) -> Caller:
    return caller(Role.ADMINISTRATOR, "")


@pytest.fixture
def posts(network):
    return make_posts()


@pytest.fixture
def wang(make_person):
    return make_person("王建国", categories=["R02"])


def subscribed(admin: Caller, receiver: Receiver, kinds=ALL_KINDS, station: str | None = None) -> dict:
    given = {"url": receiver.url, "kinds": list(kinds), **({"station": station} if station else {})}
    response = admin.post("/hooks", given)
    assert response.status_code == 201, response.content
    return response.json()


def send_all() -> list[str]:
    """What the worker would do with all that waits."""
    rows = Delivery.objects.filter(state="waiting").order_by("pk").values_list("county", "pk")
    return [send(*row) for row in list(rows)]


def in_an_hour(hours: float = 1):
    return clock.pretending(clock.now() + timedelta(hours=hours))


def test_a_subscription_tells_its_secret_once_and_keeps_it_sealed(admin, receiver):
    given = {"url": receiver.url, "kinds": ["case.ended", "case.opened"], "station": MEI}

    first, again = (admin.post("/hooks", given, key="one") for _time in range(2))

    made, replayed = first.json(), again.json()
    seen = admin.get(f"/hooks/{made['id']}")
    row = Hook.objects.values_list("secret", flat=True).get()
    assert len(made["secret"]) >= 40 and replayed == {**made, "secret": None}
    assert seen.json() == {key: value for key, value in made.items() if key != "secret"}
    assert admin.get("/hooks").json() == {"items": [seen.json()], "next": None}
    assert made["secret"].encode() not in bytes(row)
    assert Hook.objects.get().secret == made["secret"]


@pytest.mark.parametrize("role", [Role.SECTION_OFFICER, Role.BUREAU_LEADER, Role.AUDITOR])
def test_the_administrator_alone_subscribes(caller, receiver, role):
    script = caller(role, MEI)

    answers = [problem(script.get("/hooks")), problem(script.post("/hooks", {"url": receiver.url, "kinds": ALL_KINDS}))]

    assert answers == [(403, "denied", [])] * 2


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"url": "https://elsewhere.example/hooks"}, "body.url", "not_allowed"),
        ({"url": "ftp://upper.example/hooks"}, "body.url", "not_https"),
        ({"url": "https://user@upper.example/hooks"}, "body.url", "not_https"),
        ({"kinds": ["person.named"]}, "body.kinds.0", "invalid"), ({"kinds": []}, "body.kinds", "too_short"),
        ({"secret": "mine"}, "body.secret", "unknown_field"),
    ],
)  # fmt: skip
def test_what_no_setting_allows_is_refused(admin, receiver, settings, change, place, code):
    settings.RONGYI_HOOKS = [receiver.url, "ftp://upper.example/hooks", "https://user@upper.example/hooks"]

    response = admin.post("/hooks", {"url": receiver.url, "kinds": ALL_KINDS} | change)

    assert response.status_code == 422
    assert problem(response)[2] == [(place, code)]
    assert not Hook.objects.exists()


def test_the_same_address_is_told_once(admin, receiver):
    subscribed(admin, receiver)

    again = admin.post("/hooks", {"url": receiver.url, "kinds": ALL_KINDS})

    assert problem(again) == (409, "already_there", [("body.url", "already_there")])


def test_plain_http_and_this_machine_are_for_a_setting_of_their_own(settings):
    settings.RONGYI_HOOKS, settings.RONGYI_HOOKS_LOCAL = ["http://127.0.0.1/x"], False

    with pytest.raises(Refused):
        check_url("http://127.0.0.1/x")
    for host in ("127.0.0.1", "169.254.169.254", "::1", "0.0.0.0", "224.0.0.1", "::ffff:127.0.0.1"):
        with pytest.raises(Unsent, match="address_not_allowed"):
            checked_address(host, 443)
    assert checked_address("10.61.3.26", 443) == "10.61.3.26"


def test_the_address_that_was_checked_is_the_one_that_is_called(receiver, monkeypatch, settings):
    """A name that leads elsewhere at the second look-up is not looked up a second time."""
    asked = []

    def resolve(host, port, **more):
        asked.append(host)
        return [(None, None, None, "", ("127.0.0.1" if len(asked) == 1 else "169.254.169.254", port))]

    url = receiver.url.replace("127.0.0.1", "upper.example")
    settings.RONGYI_HOOKS = [url]
    monkeypatch.setattr(posting, "socket", _Socket(resolve))

    posting.post(url, b"{}", {})

    assert asked == ["upper.example"]
    assert receiver.taken[0][1]["Host"] == f"upper.example:{receiver.server_port}"


class _Socket:
    """The module with another look-up."""

    def __init__(self, getaddrinfo):
        import socket

        self.getaddrinfo, self.SOCK_STREAM = getaddrinfo, socket.SOCK_STREAM
        self.create_connection = lambda address, timeout: _connected(socket, address, timeout)


def _connected(socket, address, timeout):
    made = socket.socket()
    made.settimeout(timeout)
    made.connect(address)
    return made


def test_an_event_goes_out_signed_with_ids_numbers_and_states_alone(admin, receiver, posts, wang):
    secret = subscribed(admin, receiver)["secret"]
    case = apply_for_card(posts.village, wang, phone="13812345678")

    states = send_all()

    (path, headers, raw), entry = receiver.taken[0], case.entries.get()
    expected = hmac.new(secret.encode(), f"{headers['Rongyi-Timestamp']}.".encode() + raw, hashlib.sha256).hexdigest()
    body = json.loads(raw)
    assert states == ["sent"]
    assert path == "/hooks?from=mei"
    assert headers["Rongyi-Signature"] == f"v1={expected}"
    assert (headers["Idempotency-Key"], headers["Rongyi-Event"]) == (str(entry.pk), "case.opened")
    assert abs(int(headers["Rongyi-Timestamp"]) - clock.now().timestamp()) < 60
    assert body == {
        "id": str(entry.pk), "kind": "case.opened", "at": body["at"], "seq": 1, "act": "apply",
        "case": {
            "id": str(case.pk), "number": case.number, "procedure": "card_issue", "station": case.region_code,
            "state": "open", "step": "accept", "post": "town", "at": case.at_code, "outcome": None, "version": 1,
        },
    }  # fmt: skip


def test_nothing_of_anybody_is_in_any_event(admin, receiver, posts, wang):
    subscribed(admin, receiver)
    case = apply_for_card(posts.village, wang, phone="13812345678", note="腿脚不便")
    do(posts.town, case, "supplement", note="缺照片", lacking=("photo",))

    send_all()

    said = b"".join(raw for _path, _headers, raw in receiver.taken).decode()
    secrets = (
        "王建国",
        "13812345678",
        "腿脚",
        "缺照片",
        "刘小芳",
        "王建军",
        str(wang.pk),
        wang.id_masked,
        "vet",
        "abc",
    )
    assert [json.loads(raw)["kind"] for _p, _h, raw in receiver.taken] == ["case.opened", "case.returned"]
    assert [secret for secret in secrets if secret in said] == []


def test_only_what_was_asked_for_of_the_place_that_was_asked_for(admin, receiver, posts, wang):
    hook = subscribed(admin, receiver, ["case.ended"], station=MEI)
    other = admin.post("/hooks", {"url": receiver.url, "kinds": ALL_KINDS, "station": HUYI}).json()
    case = apply_for_card(posts.village, wang)

    do(posts.town, case, "refuse", reason="double")

    found = Delivery.objects.values_list("hook_id", "kind")
    assert [(str(one), kind) for one, kind in found] == [(hook["id"], "case.ended")]
    assert other["id"] != hook["id"]


@pytest.mark.parametrize("station", ["61", "6103", MEI, None])
def test_whoever_stands_above_hears_of_it(admin, receiver, posts, wang, station):
    subscribed(admin, receiver, station=station)

    apply_for_card(posts.village, wang)

    assert send_all() == ["sent"]


def test_of_a_sealed_matter_nobody_is_told(admin, receiver, posts, wang):
    from rongyi.api.hooks.watching_services import tell

    subscribed(admin, receiver)
    case = apply_for_card(posts.village, wang)
    Delivery.objects.all().delete()
    case.is_sealed_matter = True

    tell(sender=None, case=case, entry=case.entries.get())

    assert not Delivery.objects.exists()


def test_without_an_allow_list_no_statement_is_spent(posts, wang, settings, django_assert_num_queries):
    from rongyi.api.hooks.watching_services import tell

    settings.RONGYI_HOOKS = []
    case = apply_for_card(posts.village, wang)

    with django_assert_num_queries(0):
        tell(sender=None, case=case, entry=None)


def test_what_was_undone_is_told_to_nobody(admin, receiver, posts, wang, django_capture_on_commit_callbacks):
    subscribed(admin, receiver)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError), transaction.atomic():
        apply_for_card(posts.village, wang)
        raise ZeroDivisionError

    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.filter(task_path__contains="hooks").exists()


def test_after_the_commit_the_worker_has_it(admin, receiver, posts, wang, django_capture_on_commit_callbacks):
    subscribed(admin, receiver)

    with django_capture_on_commit_callbacks(execute=True):
        apply_for_card(posts.village, wang)

    delivery, waiting = Delivery.objects.get(), DBTaskResult.objects.get(task_path__contains="hooks")
    assert waiting.args_kwargs == {"args": [MEI, str(delivery.pk)], "kwargs": {}}
    assert receiver.taken == []


@pytest.mark.parametrize("status", [500, 503, 429, 404, 302])
def test_what_was_not_taken_is_tried_again_later_with_the_same_id(admin, receiver, posts, wang, status):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    receiver.statuses = [status]

    first = send_all()
    with in_an_hour():
        second = send_all()

    ids = [headers["Idempotency-Key"] for _path, headers, _raw in receiver.taken]
    paths = {path for path, _headers, _raw in receiver.taken}
    assert (first, second) == (["waiting"], ["sent"])
    assert len(ids) == 2 and len(set(ids)) == 1
    assert paths == {"/hooks?from=mei"}, "a redirect is not followed"
    assert Delivery.objects.values_list("tries", "fault").get() == (2, "")


def test_pauses_grow_with_some_chance_in_them(admin, receiver, posts, wang):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    receiver.statuses = [500] * MOST_TRIES

    waits = []
    now = clock.now()
    for _try in PAUSES:
        with clock.pretending(now):
            send_all()
        task = DBTaskResult.objects.filter(task_path__contains="hooks").order_by("-run_after").first()
        waits.append((task.run_after - now).total_seconds())
        now = task.run_after + timedelta(seconds=1)

    assert all(pause <= wait <= pause * 1.5 for pause, wait in zip(PAUSES, waits, strict=True)), waits


def test_after_the_last_try_it_is_given_up_and_the_administrator_finds_it(admin, receiver, posts, wang):
    hook = subscribed(admin, receiver)["id"]
    apply_for_card(posts.village, wang)
    receiver.statuses = [500] * MOST_TRIES

    for hours in range(MOST_TRIES):
        with in_an_hour(hours):
            send_all()

    found = admin.get(f"/hooks/{hook}/deliveries?state=given_up").json()["items"]
    assert len(receiver.taken) == MOST_TRIES
    assert [(one["tries"], one["fault"], one["kind"]) for one in found] == [(MOST_TRIES, "http_500", "case.opened")]
    assert admin.get(f"/hooks/{hook}").json()["given_up"] == 1
    assert [(one.check, one.state, "有 1 个事件" in one.found) for one in doctor_hooks()] == [
        ("hooks", "problem", True)
    ]
    assert send_all() == []


def test_what_was_given_up_is_sent_again_when_the_administrator_says_so(admin, receiver, posts, wang):
    hook = subscribed(admin, receiver)["id"]
    apply_for_card(posts.village, wang)
    Delivery.objects.update(state="given_up", tries=MOST_TRIES, fault="http_500", ended_at=clock.now())

    first, again = (admin.post(f"/hooks/{hook}/again", {}, key="one") for _time in range(2))

    assert (first.json(), again.json()) == ({"count": 1}, {"count": 1})
    assert send_all() == ["sent"]
    assert len(receiver.taken) == 1


def test_a_server_that_is_away_or_hangs_up_holds_nobody(admin, receiver, posts, wang):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    receiver.shutdown()
    receiver.server_close()

    states = send_all()

    assert states == ["waiting"]
    assert Delivery.objects.values_list("tries", "fault").get() == (1, "ConnectionRefusedError")


def test_an_address_that_the_setting_lost_is_called_no_more(admin, receiver, posts, wang, settings):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    settings.RONGYI_HOOKS = ["https://other.example/hooks"]

    states = send_all()

    assert (states, receiver.taken) == (["given_up"], [])
    assert Delivery.objects.get().fault == "not_allowed"


def test_two_workers_at_once_send_once(admin, receiver, posts, wang, monkeypatch):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    row, sent_by_the_way = Delivery.objects.get(), []
    straight = sending_services._post

    def meanwhile(hook, delivery):
        sent_by_the_way.append(send(row.county, row.pk))
        straight(hook, delivery)

    monkeypatch.setattr(sending_services, "_post", meanwhile)

    state = send(row.county, row.pk)

    assert (state, sent_by_the_way, len(receiver.taken)) == ("sent", ["waiting"], 1)
    assert send(row.county, row.pk) == "sent" and len(receiver.taken) == 1


def test_an_ended_subscription_is_told_nothing_more(admin, receiver, posts, wang):
    hook = subscribed(admin, receiver)
    apply_for_card(posts.village, wang)

    missing = problem(admin.post(f"/hooks/{hook['id']}/end", {}))
    stale = problem(admin.post(f"/hooks/{hook['id']}/end", {}, **{"If-Match": '"7"'}))
    ended = admin.post(f"/hooks/{hook['id']}/end", {}, **{"If-Match": '"1"'})
    twice = problem(admin.post(f"/hooks/{hook['id']}/end", {}, **{"If-Match": '"2"'}))

    assert (missing[:2], stale[:2], twice[:2]) == ((428, "if_match_missing"), (412, "stale"), (422, "wrong_state"))
    assert (ended.status_code, ended.json()["version"], bool(ended.json()["ended_at"])) == (200, 2, True)
    assert (send_all(), receiver.taken) == (["given_up"], [])


def test_what_a_killed_process_left_is_sent_after_all_and_old_rows_go(admin, receiver, posts, wang):
    subscribed(admin, receiver)
    apply_for_card(posts.village, wang)
    DBTaskResult.objects.all().delete()

    with in_an_hour(13):
        run_now("hooks")
        waiting = DBTaskResult.objects.filter(task_path__contains="hooks").count()
        send_all()
    with in_an_hour(24 * 45):
        run_now("hooks")

    assert (waiting, len(receiver.taken)) == (1, 1)
    assert not Delivery.objects.exists()


def test_making_and_ending_are_on_record_without_the_secret(admin, receiver):
    hook = subscribed(admin, receiver)
    admin.post(f"/hooks/{hook['id']}/end", {}, **{"If-Match": '"1"'})

    lines = list(AuditEntry.objects.filter(act__startswith="api.hook").order_by("pk"))

    assert sorted(line.act for line in lines) == ["api.hook_end", "api.hook_make"]
    assert hook["secret"] not in str([line.detail for line in lines])


def test_a_subscription_that_is_not_there_is_not_found(admin):
    answers = [problem(admin.get(f"/hooks/{one}")) for one in (uuid7(), "1")]

    assert answers == [(404, "not_found", [])] * 2
