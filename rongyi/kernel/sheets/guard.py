"""Text that a spreadsheet program would take for a formula or a command."""

import unicodedata

STARTS = frozenset("=+-@|%")
BREAKS = frozenset("\t\r\n")


def is_dangerous(text: str) -> bool:
    """Looks behind blanks, control and invisible signs, and at full-width forms as well."""
    for char in text:
        if char in BREAKS:
            return True
        if char.isspace() or unicodedata.category(char)[0] == "C":
            continue
        return unicodedata.normalize("NFKC", char)[0] in STARTS
    return False


def behind_apostrophe(text: str) -> str:
    return "'" + text if is_dangerous(text) else text
