"""Short messages to a telephone: sent after the act is certain, by whichever provider the county has configured.

docs/operations.md tells how a county connects its gateway; `providers.Provider` is all that one has to be.
"""

from rongyi.kernel.messages.outbox import send
from rongyi.kernel.messages.providers import Provider, ShortMessage, Undelivered

__all__ = ["Provider", "ShortMessage", "Undelivered", "send"]
