"""The tables of the kernel, gathered from the modules that own them."""

from rongyi.kernel.audit import AuditEntry, AuditHead
from rongyi.kernel.calendar_days import CalendarDay
from rongyi.kernel.files.stored import StoredFile
from rongyi.kernel.idempotency import IdempotencyKey
from rongyi.kernel.sweeps import DailyRun

__all__ = ["AuditEntry", "AuditHead", "CalendarDay", "DailyRun", "IdempotencyKey", "StoredFile"]
