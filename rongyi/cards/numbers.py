"""A full bank card number has no place in this house: the office never needs it, and whoever reads it can misuse it.

source: 优待证管理办法(试行) and veterans-services 10: the county stores no more than the tail.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused

RUN = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{16,19}|[0-9]{4}([ \-.·])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1?[0-9]{1,3})?"
    r"|[0-9]{6}[ \-][0-9]{10,13})(?![0-9A-Za-z])"
)
TAIL = re.compile(r"[0-9]{4}")


def has_card_number(text: str) -> bool:
    """Whether a text holds what looks like a bank card number: 16 to 19 digits, perhaps in groups, full-width too.
    An identity number is as long as some card numbers and is told by the day in its middle."""
    for found in RUN.finditer(unicodedata.normalize("NFKC", text)):
        digits = re.sub(r"[^0-9]", "", found[0])
        if not (len(digits) == 18 and _is_day(digits[6:14])):
            return True
    return False


def refuse_card_numbers(values: Iterable[Any]) -> None:
    """Looks at every text, wherever it was typed."""
    for value in values:
        if isinstance(value, str) and has_card_number(value):
            raise Refused(
                _("填写的内容里像是有完整的银行卡号。为了本人的资金安全,系统不存卡号,只登记优待证编号后四位,请删去。"),
                code="card_number",
            )


def read_tail(text: str) -> str:
    """The last four digits; a longer number is refused and not cut, so that nobody learns to type it whole."""
    tail = unicodedata.normalize("NFKC", text or "").strip()
    if len(re.sub(r"[^0-9]", "", tail)) > 4:
        raise Refused(
            _("只登记编号后四位。请不要填完整的卡号,系统也不存。"), field="card_tail", code="card_number"
        )  # fmt: skip
    if not TAIL.fullmatch(tail):
        raise Refused(_("请填写优待证编号后四位,四个数字。"), field="card_tail", code="invalid")
    return tail


def _is_day(digits: str) -> bool:
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2100
    except ValueError:
        return False
