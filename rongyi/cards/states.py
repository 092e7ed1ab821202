"""The life of a card as a table. source: 优待证管理办法(试行), 各省挂失、补领、更换办理说明; lines marked C are ours."""

from rongyi.cards.enums import LIVE, Act, State

S = State
TABLE: dict[Act, tuple[tuple[State, ...], State | None]] = {
    Act.TEMP_LOSS: ((S.IN_USE,), S.TEMP_LOST),
    Act.LIFT: ((S.TEMP_LOST, S.FORMALLY_LOST), S.IN_USE),  # C: from a formal loss when the card was found again
    Act.LIFT_ITSELF: ((S.TEMP_LOST,), S.IN_USE),
    Act.FORMAL_LOSS: ((S.IN_USE, S.TEMP_LOST), S.FORMALLY_LOST),
    Act.REISSUE: ((S.FORMALLY_LOST,), S.REISSUING),
    Act.REISSUE_ENDED: ((S.REISSUING,), S.FORMALLY_LOST),  # C: withdrawn or refused before the bank took it
    Act.REPLACE: ((S.IN_USE,), S.REPLACING),
    Act.REPLACE_ENDED: ((S.REPLACING,), S.IN_USE),  # C
    Act.VOID: ((S.REISSUING, S.REPLACING), S.VOID),
    Act.SUSPEND: ((S.IN_USE, S.TEMP_LOST, S.FORMALLY_LOST), S.SUSPENDED),  # C: a loss is no way out of it
    Act.RESTORE: ((S.SUSPENDED,), S.IN_USE),
    Act.CANCEL: (LIVE, S.CANCELLED),
    Act.LOWER: ((S.IN_USE, S.SUSPENDED), None),
    Act.RETURNED: (tuple(S), None),
}
"""{act: (states from which it is done, the state that it leads to; None stays)}. ISSUE and ENTER make a card."""


def target(act: Act, former: str, suspended_from: str = "") -> State | None:
    """Where an act leads from a state; None where it cannot be done. A lost card that is restored is still lost."""
    sources, to = TABLE[act]
    if former not in sources:
        return None
    if act == Act.RESTORE and suspended_from == S.FORMALLY_LOST:
        return S.FORMALLY_LOST
    return to or State(former)


def moves() -> set[tuple[str, str]]:
    """Every change of state that some act makes, for the table that the database keeps."""
    pairs = {(str(a), str(to)) for sources, to in TABLE.values() if to for a in sources if a != to}
    return pairs | {(str(S.SUSPENDED), str(S.FORMALLY_LOST))}


def acts_in(state: str) -> set[Act]:
    return {act for act, (sources, _to) in TABLE.items() if state in sources}
