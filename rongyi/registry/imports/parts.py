"""What several cells say together: the station, a period of service, honours, disability, household, work, kin."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.kernel.sheets.days import read_day
from rongyi.registry import models as m
from rongyi.registry.imports import words
from rongyi.registry.parts import PARTS
from rongyi.registry.rules import check_period
from rongyi.registry.services.entries import read_part

LIVELIHOOD = ("housing", "relief", "insurance", "pension", "illness", "difficulty")
WELL = frozenset({"健康", "良好", "一般", "无疾病", "正常"})
COUNTED = dict(zip("一二三四五六七八九十两", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2), strict=True))
MOST_OF_ONE_HONOUR = 20
BEYOND = 99
"""A grade that there is not."""
A_COUNTY = 6
"""Digits of the code of a county: nobody is served by the county itself."""
SPAN = re.compile(r"^(.+?)\s*(?:—+|–|~|～|至|到|--)\s*(.+)$")
SPAN_BY_DASH = re.compile(r"^(\d{4}[.年/]\d{1,2}(?:[.月/]\d{1,2})?[日月]?)\s*-\s*(\d{4}.*)$")
SOLDIERS = {"R09": "martyr", "R10": "died_on_duty", "R11": "died_of_illness", "R12": "serving"}


def assemble(into: dict, notes: list[str], reader) -> list[Refused]:
    """Turns the cells of a line into the parts of a file, in place. Returns what does not fit together."""
    faults: list[Refused] = []
    for key, step in (
        ("station", _station), ("enlisted_on", _service), ("honours", _honours), ("disability_grade", _disability),
        ("placement", _placement), ("members", _household), ("housing", _livelihood), ("work_status", _work),
        ("kin_name", _kin),
    ):  # fmt: skip
        try:
            step(into, notes, reader)
        except Refused as fault:
            fault.field = fault.field if fault.field in reader.places else key
            faults.append(fault)
    return faults or _against_the_rules(into, reader)


COLUMN_OF = {
    "honour": "honours", "disability": "disability_grade", "placement": "placement", "household": "members",
    "livelihood": "housing", "work": "work_status", "relative": "kin_name", "service": "enlisted_on",
}  # fmt: skip


def _against_the_rules(into: dict, reader) -> list[Refused]:
    """The rules of the file itself, so that the preview refuses what writing would."""
    faults: list[Refused] = []
    if "identity" not in into:
        return faults
    county, birth = reader.station[:6], into["identity"].birth_date
    for key, entries in into.get("parts", {}).items():
        if key == "service":  # a period was checked when it was read
            continue
        for entry in entries:
            fault = _fault_of(key, tuple(entry.items()), county, birth.year)
            if fault is not None:
                faults.append(Refused(fault.message, field=COLUMN_OF[key], code=fault.code))
    return faults


@lru_cache(maxsize=20_000)
def _fault_of(key: str, entry: tuple, county: str, birth_year: int) -> Refused | None:
    """The same entries come again and again; none of their rules asks for more of a birthday than its year."""
    try:
        read_part(PARTS[key], dict(entry), m.Person(county=county, birth_date=date(birth_year, 1, 1)))
    except Refused as fault:
        return fault
    return None


def _add(into: dict, key: str, part: dict) -> None:
    into.setdefault("parts", {})[key] = [part]


def _station(into: dict, notes: list[str], reader) -> None:
    text, town = into.pop("station", ""), into.pop("town", "")
    code = reader.villages.code_of(text, town)
    if code:
        into["region_code"] = code
    elif len(reader.station) <= A_COUNTY:
        raise Refused(_("没有写村(社区),不知道归哪个站。"), field="station", code="required")


def _service(into: dict, notes: list[str], reader) -> None:
    span = into.pop("service_span", "")
    if span and "enlisted_on" not in into:
        _read_span(span, into, notes)
    details = {key: into.pop(key) for key in ("discharge_kind", "discharge_number", "enlist_place") if key in into}
    enlisted, discharged = into.pop("enlisted_on", None), into.pop("discharged_on", None)
    branch, rank = into.pop("branch", ""), into.pop("rank", "")
    if enlisted is None:
        if discharged or branch or rank or details:
            notes.append(_("没有入伍日期,服役经历没有登记。"))
        return
    fault = _fault_of_period(enlisted, discharged, into["identity"].birth_date.year if "identity" in into else 1800)
    if fault:
        raise Refused(fault.message, field="enlisted_on", code=fault.code)
    part = {"enlisted_on": enlisted, "discharged_on": discharged, "branch": branch, "rank": rank, **details}
    if "discharge_kind" in part and not discharged:
        notes.append(_("没有退役日期,退役方式没有登记。"))
        del part["discharge_kind"]
    _add(into, "service", {key: str(value) for key, value in part.items() if value})


@lru_cache(maxsize=20_000)
def _fault_of_period(enlisted: date, discharged: date | None, birth_year: int) -> Refused | None:
    try:
        check_period(enlisted, discharged, date(birth_year, 1, 1))
    except Refused as fault:
        return fault
    return None


def _read_span(text: str, into: dict, notes: list[str]) -> None:
    """1985.3—1989.1; a number of years alone says nothing that a file keeps."""
    text = unicodedata.normalize("NFKC", text)
    match = SPAN.match(text) or SPAN_BY_DASH.match(text)
    if not match:
        if not re.fullmatch(r"\d{1,2}(\.\d)?年?(\d{1,2}个?月)?", text):
            raise Refused(_("写成起止两个日期,例如 1985.3—1989.1。"), field="service_span", code="date_form")
        notes.append(_("服役年数没有登记:请写起止日期。"))
        return
    for key, part in (("enlisted_on", match[1]), ("discharged_on", match[2])):
        day = read_day(part, field="service_span") if part not in ("今", "现在", "至今") else None
        if day:
            into[key] = day.date


def _honours(into: dict, notes: list[str], reader) -> None:
    text = into.pop("honours", "")
    found = honours_in(text) if text else ()
    if found:
        into.setdefault("parts", {})["honour"] = [
            {"kind": kind, "year": year} if year else {"kind": kind} for kind, year in found
        ]


@lru_cache(maxsize=2048)
def honours_in(text: str) -> tuple[tuple[str, int | None], ...]:
    """三等功2次、1985年优秀士兵 → each award for itself."""
    found: list[tuple[str, int | None]] = []
    for phrase in re.split(r"[、,;。\n]+", unicodedata.normalize("NFKC", text)):
        phrase = re.sub(r"\s", "", phrase)
        if phrase in words.BLANK or phrase == "否":
            continue
        year = re.search(r"(19|20)\d\d(?=年|[.\-]|$|[^\d])", phrase)
        rest = re.sub(r"(19|20)\d\d(年(\d{1,2}月)?|[.\-]\d{1,2})?", "", phrase)
        times = re.search(r"[x×*(]?(\d{1,2}|[一二三四五六七八九十两])次?\)?$", rest) if not words.vocabulary(
            m.HonourKind
        ).get(words.plain_word(rest)) else None  # fmt: skip
        rest = rest[: times.start()] if times else rest
        rest = re.sub(r"^(荣立|荣获|获得|曾获|立过?|获)|(奖励|称号)$", "", rest)
        kind = words.vocabulary(m.HonourKind).get(words.plain_word(rest))
        if kind is None:
            raise words.no_such_word(phrase, m.HonourKind, "honours")
        count = (COUNTED.get(times[1]) or int(times[1])) if times else 1
        found += [(kind, int(year[0]) if year else None)] * min(count, MOST_OF_ONE_HONOUR)
    return tuple(found)


def _disability(into: dict, notes: list[str], reader) -> None:
    both, grade = into.pop("disability", ""), into.pop("disability_grade", "")
    cause, number = into.pop("disability_cause", ""), into.pop("disability_number", "")
    read_cause, read_grade = disability_in(f"{both} {grade}".strip())
    cause = cause or read_cause
    if not read_grade:
        if cause or number:
            notes.append(_("没有残疾等级,残疾情况没有登记。"))
        return
    if not 1 <= read_grade <= 10:
        raise Refused(_("残疾等级是一至十级。"), field="disability_grade", code="grade")
    if not cause:
        raise Refused(
            _("没有写致残性质。请写“因战”“因公”或“因病”,例如:因公七级。"), field="disability_grade", code="required"
        )
    part = {"cause": cause, "grade": str(read_grade), "certificate_number": number}
    _add(into, "disability", {key: value for key, value in part.items() if value})


@lru_cache(maxsize=1024)
def disability_in(text: str) -> tuple[str, int]:
    """因公七级, 7级, 八级(因战) → (cause, grade); nought for no grade."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if text in words.BLANK or text == "否":
        return "", 0
    cause = next((code for word, code in (("战", "war"), ("公", "duty"), ("病", "illness")) if word in text), "")
    found = re.search(r"(\d{1,2}|[一二三四五六七八九十]+)(?=级|等|$|\()", text)
    if not found:
        if cause and not re.search(r"\d", text):
            return cause, 0
        message = _("看不出残疾等级:“%(text)s”。请写成“因公七级”或“7级”。") % {"text": text[:20]}
        raise Refused(message, field="disability_grade", code="grade")
    return cause, COUNTED.get(found[1]) or (int(found[1]) if found[1].isdigit() else BEYOND)


