"""What a column of a workbook may be, with the headings that people and old systems write over it
(本产品默认)."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from rongyi.registry.models import Category, Tag

IGNORE = "ignore"
MUST = ("name", "id_number")
OF_OTHERS = (
    "家庭成员",
    "家庭主要成员",
    "家属",
    "配偶",
    "监护人",
    "联系人",
    "紧急联系人",
    "代理人",
    "子女",
    "父母",
    "代办人",
    "遗属",
)
"""Headings above others that tell that what stands below is not the person's own."""


@dataclass(frozen=True)
class Target:
    key: str
    label: object
    group: object
    words: tuple[str, ...] = ()


IDENTITY, PLACE, KIND, SERVICE = _("身份与联系"), _("服务站"), _("类别与标识"), _("服役")
STANDING, LIVING = _("荣誉、残疾与安置"), _("家庭、生活与就业")
CHECKED = _("只核对")
LEFT_OUT = _("认得,但不从表格导入")
"""Numbers of cards and plaques are handed out and taken back by hand, each with its date and who received it."""

TARGETS: tuple[Target, ...] = (
    Target("name", _("姓名"), IDENTITY, ("姓名", "名字", "人员姓名", "退役军人姓名", "对象姓名", "本人姓名", "name", "xm")),
    Target("id_number", _("公民身份号码"), IDENTITY, (
        "公民身份号码", "公民身份证号码", "身份证号", "身份证号码", "居民身份证号码", "居民身份证号", "身份证", "身份号码", "证件号",
        "证件号码", "本人身份证号", "id_number", "sfzh", "sfzhm", "gmsfhm", "zjhm",
    )),
    Target("phone", _("手机号码"), IDENTITY, (
        "手机号码", "手机号", "手机", "本人手机", "本人电话", "联系电话", "联系方式", "电话号码", "电话", "联系手机", "联系号码", "phone",
        "lxdh", "sjhm", "lxfs",
    )),
    Target("other_contact", _("其他联系人及电话"), IDENTITY, (
        "其他联系人及电话", "其他联系人", "家属电话", "紧急联系人", "紧急联系电话", "备用电话", "联系人及电话", "家属联系电话",
    )),
    Target("address", _("现住址"), IDENTITY, (
        "现住址", "住址", "家庭住址", "地址", "详细地址", "居住地址", "现居住地", "居住地", "家庭地址", "通讯地址", "常住地址", "address", "xzz", "jtzz",
    )),
    Target("registered_at", _("户籍地址"), IDENTITY, ("户籍地址", "户籍地", "户口所在地", "户籍", "户籍所在地", "户口地址", "hjdz")),
    Target("ethnicity", _("民族"), IDENTITY, ("民族", "mz")),
    Target("education", _("文化程度"), IDENTITY, ("文化程度", "学历", "教育程度", "whcd")),
    Target("marital", _("婚姻状况"), IDENTITY, ("婚姻状况", "婚姻", "婚否", "婚姻情况", "hyzk")),
    Target("political_status", _("政治面貌"), IDENTITY, ("政治面貌", "党员", "是否党员", "政治面目", "zzmm")),
    Target("party_branch", _("所在党支部"), IDENTITY, ("所在党支部", "党支部", "组织关系所在支部", "组织关系所在地")),
    Target("grid", _("网格"), IDENTITY, ("网格", "所属网格", "网格号")),
    Target("sex", _("性别"), CHECKED, ("性别", "xb")),
    Target("birth", _("出生日期"), CHECKED, ("出生日期", "出生年月", "出生年月日", "出生时间", "生日", "出生", "csrq", "csny")),
    Target("town", _("镇(街道)"), PLACE, (
        "镇(街道)", "乡镇", "镇街", "镇", "乡镇街道", "街道", "所属乡镇", "所在乡镇", "乡镇(街道)", "镇(街)", "所属镇街", "镇办",
    )),
    Target("station", _("村(社区)"), PLACE, (
        "服务站", "村(社区)", "村社区", "所在村", "所在村(社区)", "村", "社区", "所属村", "村组", "行政村", "村名", "所属服务站", "村委会",
        "村(居)", "村居", "社区(村)", "所属村(社区)", "所在社区", "村级", "station", "xzqh", "xzqhdm", "szc",
    )),
    Target("categories", _("人员类别"), KIND, (
        "人员类别", "类别", "对象类别", "身份类别", "优抚类别", "人员类型", "服务对象类别", "优抚对象类别", "类型", "人员身份", "rylb",
    )),
    Target("tags", _("标识"), KIND, ("标识", "标签", "特殊情况", "特殊身份")),
    Target("enlisted_on", _("入伍日期"), SERVICE, ("入伍日期", "入伍时间", "入伍年月", "参军时间", "参军日期", "入伍", "何时入伍", "rwsj", "rwrq")),
    Target("discharged_on", _("退役日期"), SERVICE, (
        "退役日期", "退役时间", "退伍时间", "退伍日期", "退役年月", "退伍年月", "转业时间", "复员时间", "退役", "退出现役时间",
        "何时退役", "tysj", "tyrq", "twsj",
    )),
    Target("service_span", _("服役起止时间"), SERVICE, ("服役起止时间", "服役时间", "服役年限", "服役起止", "起止时间", "服役期")),
    Target("branch", _("军兵种"), SERVICE, ("军兵种", "军种", "服役军种", "兵种", "服役兵种", "jbz")),
    Target("rank", _("退役时军衔或职务"), SERVICE, ("军衔", "退役时军衔", "退役时军衔或职务", "职务", "退役军衔", "军衔或职务")),
    Target("discharge_kind", _("退役方式"), SERVICE, ("退役方式", "退役类型", "退伍方式")),
    Target("discharge_number", _("退役证件号"), SERVICE, ("退役证件号", "退役证号", "退伍证号", "退伍证编号", "退出现役证号")),
    Target("enlist_place", _("入伍地"), SERVICE, ("入伍地", "入伍地点", "征集地")),
    Target("honours", _("荣誉"), STANDING, ("荣誉", "立功受奖情况", "立功情况", "立功受奖", "奖励情况", "立功", "获奖情况", "荣誉情况", "所获荣誉")),
    Target("disability", _("残疾性质和等级"), STANDING, ("残疾性质和等级", "残疾情况", "伤残情况", "残疾等级及性质", "伤残性质等级")),
    Target("disability_grade", _("残疾等级"), STANDING, ("残疾等级", "伤残等级", "评残等级", "等级")),
    Target("disability_cause", _("致残性质"), STANDING, ("致残性质", "残疾性质", "伤残性质", "残疾属别", "伤残属别")),
    Target("disability_number", _("残疾军人证编号"), STANDING, ("残疾军人证编号", "残疾证号", "伤残证号", "残疾军人证号", "伤残军人证号")),
    Target("placement", _("安置方式"), STANDING, ("安置方式", "安置去向", "安置情况")),
    Target("kin_relation", _("与军人的关系"), LIVING, ("与军人的关系", "与军人关系", "与烈士关系", "与牺牲病故军人关系", "与现役军人关系", "关系")),
    Target("kin_name", _("军人姓名"), LIVING, ("军人姓名", "烈士姓名", "牺牲病故军人姓名", "现役军人姓名")),
    Target("members", _("家庭人口"), LIVING, ("家庭人口", "家庭人口数", "家庭成员数", "人口", "家庭人数")),
    Target("income_class", _("家庭收入"), LIVING, ("家庭收入", "家庭收入情况")),
    Target("income_source", _("主要收入来源"), LIVING, ("主要收入来源", "收入来源", "经济来源", "家庭主要收入来源")),
    Target("housing", _("住房"), LIVING, ("住房", "住房情况", "住房状况", "住房性质")),
    Target("relief", _("救助"), LIVING, ("救助", "低保", "是否低保", "社会救助情况", "低保特困")),
    Target("insurance", _("医疗保险"), LIVING, ("医疗保险", "医保", "医保情况", "参加医保情况", "医保类型")),
    Target("pension", _("养老保险"), LIVING, ("养老保险", "养老保险情况", "参加养老保险情况")),
    Target("illness", _("慢性病或重病"), LIVING, ("慢性病或重病", "患病情况", "疾病", "健康状况", "所患疾病")),
    Target("difficulty", _("困难程度"), LIVING, ("困难程度", "困难情况", "是否困难", "生活困难情况")),
    Target("work_status", _("就业状态"), LIVING, ("就业状态", "就业情况", "就业状况", "是否就业", "职业状况", "从业情况")),
    Target("employer", _("工作单位"), LIVING, ("工作单位", "单位", "就业单位", "现工作单位", "从业单位")),
    Target("post", _("岗位"), LIVING, ("岗位", "职业", "工作岗位", "现任职务", "从事职业")),
    Target("skills", _("技能与证书"), LIVING, ("技能与证书", "技能", "特长", "技能特长", "专业特长")),
)  # fmt: skip
CREDENTIALS = (
    Target("card", _("优待证号"), LEFT_OUT, (
        "优待证号", "优待证", "优待证编号", "优待证号码", "优待证卡号", "退役军人优待证", "退役军人优待证号", "是否办理优待证", "是否办证",
        "优待证办理情况", "yzzh",
    )),
    Target("plaque", _("光荣牌编号"), LEFT_OUT, (
        "光荣牌编号", "光荣牌", "光荣牌号", "光荣之家牌", "光荣之家", "光荣之家牌编号", "是否悬挂光荣牌", "悬挂光荣牌", "光荣牌悬挂情况",
    )),
)  # fmt: skip
TARGETS += CREDENTIALS
NOT_READ = frozenset({IGNORE, *(target.key for target in CREDENTIALS)})
IGNORED = (
    "序号", "编号", "备注", "年龄", "结果", "工作表", "行", "栏目", "代码", "说明", "怎么改", "no", "姓名拼音", "周岁", "签名", "签字", "确认签字", "xh", "bz",
)  # fmt: skip
BY_KEY = {target.key: target for target in TARGETS}


