"""People of an invented county with second files of some of them, and the truth of who is who.

Families share surname, house, telephone and kin; brothers, twins and namesakes live side by side: what must not be
taken for one person is there as well as what must. Second files carry the mistakes that stations make.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

from borax.calendars.lunardate import LunarDate

from rongyi.merging.likeness.features import Features, features
from rongyi.project.demo.names import MEN_BY_AGE, SURNAMES, WEIGHTS, WOMEN_BY_AGE

COUNTY = "610326"
TOWNS, VILLAGES = 12, 15
SOUND_ALIKE = ["张章", "建健", "国囯", "军君", "伟玮", "明鸣", "志智", "红虹", "华桦", "英瑛", "平萍", "福富", "生升", "新欣",
               "秀琇", "珍真", "芳方", "兰岚", "玉育", "王汪", "李里", "刘柳", "赵兆", "徐许", "程成", "余于", "付傅", "强墙",
               "涛滔", "杰洁", "文闻", "德得", "忠中", "祥翔", "山杉", "民敏"]  # fmt: skip
TRADITIONAL = dict(zip("张刘陈杨赵黄吴孙罗郑谢韩冯萧邓许苏卢蒋贾叶阎谭邹陆万钱汤贺赖龚国军华兰凤贤爱卫东红伟强刚",
                       "張劉陳楊趙黃吳孫羅鄭謝韓馮蕭鄧許蘇盧蔣賈葉閻譚鄒陸萬錢湯賀賴龔國軍華蘭鳳賢愛衛東紅偉強剛",
                       strict=True))  # fmt: skip
HOMES = ("{village}村{group}组{house}号", "{village}{group}组{house}号", "{village}村委会{group}组{house}号",
         "{town}镇{village}村{group}组{house}号")  # fmt: skip
VILLAGE_NAMES = [
    "东坡",
    "西寨",
    "南庄",
    "北堡",
    "上营",
    "下河",
    "新民",
    "古城",
    "永丰",
    "石桥",
    "柳林",
    "槐芽",
    "清湫",
    "土岭",
    "大湾",
]
TOWN_NAMES = ["横渠", "常兴", "首善", "齐镇", "金渠", "营头", "汤峪", "槐芽", "青化", "马家", "小法", "城关"]
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Someone:
    """One file as a station would type it."""

    id: UUID
    name: str
    number: str
    birth: date
    phone: str
    region_code: str
    address: str
    kin: tuple[str, ...] = ()

    def features(self) -> Features:
        return features(
            unique_id=str(self.id), name=self.name, order=self.number[14:17], is_man=int(self.number[16]) % 2 == 1,
            birth=self.birth, phone=self.phone, region_code=self.region_code, address=self.address, kin=self.kin,
        )  # fmt: skip


@dataclass
class Population:
    people: list[Someone] = field(default_factory=list)
    pairs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """{(id, id): mistakes}: what is one person, and how the second file came to differ."""


def number_of(birth: date, order: int, place: str = COUNTY) -> str:
    body = f"{place}{birth:%Y%m%d}{order:03d}"
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def population(size: int, *, seed: int, doubled: float = 0.04) -> Population:
    """`size` files, of which the share `doubled` are second files of somebody."""
    maker = _Maker(Random(seed))
    seconds = round(size * doubled)
    while len(maker.made.people) < size - seconds:
        maker.household()
    del maker.made.people[size - seconds :]
    for one in maker.rng.sample(maker.made.people, seconds):
        maker.second_file(one)
    maker.rng.shuffle(maker.made.people)
    return maker.made


class _Maker:
    def __init__(self, rng: Random):
        self.rng, self.made, self.numbers = rng, Population(), set()

    def household(self) -> None:
        """A couple, perhaps a grown child and a brother next door; some of them have a file."""
        rng = self.rng
        town, village = rng.randrange(TOWNS), rng.randrange(VILLAGES)
        where = {"town": TOWN_NAMES[town], "village": VILLAGE_NAMES[village], "group": rng.randint(1, 9)}
        code = f"{COUNTY}{100 + town}{200 + village}"
        surname = rng.choices(SURNAMES, WEIGHTS)[0]
        born = rng.randint(1938, 1978)
        man = self._member(surname, born, False)
        wife = self._member(rng.choices(SURNAMES, WEIGHTS)[0], born + rng.randint(-3, 5), True)
        others = [self._member(surname, born + rng.randint(21, 30), rng.random() < 0.4)] if born < 1980 else []
        brother = self._member(surname, born if rng.random() < 0.15 else born + rng.randint(1, 6), False)
        if brother[1].year == born:
            brother = (brother[0], man[1], False)  # twins
        family, phone = [man, wife, *others], self._phone()
        for n, (name, birth, is_woman) in enumerate([*family, brother]):
            if n and rng.random() < (0.55, 0.6, 0.4)[min(n, 3) - 1]:
                continue
            house = rng.randint(1, 60) if n in (0, len(family)) else where["house"]
            where["house"] = house
            shares = n < len(family) and rng.random() < 0.35
            kin = tuple(other for other, *_rest in family if other != name) if n < len(family) else (man[0],)
            self._file(name, birth, is_woman, code, rng.choice(HOMES).format(**where), kin,
                       phone if shares else "" if rng.random() < 0.12 else self._phone())  # fmt: skip

    def _member(self, surname: str, year: int, is_woman: bool) -> tuple[str, date, bool]:
        rng = self.rng
        given = (WOMEN_BY_AGE if is_woman else MEN_BY_AGE)[
            "old" if year < 1962 else "middle" if year < 1986 else "young"
        ]
        if rng.random() < 0.4:
            pool = "".join(given)
            word = rng.choice(pool) + (rng.choice(pool) if rng.random() < 0.75 else "")
        else:
            word = rng.choice(given)
        return surname + word, date(year, 1, 1) + timedelta(days=rng.randrange(365)), is_woman

    def _phone(self) -> str:
        return f"1{self.rng.choice('35789')}{self.rng.randrange(10**9):09d}"

    def _file(self, name, birth, is_woman, code, address, kin, phone) -> None:
        while True:
            number = number_of(birth, self.rng.randrange(500) * 2 + (not is_woman))
            if number not in self.numbers:
                break
        self.numbers.add(number)
        shown = kin if self.rng.random() < 0.5 else ()
        one = Someone(_uuid(self.rng), name, number, birth, phone, code, address, shown)
        self.made.people.append(one)

    # the second file, and its mistakes

    def second_file(self, one: Someone) -> None:
        rng, mistakes = self.rng, []
        again = replace(one, id=_uuid(rng), kin=one.kin if rng.random() < 0.5 else (), address=self._other_words(one))
        kinds = [self.name_sounds, self.traditional, self.name_letter, self.alias, self.new_phone, self.phone_slip,
                 self.no_phone, self.moved]  # fmt: skip
        for change in [
            self.wrong_number,
            *rng.choices(kinds, (12, 8, 5, 4, 30, 8, 14, 8), k=rng.choice((0, 1, 1, 2, 2, 3))),
        ]:
            changed = change(again)
            if changed is not None:
                again = changed
                mistakes.append(change.__name__)
        if again.number in self.numbers:
            return self.second_file(one)
        self.numbers.add(again.number)
        self.made.people.append(again)
        self.made.pairs[tuple(sorted((str(one.id), str(again.id))))] = tuple(mistakes)  # type: ignore[index]

    def wrong_number(self, one: Someone) -> Someone:
        """The number differs, or one file could not have been opened twice; its last digit was made to fit."""
        how = self.rng.choices(
            (self._order, self._birth_digit, self._lunar, self._place, self._order_swapped), (30, 25, 15, 10, 20)
        )
        return how[0](one)

    def _order(self, one: Someone) -> Someone:
        order = list(one.number[14:17])
        place = self.rng.randrange(3)
        order[place] = str((int(order[place]) + self.rng.choice((1, 2, 5, 8, 9))) % 10)
        return replace(one, number=number_of(one.birth, int("".join(order)), one.number[:6]))

    def _order_swapped(self, one: Someone) -> Someone:
        a, b, c = one.number[14:17]
        order = b + a + c if self.rng.random() < 0.5 else a + c + b
        return (
            replace(one, number=number_of(one.birth, int(order), one.number[:6]))
            if order != a + b + c
            else self._order(one)
        )

    def _birth_digit(self, one: Someone) -> Someone:
        while True:
            digits = list(f"{one.birth:%Y%m%d}")
            place = self.rng.randrange(3, 8)
            if self.rng.random() < 0.3 and place < 7:
                digits[place], digits[place + 1] = digits[place + 1], digits[place]
            else:
                digits[place] = str(self.rng.randrange(10))
            try:
                birth = date(int("".join(digits[:4])), int("".join(digits[4:6])), int("".join(digits[6:])))
            except ValueError:
                continue
            if birth != one.birth and birth.year < 2006:
                return replace(one, birth=birth, number=number_of(birth, int(one.number[14:17]), one.number[:6]))

    def _lunar(self, one: Someone) -> Someone:
        lunar = LunarDate.from_solar(one.birth)
        try:
            birth = date(lunar.year, lunar.month, lunar.day)
        except ValueError:
            return self._birth_digit(one)
        if LunarDate(lunar.year, lunar.month, lunar.day).to_solar_date() != one.birth:  # a leap month
            return self._birth_digit(one)
        return replace(one, birth=birth, number=number_of(birth, int(one.number[14:17]), one.number[:6]))

    def _place(self, one: Someone) -> Someone:
        return replace(
            one, number=number_of(one.birth, int(one.number[14:17]), self.rng.choice(("610323", "610302", "610125")))
        )

    def name_sounds(self, one: Someone) -> Someone | None:
        return self._letters(one, {a: b for pair in SOUND_ALIKE for a, b in (pair, pair[::-1])}, at_most=1)

    def traditional(self, one: Someone) -> Someone | None:
        return self._letters(one, TRADITIONAL, at_most=9)

    def name_letter(self, one: Someone) -> Someone:
        letters = list(one.name)
        letters[self.rng.randrange(1, len(letters))] = self.rng.choice("军平国英华明德玉")
        return replace(one, name="".join(letters))

    def alias(self, one: Someone) -> Someone:
        """Known in the village by another given name, or written with the husband's surname before hers."""
        if int(one.number[16]) % 2 == 0 and len(one.name) < 4 and self.rng.random() < 0.5:
            return replace(one, name=self.rng.choices(SURNAMES, WEIGHTS)[0] + one.name)
        return replace(one, name=one.name[0] + self.rng.choice(["狗蛋", "石头", "拴牢", "碎娃", "来喜", "存良"]))

    def _letters(self, one: Someone, table: dict[str, str], *, at_most: int) -> Someone | None:
        places = [i for i, letter in enumerate(one.name) if letter in table]
        chosen = self.rng.sample(places, min(at_most, len(places)))
        name = "".join(table[c] if i in chosen else c for i, c in enumerate(one.name))
        return replace(one, name=name) if chosen else None

    def new_phone(self, one: Someone) -> Someone:
        return replace(one, phone=self._phone())

    def phone_slip(self, one: Someone) -> Someone | None:
        if not one.phone:
            return None
        place = self.rng.randrange(2, 10)
        p = one.phone
        return replace(one, phone=p[:place] + p[place + 1] + p[place] + p[place + 2 :])

    def no_phone(self, one: Someone) -> Someone:
        return replace(one, phone="")

    def moved(self, one: Someone) -> Someone:
        town, village = self.rng.randrange(TOWNS), self.rng.randrange(VILLAGES)
        code = f"{COUNTY}{100 + town}{200 + village}"
        return replace(one, region_code=code, address=f"{VILLAGE_NAMES[village]}{self.rng.randint(1, 9)}组")

    def _other_words(self, one: Someone) -> str:
        """Without 村, with numerals, without the house, or nothing at all."""
        way = self.rng.random()
        if way < 0.15:
            return ""
        if way < 0.5:
            return one.address.replace("村委会", "").replace("村", "")
        if way < 0.7:
            return "".join(NUMERALS[int(c)] if c.isdigit() and len(one.address) < 12 else c for c in one.address)
        return one.address


def _uuid(rng: Random) -> UUID:
    return UUID(
        int=(7 << 76) | (2 << 62) | rng.getrandbits(62) | (rng.getrandbits(48) << 80) | (rng.getrandbits(12) << 64)
    )
