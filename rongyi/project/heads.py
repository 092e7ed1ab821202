"""Signed heads of all chains in a second place: a chain alone does not show that its tail was cut.

The signing key lies in a file of its own. Whoever holds the database and even the key of the chains can make a shorter
chain that fits; the heads that were signed before and lie elsewhere do not fit it.
"""

import base64
import binascii
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rongyi.kernel import audit, clock
from rongyi.kernel.county import all_counties
from rongyi.kernel.sweeps import sweep
from rongyi.records.models import Fact, StationHead

FORMAT = 1
PATTERN = "heads-*.json"
CHUNK = 500
audit.call_acts({"audit.seal": gettext_lazy("签封审计链头")})


@dataclass(frozen=True)
class Sealed:
    """One file of heads: when it was signed, and {chain: {place: (seq, hash)}}."""

    file: str
    at: datetime
    previous: str
    heads: dict[str, dict[str, list]]


class HeadsFault(Exception):
    """A file of heads that is not what was signed."""


def seal_heads(folder: Path) -> tuple[Path, int]:
    """Writes and signs the heads of this moment; returns the file and how many there are."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    key, heads, now = _signing_key(), _heads_now(), clock.now()
    content = json.dumps(
        {"format": FORMAT, "at": now.isoformat(), "previous": _digest_of_last(folder), "heads": heads},
        sort_keys=True,
    )
    signature = base64.b64encode(key.sign(content.encode())).decode()
    path = folder / f"heads-{now:%Y%m%d-%H%M%S-%f}.json"
    _write(path, json.dumps({"key": fingerprint(key.public_key()), "signature": signature, "content": content}))
    count = sum(len(places) for places in heads.values())
    with transaction.atomic():
        audit.append([audit.Line(act="audit.seal", detail={"count": count})])
    return path, count


def verify_heads(folder: Path, public: Ed25519PublicKey | None = None) -> tuple[int, list[audit.Break]]:
    """Files read, and every head that was signed and is no longer in the database as it was."""
    public = public or _signing_key(make=False).public_key()
    breaks: list[audit.Break] = []
    points: dict[tuple[str, str], dict[int, str]] = {}
    previous = ""
    files = sorted(folder.glob(PATTERN))
    if not files:
        raise ImproperlyConfigured(_("%(folder)s 里没有签封文件。") % {"folder": folder})
    for number, path in enumerate(files):
        try:
            sealed = read_heads(path, public)
        except HeadsFault as fault:
            breaks.append(audit.Break("heads", path.name, 0, str(fault)))
            continue
        if number and sealed.previous != previous:
            breaks.append(audit.Break("heads", path.name, 0, "a file before this one is missing or was changed"))
        previous = hashlib.sha256(path.read_bytes()).hexdigest()
        for chain, places in sealed.heads.items():
            for place, (seq, digest) in places.items():
                points.setdefault((chain, place), {})[seq] = digest
    for (chain, place), wanted in sorted(points.items()):
        breaks += _differences(chain, place, wanted)
    return len(files), breaks


def read_heads(path: Path, public: Ed25519PublicKey) -> Sealed:
    try:
        outer = json.loads(path.read_text(encoding="utf-8"))
        public.verify(base64.b64decode(outer["signature"]), outer["content"].encode())
        content = json.loads(outer["content"])
        at = datetime.fromisoformat(content["at"])
        return Sealed(path.name, at, content["previous"], content["heads"])
    except (InvalidSignature, ValueError, KeyError, TypeError, binascii.Error):
        raise HeadsFault("the signature does not fit") from None


def last_sealed(folder: Path) -> datetime | None:
    """When heads were signed last, by the name of the file."""
    files = sorted(folder.glob(PATTERN))
    if not files:
        return None
    return datetime.strptime(files[-1].stem, "heads-%Y%m%d-%H%M%S-%f").replace(tzinfo=clock.SHANGHAI)


def fingerprint(public: Ed25519PublicKey) -> str:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def public_key_from(path: Path) -> Ed25519PublicKey:
    """A public key that somebody wrote down elsewhere."""
    key = serialization.load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ImproperlyConfigured(_("%(path)s 不是签封用的公钥。") % {"path": path})
    return key


def public_pem() -> bytes:
    public = _signing_key().public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@sweep("audit_heads", gettext_lazy("审计链头签封"))
def seal_daily() -> int:
    """To the second place that RONGYI_SEAL_TO names; `rongyi doctor` says when there is none."""
    return seal_heads(settings.RONGYI_SEAL_TO)[1] if settings.RONGYI_SEAL_TO else 0


def _heads_now() -> dict[str, dict[str, list]]:
    with all_counties():
        trail = audit.AuditHead.objects.order_by("county").values_list("county", "seq", "hash")
        work = StationHead.objects.order_by("county", "region_code").values_list("county", "region_code", "seq", "hash")
        return {
            "audit": {county: [seq, bytes(digest).hex()] for county, seq, digest in trail},
            "records": {f"{county}/{code}": [seq, bytes(digest).hex()] for county, code, seq, digest in work},
        }


def _differences(chain: str, place: str, wanted: dict[int, str]) -> Iterator[audit.Break]:
    county, _slash, code = place.partition("/")
    found: dict[int, str] = {}
    numbers = sorted(seq for seq in wanted if seq)
    for start in range(0, len(numbers), CHUNK):
        some = numbers[start : start + CHUNK]
        if chain == "audit":
            rows = audit.AuditEntry.objects.filter(county=county, seq__in=some)
        else:
            rows = Fact.objects.filter(county=county, region_code=code, seq__in=some)
        found |= {seq: bytes(digest).hex() for seq, digest in rows.values_list("seq", "hash")}
    for seq in numbers:
        if seq not in found:
            yield audit.Break(chain, code or county, seq, "was signed and is gone: the tail is cut")
            return
        if found[seq] != wanted[seq]:
            yield audit.Break(chain, code or county, seq, "is another one than was signed")
            return


def _digest_of_last(folder: Path) -> str:
    files = sorted(folder.glob(PATTERN))
    return hashlib.sha256(files[-1].read_bytes()).hexdigest() if files else ""


def _signing_key(*, make: bool = True) -> Ed25519PrivateKey:
    path = Path(settings.RONGYI_SEAL_KEY)
    if not path.exists():
        if not make:
            raise ImproperlyConfigured(_("找不到签封密钥 %(path)s;核对时也可以用 --key 给出公钥。") % {"path": path})
        _write(path, _new_key())
    if path.stat().st_mode & 0o077:
        raise ImproperlyConfigured(_("签封密钥 %(path)s 别人也能读,请把权限改为 600。") % {"path": path})
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(_("%(path)s 不是签封密钥。") % {"path": path})
    return key


def _new_key() -> str:
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _write(path: Path, text: str) -> None:
    """Whole or not at all, never over a file that is there, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