def _placement(into: dict, notes: list[str], reader) -> None:
    mode = into.pop("placement", "")
    if mode:
        _add(into, "placement", {"mode": mode})


def _household(into: dict, notes: list[str], reader) -> None:
    part = {key: into.pop(key) for key in ("income_class", "income_source") if key in into}
    text = re.sub(r"[人口\s]", "", unicodedata.normalize("NFKC", into.pop("members", "")))
    if text and text not in words.BLANK:
        if not text.isdigit() or not 0 < int(text) <= 50:
            raise Refused(_("家庭人口写一个数。"), field="members", code="invalid")
        part["members"] = int(text)
    if part:
        _add(into, "household", part)


def _livelihood(into: dict, notes: list[str], reader) -> None:
    part = {key: into.pop(key) for key in LIVELIHOOD if key in into}
    if part.get("illness") in WELL | words.BLANK:
        part.pop("illness")
    if part:
        _add(into, "livelihood", part)


def _work(into: dict, notes: list[str], reader) -> None:
    part = {key: into.pop(key) for key in ("employer", "post", "skills") if key in into}
    status = into.pop("work_status", "") or words.vocabulary(m.WorkStatus).get(words.plain_word(part.get("post", "")))
    if not status and not part:
        return
    _add(into, "work", {"status": status or "employed", **part})


def _kin(into: dict, notes: list[str], reader) -> None:
    name, relation = into.pop("kin_name", ""), into.pop("kin_relation", "")
    if not name:
        if relation:
            notes.append(_("没有军人姓名,亲属关系没有登记。"))
        return
    soldier = next((SOLDIERS[code] for code in into.get("categories", ()) if code in SOLDIERS), "")
    part = {"name": name, "relation": relation or "other", "in_household": False}
    _add(into, "relative", part | ({"soldier": soldier} if soldier else {}))
