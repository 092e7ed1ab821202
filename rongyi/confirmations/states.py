"""Which act leads from which state to which: the whole of it is this table, and nothing changes a state without it."""

from enum import StrEnum

from rongyi.confirmations.enums import WAITING, State


class Act(StrEnum):
    TELL = "tell"  # invited by slip, by telephone or at the door
    MISS = "miss"  # looked for and not found
    CONFIRM = "confirm"
    SUSPEND = "suspend"  # the county's decision
    RESTORE = "restore"  # the county's decision
    END = "end"
    REVIVE = "revive"  # what had ended the duty holds no longer


TRANSITIONS: dict[tuple[Act, State], State] = {
    **{(Act.TELL, state): State.INVITED for state in WAITING},
    (Act.MISS, State.DUE): State.NOT_REACHED,
    (Act.MISS, State.INVITED): State.NOT_REACHED,
    (Act.MISS, State.NOT_REACHED): State.FOLLOW_UP,
    (Act.MISS, State.FOLLOW_UP): State.FOLLOW_UP,
    **{(Act.CONFIRM, state): State.CONFIRMED for state in WAITING},
    (Act.CONFIRM, State.SUSPENDED): State.RESTORED,  # nobody waits for a decision to get back what is theirs
    (Act.CONFIRM, State.RESTORED): State.CONFIRMED,
    (Act.SUSPEND, State.FOLLOW_UP): State.SUSPENDED,
    (Act.RESTORE, State.SUSPENDED): State.RESTORED,
    **{(Act.END, state): State.ENDED for state in State if state != State.ENDED},
    (Act.REVIVE, State.ENDED): State.DUE,
}


def sources(act: Act) -> list[State]:
    """The states from which an act is possible."""
    return [state for (known, state) in TRANSITIONS if known == act]


def target(act: Act, state: str) -> State | None:
    """None where the act is not possible."""
    return TRANSITIONS.get((act, State(state)))
