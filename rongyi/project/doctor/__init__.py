"""Looks an installation over and says of every fault what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass

OK, HINT, PROBLEM = "ok", "hint", "problem"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands, and what to do."""

    check: str
    state: str
    found: str
    mend: str = ""


def examine() -> list[Finding]:
    """Every check answers, also after another has failed."""
    from rongyi.project.doctor import daily, database, machine, messages

    findings: list[Finding] = []
    for check in (*machine.CHECKS, *database.CHECKS, *daily.CHECKS, *messages.CHECKS):
        findings += _answers_of(check)
    return findings


def _answers_of(check: Callable) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:  # a check that fails is itself a finding
        return [
            Finding(check.__name__, PROBLEM, f"{type(error).__name__}: {error}".strip(), "请把这一行告诉技术支持。")
        ]
