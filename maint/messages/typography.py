"""Chinese as it is printed: beside Chinese letters the marks , : ; ? ! ( ) are full-width (GB/T 15834).

The code is written with the marks of an ordinary keyboard, so that everybody can search and mend its texts. This
script makes a catalogue that shows the printed ones: rongyi/kernel/typography/zh_Hans. `make messages` runs it.
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from rongyi.kernel.printed import printed  # noqa: E402

SOURCE = ROOT / "rongyi" / "locale" / "en" / "LC_MESSAGES" / "django.po"
TARGET = ROOT / "rongyi" / "kernel" / "typography" / "zh_Hans" / "LC_MESSAGES" / "django.mo"


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
