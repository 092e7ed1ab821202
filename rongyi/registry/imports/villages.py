"""Villages and communities as people write them, matched below the station that imports."""

import re
import unicodedata

from django.utils.translation import gettext as _

from rongyi.kernel.errors import Refused
from rongyi.organisation.models import Region, Station

OFFICE = re.compile(r"(村民委员会|居民委员会|村委会|居委会|委员会)$")
KIND = re.compile(r"(社区|村)$")
GROUP = re.compile(r"(第?[0-9一二三四五六七八九十]+(村民)?小?[组队社]|[0-9]+号|[东南西北中前后上下]?[组队])$")
TOWN_KIND = re.compile(r"(街道办事处|镇人民政府|乡人民政府|办事处|街道|镇|乡)$")
STATION = "退役军人服务站"
NAMED_AT_MOST = 4


def plain_place(text: str) -> str:
    return re.sub(r"[\s\-—·,,/]", "", unicodedata.normalize("NFKC", text or "")).removesuffix(STATION)


def with_kind(name: str) -> str:
    """横渠村委会, 横渠村村民委员会 → 横渠村; 人民路社区居委会 → 人民路社区"""
    bare = OFFICE.sub("", name)
    if bare == name or not bare:
        return name
    if KIND.search(bare):
        return bare
    return bare + ("村" if "村" in name[len(bare) :] else "社区" if "居" in name[len(bare) :] else "")


def bare_village(name: str) -> str:
    """横渠村委会, 横渠村, 横渠村村民委员会 → 横渠"""
    name = OFFICE.sub("", plain_place(name)) or name
    return KIND.sub("", name) or name


class Villages:
    """Stations below the import's own, by code or by name."""

    def __init__(self, station: str):
        rows = list(
            Station.objects.in_subtree(station).order_by("pk").values_list("pk", "region__name", "tier", "parent_code")
        )
        self.names = {code: plain_place(name) for code, name, _tier, _parent in rows}
        self.towns = {code: self.names[code] for code, _n, tier, _p in rows if tier == "town"}
        self.town_of = {code: parent for code, _n, tier, parent in rows if tier == "village"}
        self.exact: dict[str, list[str]] = {}
        self.loose: dict[str, list[str]] = {}
        for code in self.town_of:
            name = self.names[code]
            for word in {name, with_kind(name)}:
                self.exact.setdefault(word, []).append(code)
            self.loose.setdefault(bare_village(name), []).append(code)
        self.above = self._above(station)
        self.known: dict[tuple[str, str], str | list[str]] = {}

    def _above(self, station: str) -> list[str]:
        """Names of the divisions that people write in front, the longest first."""
        codes = [station[:n] for n in (2, 4, 6, 9) if n <= len(station)]
        found = dict(Region.objects.filter(pk__in=codes).values_list("code", "name"))
        missing_town = {code: plain_place(name) for code, name in found.items() if len(code) == 9}
        self.towns = missing_town | self.towns
        names = [plain_place(name) for code, name in found.items() if len(code) < 9]
        return sorted((name for name in names if name), key=len, reverse=True)

    def code_of(self, text: str, town: str = "") -> str:
        """The code, or empty where nothing is written. Raises Refused with the candidates where it is not one."""
        if not text and not town:
            return ""
        key = (text, town)
        if key not in self.known:
            self.known[key] = self._found(text, town)
        found = self.known[key]
        if isinstance(found, str):
            return found
        raise self._refusal(text or town, found, "station" if text else "town")

    def code_named(self, text: str) -> str:
        """The village that a sheet is named after; empty where the name is no village."""
        word = plain_place(text)
        codes = self.exact.get(word) or self.exact.get(with_kind(word)) or []
        return codes[0] if len(codes) == 1 else ""

    def _found(self, text: str, town: str) -> str | list[str]:
        inside = ""
        if town:
            towns = self._towns_named(plain_place(town))
            if len(towns) != 1:
                return towns
            inside = towns[0]
        word = plain_place(text)
        if not word:
            return inside
        if word in self.names:
            return word
        codes = self._villages_named(word, inside)
        if not codes:  # a village may be named like its town: what stands in front is taken off only then
            word, inside = self._without_front(word, inside)
            if not word:
                return inside or []
            codes = self._villages_named(word, inside)
        return codes[0] if len(codes) == 1 else codes

    def _without_front(self, word: str, inside: str) -> tuple[str, str]:
        if not any(word.startswith(name) for name in self.towns.values()):
            for name in self.above:
                word = word.removeprefix(name)
        for code, name in self.towns.items():
            if word.startswith(name) and (not inside or inside == code):
                return word.removeprefix(name), code
        for code, name in self.towns.items():  # 横渠古城村: a town without its ending before a village of it
            front = TOWN_KIND.sub("", name)
            if front and word.startswith(front) and len(word) > len(front) and not self._villages_named(word, inside):
                return word.removeprefix(front), code
        return word, inside

    def _villages_named(self, word: str, inside: str) -> list[str]:
        tried = word
        while tried:
            for codes in (self.exact.get(tried), self.exact.get(with_kind(tried)), self.loose.get(bare_village(tried))):
                found = [code for code in codes or () if not inside or self.town_of[code] == inside]
                if found:
                    return found
            shorter = GROUP.sub("", tried)
            if shorter == tried:
                break
            tried = shorter
        towns = [] if inside else self._towns_named(word)
        return [code for code in towns if code in self.names]

    def _towns_named(self, word: str) -> list[str]:
        same = [code for code, name in self.towns.items() if word in (name, code)]
        for name in self.above if not same else ():  # a town may itself be called after its province
            word = word.removeprefix(name)
        same = same or [code for code, name in self.towns.items() if name == word]
        bare = TOWN_KIND.sub("", word)
        return same or [code for code, name in self.towns.items() if TOWN_KIND.sub("", name) == bare and bare]

    def _refusal(self, text: str, codes: list[str], field: str) -> Refused:
        if not codes:
            message = _("本站范围内没有“%(name)s”这个村(社区)。") % {"name": text[:30]}
            return Refused(message, field=field, code="unknown_station")
        names = "、".join(self._full_name(code) for code in codes[:NAMED_AT_MOST])
        message = _("有几个村(社区)都叫“%(name)s”:%(names)s。请写上镇(街道)名,或改写区划代码。")
        return Refused(message % {"name": text[:30], "names": names}, field=field, code="ambiguous_station")

    def _full_name(self, code: str) -> str:
        return self.towns.get(self.town_of.get(code, ""), "") + self.names.get(code, code)
