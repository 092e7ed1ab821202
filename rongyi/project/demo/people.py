"""Invented people with the spread of ages and services of a Guanzhong town.

Guide: the totals of 眉县常兴镇 of November 2022: 1,435 veterans, of whom 498 benefit objects and 937 discharged soldiers,
and 51 families of serving soldiers.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from rongyi.project.demo.lives import lives_of
from rongyi.project.demo.names import full_name
from rongyi.registry.services import PersonInput

# share, category, ages from and to, tags with their chance, share of women
GROUPS = (
    (0.630, "R02", (20, 74), (("rural_60", 0.0), ("merit", 0.06), ("unemployed", 0.03)), 0.03),
    (0.165, "R02", (60, 84), (("rural_60", 1.0), ("lives_alone", 0.12), ("ill", 0.08), ("relief", 0.05)), 0.01),
    (0.045, "R02", (60, 80), (("combat", 1.0), ("rural_60", 0.5), ("merit", 0.2)), 0.0),
    (0.012, "R02", (58, 82), (("nuclear_test", 1.0),), 0.02),
    (0.030, "R07", (35, 85), (("merit", 0.3), ("ill", 0.2), ("relief", 0.08)), 0.01),
    (0.012, "R06", (84, 97), (("korea", 0.6), ("old_demobilised", 1.0), ("lone_elder", 0.2)), 0.02),
    (0.025, "R01", (45, 80), (("merit", 0.2),), 0.05),
    (0.010, "R03", (60, 90), (("merit", 0.3),), 0.04),
    (0.004, "R04", (60, 85), (), 0.4),
    (0.012, "R09", (45, 90), (("martyr_child", 0.5), ("lone_elder", 0.1)), 0.6),
    (0.008, "R10", (40, 85), (), 0.6),
    (0.008, "R11", (40, 85), (), 0.7),
    (0.002, "R08", (60, 85), (), 0.1),
    (0.037, "R12", (38, 60), (), 0.5),
)
BRANCHES = (("army", 60), ("police", 14), ("air", 10), ("navy", 8), ("rocket", 6), ("other", 2))
SERVED = {"R01", "R02", "R03", "R06", "R07"}
EDUCATION = {"old": ("小学", "初中"), "middle": ("初中", "高中", "中专"), "young": ("高中", "大专", "本科")}


def seeded_id(rng: Random, moment_ms: int) -> UUID:
    """A UUIDv7 whose random part comes from the seed."""
    value = (moment_ms << 80) | (7 << 76) | (rng.getrandbits(12) << 64) | (2 << 62) | rng.getrandbits(62)
    return UUID(int=value)


def check_digit(body: str) -> str:
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body))
    return "10X98765432"[total % 11]


@dataclass
class Invention:
    """Makes people of one county; numbers never repeat."""

    rng: Random
    county: str
    today: date
    base_ms: int

    def __post_init__(self):
        self.taken: set[str] = set()

    def person(self, village: str, village_name: str) -> PersonInput:
        rng = self.rng
        _share, category, ages, tags, women = rng.choices(GROUPS, [g[0] for g in GROUPS])[0]
        age = min(ages[1], max(ages[0], int(rng.triangular(ages[0], ages[1], sum(ages) / 2 + 4))))
        is_woman = rng.random() < women
        birth = self.today - timedelta(days=age * 365 + age // 4 + rng.randrange(365))
        name = full_name(rng, is_woman=is_woman, age=age)
        given = PersonInput(
            id=seeded_id(rng, self.base_ms + rng.randrange(10**9)),
            name=name,
            id_number=self._number(birth, is_woman),
            phone=self._phone() if rng.random() < 0.88 else "",
            region_code=village,
            categories=(category,),
            tags=tuple(tag for tag, chance in tags if rng.random() < chance),
            address=f"{village_name}{rng.randrange(1, 9)}组{rng.randrange(1, 60)}号" if rng.random() < 0.92 else "",
            registered_at=village_name if rng.random() < 0.8 else "",
            other_contact=self._relative(name) if rng.random() < 0.3 else "",
            ethnicity="汉族" if rng.random() < 0.98 else "回族",
            education=rng.choice(EDUCATION["old" if age >= 62 else "middle" if age >= 38 else "young"]),
            marital=rng.choices(("已婚", "未婚", "丧偶", "离异"), (80, 8 if age < 35 else 2, 10 if age > 65 else 1, 3))[
                0
            ],
            service=self._service(birth, age) if category in SERVED else (),
            is_demo=True,
        )
        self._live(given, category, age)
        return given

    def _live(self, given: PersonInput, category: str, age: int) -> None:
        """The further groups, from a seed of the person's own, so that names and numbers stay as they were."""
        rng = Random(given.id_number)
        serial = int(self.county[2:]) * 10**6 + len(self.taken)
        period = next(iter(given.service), ())
        given.parts = lives_of(
            rng, serial=serial, category=category, tags=tuple(given.tags), age=age, service=period, today=self.today
        )
        if "service" in given.parts:
            given.service = ()
        if rng.random() < 0.8:
            given.political_status = rng.choices(("party", "none", "league"), (38, 60, 2 if age < 30 else 0))[0]
        given.grid = f"{rng.randrange(1, 7)}号网格" if rng.random() < 0.5 else ""
        given.verified_on = self.today - timedelta(days=rng.randrange(20, 900)) if rng.random() < 0.55 else None

    def _number(self, birth: date, is_woman: bool) -> str:
        while True:
            serial = self.rng.randrange(0, 500) * 2 + (0 if is_woman else 1)
            body = f"{self.county}{birth:%Y%m%d}{serial:03d}"
            if body not in self.taken:
                self.taken.add(body)
                return body + check_digit(body)

    def _phone(self) -> str:
        # 1700 000 xxxx: written like a mobile number, in a block that no demo should ring
        return f"1700{self.rng.randrange(10**7):07d}"

    def _relative(self, name: str) -> str:
        return f"{name[0]}{self.rng.choice('强丽敏刚')}(子女){self._phone()}"

    def _service(self, birth: date, age: int) -> tuple:
        rng = self.rng
        joined = birth.replace(day=1) + timedelta(days=365 * 18 + rng.randrange(3 * 365))
        joined = date(joined.year, rng.choice((3, 9, 12)), 1)
        years = rng.choices((2, 3, 5, 8, 12, 16), (34, 24, 18, 12, 8, 4))[0]
        left = date(min(joined.year + years, self.today.year), joined.month, 1)
        if left <= joined or left >= self.today:
            return ()
        branch = rng.choices([b for b, _w in BRANCHES], [w for _b, w in BRANCHES])[0]
        rank = "义务兵" if years <= 3 else rng.choice(("下士", "中士", "上士", "班长"))
        return ((joined, left, branch, rank),)
