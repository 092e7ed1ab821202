"""A backup is one sealed file without keys, and counts once it has been restored."""

import json

import pytest

SECRET_NAME = "赵子龙-canary"
FILL = f"""
from django.db import transaction
from rongyi.accounts.models import User
from rongyi.kernel import audit
User.objects.create(username='zhao', display_name='{SECRET_NAME}')
with transaction.atomic():
    audit.append([audit.Line(act=f'try.{{n}}') for n in range(30)])
"""
NAMES = "from rongyi.accounts.models import User; print(*User.objects.values_list('username', flat=True))"


@pytest.fixture
def filled(installation):
    installation.python(FILL)
    (installation.var / "files" / "ab").mkdir()
    (installation.var / "files" / "ab" / "abcdef").write_bytes(bytes(range(256)) * 9000)
    return installation


@pytest.fixture
def backup(filled, tmp_path):
    file = tmp_path / "county.backup"
    done = filled.run("backup", file)
    assert done.returncode == 0, done.stderr
    return file


def _change_everything(place) -> None:
    place.python("from rongyi.accounts.models import User; User.objects.update(username='changed')")
    (place.var / "files" / "ab" / "abcdef").write_bytes(b"changed")


def test_what_was_backed_up_comes_back_whole(filled, backup):
    _change_everything(filled)

    done = filled.run("restore", backup, "--force", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == 1
    assert filled.python(NAMES) == "zhao"
    assert (filled.var / "files" / "ab" / "abcdef").read_bytes() == bytes(range(256)) * 9000
    assert filled.run("audit", "verify").returncode == 0


def test_a_backup_shows_neither_names_nor_keys(filled, backup):
    content = backup.read_bytes()
    keys = json.loads((filled.var / "keys.json").read_text())

    assert SECRET_NAME.encode() not in content
    assert [key for key in (keys["index"], keys["chain"], keys["master"]["1"]) if key.encode() in content] == []
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_filled_place_is_not_overwritten_without_force(filled, backup):
    _change_everything(filled)

    done = filled.run("restore", backup)

    assert (done.returncode, done.stderr) == (1, "这里已经有数据。确实要用备份覆盖，请加 --force。\n")
    assert filled.python(NAMES) == "changed"


def test_overwritten_files_are_moved_aside_and_not_deleted(filled, backup):
    _change_everything(filled)

    filled.run("restore", backup, "--force")

    [aside] = filled.var.glob("files.before-*")
    assert (aside / "ab" / "abcdef").read_bytes() == b"changed"


@pytest.mark.parametrize("position", [0.02, 0.5, 0.98])
def test_one_changed_byte_is_noticed_before_anything_is_touched(filled, backup, position):
    content = bytearray(backup.read_bytes())
    content[int(len(content) * position)] ^= 1
    backup.write_bytes(content)
    _change_everything(filled)

    done = filled.run("restore", backup, "--force")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert filled.python(NAMES) == "changed"


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_a_cut_backup_is_noticed_before_anything_is_touched(filled, backup, kept):
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * kept)])
    _change_everything(filled)

    done = filled.run("restore", backup, "--force")

    assert done.returncode == 1
    assert "不完整" in done.stderr
    assert filled.python(NAMES) == "changed"


def test_a_backup_under_other_keys_is_refused_by_their_fingerprints(filled, backup, tmp_path):
    other = tmp_path / "other.json"
    filled.python(f"from rongyi.kernel.crypto.keyring import create_key_file; create_key_file('{other}')")

    done = filled.run("restore", backup, "--force", RONGYI_KEYS=str(other))

    assert done.returncode == 1
    assert "密钥文件与备份不符" in done.stderr


def test_another_kind_of_file_is_no_backup(installation, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG" + bytes(1000))

    done = installation.run("restore", file)

    assert (done.returncode, done.stderr) == (1, "这不是戎驿的备份文件。\n")


def test_a_backup_is_not_written_over_by_accident(filled, backup):
    before = backup.read_bytes()

    done = filled.run("backup", backup)

    assert done.returncode == 2
    assert backup.read_bytes() == before


def test_backup_and_restore_are_on_record(filled, backup):
    filled.run("restore", backup, "--force")

    acts = filled.python(
        "from rongyi.kernel.audit import AuditEntry\n"
        "print(*AuditEntry.objects.order_by('seq').values_list('act', 'origin').last())"
    )
    assert acts == "backup.restore cli"
