"""A gateway that takes JSON over https. The county names its address and, separately, the hosts that are allowed.

The host is looked up once and the connection goes to the very address that was checked; redirects are not followed.
"""

import http.client
import ipaddress
import json
import socket
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rongyi.kernel.messages.providers import ShortMessage, Undelivered

SECONDS = 5
MOST_OF_ANSWER = 64 * 1024
RETRYABLE = {408, 425, 429}


class HttpProvider:
    """POSTs `{"id", "phone", "text", "template", "values"}` with a bearer token; 2xx means taken."""

    def __init__(self) -> None:
        parts = urlsplit(settings.RONGYI_MESSAGES_URL)
        if parts.scheme != "https" or not parts.hostname or parts.username:
            raise ImproperlyConfigured("RONGYI_MESSAGES_URL must be a plain https address")
        if parts.hostname not in settings.RONGYI_MESSAGES_HOSTS:
            raise ImproperlyConfigured("the host of RONGYI_MESSAGES_URL is not in RONGYI_MESSAGES_HOSTS")
        self.host, self.port = parts.hostname, parts.port or 443
        self.path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"

    def deliver(self, message: ShortMessage) -> None:
        body = {
            "id": message.id, "phone": message.phone, "text": message.text, "values": message.values,
            "template": message.gateway or message.template,
        }  # fmt: skip
        headers = {
            "Content-Type": "application/json", "Authorization": f"Bearer {settings.RONGYI_MESSAGES_TOKEN}",
            "Idempotency-Key": message.id,
        }  # fmt: skip
        connection = _Pinned(self.host, self.port)
        try:
            connection.request("POST", self.path, json.dumps(body).encode(), headers)
            answer = connection.getresponse()
            answer.read(MOST_OF_ANSWER)
            status = answer.status
        except (OSError, http.client.HTTPException) as error:
            raise Undelivered(type(error).__name__) from None
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise Undelivered(f"http_{status}", is_final=400 <= status < 500 and status not in RETRYABLE)


class _Pinned(http.client.HTTPSConnection):
    """Connects to the address that was checked, under the name that the certificate must have."""

    def __init__(self, host: str, port: int):
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._tls)

    def connect(self) -> None:
        address = _checked_address(self.host, self.port)
        plain = socket.create_connection((address, self.port), SECONDS)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def _checked_address(host: str, port: int) -> str:
    """security: an intranet gateway is allowed, this machine and the addresses of cloud metadata are not."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]
    ip = ipaddress.ip_address(str(found))
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        raise Undelivered("address_not_allowed", is_final=True)
    return str(found)
