"""One POST to an address of the allow-list. The host is looked up once, the connection goes to the very address that
was checked, and redirects are not followed."""

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused

SECONDS = 5


class Unsent(Exception):
    """The event did not arrive. `code` is a short word without any value; it may be logged."""

    def __init__(self, code: str, *, is_final: bool = False):
        super().__init__(code)
        self.code, self.is_final = code[:60], is_final


def check_url(url: str) -> None:
    """security: only what whoever runs the machine wrote into its settings, letter by letter."""
    if url not in settings.RONGYI_HOOKS:
        raise Refused(
            _("这个地址不在允许的清单里。请先由运维人员写进 RONGYI_HOOKS 设置。"), field="url", code="not_allowed"
        )
    parts = urlsplit(url)
    is_plain = parts.scheme == "http" and settings.RONGYI_HOOKS_LOCAL
    if not (parts.scheme == "https" or is_plain) or not parts.hostname or parts.username or parts.fragment:
        raise Refused(_("推送的地址应是 https 地址,不带用户名。"), field="url", code="not_https")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What the receiver computes again: HMAC-SHA256 over `timestamp.body`."""
    return "v1=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def post(url: str, body: bytes, headers: dict[str, str]) -> None:
    """Returns when the receiver took it (2xx), or raises Unsent."""
    try:
        check_url(url)
    except Refused:
        raise Unsent("not_allowed", is_final=True) from None
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, str(parts.hostname), parts.port)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Unsent(type(error).__name__) from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Unsent(f"http_{status}")


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return _PinnedTls(host, port or 443)
    return _Pinned(host, port or 80)


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name would lead to a moment later."""

    def __init__(self, host: str, port: int):
        super().__init__(host, port, timeout=SECONDS)

    def connect(self) -> None:
        self.sock = socket.create_connection((checked_address(self.host, self.port), self.port), SECONDS)


class _PinnedTls(_Pinned):
    """The same under the name that the certificate must have."""

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def checked_address(host: str, port: int) -> str:
    """security: a system of the intranet is allowed, this machine and the addresses of cloud metadata are not."""
    found = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    ip = ipaddress.ip_address(found)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_loopback and settings.RONGYI_HOOKS_LOCAL:
        return found
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        raise Unsent("address_not_allowed", is_final=True)
    return found
