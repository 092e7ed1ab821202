"""A paper as DOCX, in the measures of GB/T 9704: for offices that edit it before it is sealed."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

BODY, HEAD = "仿宋", "黑体"


def as_docx(paper: dict) -> bytes:
    """`paper` is what `filling.filled` made, with its number, date and office."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    _write(document, paper["title"], 22, HEAD, WD_ALIGN_PARAGRAPH.CENTER)
    _write(document, paper["number"], 14, BODY, WD_ALIGN_PARAGRAPH.RIGHT)
    _write(document, f"{paper['to']}：", 16, BODY)
    for line in (*paper["body"], paper["remedy"]):
        if line:
            _write(document, line, 16, BODY).paragraph_format.first_line_indent = Pt(32)
    _write(document, f"{paper['org']}{'（盖章）' if paper['seal'] else ''}", 16, BODY, WD_ALIGN_PARAGRAPH.RIGHT)
    _write(document, paper["on"], 16, BODY, WD_ALIGN_PARAGRAPH.RIGHT)
    if paper["receipt"]:
        _write(document, "签收人：____________    签收日期：______年____月____日", 14, BODY)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _write(document, words: str, points: int, font: str, align=None):
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.line_spacing = Pt(28)
    run = paragraph.add_run(words)
    run.font.size, run.font.name = Pt(points), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return paragraph
