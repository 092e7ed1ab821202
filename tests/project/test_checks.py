"""What a production start refuses, one by one."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from rongyi.project.checks import unsafe


@pytest.fixture
def production(settings, db):
    """A production installation with nothing amiss."""
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.SECRET_KEY = "q7Zx-" * 12
    settings.ALLOWED_HOSTS = ["station.example"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    return settings


def _numbers() -> list[str]:
    found = unsafe()
    assert all(fault.hint for fault in found)
    return [fault.id for fault in found]


def test_a_sound_installation_is_safe(production):
    assert _numbers() == []


def test_debug_is_refused(production):
    production.DEBUG = True

    assert _numbers() == ["production.E001"]


@pytest.mark.parametrize("secret", ["", "short", "a" * 80, "demo-only-not-for-production-" + "0" * 32])
def test_a_default_short_or_monotonous_secret_is_refused(production, secret):
    production.SECRET_KEY = secret or production.DEFAULT_SECRET_KEY

    assert _numbers() == ["production.E002"]


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY"])
def test_a_weak_cookie_is_refused(production, name):
    setattr(production, name, False)

    assert _numbers() == ["production.E003"]


@pytest.mark.parametrize("hosts", [[], ["*"]])
def test_any_host_or_none_is_refused(production, hosts):
    production.ALLOWED_HOSTS = hosts

    assert _numbers() == ["production.E004"]


def test_a_missing_key_file_is_refused(production, tmp_path):
    production.RONGYI_KEY_FILE = tmp_path / "none.json"

    assert _numbers() == ["production.E005"]


def test_a_key_file_that_others_may_read_is_refused(production, tmp_path):
    copy = tmp_path / "keys.json"
    copy.write_text(production.RONGYI_KEY_FILE.read_text())
    copy.chmod(0o644)
    production.RONGYI_KEY_FILE = copy

    assert _numbers() == ["production.E005"]


def test_a_pending_migration_is_refused(production):
    MigrationRecorder.Migration.objects.filter(app="django_tasks_database").order_by("-id").first().delete()

    assert _numbers() == ["production.E006"]


def test_a_demo_account_is_refused_by_name(production, django_user_model):
    django_user_model.objects.create(username="town", display_name="演示", is_demo=True)

    found = unsafe()

    assert [fault.id for fault in found] == ["production.E008"]
    assert "town" in found[0].msg


def test_an_account_that_only_has_a_demo_name_is_no_demo_account(production, django_user_model):
    django_user_model.objects.create(username="town", display_name="常镇长")

    assert _numbers() == []
