"""From which state to which a case may go: this table is also a trigger of the database."""

from rongyi.casework.enums import State

MOVES: tuple[tuple[str, str], ...] = (
    (State.DRAFT, State.OPEN),
    (State.DRAFT, State.ENDED),
    (State.OPEN, State.RETURNED),
    (State.RETURNED, State.OPEN),
    (State.OPEN, State.ENDED),
    (State.RETURNED, State.ENDED),
)
"""What ended stays ended: who comes again makes a new case that names the old one."""
