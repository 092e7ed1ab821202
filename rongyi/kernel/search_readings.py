"""How names are read aloud: surnames read otherwise than the dictionary says, and names with two readings.

pypinyin gives the commonest reading of a character; in 单 or 解 that is seldom the family's.
"""

import functools
from itertools import islice

from pypinyin import Style, pinyin
from pypinyin.pinyin_dict import pinyin_dict

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "任": "ren", "华": "hua", "区": "ou", "查": "zha",
    "盖": "ge gai", "朴": "piao", "翟": "zhai", "覃": "qin tan", "缪": "miao", "冼": "xian", "洗": "xian", "召": "shao",
    "折": "she", "员": "yun", "黑": "he", "繁": "po", "种": "chong", "秘": "bi", "祭": "zhai", "乐": "yue", "那": "na",
    "隗": "wei kui", "能": "nai", "郗": "xi chi", "谌": "chen shen", "句": "gou", "都": "du", "乜": "nie", "燕": "yan",
    "牟": "mu mou", "於": "yu", "宿": "su", "莘": "shen xin", "佴": "nai", "尉": "wei yu", "车": "che", "藏": "zang",
    "臧": "zang", "颉": "xie", "薄": "bo", "石": "shi", "柏": "bai", "应": "ying", "贾": "jia", "宁": "ning",
    "相": "xiang", "长": "chang", "晁": "chao", "逄": "pang", "仉": "zhang", "呙": "guo", "万": "wan", "教": "jiao",
    "占": "zhan", "卜": "bu", "盛": "sheng", "郇": "xun huan", "葛": "ge", "纪": "ji", "过": "guo", "降": "jiang",
    "钻": "zuan", "便": "pian", "褚": "chu", "沈": "shen", "洪": "hong", "阚": "kan", "撒": "sa", "俞": "yu",
    "重": "chong", "生": "sheng", "参": "shen", "尹": "yin", "行": "xing", "与": "yu", "和": "he", "吾": "wu",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "欧阳": "ou yang", "司马": "si ma",
    "上官": "shang guan", "诸葛": "zhu ge", "司徒": "si tu", "夏侯": "xia hou", "东方": "dong fang", "皇甫": "huang fu",
    "公孙": "gong sun", "慕容": "mu rong", "令狐": "ling hu", "宇文": "yu wen", "端木": "duan mu", "轩辕": "xuan yuan",
    "呼延": "hu yan", "南宫": "nan gong", "独孤": "du gu", "拓跋": "tuo ba", "闻人": "wen ren", "钟离": "zhong li",
    "申屠": "shen tu", "太史": "tai shi", "濮阳": "pu yang", "淳于": "chun yu", "单于": "chan yu", "司空": "si kong",
    "赫连": "he lian", "公冶": "gong ye", "宗政": "zong zheng", "西门": "xi men", "百里": "bai li", "鲜于": "xian yu",
    "第五": "di wu", "完颜": "wan yan", "耶律": "ye lv", "仲孙": "zhong sun", "东郭": "dong guo", "公羊": "gong yang",
}  # fmt: skip
GIVEN_ALSO = {
    "乐": "le yue", "长": "chang zhang", "朝": "chao zhao", "行": "xing hang", "茜": "qian xi", "晟": "sheng cheng",
    "娜": "na nuo", "莘": "shen xin", "柏": "bai bo", "宿": "su xiu", "传": "chuan zhuan", "奇": "qi ji",
    "强": "qiang jiang", "大": "da dai", "朴": "pu piao", "种": "zhong chong", "重": "chong zhong", "参": "can shen",
    "盛": "sheng cheng", "曾": "zeng ceng", "单": "dan shan", "解": "jie xie", "翟": "zhai di", "覃": "qin tan",
    "贾": "jia gu", "薄": "bo bao", "卜": "bu bo", "调": "tiao diao", "还": "huan hai", "藏": "zang cang",
    "丁": "ding zheng", "会": "hui kuai", "校": "xiao jiao", "率": "lv shuai", "觉": "jue jiao", "省": "sheng xing",
    "弹": "tan dan", "降": "jiang xiang", "给": "gei ji", "见": "jian xian", "陆": "lu liu", "祭": "ji zhai",
    "都": "du dou", "尉": "wei yu", "洗": "xi xian", "钿": "dian tian", "瑱": "tian zhen", "玚": "yang chang",
    "湛": "zhan chen", "骁": "xiao", "祎": "yi", "圳": "zhen", "峤": "qiao jiao", "铅": "qian yan", "说": "shuo yue",
    "车": "che ju", "艾": "ai yi", "尔": "er", "露": "lu lou", "若": "ruo re", "合": "he ge", "系": "xi ji",
}  # fmt: skip
MOST_READINGS = 4


@functools.lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """The readings of one character inside a given name, the likeliest first; empty if nobody knows one."""
    if char in GIVEN_ALSO:
        return tuple(GIVEN_ALSO[char].split())
    if char.isascii():
        return (char,) if char.isalnum() else ()
    if ord(char) not in pinyin_dict:
        return ()
    return (pinyin(char, style=Style.NORMAL)[0][0].replace("ü", "v"),)


@functools.lru_cache(maxsize=8192)
def _surname_readings(char: str) -> tuple[str, ...]:
    known = tuple(SURNAMES.get(char, "").split())
    # the dictionary's reading too: that is what somebody types who does not know the family
    common = tuple(pinyin(char, style=Style.NORMAL)[0][:1]) if known else ()
    return tuple(dict.fromkeys(known + common)) or readings(char)


def surname_length(name: str) -> int:
    return 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1


def spoken(name: str) -> list[tuple[str, ...]]:
    """The name as syllables, in at most four readings: the likeliest, then those that differ in one syllable."""
    choices = [readings(char) for char in name]
    if surname_length(name) == 2:
        parts = COMPOUND_SURNAMES[name[:2]].split()
        choices[:2] = [(own, *(r for r in choices[n] if r != own)) for n, own in enumerate(parts)]
    elif choices:
        choices[0] = _surname_readings(name[0])
    choices = [choice for choice in choices if choice]
    base = tuple(choice[0] for choice in choices)
    others = ((*base[:at], other, *base[at + 1 :]) for at, choice in enumerate(choices) for other in choice[1:])
    return [base, *islice(others, MOST_READINGS - 1)] if base else []
