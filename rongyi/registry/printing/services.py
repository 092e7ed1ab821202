"""Printing a file is an act: on record, masked unless a reason is given."""

import secrets

from django.utils.translation import gettext as _

from rongyi.kernel import audit, clock
from rongyi.kernel.errors import Refused
from rongyi.organisation.access import Actor
from rongyi.organisation.commands import command
from rongyi.organisation.opened_services import count_opened
from rongyi.registry.models import Person
from rongyi.registry.permissions import PRINT_PERSON
from rongyi.registry.printing.docx import as_docx
from rongyi.registry.printing.layout import blank_form, form_of
from rongyi.registry.printing.pdf import as_pdf

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@command(PRINT_PERSON, on="person", act="people.print")
def print_form(
    *, actor: Actor, person: Person, format: str, whole: bool = False, reason: str = ""
) -> tuple[bytes, str]:
    """(file, its name). Whole numbers want a reason of at least two characters."""
    _known(format)
    reason = (reason or "").strip()
    if whole and len(reason) < 2:
        raise Refused(_("要打印完整号码,请写明理由,至少两个字。"), field="reason", code="required")
    count_opened(actor, [person.pk])
    number = f"{clock.today():%Y%m%d}-{secrets.token_hex(3).upper()}"
    audit.note(number=number, format=format, whole=whole, reason=reason[:200])
    paper = form_of(person, actor, whole=whole, number=number)
    content = as_pdf(paper, printed_by=actor.name) if format == "pdf" else as_docx(paper)
    return content, _("个人信息表_%(number)s.%(format)s") % {"number": number, "format": format}


def blank(county: str, format: str) -> tuple[bytes, str]:
    """(file, its name) of the form for the pen; it says nothing of anybody."""
    _known(format)
    paper = blank_form(county)
    return (as_pdf(paper) if format == "pdf" else as_docx(paper)), _("空白个人信息表.%(format)s") % {"format": format}


def _known(format: str) -> None:
    if format not in CONTENT_TYPES:
        raise Refused(_("没有这种格式。"), field="format", code="invalid")
