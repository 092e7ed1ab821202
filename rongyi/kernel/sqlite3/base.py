from pathlib import Path

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from rongyi.kernel.sqlite3.turns import CAN_QUEUE, Turns


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction waits its turn before it asks SQLite for the lock, and gives the turn back when it has ended."""

    _turns: Turns | None = None

    def _start_transaction_under_autocommit(self):
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._give_turn()
            raise

    def _set_autocommit(self, autocommit):
        try:
            super()._set_autocommit(autocommit)
        finally:
            self._give_turn()

    def _close(self):
        try:
            super()._close()
        finally:
            if self._turns is not None:
                self._turns.close()

    def _take_turn(self) -> None:
        if not CAN_QUEUE or self.transaction_mode == "DEFERRED" or self.is_in_memory_db():
            return
        name = str(self.settings_dict["NAME"])
        if self._turns is None or self._turns.path != f"{name}-turns":
            try:
                self._turns = Turns(f"{name}-turns", Path(name).stat().st_mode & 0o666)
            except OSError:  # a database by address (file:…), which has no neighbour
                return
        if not self._turns.take(self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise OperationalError("database is locked: the turn to write did not come in time")

    def _give_turn(self) -> None:
        if self._turns is not None:
            self._turns.give()
