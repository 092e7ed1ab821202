"""The words of one paper. What is filled in is text and stays text: a value never becomes a placeholder."""

from collections.abc import Mapping

from rongyi.casework.documents.template import DocumentTemplate

LISTS = ("answers", "lacking", "materials")
BLANK = "______"


def filled(template: DocumentTemplate, values: Mapping[str, str | list[str]]) -> dict:
    """{"title", "number"…} as the paper keeps it: it reads the same for ever, whatever becomes of the template."""
    return {
        "title": template.title.zh,
        "to": _line(template.to, values),
        "body": [line for text in template.body for line in _lines(text, values)],
        "remedy": _line(template.remedy, values),
        "seal": template.seal,
        "receipt": template.receipt,
    }


def _lines(text: str, values: Mapping[str, str | list[str]]) -> list[str]:
    """A paragraph that is a list becomes its lines, numbered; an empty list leaves nothing."""
    for name in LISTS:
        if text.strip() == "{" + name + "}":
            rows = values.get(name) or []
            return [f"{n}. {row}" for n, row in enumerate(rows, 1)] if len(rows) > 1 else list(rows)
    return [_line(text, values)]


def _line(text: str, values: Mapping[str, str | list[str]]) -> str:
    flat = {name: "、".join(value) if isinstance(value, list) else value for name, value in values.items()}
    return text.format_map(_Blank(flat)) if text else ""


class _Blank(dict):
    """What is not known is left to be written by hand."""

    def __getitem__(self, name):
        return super().get(name) or BLANK

    def __missing__(self, name):
        return BLANK
