"""The tables of the kernel, gathered from the modules that own them."""

from rongyi.kernel.audit import AuditEntry, AuditHead
from rongyi.kernel.calendar_days import CalendarDay
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.idempotency import IdempotencyKey
from rongyi.kernel.messages.models import Message
from rongyi.kernel.money.models import Account, ClosedMonth, Entry, JournalHead, Line
from rongyi.kernel.sweeps import DailyRun

__all__ = [
    "Account", "AuditEntry", "AuditHead", "CalendarDay", "ClosedMonth", "DailyRun", "Entry", "IdempotencyKey",
    "JournalHead", "Line", "Message", "StoredFile",
]  # fmt: skip