def plain(text) -> str:
    """A heading without blanks, line breaks, marks and the star of a must; full-width signs are half-width ones."""
    return re.sub(r"[\s*#:_\"“”'·.。?]", "", unicodedata.normalize("NFKC", str(text or ""))).casefold()


def without_hint(word: str) -> str:
    """入伍时间(年月) → 入伍时间"""
    return re.sub(r"\([^)]*\)", "", word)


@cache
def _known() -> dict[str, tuple[str, int]]:
    """{plain heading: (key, how usual it is)}: of two columns for one thing the more usual heading wins."""
    known: dict[str, tuple[str, int]] = {}
    for target in TARGETS:
        for rank, word in enumerate(target.words):
            known.setdefault(plain(word), (target.key, rank))
    with override("zh-hans"):
        for prefix, choices in (("category", Category), ("tag", Tag)):
            for code, label in choices.choices:
                known.setdefault(plain(label), (f"{prefix}:{code}", 0))
    for word in ("参战人员", "是否参战", "参战退役人员"):
        known.setdefault(word, ("tag:combat", 1))
    for word in IGNORED:
        known[plain(word)] = (IGNORE, 0)
    return known


def key_of(label: str) -> tuple[str, int] | None:
    """(key, rank) of a heading; of one in two rows («家庭成员/联系电话») what both rows say together."""
    known = _known()
    parent, slash, child = (plain(part) for part in label.rpartition("/"))
    whole = plain(label)
    found = known.get(whole) or known.get(without_hint(whole))
    if found or not slash:
        return found
    if any(parent.startswith(word) for word in OF_OTHERS):
        return ("other_contact", 9) if known.get(child, ("",))[0] == "phone" else (IGNORE, 9)
    joined = (parent + child, without_hint(parent + child), child, without_hint(child))
    return next((known[word] for word in joined if word in known), None)


