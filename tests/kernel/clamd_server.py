"""A small server that speaks clamd's INSTREAM and PING, standing for the real one, which is outside this house."""

import socketserver
import struct
import threading
import time
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Talk(socketserver.BaseRequestHandler):
    def handle(self):
        command = self._until_nought()
        if command == b"zPING":
            self.request.sendall(b"PONG\0")
            return
        received = b""
        while size := struct.unpack("!L", self._exactly(4))[0]:
            received += self._exactly(size)
        self.server.received.append(received)
        if self.server.delay:
            time.sleep(self.server.delay)
        answer = self.server.says or (b"stream: Eicar-Test-Signature FOUND" if EICAR in received else b"stream: OK")
        self.request.sendall(answer + b"\0")

    def _until_nought(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self._exactly(1)
        return read[:-1]

    def _exactly(self, count: int) -> bytes:
        read = b""
        while len(read) < count:
            more = self.request.recv(count - len(read))
            if not more:
                raise ConnectionError
            read += more
        return read


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, request, client_address):
        """The client gave up, which is what some tests are about."""


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def clamd(unix_path: str = "", *, says: bytes = b"", delay: float = 0):
    """Yields the server; `address` is what RONGYI_CLAMD is to be, `received` what was sent to it."""
    server = _Unix(unix_path, _Talk) if unix_path else _Tcp(("127.0.0.1", 0), _Talk)
    server.received, server.says, server.delay = [], says, delay
    server.address = f"unix://{unix_path}" if unix_path else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
