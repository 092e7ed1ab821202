"""The form as DOCX, for offices that edit and print with fonts of their own."""

import io

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from rongyi.registry.printing.layout import Paper, Section

EAST_ASIAN, LATIN = "仿宋", "Times New Roman"
WIDTHS = (Mm(28), Mm(62), Mm(28), Mm(62))
WIDTHS_BESIDE_PHOTO = (Mm(26), Mm(48), Mm(26), Mm(50), Mm(30))
PHOTO_WIDTH = Mm(26)


def as_docx(paper: Paper) -> bytes:
    document = Document()
    _page(document)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(paper.title)
    run.bold, run.font.size = True, Pt(18)
    document.add_paragraph(_("服务站:%(station)s") % {"station": paper.station or "______________________"})
    for section in paper.sections:
        _title(document, section.title)
        if section.heads:
            _entries(document, section)
        else:
            _pairs(document, section, paper.photo)
    document.add_paragraph()
    document.add_paragraph(paper.promise)
    document.add_paragraph(_("本人(监护人)签名:____________    采集人:____________    日期:______年____月____日"))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _page(document) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(15)
    page.top_margin = page.bottom_margin = Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(10.5)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), EAST_ASIAN)
    normal.paragraph_format.space_after = Pt(2)


def _title(document, words: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(8), True
    paragraph.add_run(words).bold = True


def _pairs(document, section: Section, photo: bytes) -> None:
    widths = WIDTHS_BESIDE_PHOTO if section.has_photo else WIDTHS
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for couple in section.couples:
        cells = table.add_row().cells
        for n, cell in enumerate(couple):
            _write(cells[2 * n], cell.label, is_label=True)
            _write(cells[2 * n + 1], cell.value)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    if section.has_photo:
        _frame(table.cell(0, 4).merge(table.cell(len(table.rows) - 1, 4)), photo)
    for line in section.lines:
        cells = table.add_row().cells
        _write(cells[0], line.label, is_label=True)
        cells[0].width = widths[0]
        wide = cells[1].merge(cells[-1])
        wide.width = Length(sum(widths[1:]))
        _write(wide, line.value)


def _frame(cell, photo: bytes) -> None:
    """The place of the portrait; without one the word says what belongs there."""
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if photo:
        paragraph.add_run().add_picture(io.BytesIO(photo), width=PHOTO_WIDTH)
    else:
        paragraph.add_run(_("照片"))


def _entries(document, section: Section) -> None:
    table = document.add_table(rows=1, cols=len(section.heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, head in zip(table.rows[0].cells, section.heads, strict=True):
        _write(cell, head, is_label=True)
    for row in section.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell, value)


def _write(cell, words: str, *, is_label: bool = False) -> None:
    cell.text = words
    if is_label:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F1EFE9")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
