"""Search primitives: the tokens under which a person is found, and what somebody typed into the box means.

A token is looked up by equality, which one index answers on every database; two-character names defeat trigrams.
The mark in front tells its kind: n: part of a name, i: initials, p: pinyin, t: keyed tail of a number. Tails of
numbers are S2 and lie here as keyed digests only.
"""

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rongyi.kernel.crypto.blind import blind_index, indexer, normalised
from rongyi.kernel.search_readings import readings, spoken, surname_length

NAME_LIMIT = 50
Run = TypeVar("Run", str, tuple[str, ...])
SHORT_NAME = 6
LONG_NAME_PARTS = (2, 4)
TYPED_LIMIT = 200
TAIL_LENGTHS = (8, 6, 4)
TAIL_BYTES = 10
ID_NUMBER, PHONE = "id_number", "phone"
DOTS = frozenset("·•・‧∙⋅･․.。᛫⸱ꞏ")
_SEPARATOR = re.compile(f"[{re.escape(''.join(DOTS))}]+")


@dataclass(frozen=True)
class Candidate:
    """One token to look up. With a `rest`, what is found must still be opened and compared with it."""

    token: str
    rest: str = ""


@dataclass(frozen=True)
class SearchQuery:
    """What was typed: whoever is found by any of the candidates belongs to the answer, the earlier ones first."""

    kind: str
    candidates: tuple[Candidate, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.candidates)

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(candidate.token for candidate in self.candidates)

    @property
    def token(self) -> str:
        return self.candidates[0].token if self.candidates else ""

    @property
    def rest(self) -> str:
        return self.candidates[0].rest if self.candidates else ""


NOTHING = SearchQuery("nothing")


def plain_name(name: str) -> str:
    """A name as it is compared: half-width, small letters, without dots, blanks, emoji or invisible signs."""
    if not name.isascii() and name.isalnum():
        return unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if _belongs_to_a_name(c))


def name_tokens(name: str) -> set[str]:
    """Every token under which a bearer of this name is found."""
    plain = plain_name(name[:NAME_LIMIT])
    tokens = {"n:" + part for part in _parts(plain)}
    if len(plain) != len(name):
        tokens |= {"n:" + part for part in map(plain_name, _SEPARATOR.split(name[:NAME_LIMIT])) if part}
    for syllables in spoken(plain):
        tokens |= {"i:" + part for part in _parts("".join(s[0] for s in syllables))}
        tokens |= {"p:" + "".join(part) for part in _parts(syllables)}
        tokens.add("p:" + "".join(syllables[surname_length(plain) :]))
    tokens.discard("p:")
    return tokens


def tail_tokens(field: str, digits: str) -> set[str]:
    """Keyed tokens of the last 4, 6 and 8 characters of a number and of the whole."""
    value = normalised(digits)
    return {tail_token(field, value[-n:]) for n in (*TAIL_LENGTHS, len(value)) if 0 < n <= len(value)}


def tails_of(field: str) -> Callable[[str], set[str]]:
    """`tail_tokens` for many numbers of one field that have their one spelling already."""
    index = indexer(field + ".tail")

    def tokens(value: str) -> set[str]:
        length = len(value)
        return {"t:" + index(value[-n:])[:TAIL_BYTES].hex() for n in (*TAIL_LENGTHS, length) if 0 < n <= length}

    return tokens


def tail_token(field: str, tail: str) -> str:
    return "t:" + blind_index(field + ".tail", tail)[:TAIL_BYTES].hex()


def read_query(text: str) -> SearchQuery:
    """What somebody typed. Nothing that can be searched gives a query that is false."""
    text = (text or "").strip()
    if not text or len(text) > TYPED_LIMIT:
        return NOTHING
    number = _without_country(normalised(text))
    if re.fullmatch(r"[0-9]+X?", number):
        return _number_query(number)
    plain = plain_name(text)
    if not plain or len(plain) > NAME_LIMIT:
        return NOTHING
    if plain.isascii():
        return _letters_query(plain) if plain.isalpha() else NOTHING
    return _name_query(plain)


def _number_query(number: str) -> SearchQuery:
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return SearchQuery("id_number", (Candidate(tail_token(ID_NUMBER, number)),))
    if re.fullmatch(r"[0-9]{15}", number):
        numbers = (lengthened(number), number)
        return SearchQuery("id_number", tuple(Candidate(tail_token(ID_NUMBER, n)) for n in numbers))
    if re.fullmatch(r"1[0-9]{10}", number):
        # eleven digits may be the end of an identity number just as well
        tail = Candidate(tail_token(ID_NUMBER, number[-TAIL_LENGTHS[0] :]), number)
        return SearchQuery("phone", (Candidate(tail_token(PHONE, number)), tail))
    length = next((n for n in TAIL_LENGTHS if n <= len(number)), None)
    if length is None or len(number) > 18:
        return NOTHING
    rest = number if len(number) > length else ""
    fields = (ID_NUMBER,) if number.endswith("X") else (PHONE, ID_NUMBER)
    return SearchQuery("tail", tuple(Candidate(tail_token(field, number[-length:]), rest) for field in fields))


def _letters_query(letters: str) -> SearchQuery:
    """Initials and pinyin are both tried; ü may be typed as v, yu (as in passports) or, before e, as u."""
    spellings = [letters]
    for typed, kept in (("lyu", "lv"), ("nyu", "nv"), ("lue", "lve"), ("nue", "nve")):
        if typed in letters:
            spellings.append(letters.replace(typed, kept))
    kinds = ("p", "i") if _vowel(letters) else ("i", "p")
    tokens = [f"{kind}:{spelling}" for kind in kinds for spelling in (spellings if kind == "p" else [letters])]
    return SearchQuery("letters", tuple(map(Candidate, tokens)))


def _name_query(plain: str) -> SearchQuery:
    if any(c.isascii() for c in plain):  # 王jg, typed half way through the input method
        initials = "".join(c if c.isascii() else next(iter(readings(c)), " ")[0] for c in plain)
        mixed = (Candidate("n:" + plain), Candidate("i:" + initials))
        return SearchQuery("name", mixed if " " not in initials else mixed[:1])
    longest = LONG_NAME_PARTS[1]
    whole = Candidate("n:" + plain)
    if len(plain) <= longest:
        return SearchQuery("name", (whole,))
    # the middle of a long name is kept in short parts only
    return SearchQuery("name", (whole, Candidate("n:" + plain[:longest], plain)))


def lengthened(number: str) -> str:
    """An identity number of the old 15 digits as it has been written since 1999."""
    digits = f"{number[:6]}19{number[6:]}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


def _parts(whole: Run) -> list[Run]:
    """Every run of a short name; of a long one the runs of two to four, the beginnings and the whole."""
    length = len(whole)
    if length <= SHORT_NAME:
        return [whole[a:b] for a in range(length) for b in range(a + 1, length + 1)]
    least, most = LONG_NAME_PARTS
    middle = [whole[a : a + n] for n in range(least, most + 1) for a in range(length - n + 1)]
    return middle + [whole[:n] for n in range(1, length + 1)]


@functools.lru_cache(maxsize=8192)
def _belongs_to_a_name(char: str) -> bool:
    # Co: rare characters of old local systems lie in the private area
    return char not in DOTS and (unicodedata.category(char)[0] in "LNM" or unicodedata.category(char) == "Co")


def _vowel(letters: str) -> bool:
    return any(c in "aeiouv" for c in letters[1:])


def _without_country(number: str) -> str:
    found = re.fullmatch(r"(?:\+|00)?86(1[0-9]{10})", number)
    return found[1] if found else number
