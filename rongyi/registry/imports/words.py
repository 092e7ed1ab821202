"""Words that people write for the choices of a file (本产品默认), beside the choices' own names and codes."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import override

from rongyi.kernel.errors import Refused
from rongyi.registry import models as m

YES = frozenset({"√", "✓", "✔", "是", "有", "1", "y", "yes", "对", "○", "●", "■", "☑"})
NO = frozenset({"", "×", "✗", "x", "否", "无", "没有", "0", "n", "no", "-", "/", "—", "不是", "□", "☐"})
BLANK = frozenset({"", "无", "没有", "不详", "未知", "-", "--", "—", "——", "/", "\\", "空"})

ALIASES: dict[type, dict[str, tuple[str, ...]]] = {
    m.Category: {
        "R01": ("转业干部", "军转干部", "自主择业干部", "自主择业军转干部", "计划分配军转干部", "企业军转干部"),
        "R02": ("退伍军人", "退伍兵", "退伍士兵", "退役义务兵", "义务兵", "退役士官", "退役军士", "转业士官",
                "复员士官", "自主就业退役士兵", "退役军人"),
        "R03": ("军休干部", "军休", "军休人员", "军队离退休干部", "退休士官", "离退休干部"),
        "R04": ("无军籍职工", "无军籍退休职工", "无军籍退休退职职工"),
        "R05": ("红军", "老红军", "红军失散人员", "西路军", "西路军红军老战士", "红军老战士"),
        "R06": ("复员", "复员干部", "老复员军人", "复员退伍军人"),
        "R07": ("伤残军人", "革命伤残军人", "残疾退役军人", "荣军", "退役残疾军人"),
        "R08": ("伤残民兵", "伤残民工", "参战民兵民工"),
        "R09": ("烈属", "烈士家属", "烈士亲属", "烈士父母", "烈士配偶", "烈士子女"),
        "R10": ("因公牺牲军人家属", "因公牺牲军人亲属", "因公牺牲遗属"),
        "R11": ("病故军人家属", "病故军人亲属", "病故遗属"),
        "R12": ("现役军属", "军属", "军人家属", "义务兵家属", "现役义务兵家属", "现役家属"),
    },
    m.Tag: {
        "combat": ("参战人员", "参战退役人员", "参战退役军人", "参战老兵"),
        "nuclear_test": ("参试人员", "参试退役人员", "8023", "8023部队", "核试验"),
        "returned_ill": ("带病回乡退伍军人", "带病回乡退役军人", "带病还乡"),
        "rural_60": ("60周岁以上退役士兵", "年满60周岁农村籍退役士兵", "农村籍退役士兵", "60岁以上农村籍退役士兵"),
        "martyr_child": ("烈士子女(老年)", "部分烈士子女", "部分烈士(错杀)子女", "老年烈士子女"),
        "old_demobilised": ("在乡复员军人", "在乡老复员"),
        "korea": ("志愿军", "抗美援朝老兵", "参加抗美援朝"),
        "lone_elder": ("孤老优抚对象", "孤寡"), "lives_alone": ("独居老人",), "relief": ("低保", "特困", "低保户", "特困供养"),
        "ill": ("大病", "重大疾病"), "unemployed": ("待业", "下岗"), "model": ("功臣", "模范"), "merit": ("立功", "立功受奖人员"),
    },
    m.ServicePeriod.Branch: {
        "army": ("中国人民解放军陆军", "陆", "步兵", "炮兵", "装甲兵", "工程兵", "铁道兵", "通信兵"), "navy": ("海", "海军陆战队"),
        "air": ("空", "空降兵"), "rocket": ("火箭", "二炮", "第二炮兵"), "police": ("武装警察", "武警部队", "武警总队", "中国人民武装警察部队"),
        "other": ("战略支援部队", "联勤保障部队", "军事航天部队", "网络空间部队", "信息支援部队", "基建工程兵"),
    },
    m.Political: {"party": ("党员", "中国共产党党员", "中共正式党员"), "probationary": ("预备党员",), "league": ("团员",), "none": ("无党派", "普通公民")},
    m.DischargeKind: {"discharged": ("退伍", "退出现役", "服役期满"), "transferred": ("转业安置",), "retired": ("离休",)},
    m.HonourKind: {
        "merit_1": ("一等功臣", "个人一等功"), "merit_2": ("个人二等功",), "merit_3": ("个人三等功", "三等功臣"),
        "excellent": ("优秀士兵", "优秀义务兵", "优秀士官", "优秀军士", "四有优秀士兵", "四有优秀军人", "嘉奖", "四有优秀士官", "优秀"),
        "title": ("荣誉",), "medal": ("纪念章", "奖章"),
    },
    m.Cause: {"war": ("因战致残", "战"), "duty": ("因公致残", "公"), "illness": ("因病致残", "病")},
    m.PlacementMode: {"self_employed": ("自谋职业", "货币安置"), "assigned": ("政府安排工作", "符合政府安排工作", "安置"), "monthly": ("逐月",)},
    m.WorkStatus: {
        "employed": ("在职", "已就业", "工作", "上班", "务工", "打工", "外出务工", "公益岗"), "own_business": ("自主创业", "个体", "经商", "个体户"),
        "unemployed": ("待业", "无业", "未就业", "下岗"), "farming": ("在家务农", "农民", "种地"), "retired": ("已退休", "退休人员"),
        "studying": ("上学", "学生"), "unable": ("丧失劳动能力", "无劳动力"),
    },
    m.IncomeClass: {}, m.IncomeSource: {"wages": ("打工", "务工", "工资收入"), "farming": ("种植", "农业"), "pension": ("养老金", "退休金"),
                                        "allowance": ("抚恤金", "优抚金"), "relief": ("低保", "低保金")},
    m.Housing: {"own": ("自有", "自建房", "商品房", "自有房"), "rented": ("租住", "租赁"), "public": ("公租房", "廉租房", "保障房"),
                "home": ("光荣院", "敬老院", "养老院")},
    m.Relief: {"minimum": ("低保户", "最低生活保障"), "extreme": ("特困", "五保", "五保户"), "none": ("无", "否")},
    m.Insurance: {"employee": ("职工", "城镇职工"), "resident": ("新农合", "居民医保", "合疗", "城乡居民", "农合")},
    m.Pension: {"employee": ("职工养老", "城镇职工养老"), "resident": ("居民养老", "新农保", "城乡居民养老")},
    m.Difficulty: {"none": ("无", "不困难", "否"), "some": ("困难", "是", "有困难"), "grave": ("特困", "非常困难")},
    m.Relative.Relation: {"spouse": ("妻子", "丈夫", "夫妻", "妻", "夫"), "parent": ("父亲", "母亲", "父", "母", "父子", "母子"),
                          "child": ("儿子", "女儿", "子", "女"), "sibling": ("兄", "弟", "姐", "妹", "哥哥", "弟弟", "姐姐", "妹妹")},
}  # fmt: skip
LABELS_IN = "zh-hans"


def plain_word(text: str) -> str:
    return re.sub(r"[\s“”\"'::。]", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def vocabulary(choices: type) -> dict[str, str]:
    """{plain word: code}: names in Chinese whatever the reader's language, codes, and what people write instead."""
    known: dict[str, str] = {}
    with override(LABELS_IN):
        for code, label in choices.choices:  # type: ignore[attr-defined]
            for word in (str(label), code, *ALIASES.get(choices, {}).get(code, ())):
                known.setdefault(plain_word(word), code)
                known.setdefault(plain_word(word.split("(")[0]), code)
    return known


