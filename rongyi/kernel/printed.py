"""Chinese as it is printed: beside Chinese letters the marks , : ; ? ! ( ) are full-width (GB/T 15834).

The code, its commands and the definitions are written with the marks of an ordinary keyboard, so that everybody can
search and mend their texts.
"""

import re
from functools import lru_cache

CHINESE = "[\u4e00-\u9fff\u3001\u3002\u201c\u201d\u300a\u300b\u300c\u300d\uff08\uff09]"
PLACEHOLDER = r"%\(\w+\)[0-9]*[sd]"
MARKS = dict(zip(",:;?!", "\uff0c\uff1a\uff1b\uff1f\uff01", strict=True))
OPENED, CLOSED = "\uff08", "\uff09"


@lru_cache(maxsize=4096)
def printed(text: str) -> str:
    """The same text with full-width marks wherever a Chinese letter stands beside them."""
    if not re.search(CHINESE, text):
        return text
    kept: list[str] = []

    def put_away(found: re.Match) -> str:  # a placeholder stands for a word: one letter that counts as Chinese
        kept.append(found[0])
        return "\u4e00\ue000"

    text = re.sub(PLACEHOLDER, put_away, text)
    text = re.sub(rf"(?<!\])\(([^()]*{CHINESE}[^()]*)\)", rf"{OPENED}\1{CLOSED}", text)
    text = re.sub(rf"(?<={CHINESE})\(([^()]*)\)", rf"{OPENED}\1{CLOSED}", text)
    text = re.sub(rf"(?<={CHINESE}|\ue000)([,:;?!]) ?", lambda found: MARKS[found[1]], text)
    text = re.sub(rf"([,;])(?={CHINESE})", lambda found: MARKS[found[1]], text)
    waiting = iter(kept)
    return re.sub("\u4e00\ue000", lambda _found: next(waiting), text)
