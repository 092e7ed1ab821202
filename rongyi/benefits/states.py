"""Which act leads from which state to which; the database holds the same moves by triggers."""

from enum import StrEnum

from rongyi.benefits.enums import LineState, RunState


class Act(StrEnum):
    FINISH = "finish"  # every entitlement has been looked at
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    SEND = "send"  # the bank's file left the house
    SETTLE = "settle"  # the bank has answered for every line
    DROP = "drop"


RUN: dict[tuple[Act, RunState], RunState] = {
    (Act.FINISH, RunState.COMPUTING): RunState.PROPOSED,
    (Act.SUBMIT, RunState.PROPOSED): RunState.SUBMITTED,
    (Act.SEND_BACK, RunState.SUBMITTED): RunState.PROPOSED,
    (Act.APPROVE, RunState.SUBMITTED): RunState.APPROVED,
    (Act.SEND, RunState.APPROVED): RunState.SENT,
    (Act.SETTLE, RunState.SENT): RunState.SETTLED,
    (Act.DROP, RunState.COMPUTING): RunState.VOID,
    (Act.DROP, RunState.PROPOSED): RunState.VOID,
    (Act.DROP, RunState.SUBMITTED): RunState.VOID,
    (Act.DROP, RunState.APPROVED): RunState.VOID,  # its entry is reversed; the bank has seen nothing yet
}
LINE: tuple[tuple[LineState, LineState], ...] = (
    (LineState.PROPOSED, LineState.HELD),
    (LineState.HELD, LineState.PROPOSED),
    (LineState.PROPOSED, LineState.VOID),
    (LineState.HELD, LineState.VOID),
    (LineState.PROPOSED, LineState.SENT),
    (LineState.SENT, LineState.PAID),
    (LineState.SENT, LineState.FAILED),
    (LineState.PAID, LineState.REVERSED),
)


def sources(act: Act) -> list[RunState]:
    return [state for (known, state) in RUN if known == act]


def target(act: Act) -> RunState:
    """Every act leads to one state, from wherever it is possible."""
    return next(to for (known, _state), to in RUN.items() if known == act)
