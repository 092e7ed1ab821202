"""Short messages: after the commit, tried again, held back by a breaker, and nothing left of them but that they went."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from rongyi.kernel import clock
from rongyi.kernel.messages import Undelivered, outbox, send
from rongyi.kernel.messages.gateway import HttpProvider, _checked_address
from rongyi.kernel.messages.models import Message
from rongyi.kernel.messages.providers import ConsoleProvider, FileProvider, ShortMessage, outbox_file, provider
from rongyi.kernel.messages.templates import MessageTemplate, findings, template_named
from rongyi.kernel.sweeps import run_now

PHONE, CODE = "13891234567", "804215"
VALUES = {"code": CODE, "minutes": "5"}
LASTS = timedelta(minutes=5)


@pytest.fixture
def taken(monkeypatch) -> list[ShortMessage]:
    """What a provider was given; it fails as long as `taken.faults` has words."""

    class Taken(list):
        faults: list = []

        def deliver(self, message):
            if self.faults:
                raise Undelivered(self.faults.pop(0))
            self.append(message)

    box = Taken()
    box.faults = []
    monkeypatch.setattr(outbox, "provider", lambda: box)
    return box


def sent(**more) -> Message:
    with transaction.atomic():
        return send(PHONE, "sign_in_code", VALUES, lasts=LASTS, **more)


def states():
    return list(Message.objects.order_by("created_at").values_list("state", "tries", "fault"))


def test_nothing_goes_out_before_the_act_is_certain(db, taken, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            send(PHONE, "sign_in_code", VALUES, lasts=LASTS)
            raise ZeroDivisionError
        message = sent()

    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs == {"args": [message.county, str(message.pk)], "kwargs": {}}
    assert (taken, states()) == ([], [("waiting", 0, "")])


def test_a_message_goes_out_once_and_nothing_of_it_stays(db, taken):
    message = sent()

    first, second = outbox.deliver(message.county, message.pk), outbox.deliver(message.county, message.pk)

    row = Message.objects.values("row_key", "phone", "values", "state").get()
    assert (first, second, len(taken)) == ("sent", "sent", 1)
    assert (taken[0].phone, CODE in taken[0].text, "5分钟" in taken[0].text) == (PHONE, True, True)
    assert row == {"row_key": None, "phone": None, "values": None, "state": "sent"}


def test_to_nobody_the_same_rows_are_written_and_nothing_goes_out(db, taken):
    message = sent(really=False)

    state = outbox.deliver(message.county, message.pk)

    row = Message.objects.values("row_key", "phone", "values", "state").get()
    assert (state, taken) == ("blind", [])
    assert row == {"row_key": None, "phone": None, "values": None, "state": "blind"}


def test_a_failure_is_tried_again_later_and_later(db, taken):
    message, pauses = sent(), []
    taken.faults = ["http_503", "timeout"]

    for _try in range(2):
        before = clock.now()
        outbox.deliver(message.county, message.pk)
        pauses.append((DBTaskResult.objects.latest("enqueued_at").run_after - before).total_seconds())
    with clock.pretending(clock.now() + timedelta(seconds=31)):
        outbox.deliver(message.county, message.pk)

    assert states() == [("sent", 3, "")]
    assert [2 <= pauses[0] <= 4, 5 <= pauses[1] <= 9] == [True, True]


def test_what_is_too_late_is_destroyed_and_not_sent(db, taken):
    message = sent()

    with clock.pretending(clock.now() + LASTS):
        state = outbox.deliver(message.county, message.pk)

    assert (state, taken, Message.objects.get().row_key) == ("expired", [], None)


def test_a_gateway_that_says_never_is_not_asked_again(db, taken, monkeypatch):
    class Refusing:
        def deliver(self, message):
            raise Undelivered("http_422", is_final=True)

    monkeypatch.setattr(outbox, "provider", Refusing)
    message = sent()

    outbox.deliver(message.county, message.pk)

    assert (states(), DBTaskResult.objects.count()) == ([("expired", 1, "http_422")], 0)


def test_after_five_failures_in_a_row_nobody_is_called_for_a_while(db, taken):
    taken.faults = ["timeout"] * outbox.BREAKER_AFTER
    for message in [sent() for _n in range(outbox.BREAKER_AFTER)]:
        outbox.deliver(message.county, message.pk)
    waiting = sent()

    held = outbox.deliver(waiting.county, waiting.pk)
    during = list(taken)
    with clock.pretending(clock.now() + outbox.BREAKER_REST + timedelta(seconds=1)):
        freed = outbox.deliver(waiting.county, waiting.pk)

    assert (held, during, freed, len(taken)) == ("waiting", [], "sent", 1)


def test_logs_and_tasks_hold_neither_telephone_nor_code(db, taken, caplog, monkeypatch):
    class Chatty:
        def deliver(self, message):
            raise RuntimeError(f"{message.phone} {message.text}")

    monkeypatch.setattr(outbox, "provider", Chatty)
    message = sent()

    with caplog.at_level(logging.DEBUG):
        outbox.deliver(message.county, message.pk)

    told = caplog.text + json.dumps(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert (PHONE in told, CODE in told, "RuntimeError" in told) == (False, False, True)
    assert (PHONE in repr(ShortMessage("1", PHONE, CODE, "t")), CODE in repr(message)) == (False, False)


def test_the_row_holds_neither_in_clear(db):
    message = sent()

    row = Message.objects.values().get(pk=message.pk)

    held = b" ".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
    plain = " ".join(str(value) for value in row.values() if not isinstance(value, bytes | memoryview))
    assert not any(secret.encode() in held or secret in plain for secret in (PHONE, CODE))


def test_the_file_keeps_the_last_ones_for_this_account_alone(monkeypatch):
    monkeypatch.setattr("rongyi.kernel.messages.providers.KEPT_IN_FILE", 3)

    for number in range(5):
        FileProvider().deliver(ShortMessage(str(number), PHONE, f"text {number}", "sign_in_code"))

    kept = [json.loads(line)["text"] for line in outbox_file().read_text("utf-8").splitlines()]
    assert kept == ["text 2", "text 3", "text 4"]
    assert outbox_file().stat().st_mode & 0o777 == 0o600


def test_the_console_is_no_provider_in_production(settings, capsys):
    ConsoleProvider().deliver(ShortMessage("1", PHONE, "text", "sign_in_code"))
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match="log"):
        ConsoleProvider()

    assert PHONE in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://sms.example/send", ["sms.example"]),
        ("https://sms.example/send", []),
        ("https://a:b@sms.example/send", ["sms.example"]),
        ("", [""]),
    ],
)
def test_a_gateway_that_is_not_allowed_is_not_configured(settings, url, hosts):
    settings.RONGYI_MESSAGES_URL, settings.RONGYI_MESSAGES_HOSTS = url, hosts

    with pytest.raises(ImproperlyConfigured):
        HttpProvider()


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1"])
def test_a_name_that_leads_to_this_machine_is_refused(monkeypatch, address):
    monkeypatch.setattr("socket.getaddrinfo", lambda *a, **k: [(2, 1, 6, "", (address, 443))])

    with pytest.raises(Undelivered, match="address_not_allowed"):
        _checked_address("sms.example", 443)


def test_a_county_names_a_provider_of_its_own(settings):
    settings.RONGYI_MESSAGES = "rongyi.kernel.messages.providers.FileProvider"
    own = provider()
    settings.RONGYI_MESSAGES = "nowhere.Provider"

    with pytest.raises(ImproperlyConfigured, match="names no provider"):
        provider()

    assert isinstance(own, FileProvider)


def test_what_was_never_sent_is_destroyed_by_the_sweep_and_rows_go_after_a_month(db):
    message = sent()

    with clock.pretending(clock.now() + timedelta(days=1)):
        run_now("messages")
    after_a_day = Message.objects.values_list("state", "row_key").get(pk=message.pk)
    with clock.pretending(clock.now() + outbox.KEPT + timedelta(days=1)):
        run_now("messages")

    assert (after_a_day, Message.objects.count()) == (("expired", None), 0)


def test_a_text_with_a_gap_that_nobody_fills_is_refused():
    faulty = MessageTemplate(title={"zh": "码", "en": "code"}, source="composed", text="{code} {name}", values=["code"])

    found = [place for place, _what, _mend in findings("sign_in_code", faulty)]

    assert found == [("text",)]
    assert list(findings("sign_in_code", template_named("sign_in_code"))) == []
