"""https on an intranet: a certificate that browsers take, from an authority that can speak for nobody else."""

import ssl
import stat
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from rongyi.project.certificates import make_certificate


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


@pytest.fixture
def site(tmp_path):
    """A server with a certificate made for 127.0.0.1; its port and the files."""
    paths = make_certificate(tmp_path / "tls", ["127.0.0.1", "rongyi.county"])
    server = HTTPServer(("127.0.0.1", 0), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paths["site.pem"], paths["site.key"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, paths
    server.shutdown()


def test_who_has_the_authority_trusts_the_site_and_who_has_not_does_not(site):
    port, paths = site
    context = ssl.create_default_context(cafile=paths["authority.pem"])

    answer = urlopen(f"https://127.0.0.1:{port}/", context=context).read()

    assert answer == b"ok"
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urlopen(f"https://127.0.0.1:{port}/")
    with pytest.raises(URLError, match="localhost"):
        urlopen(f"https://localhost:{port}/", context=context)


def test_the_key_is_for_nobody_else_and_the_authoritys_key_is_nowhere(site):
    _port, paths = site

    assert stat.S_IMODE(paths["site.key"].stat().st_mode) == 0o600
    assert sorted(path.name for path in paths["site.key"].parent.iterdir()) == ["authority.pem", "site.key", "site.pem"]


def test_certificate_and_key_go_together(tmp_path):
    paths = make_certificate(tmp_path, ["127.0.0.1"])

    command = [sys.executable, "-m", "rongyi.project.cli", "serve", "--certificate", str(paths["site.pem"])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, "要一起给出" in done.stderr) == (2, True)
