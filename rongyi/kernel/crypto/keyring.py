"""The key file: master keys by version, the root of the blind indexes and the root of the chains.

It lies outside the database and its backup: an identity number has some 20 million possibilities in a county, so
whoever holds the index key and the table can guess them all.
"""

import base64
import binascii
import functools
import hmac
import json
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

KEY_BYTES = 32
HIGHEST_VERSION = 0xFFFF


class KeyFileError(ImproperlyConfigured):
    """The key file is missing or not fit for use; nothing is read or written until it is mended."""


def derive(root: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=f"rongyi:{purpose}".encode()).derive(root)


@dataclass(frozen=True)
class Keyring:
    active: int
    master: dict[int, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    chain: bytes = field(repr=False)
    _subkeys: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def active_key(self) -> bytes:
        return self.master[self.active]

    def master_key(self, version: int) -> bytes:
        try:
            return self.master[version]
        except KeyError:
            raise KeyFileError(
                _("密钥文件里没有第 %(version)s 版主密钥,请从密钥备份中补上。") % {"version": version}
            ) from None

    def subkey(self, purpose: str) -> bytes:
        """A key for one purpose: «chain…» comes from the chain key, everything else from the index key."""
        if purpose not in self._subkeys:
            root = self.chain if purpose.split(":")[0] == "chain" else self.index
            self._subkeys[purpose] = derive(root, purpose)
        return self._subkeys[purpose]

    def fingerprints(self) -> dict[str, str]:
        """Tells whether two places hold the same keys without showing them; goes into backups."""
        keys = {f"master.{version}": key for version, key in sorted(self.master.items())}
        keys |= {"index": self.index, "chain": self.chain}
        return {name: hmac.digest(key, b"rongyi:fingerprint", "sha256")[:8].hex() for name, key in keys.items()}


@functools.cache
def keyring() -> Keyring:
    """The keys of this deployment, read once per process."""
    return read_key_file(settings.RONGYI_KEY_FILE)


def reset() -> None:
    """Forgets the keys that were read, after the file or the setting changed."""
    keyring.cache_clear()
    _forget_derived()


_derived_caches: list = []


def cached_from_keys(function):
    """A cache that `reset` empties too."""
    cached = functools.lru_cache(maxsize=512)(function)
    _derived_caches.append(cached)
    return cached


def _forget_derived() -> None:
    for cached in _derived_caches:
        cached.cache_clear()


def read_key_file(path: str | os.PathLike) -> Keyring:
    return _parsed(_loaded(Path(path)), Path(path))


def create_key_file(path: str | os.PathLike) -> Keyring:
    """Makes new keys. Refuses to write over a file: what its keys sealed could never be read again."""
    path = Path(path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {"active": 1, "master": {"1": _new_key()}, "index": _new_key(), "chain": _new_key()}
    _write(path, content, over=False)
    return read_key_file(path)


def add_master_key(path: str | os.PathLike) -> int:
    """Adds a master key and makes it the active one; the old ones stay, since they still open what they sealed."""
    path = Path(path)
    content = _loaded(path)
    ring = _parsed(content, path)
    version = max(ring.master) + 1
    if version > HIGHEST_VERSION:
        raise KeyFileError(_("主密钥版本已用尽。"))
    content["master"][str(version)] = _new_key()
    content["active"] = version
    _write(path, content, over=True)
    reset()
    return version


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _write(path: Path, content: dict, *, over: bool) -> None:
    """Written beside and then linked or moved, so that no moment shows half a file or an open one."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=".keys-")  # mkstemp gives mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        if over:
            Path(beside).replace(path)
        else:
            os.link(beside, path)  # fails where the name is taken, unlike a rename
    except FileExistsError:
        raise KeyFileError(_("密钥文件 %(path)s 已经存在,不会覆盖。") % {"path": path}) from None
    finally:
        Path(beside).unlink(missing_ok=True)


def _loaded(path: Path) -> dict:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyFileError(
            _("找不到密钥文件 %(path)s。首次安装请先生成密钥;否则请从密钥备份中恢复。") % {"path": path}
        ) from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(_("密钥文件 %(path)s 读不出来,请检查它的所有者和权限。") % {"path": path}) from None
    if os.name == "posix" and mode & 0o077:
        raise KeyFileError(
            _("密钥文件 %(path)s 的权限是 %(mode)s,别人也能读。请改为 600。") % {"path": path, "mode": oct(mode)[2:]}
        )
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise KeyFileError(_("密钥文件 %(path)s 不是完整的 JSON,请从密钥备份中恢复。") % {"path": path})
    return content


def _parsed(content: dict, path: Path) -> Keyring:
    master = content.get("master")
    if not isinstance(master, dict) or not master:
        raise KeyFileError(_("密钥文件 %(path)s 缺少 %(part)s。") % {"path": path, "part": "master"})
    keys = {_version(text, path): _key(value, f"master.{text}", path) for text, value in master.items()}
    active = content.get("active")
    if isinstance(active, bool) or not isinstance(active, int) or active not in keys:
        raise KeyFileError(_("密钥文件 %(path)s 的 active 没有指向任何一版主密钥。") % {"path": path})
    return Keyring(active, keys, _key(content.get("index"), "index", path), _key(content.get("chain"), "chain", path))


def _version(text: str, path: Path) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_VERSION):
        raise KeyFileError(_("密钥文件 %(path)s 里的版本号不对。") % {"path": path})
    return int(text)


def _key(value, name: str, path: Path) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(_("密钥文件 %(path)s 里的 %(part)s 不是32字节的密钥。") % {"path": path, "part": name})
    return key
