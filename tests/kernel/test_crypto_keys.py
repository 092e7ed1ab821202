import base64
import hashlib
import json
import stat

import pytest
from cryptography.hazmat.primitives import hashes, hmac

from rongyi.kernel.crypto import keyring as keys
from rongyi.kernel.crypto.aead import SealBroken, key_version, open_sealed, seal
from rongyi.kernel.crypto.blind import blind_index, normalised
from rongyi.kernel.crypto.masking import mask, mask_address, mask_id_number, mask_name, mask_phone

KEY = bytes(range(32))


@pytest.fixture
def key_file(tmp_path, settings):
    settings.RONGYI_KEY_FILE = tmp_path / "keys.json"
    keys.reset()
    keys.create_key_file(settings.RONGYI_KEY_FILE)
    yield settings.RONGYI_KEY_FILE
    keys.reset()


def changed(path, **parts):
    content = json.loads(path.read_text()) | parts
    path.write_text(json.dumps(content))
    keys.reset()


def test_a_new_key_file_is_for_its_owner_alone_and_is_never_written_over(key_file):
    before = key_file.read_bytes()

    with pytest.raises(keys.KeyFileError, match="已经存在"):
        keys.create_key_file(key_file)

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert key_file.read_bytes() == before
    assert [p.name for p in key_file.parent.iterdir()] == ["keys.json"]


def test_an_added_master_key_becomes_active_and_the_old_ones_stay(key_file):
    old = keys.keyring()

    version = keys.add_master_key(key_file)

    new = keys.keyring()
    assert (version, new.active, sorted(new.master)) == (2, 2, [1, 2])
    assert new.master[1] == old.master[1]
    assert (new.index, new.chain) == (old.index, old.chain)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_a_missing_key_file_is_said(tmp_path, settings):
    settings.RONGYI_KEY_FILE = tmp_path / "none.json"
    keys.reset()

    with pytest.raises(keys.KeyFileError, match="找不到密钥文件"):
        keys.keyring()


def test_a_key_file_that_others_can_read_is_refused(key_file):
    key_file.chmod(0o640)
    keys.reset()

    with pytest.raises(keys.KeyFileError, match="权限是 640"):
        keys.keyring()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"index": base64.b64encode(b"short").decode()}, "index 不是32字节"),
        ({"chain": "not base64 !"}, "chain 不是32字节"),
        ({"chain": None}, "chain 不是32字节"),
        ({"active": 7}, "active 没有指向"),
        ({"active": True}, "active 没有指向"),
        ({"master": {}}, "缺少 master"),
        ({"master": {"x": "eA=="}}, "版本号不对"),
        ({"master": {"1": base64.b64encode(bytes(31)).decode()}}, "master.1 不是32字节"),
    ],
)
def test_a_damaged_key_file_says_what_is_wrong(key_file, parts, message):
    changed(key_file, **parts)

    with pytest.raises(keys.KeyFileError, match=message):
        keys.keyring()


def test_half_a_key_file_is_refused(key_file):
    key_file.write_text(key_file.read_text()[:40])
    keys.reset()

    with pytest.raises(keys.KeyFileError, match="不是完整的 JSON"):
        keys.keyring()


def test_subkeys_differ_by_purpose_and_root_and_fingerprints_show_no_key(key_file):
    ring = keys.keyring()

    subkeys = [ring.subkey(p) for p in ("chain", "chain:facts", "index:phone", "index:id_number")]

    assert len(set(subkeys)) == 4
    assert ring.subkey("chain") == keys.derive(ring.chain, "chain")
    assert ring.subkey("index:phone") == keys.derive(ring.index, "index:phone")
    assert sorted(ring.fingerprints()) == ["chain", "index", "master.1"]
    assert hashlib.sha256(ring.chain).hexdigest()[:16] not in ring.fingerprints().values()
    assert base64.b64encode(ring.active_key).decode() not in repr(ring)
    assert repr(ring.active_key) not in repr(ring)


