"""The cells of one line as a file keeps them: everything is read, and every cell that cannot be is named."""

import re
from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.days import Day, read_day
from rongyi.kernel.sheets.reader import Cell, Fault
from rongyi.registry import models as m
from rongyi.registry.identity import Identity, read_id_number, read_name, read_phone
from rongyi.registry.imports import words
from rongyi.registry.imports.parts import assemble
from rongyi.registry.imports.targets import NOT_READ
from rongyi.registry.imports.villages import Villages
from rongyi.registry.models import Category, Tag

LENGTHS = {
    "other_contact": 80, "address": 120, "registered_at": 120, "ethnicity": 20, "education": 20, "marital": 10,
    "party_branch": 60, "grid": 30, "rank": 30, "discharge_number": 40, "enlist_place": 60, "disability_number": 60,
    "kin_name": 50, "illness": 100, "employer": 60, "post": 40, "skills": 100,
}  # fmt: skip
CHOICES = {
    "branch": m.ServicePeriod.Branch, "discharge_kind": m.DischargeKind, "placement": m.PlacementMode,
    "kin_relation": m.Relative.Relation, "income_class": m.IncomeClass, "income_source": m.IncomeSource,
    "housing": m.Housing, "relief": m.Relief, "insurance": m.Insurance, "pension": m.Pension,
    "difficulty": m.Difficulty, "work_status": m.WorkStatus, "disability_cause": m.Cause,
}  # fmt: skip
DAYS = ("birth", "enlisted_on", "discharged_on")
RAW = ("town", "station", "service_span", "honours", "disability", "disability_grade", "members")
PHONES_IN_LINE = re.compile(r"[、,;/\s]+|(?<=\d)或(?=\d)")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
BOXED = re.compile(r"^=\"(.*)\"$", re.S)
SEXES = {
    "男": "male",
    "女": "female",
    "1": "male",
    "2": "female",
    "男性": "male",
    "女性": "female",
    "m": "male",
    "f": "female",
    "0": "female",
}


