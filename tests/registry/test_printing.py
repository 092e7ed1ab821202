import io
from datetime import date

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from rongyi.kernel.audit import AuditEntry
from rongyi.kernel.errors import Denied, NotFound, Refused
from rongyi.organisation.roles import Role
from rongyi.registry.models import Entitlement, Relative
from rongyi.registry.parts import GROUPS, KINDS
from rongyi.registry.printing.layout import blank_form, form_of
from rongyi.registry.printing.services import blank, print_form
from tests.fixtures_people import MEI, MEI_VILLAGE


@pytest.fixture
def person(make_person):
    person = make_person(
        phone="13812345678", address="常兴街道1号", service=((date(1974, 12, 1), date(1979, 1, 1), "army", "班长"),)
    )
    for model, values in (
        (Relative, {"relation": "spouse", "name": "李秀英"}),
        (Entitlement, {"kind": "rural_60", "bank": "农业银行", "bank_account": "6228480402564890018"}),
    ):
        row = model(county=MEI, region_code=MEI_VILLAGE, person=person)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return person


def text_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def text_of_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_form_is_masked_until_a_reason_is_given(person, village_clerk):
    with pytest.raises(Refused, match="理由"):
        print_form(actor=village_clerk, person=person, format="docx", whole=True)
    masked, _name = print_form(actor=village_clerk, person=person, format="docx")
    whole, _name = print_form(actor=village_clerk, person=person, format="docx", whole=True, reason="本人办证用")

    assert person.id_number not in text_of_docx(masked) and person.id_masked in text_of_docx(masked)
    assert person.id_number in text_of_docx(whole)
    done = AuditEntry.objects.filter(county=MEI, act="people.print", outcome="done").order_by("seq")
    assert [(e.detail["whole"], e.reason, e.subject_id) for e in done] == [
        (False, "", str(person.pk)), (True, "本人办证用", str(person.pk)),
    ]  # fmt: skip


def test_the_number_of_an_account_is_never_printed_whole(person, village_clerk):
    whole, _name = print_form(actor=village_clerk, person=person, format="docx", whole=True, reason="本人办证用")

    text = text_of_docx(whole)
    assert "6228480402564890018" not in text
    assert "0018" in text


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_both_papers_say_the_same(person, village_clerk, format):
    content, name = print_form(actor=village_clerk, person=person, format=format)

    text = text_of_pdf(content) if format == "pdf" else text_of_docx(content)
    assert name.endswith(format)
    for word in ("退役军人和其他优抚对象个人信息表", "王建国", "陆军", "班长", "李秀英", "配偶", "常兴街道1号"):
        assert word in text.replace("\n", "") or word in text


def test_the_blank_form_asks_the_same_in_the_same_order(person, village_clerk):
    filled, empty = form_of(person, village_clerk, whole=False), blank_form(MEI)

    def asked(paper):
        return [(s.title, [c.label for c in s.pairs], [c.label for c in s.lines], s.heads) for s in paper.sections]

    assert asked(filled) == asked(empty)
    order = list(GROUPS)
    assert [s.title for s in empty.sections][1:] == [
        k.label for k in sorted(KINDS, key=lambda k: order.index(k.group)) if k.key != "tag"
    ]
    assert not any(c.value for s in empty.sections for c in s.pairs + s.lines)


def test_names_of_units_are_not_asked_for_on_paper_either():
    heads = [head for section in blank_form(MEI).sections for head in section.heads]

    assert "部队名称或番号" not in heads


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_the_blank_form_is_fetched_without_a_person(signed_in, format):
    answer = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE).get(reverse("registry:blank", args=[format]))

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert blank(MEI, format)[0][:4] == answer.content[:4]


def test_who_does_not_serve_the_person_prints_nothing(person, sibling_clerk, auditor):
    with pytest.raises(NotFound):
        print_form(actor=sibling_clerk, person=person, format="pdf")
    with pytest.raises(Denied):
        print_form(actor=auditor, person=person, format="pdf")


def test_the_page_gives_the_file(person, signed_in):
    client = signed_in(Role.VILLAGE_CLERK, MEI_VILLAGE)

    refused = client.post(reverse("registry:print", args=[person.pk]), {"format": "pdf", "whole": "on", "reason": ""})
    given = client.post(reverse("registry:print", args=[person.pk]), {"format": "pdf"})

    assert refused.status_code == 422 and "理由" in refused.content.decode()
    assert given.content.startswith(b"%PDF") and given["Content-Type"] == "application/pdf"
