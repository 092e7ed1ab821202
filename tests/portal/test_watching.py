import pytest
from django.db import OperationalError, connection

from rongyi.kernel import audit
from rongyi.project import health


def test_alive_needs_no_database(client):
    with connection.execute_wrapper(_no_database):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def _no_database(*args):
    raise OperationalError("away")


def test_ready_says_so(client, db):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_a_database_the_house_is_not_ready_and_recovers_by_itself(client, db):
    with connection.execute_wrapper(_no_database):
        away = client.get("/readyz")
    back = client.get("/readyz")

    assert (away.status_code, away.content) == (503, b"database\n")
    assert back.status_code == 200


def test_before_its_migrations_the_house_is_not_ready(client, db, monkeypatch):
    monkeypatch.setattr(health, "_has_pending_migrations", lambda: True)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"migrations\n")


def test_a_machine_nearby_reads_the_figures(client, db):
    from django.db import transaction

    with transaction.atomic():
        audit.append([audit.Line(act="accounts.sign_in", actor_id=None, role="", county="610326")])

    answer = client.get("/metrics")

    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert "rongyi_audit_entries_total 1" in lines
    assert "# TYPE rongyi_facts_linked_total counter" in lines
    assert all(line.startswith(("# HELP ", "# TYPE ", "rongyi_")) for line in lines)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"REMOTE_ADDR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, 404),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer right"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
    ],
)
def test_from_afar_the_figures_need_the_token(client, db, settings, headers, status):
    settings.RONGYI_METRICS_TOKEN = "right"

    assert client.get("/metrics", **headers).status_code == status


def test_no_token_is_no_key(client, db, settings):
    settings.RONGYI_METRICS_TOKEN = ""

    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer ").status_code == 404