@pytest.mark.parametrize("cipher", ["AES-256-GCM", "SM4-GCM"])
def test_what_is_sealed_opens_whatever_the_setting_is_later(settings, cipher):
    settings.RONGYI_CIPHER = cipher
    blob = seal(KEY, "残疾军人证".encode(), b"place", version=3)

    opened = []
    for later in ("AES-256-GCM", "SM4-GCM"):
        settings.RONGYI_CIPHER = later
        opened.append(open_sealed(KEY, blob, b"place").decode())

    assert opened == ["残疾军人证", "残疾军人证"]
    assert blob[:4] == bytes([1, 1 if cipher == "AES-256-GCM" else 2, 0, 3])
    assert key_version(blob) == 3


@pytest.mark.parametrize("cipher", ["AES-256-GCM", "SM4-GCM"])
def test_every_changed_byte_is_noticed(settings, cipher, caplog):
    settings.RONGYI_CIPHER = cipher
    blob = seal(KEY, b"610326195501011234", b"place")

    for at in range(len(blob)):
        broken = blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]
        with pytest.raises(SealBroken):
            open_sealed(KEY, broken, b"place", place="t.c")
    with pytest.raises(SealBroken):
        open_sealed(KEY, blob, b"other place")
    with pytest.raises(SealBroken) as caught:
        open_sealed(KEY, blob[:20], b"place", place="t.c")

    assert caught.value.number in caplog.text
    assert caught.value.number in str(caught.value)
    assert "610326195501011234" not in caplog.text


def test_the_same_text_is_sealed_differently_each_time():
    assert seal(KEY, b"x", b"") != seal(KEY, b"x", b"")


@pytest.mark.parametrize(
    "typed",
    [
        "61032619550101123X",
        "61032619550101123x",
        "610326 19550101 123x",
        "６１０３２６１９５５０１０１１２３Ｘ",
        "610326-19550101-123X",
        "\u200e610326195501\u200b01123x\u00a0",
        "610326—19550101—123x",
    ],
)
def test_a_number_is_found_however_it_was_typed(key_file, typed):
    assert normalised(typed) == "61032619550101123X"
    assert blind_index("id_number", typed) == blind_index("id_number", "61032619550101123X")


@pytest.mark.parametrize(("name", "algorithm"), [("SHA-256", hashes.SHA256), ("SM3", hashes.SM3)])
def test_a_blind_index_is_a_keyed_digest_of_its_own_field(key_file, settings, name, algorithm):
    settings.RONGYI_DIGEST = name
    expected = hmac.HMAC(keys.derive(keys.keyring().index, "index:phone"), algorithm())
    expected.update(b"13800000000")

    index = blind_index("phone", "13800000000")

    assert index == expected.finalize()[:16]
    assert index != blind_index("id_number", "13800000000")
    assert index == blind_index("phone", "13800000000")


def test_another_key_file_gives_other_indexes(key_file, tmp_path, settings):
    first = blind_index("phone", "13800000000")
    settings.RONGYI_KEY_FILE = tmp_path / "second.json"
    keys.create_key_file(settings.RONGYI_KEY_FILE)
    keys.reset()

    assert blind_index("phone", "13800000000") != first


@pytest.mark.parametrize(
    ("function", "value", "masked"),
    [
        (mask_id_number, "610326195501011234", "610326********1234"),
        (mask_id_number, "610326550101123", "6103********123"),
        (mask_id_number, "军字第12345号", "军字*****5号"),
        (mask_id_number, "12", "1*"),
        (mask_id_number, "", ""),
        (mask_phone, "13800000000", "138****0000"),
        (mask_phone, "0917-5542221", "091*******21"),
        (mask_phone, "110", "1**"),
        (mask_name, "王", "*"),
        (mask_name, "王建", "王*"),
        (mask_name, "王建国", "王**"),
        (mask_name, "欧阳建国", "欧**国"),
        (mask_name, "阿卜杜拉·买买提", "阿******提"),
        (mask_address, "眉县常兴镇尧柳村三组12号", "眉县常兴镇********"),
        (mask_address, "三组", "**"),
    ],
)
def test_masks_show_what_is_customary_and_at_most_half_of_anything_odd(function, value, masked):
    assert function(value) == masked


def test_a_short_value_never_shows_more_than_half():
    shown = [sum(c != "*" for c in mask("a" * n, head=6, tail=4)) for n in range(21)]

    assert all(count <= n // 2 for n, count in enumerate(shown))
    assert shown[20] == 10
