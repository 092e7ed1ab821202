"""Chinese as it is printed: beside Chinese letters the marks , : ; ? ! ( ) are full-width (GB/T 15834).

The code is written with the marks of an ordinary keyboard, so that everybody can search and mend its texts. This
script makes a catalogue that shows the printed ones: rongyi/kernel/typography/zh_Hans. `make messages` runs it.
"""

import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "rongyi" / "locale" / "en" / "LC_MESSAGES" / "django.po"
TARGET = ROOT / "rongyi" / "kernel" / "typography" / "zh_Hans" / "LC_MESSAGES" / "django.mo"

CHINESE = "[\u4e00-\u9fff\u3001\u3002\u201c\u201d\u300a\u300b\u300c\u300d\uff08\uff09]"
PLACEHOLDER = r"%\(\w+\)[0-9]*[sd]"
MARKS = dict(zip(",:;?!", "\uff0c\uff1a\uff1b\uff1f\uff01", strict=True))
OPENED, CLOSED = "\uff08", "\uff09"


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


def catalogue() -> polib.POFile:
    made = polib.POFile()
    made.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for entry in polib.pofile(str(SOURCE)):
        text = printed(entry.msgid)
        if text == entry.msgid:
            continue
        plural = {"msgid_plural": entry.msgid_plural, "msgstr_plural": {0: text}} if entry.msgid_plural else {}
        made.append(polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr="" if plural else text, **plural))
    return made


def main() -> None:
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    made = catalogue()
    made.save_as_mofile(str(TARGET))
    print(f"{TARGET.relative_to(ROOT)}: {len(made)} texts", file=sys.stderr)


if __name__ == "__main__":
    main()