def keys_of(labels: list[str]) -> dict[str, str]:
    """{heading: key} as proposed; each key but the ignored stands once."""
    best: dict[str, tuple[int, str]] = {}
    chosen: dict[str, str] = {}
    for label in labels:
        found = key_of(label)
        if found is None:
            continue
        key, rank = found
        if key == IGNORE:
            chosen[label] = IGNORE
        elif key not in best or rank < best[key][0]:
            if key in best:
                chosen.pop(best[key][1])
            best[key] = (rank, label)
            chosen[label] = key
    return chosen


def choices_of_keys() -> list[tuple[str, list[tuple[str, Any]]]]:
    """For a select: groups of (key, label)."""
    groups: dict[str, list[tuple[str, Any]]] = {}
    for target in TARGETS:
        groups.setdefault(str(target.group), []).append((target.key, target.label))
    marks: list[tuple[str, Any]] = [(f"category:{code}", label) for code, label in Category.choices]
    marks += [(f"tag:{code}", label) for code, label in Tag.choices]
    return [*groups.items(), (str(_("打勾的栏目")), marks)]


def is_key(key: str) -> bool:
    prefix, _colon, code = key.partition(":")
    if prefix in ("category", "tag") and code:
        return code in (Category if prefix == "category" else Tag).values
    return key in BY_KEY or key in (IGNORE, "")


def label_of(key: str) -> str:
    """What a field is called in lists of changes."""
    extra = {"service": SERVICE, "disability": _("残疾情况"), "household": _("家庭情况"), "livelihood": _("生活状况"),
             "work": _("就业情况"), "relative": _("亲属"), "region_code": PLACE}  # fmt: skip
    found = extra.get(key) or (BY_KEY[key].label if key in BY_KEY else key)
    return str(found)
