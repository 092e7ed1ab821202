"""What is done with cases. Each is one command, one transaction, one line in the trail and one fact."""

from rongyi.casework.services.acting import ActInput, act
from rongyi.casework.services.opening import ApplyInput, open_case
from rongyi.casework.services.siding import extend, hand_over, lapse, pause, resume, supplement, withdraw_case

__all__ = [
    "ActInput", "ApplyInput", "act", "extend", "hand_over", "lapse", "open_case", "pause", "resume", "supplement",
    "withdraw_case",
]  # fmt: skip
