"""The form as PDF, for the printer at the counter."""

import io
from pathlib import Path

from django.template.loader import render_to_string

from rongyi.kernel import clock
from rongyi.kernel.papers import write_pdf
from rongyi.registry.printing.layout import Paper

STYLES = Path(__file__).parent / "form.css"


def as_pdf(paper: Paper, *, printed_by: str = "") -> bytes:
    target = io.BytesIO()
    context = {"paper": paper, "printed_by": printed_by, "printed_at": clock.now()}
    html = render_to_string("registry/form_paper.html", context)
    write_pdf(target, html, styles=[STYLES], with_data=bool(paper.photo))
    return target.getvalue()