@lru_cache(maxsize=8192)
def code_of(text: str, choices: type, field: str) -> str:
    """The code of one word; empty for nothing."""
    word = plain_word(text)
    code = vocabulary(choices).get(word)
    if code is None and word not in BLANK:
        raise no_such_word(text, choices, field)
    return code or ""


def no_such_word(text: str, choices: type, field: str) -> Refused:
    names = "、".join(str(label) for _code, label in choices.choices)  # type: ignore[attr-defined]
    message = _("没有“%(word)s”这一类。可写:%(names)s。")
    return Refused(message % {"word": text[:20], "names": names}, field=field, code="invalid")


@lru_cache(maxsize=4096)
def categories_and_tags(text: str, first: type, field: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Both kinds of mark from one cell: stations keep «退役士兵、参战» in one column."""
    found: dict[type, list[str]] = {m.Category: [], m.Tag: []}
    second = m.Tag if first is m.Category else m.Category
    for word in parts_of(text, first):
        if plain_word(word) in BLANK:
            continue
        for kind in (first, second):
            code = vocabulary(kind).get(plain_word(word))
            if code:
                found[kind].append(code)
                break
        else:
            raise no_such_word(word, first, field)
    return tuple(dict.fromkeys(found[m.Category])), tuple(dict.fromkeys(found[m.Tag]))


def parts_of(text: str, choices: type) -> Iterable[str]:
    """The whole where it is a word itself («军队离退休干部、退休士官»), else what stands between the marks."""
    text = unicodedata.normalize("NFKC", text)
    if plain_word(text) in vocabulary(choices):
        return [text]
    # a name that holds one of the marks stays whole
    for word in _marked_names(choices):
        text = text.replace(word, word.replace("、", "\0"))
    return [part.replace("\0", "、") for part in re.split(r"[、,;;/+和|\s]+", text) if part]


@cache
def _marked_names(choices: type) -> tuple[str, ...]:
    with override(LABELS_IN):
        return tuple(str(label) for _code, label in choices.choices if "、" in str(label))  # type: ignore[attr-defined]


@lru_cache(maxsize=1024)
def is_yes(text: str) -> bool | None:
    """Whether a cell of a column of ticks is ticked; None for what is neither."""
    word = plain_word(text)
    return True if word in YES else False if word in NO else None
