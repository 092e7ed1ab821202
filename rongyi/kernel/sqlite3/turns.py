"""Whose turn it is to write: numbers are drawn from a small file beside the database and called one after the other.

SQLite lets whoever looks at the right moment have its lock, and who has waited long looks ever more seldom. Here each
waiting connection holds a lock of the kernel on the byte of its number and goes when no lower byte is held. The kernel
drops the locks of a process that dies, waiting or writing, so nobody has to tidy up and nobody waits for the dead.

security: this keeps order and nothing else. That two never write at once is SQLite's own lock, as before.
"""

import fcntl
import os
import struct
import time

DRAWING = 0
"""The byte under which a number is drawn; the byte of number n is DRAWING + n."""
RECORD = struct.Struct("=QQ")
"""What the file holds: the last number drawn, the last number called."""
FLOCK = struct.Struct("@hhqqi0q")
STEP_SECONDS, LONGEST_STEP_SECONDS = 0.001, 0.05
CAN_QUEUE = hasattr(fcntl, "F_OFD_SETLK")
"""Locks that belong to an open file and not to a process, so that threads queue too; Linux has them."""


class Turns:
    """The queue as one connection sees it."""

    def __init__(self, path: str, mode: int):
        self.path, self.mode = path, mode
        self.file, self.owner, self.number = -1, 0, 0

    def take(self, seconds: float) -> bool:
        """Waits for the turn; False if it does not come in time."""
        self._open()
        self.number = self._draw()
        end = time.monotonic() + seconds
        while self._is_somebody_before():
            left = end - time.monotonic()
            if left <= 0:
                self.give()
                return False
            _last, called = RECORD.unpack(os.pread(self.file, RECORD.size, 0))
            before = max(1, self.number - called)  # the further back, the more seldom it looks
            time.sleep(min(STEP_SECONDS * before, LONGEST_STEP_SECONDS, left))
        os.pwrite(self.file, struct.pack("=Q", self.number), 8)
        return True

    def give(self) -> None:
        """Lets the next one go."""
        if self.number and self.owner == os.getpid():
            self._lock(fcntl.F_UNLCK, self.number)
        self.number = 0

    def close(self) -> None:
        self.give()
        if self.file >= 0:
            os.close(self.file)
            self.file = -1

    def _open(self) -> None:
        if self.owner != os.getpid():  # a forked child shares the open file of its parent, and its locks
            self.close()
        if self.file < 0:
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, self.mode)
            self.owner = os.getpid()

    def _draw(self) -> int:
        self._lock(fcntl.F_WRLCK, DRAWING, wait=True)
        try:
            held = os.pread(self.file, RECORD.size, 0)
            last, called = RECORD.unpack(held) if len(held) == RECORD.size else (0, 0)
            self._lock(fcntl.F_WRLCK, last + 1)
            os.pwrite(self.file, RECORD.pack(last + 1, called), 0)
            return last + 1
        finally:
            self._lock(fcntl.F_UNLCK, DRAWING)

    def _is_somebody_before(self) -> bool:
        if self.number == 1:
            return False
        asked = FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, DRAWING + 1, self.number - 1, 0)
        kind, *_rest = FLOCK.unpack(fcntl.fcntl(self.file, fcntl.F_OFD_GETLK, asked))
        return kind != fcntl.F_UNLCK

    def _lock(self, kind: int, number: int, *, wait: bool = False) -> None:
        order = fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK
        fcntl.fcntl(self.file, order, FLOCK.pack(kind, os.SEEK_SET, DRAWING + number, 1, 0))
