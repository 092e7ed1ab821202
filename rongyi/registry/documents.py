"""Numbers of other papers, for people without a citizen's identity number: passport, military papers, papers of Hong
Kong, Macao and Taiwan. They say neither birthday nor sex, so both are asked beside them.

Their makers change the forms from time to time; what is read here is only what no such number can be (本产品默认).
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.registry.identity import OLDEST, UNSEEN, Identity, read_id_number
from rongyi.registry.models import IdKind, Person

CITIZENS = re.compile(r"[0-9]{17}[0-9X]")
FORMS = {
    IdKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}"),
    IdKind.HKMT: re.compile(r"[A-Z]?[0-9]{7,10}"),
    IdKind.OFFICER: re.compile(r"(?=.*[0-9])[㐀-鿿A-Z0-9]{4,18}"),
    IdKind.SOLDIER: re.compile(r"(?=.*[0-9])[㐀-鿿A-Z0-9]{4,18}"),
    IdKind.OTHER: re.compile(r"(?=.*[0-9])[㐀-鿿A-Z0-9]{4,18}"),
}
SHAPES = {
    IdKind.PASSPORT: "E12345678", IdKind.HKMT: "H12345678", IdKind.OFFICER: "军字第1234567号", IdKind.SOLDIER: "士字第1234567号",
    IdKind.OTHER: "A1234567",
}  # fmt: skip


def read_document(kind: str, text: str, *, birth_date: str = "", sex: str = "") -> Identity:
    """The number of a paper of that kind. The residence permit of somebody from Hong Kong, Macao or Taiwan has a number
    like a citizen's, which says the rest."""
    if kind in ("", IdKind.RESIDENT):
        return read_id_number(text)
    if kind not in FORMS:
        raise Refused(_("没有这种证件。"), field="id_kind", code="invalid")
    number = re.sub(r"[\s\-()]", "", UNSEEN.sub("", unicodedata.normalize("NFKC", text or ""))).upper()
    if kind == IdKind.HKMT and CITIZENS.fullmatch(number):
        return replace(read_id_number(number), kind=kind)
    if CITIZENS.fullmatch(number):
        raise Refused(_("这像公民身份号码:证件类型请选“居民身份证”。"), field="id_kind", code="is_resident")
    if not FORMS[IdKind(kind)].fullmatch(number):
        message = _("%(kind)s号码不对,照证件填写,例如 %(shape)s。")
        words = {"kind": IdKind(kind).label, "shape": SHAPES[IdKind(kind)]}
        raise Refused(message % words, field="id_number", code="document_form")
    return Identity(number, _birthday(birth_date), _sex(sex), kind=kind)


def _birthday(text: str) -> date:
    try:
        birth = date.fromisoformat(text)
    except ValueError:
        raise Refused(_("请填出生日期:这种号码里没有。"), field="birth_date", code="required") from None
    if birth > clock.today() or clock.today().year - birth.year > OLDEST:
        raise Refused(_("出生日期不对,请照证件核对。"), field="birth_date", code="birth_date")
    return birth


def _sex(code: str) -> str:
    if code not in Person.Sex.values:
        raise Refused(_("请选性别:这种号码里没有。"), field="sex", code="required")
    return code


def number_for(person: Person, text: str) -> Identity:
    """What is written over a number that was wrong. Whoever has a citizen's number by now is known by it from then on."""
    if person.id_kind != IdKind.RESIDENT and not CITIZENS.fullmatch(text.strip().upper()):
        return read_document(person.id_kind, text, birth_date=person.birth_date.isoformat(), sex=person.sex)
    return read_id_number(text)


def indexed(number: str, kind: str) -> str:
    """Two papers of different makers may bear one number; a citizen's is one whatever it stands on."""
    return number if CITIZENS.fullmatch(number) else f"{kind}:{number}"
