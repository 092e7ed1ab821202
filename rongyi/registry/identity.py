"""Citizens' identity numbers (GB 11643), names and telephone numbers: what is right, what is wrong and how to mend it.

The check digit and the date decide. A place code that nobody knows any more is no fault: codes are retired, people are
not.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from stdnum.cn import ric

from rongyi.kernel import clock
from rongyi.kernel.errors import Refused
from rongyi.kernel.search import lengthened

OLDEST = 120
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,5})?", re.ASCII)
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Signs without a picture that come along when a number is copied from a chat or a web page."""
DOTS = "·•・‧∙⋅"


@dataclass(frozen=True)
class Identity:
    """What a number says of its owner."""

    number: str
    birth_date: date
    sex: str
    was_short: bool = False
    kind: str = "resident"


def read_id_number(text: str) -> Identity:
    """A number as people type it: blanks, full-width digits, a small x, fifteen digits of the old kind."""
    number = re.sub(r"[\s\-]", "", UNSEEN.sub("", unicodedata.normalize("NFKC", text or ""))).upper()
    if not number:
        raise _wrong("required", _("没有填写公民身份号码。"))
    was_short = bool(re.fullmatch(r"[0-9]{15}", number))
    if was_short:
        number = lengthened(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):  # \d would let the digits of other scripts in
        raise _wrong("id_form", _form_fault(number))
    birth = _birth_date(number)
    right = ric.calc_check_digit(number)
    if number[-1] != right:
        raise _wrong(
            "id_check_digit",
            _("公民身份号码的最后一位不对:按前17位推算应是“%(right)s”,现在是“%(now)s”。请核对证件,前17位也可能有错。")
            % {"right": right, "now": number[-1]},
            right=right,
        )
    return Identity(number, birth, "male" if int(number[16]) % 2 else "female", was_short)


def _form_fault(number: str) -> str:
    if len(number) not in (15, 18):
        return _("公民身份号码应是18位(老号码15位),现在是%(now)d位。") % {"now": len(number)}
    return _("公民身份号码只能是数字,最后一位可以是X。")


def _birth_date(number: str) -> date:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise _wrong("id_date", _("公民身份号码第7到14位“%(part)s”不是一个日期。") % {"part": number[6:14]}) from None
    if birth > clock.today():
        raise _wrong("id_future", _("公民身份号码里的出生日期在将来。请核对第7到14位。"))
    if clock.today().year - birth.year > OLDEST:
        raise _wrong("id_too_old", _("公民身份号码里的出生年份超过%(years)d年。请核对。") % {"years": OLDEST})
    return birth


def _wrong(code: str, message: str, **facts) -> Refused:
    return Refused(message, field="id_number", code=code, **facts)


def read_name(text: str, *, field: str = "name") -> str:
    """A name of up to 50 letters of any script, rare characters included; the dot between parts is made one."""
    name = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip()
    name = "".join("·" if char in DOTS else char for char in name)
    if not name:
        raise Refused(_("没有填写姓名。"), field=field, code="required")
    if len(name) > 50:
        raise Refused(_("姓名最多50个字,现在有%(now)d个。") % {"now": len(name)}, field=field, code="too_long")
    for char in name:
        if not _belongs_to_a_name(char):
            raise Refused(
                _("姓名里有不能用的字符“%(char)s”(第%(place)d个)。请删去表情、数字或符号。")
                % {"char": char if char.isprintable() else "□", "place": name.index(char) + 1},
                field=field,
                code="name_character",
            )
    return name


def _belongs_to_a_name(char: str) -> bool:
    category = unicodedata.category(char)
    # Co: old local systems keep rare characters in the private area; the third plane: newer than Python's own tables
    return category[0] in "LM" or category == "Co" or "\U00020000" <= char <= "\U0003ffff" or char in "· '-.’"


def read_phone(text: str, *, field: str = "phone") -> str:
    """A mobile or landline number of the mainland, without blanks and country code; empty stays empty."""
    phone = re.sub(r"[\s()]", "", UNSEEN.sub("", unicodedata.normalize("NFKC", text or "")))
    phone = re.sub(r"^(\+|00)?86-?(?=1)", "", phone)
    bare = phone.replace("-", "")
    if not phone:
        return ""
    if MOBILE.fullmatch(bare):
        return bare
    if LANDLINE.fullmatch(phone):
        return phone
    if bare.isascii() and bare.isdigit() and bare.startswith("1"):
        raise Refused(
            _("手机号码应是11位,现在是%(now)d位。请核对。") % {"now": len(bare)}, field=field, code="phone_form"
        )
    raise Refused(_("电话号码不对。手机是11位数字,座机写成 0917-5512345。"), field=field, code="phone_form")


def read_mobile(text: str, *, field: str = "phone") -> str:
    """A number to which a message can be sent."""
    phone = read_phone(text, field=field)
    if not MOBILE.fullmatch(phone):
        raise Refused(_("请填11位手机号码,座机收不到短信。"), field=field, code="phone_form")
    return phone


def age_on(birth: date, day: date) -> int:
    """Full years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
