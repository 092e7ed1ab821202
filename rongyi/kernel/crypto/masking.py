"""How S2 and S3 values look to those who may know that they are there.

Well-formed identity and phone numbers have their customary form; of everything else at most half is shown.
"""

import unicodedata

STAR = "*"
ADDRESS_ENDS = "村区镇乡街道县市省州盟旗"


def mask(value: str, *, head: int = 0, tail: int = 0) -> str:
    """Shows the first `head` and last `tail` characters, or fewer where that would be more than half."""
    value = value.strip()
    shown = len(value) // 2
    while head + tail > shown:
        head, tail = (head, tail - 1) if tail >= head else (head - 1, tail)
    return value[:head] + STAR * (len(value) - head - tail) + value[len(value) - tail :]


def mask_id_number(value: str) -> str:
    """610326********1234: the place and the last four are what clerks compare on the telephone."""
    value = value.strip()
    if len(value) == 18:
        return value[:6] + STAR * 8 + value[-4:]
    return mask(value, head=4, tail=3)


def mask_phone(value: str) -> str:
    value = value.strip()
    if len(value) == 11 and value.isascii() and value.isdigit():
        return value[:3] + STAR * 4 + value[-4:]
    return mask(value, head=3, tail=2)


def mask_name(value: str) -> str:
    """王*, 王**, 阿*****木: of three characters or fewer only the first is shown."""
    value = unicodedata.normalize("NFC", value.strip())
    if len(value) <= 1:
        return STAR * len(value)
    if len(value) <= 3:
        return value[0] + STAR * (len(value) - 1)
    return value[0] + STAR * (len(value) - 2) + value[-1]


def mask_address(value: str) -> str:
    """Keeps the front up to a name of a place, at most half; house and floor are hidden."""
    value = value.strip()
    half = len(value) // 2
    cut = max((at + 1 for at in range(half) if value[at] in ADDRESS_ENDS), default=0)
    return value[:cut] + STAR * (len(value) - cut)