def text_of(cell: Cell, *, field: str = "") -> str:
    """A cell as text, without the signs that programs put around a number to keep it whole."""
    if type(cell) is str:
        text = cell.strip()
        if text[:1] in "'=":
            boxed = BOXED.match(text)
            text = (boxed[1] if boxed else text.removeprefix("'")).strip()
        return text
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        message = _("这一格的公式出错了(%(fault)s),没有值。请改成文字后再导入。") % {"fault": str(cell)[:20]}
        raise Refused(message, field=field, code="formula_error")
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def read_number(cell: Cell) -> Identity:
    """An identity number; one that the sheet has rounded is refused, since its last digits are lost."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 10**15:
        raise _rounded()
    text = text_of(cell, field="id_number")
    if SCIENTIFIC.fullmatch(text):
        raise _rounded()
    try:
        return read_id_number(text)
    except Refused:
        if len(text) == 18 and text.isdigit() and text.endswith("000"):
            raise _rounded() from None
        raise


def _rounded() -> Refused:
    return Refused(
        _("这个号码在表格里存成了数字,末几位已经丢失。请把这一列设成“文本”格式后重新填写。"),
        field="id_number",
        code="id_as_number",
    )


class RowReader:
    """Reads the lines of one sheet under one mapping; what repeats from line to line is read once."""

    def __init__(self, labels: list[str], keys: dict[str, str], villages: Villages, station: str):
        self.labels, self.villages, self.station = labels, villages, station
        self.places: dict[str, int] = {}
        self.told: dict[tuple[str, str], str] = {}
        self.columns: list[tuple[int, str, Callable]] = []
        for place, label in enumerate(labels):
            key = keys.get(label, "")
            if label and key and key not in NOT_READ and key not in self.places:
                self.places[key] = place
                self.columns.append((place, key, self._reader(key)))
        # the number first: sex, birthday and service are held against it
        self.columns.sort(key=lambda column: column[1] != "id_number")
        self.label_of = {key: labels[place].rpartition("/")[2] for key, place in self.places.items()}

    def _reader(self, key: str) -> Callable:
        prefix, colon, code = key.partition(":")
        if colon:
            return lambda cell, into: self._tick(cell, into, key, prefix, code)
        if key in DAYS:
            return lambda cell, into: self._day(cell, into, key)
        if key in CHOICES:
            return lambda cell, into: self._choice(cell, into, key)
        if key in LENGTHS:
            most = LENGTHS[key]
            return lambda cell, into: self._text(cell, into, key, most)
        if key in RAW:
            return lambda cell, into: into.__setitem__(key, text_of(cell, field=key))
        return getattr(self, f"_{key}")

    def read(self, cells: list[Cell]) -> tuple[dict, list[Refused], list[str]]:
        """(values, what is wrong, what is worth saying). Empty cells are not among the values."""
        into: dict = {"notes": []}
        faults: list[Refused] = []
        width = len(cells)
        for place, key, reader in self.columns:
            cell = cells[place] if place < width else None
            if cell is None and key not in ("name", "id_number"):
                continue
            try:
                reader(cell, into)
            except Refused as fault:
                fault.field = key
                faults.append(fault)
        notes = into.pop("notes")
        if not faults or "identity" in into:
            for fault in assemble(into, notes, self):
                faults.append(fault)
        into.pop("identity", None)
        return into, faults, notes

    # one reader for each kind of column

    def _name(self, cell: Cell, into: dict) -> None:
        into["name"] = read_name(_name_as_typed(text_of(cell, field="name")))

    def _id_number(self, cell: Cell, into: dict) -> None:
        identity = read_number(cell)
        into["identity"], into["id_number"] = identity, identity.number
        if identity.was_short:
            into["notes"].append(_("15位老号码已换成18位。"))

    def _phone(self, cell: Cell, into: dict) -> None:
        text = text_of(cell, field="phone")
        if len(text) == 11 and text.isascii() and text.isdigit() and "13" <= text[:2] <= "19":
            into["phone"] = text
            return
        if text in words.BLANK:
            return
        try:
            into["phone"] = read_phone(text)
        except Refused:
            if SCIENTIFIC.fullmatch(text):
                raise Refused(
                    _("这个电话存成了科学计数的样子,请改成完整的号码。"), field="phone", code="phone_form"
                ) from None
            numbers = [part for part in PHONES_IN_LINE.split(text) if part]
            if len(numbers) < 2:
                raise
            into["phone"] = read_phone(numbers[0])
            others = "、".join(read_phone(number) for number in numbers[1:])
            into["other_contact"] = "、".join(filter(None, (into.get("other_contact", ""), others)))[:80]
            into["notes"].append(_("写了几个电话:第一个作手机号码,其余作其他联系人电话。"))

    def _sex(self, cell: Cell, into: dict) -> None:
        text = words.plain_word(text_of(cell, field="sex"))
        if text in words.BLANK:
            return
        sex = SEXES.get(text)
        if sex is None:
            raise Refused(_("性别写“男”或“女”。"), field="sex", code="invalid")
        identity = into.get("identity")
        if identity and sex != identity.sex:
            message = _("性别与公民身份号码不符:号码第17位表示%(sex)s。请核对号码和性别。")
            label = _("男") if identity.sex == "male" else _("女")
            raise Refused(message % {"sex": label}, field="sex", code="sex_differs")

    def _day(self, cell: Cell, into: dict, key: str) -> None:
        if isinstance(cell, Fault):
            text_of(cell, field=key)
        day = read_day(cell, field=key)
        if day is None:
            return
        if key == "birth":
            _check_birth(day, into.get("identity"))
            return
        into[key] = day.date
        if day.known != "day":
            into["notes"].append(self._rough(key, day.known))

    def _rough(self, key: str, known: str) -> str:
        if (key, known) not in self.told:
            label = {"label": self.label_of[key]}
            month, year = _("%(label)s只写到月,按当月1日登记。"), _("%(label)s只写到年,按当年1月1日登记。")
            self.told[key, known] = (month if known == "month" else year) % label
        return self.told[key, known]

    def _choice(self, cell: Cell, into: dict, key: str) -> None:
        text = text_of(cell, field=key)
        code = words.code_of(text, CHOICES[key], key)
        if code:
            into[key] = code

    def _text(self, cell: Cell, into: dict, key: str, most: int) -> None:
        text = text_of(cell, field=key)
        if len(text) > most:
            message = _("最多%(most)d个字,现在有%(now)d个。请缩短。")
            raise Refused(message % {"most": most, "now": len(text)}, field=key, code="too_long")
        if text:
            into[key] = text

    def _categories(self, cell: Cell, into: dict) -> None:
        self._marks(*words.categories_and_tags(text_of(cell, field="categories"), Category, "categories"), into)

    def _tags(self, cell: Cell, into: dict) -> None:
        self._marks(*words.categories_and_tags(text_of(cell, field="tags"), Tag, "tags"), into)

    @staticmethod
    def _marks(categories, tags, into: dict) -> None:
        for key, codes in (("categories", categories), ("tags", tags)):
            if codes:
                into[key] = list(dict.fromkeys([*into.get(key, ()), *codes]))

    def _tick(self, cell: Cell, into: dict, key: str, prefix: str, code: str) -> None:
        text = text_of(cell, field=key)
        ticked = words.is_yes(text)
        if ticked is None:
            kind = Category if prefix == "category" else Tag
            if words.vocabulary(kind).get(words.plain_word(text)) != code:
                raise Refused(_("这一栏只打√,或写“是”“否”。"), field=key, code="invalid")
        if ticked is not False:
            categories, tags = ((code,), ()) if prefix == "category" else ((), (code,))
            self._marks(categories, tags, into)

    def _political_status(self, cell: Cell, into: dict) -> None:
        text = text_of(cell, field="political_status")
        ticked = words.is_yes(text)
        code = words.code_of(text, m.Political, "political_status") if ticked is None else ""
        code = "party" if ticked else code
        if code:
            into["political_status"] = code


def _name_as_typed(text: str) -> str:
    """«王  军» is spread over the cell to line up with names of three: between two Chinese signs no blank belongs."""
    return re.sub(r"(?<=[⺀-鿿㐀-䶿])\s+(?=[⺀-鿿㐀-䶿])", "", text) if " " in text or "\u3000" in text else text


def _check_birth(day: Day, identity: Identity | None) -> None:
    """As far as it was written: a year alone is held against the year."""
    if identity is None:
        return
    own = identity.birth_date
    parts = {"year": 1, "month": 2, "day": 3}[day.known]
    if (day.date.year, day.date.month, day.date.day)[:parts] != (own.year, own.month, own.day)[:parts]:
        message = _("出生日期与公民身份号码不符:号码里是%(day)s。请核对号码,或改正出生日期。")
        raise Refused(message % {"day": own.isoformat()}, field="birth", code="birth_differs")
