"""Words that a file may hold. Where no national list was found they are ours (本产品默认)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The twelve categories of the national collection of 2018; the codes are our own."""

    R01 = "R01", _("军队转业干部")
    R02 = "R02", _("退役士兵")
    R03 = "R03", _("军队离退休干部、退休士官")
    R04 = "R04", _("军队无军籍离退休退职职工")
    R05 = "R05", _("退伍红军老战士")
    R06 = "R06", _("复员军人")
    R07 = "R07", _("残疾军人")
    R08 = "R08", _("伤残民兵民工")
    R09 = "R09", _("烈士遗属")
    R10 = "R10", _("因公牺牲军人遗属")
    R11 = "R11", _("病故军人遗属")
    R12 = "R12", _("现役军人家属")


class Tag(models.TextChoices):
    """Overlay marks that payments and visits need (本产品默认). They name needs and merits, never opinions or risks."""

    COMBAT = "combat", _("参战")
    NUCLEAR_TEST = "nuclear_test", _("参试")
    RETURNED_ILL = "returned_ill", _("带病回乡")
    RURAL_60 = "rural_60", _("农村籍60周岁以上退役士兵")
    MARTYR_CHILD = "martyr_child", _("烈士老年子女")
    OLD_DEMOBILISED = "old_demobilised", _("在乡老复员军人")
    KOREA = "korea", _("抗美援朝")
    MERIT = "merit", _("立功受奖")
    LONE_ELDER = "lone_elder", _("孤老")
    LIVES_ALONE = "lives_alone", _("独居")
    RELIEF = "relief", _("低保或特困")
    ILL = "ill", _("重病")
    UNEMPLOYED = "unemployed", _("失业")
    MODEL = "model", _("功臣模范")


class SubKind(models.TextChoices):
    """How an officer left (R01) and how a soldier is placed (R02)."""

    PLANNED = "planned", _("计划分配")
    SELF_CHOSEN = "self_chosen", _("自主择业")
    MONTHLY = "monthly", _("逐月领取退役金")
    SELF_EMPLOYED = "self_employed", _("自主就业")
    ASSIGNED = "assigned", _("安排工作")
    RETIRED = "retired", _("退休")
    PROVIDED = "provided", _("供养")


SUB_KINDS = {
    Category.R01: (SubKind.PLANNED, SubKind.SELF_CHOSEN, SubKind.MONTHLY),
    Category.R02: (SubKind.SELF_EMPLOYED, SubKind.ASSIGNED, SubKind.RETIRED, SubKind.PROVIDED, SubKind.MONTHLY),
}
"""R02: 退役军人安置条例第五条; R01: 本产品默认."""


class IdKind(models.TextChoices):
    RESIDENT = "resident", _("居民身份证")
    OFFICER = "officer", _("军官证")
    SOLDIER = "soldier", _("士兵证")
    PASSPORT = "passport", _("护照")
    HKMT = "hkmt", _("港澳台居民证件")
    OTHER = "other", _("其他")


class Political(models.TextChoices):
    """Membership as the standard form asks for it; never an opinion, a leaning or a risk."""

    PARTY = "party", _("中共党员")
    PROBATIONARY = "probationary", _("中共预备党员")
    LEAGUE = "league", _("共青团员")
    DEMOCRATIC = "democratic", _("民主党派")
    NONE = "none", _("群众")


class DischargeKind(models.TextChoices):
    DISCHARGED = "discharged", _("退伍(退出现役)")
    DEMOBILISED = "demobilised", _("复员")
    TRANSFERRED = "transferred", _("转业")
    RETIRED = "retired", _("退休")
    PROVIDED = "provided", _("供养")
    EARLY = "early", _("提前退役")
    OTHER = "other", _("其他")


class UnitKind(models.TextChoices):
    """What sort of unit it was. The name of a unit may be secret (退役军人保障法第六十八条)."""

    TROOPS = "troops", _("部队")
    STAFF = "staff", _("机关")
    SCHOOL = "school", _("院校")
    HOSPITAL = "hospital", _("医院")
    SUPPLY = "supply", _("后勤保障")
    RESEARCH = "research", _("科研")
    OTHER = "other", _("其他")


class HonourKind(models.TextChoices):
    MEDAL = "medal", _("勋章")
    TITLE = "title", _("荣誉称号")
    MERIT_1 = "merit_1", _("一等功")
    MERIT_2 = "merit_2", _("二等功")
    MERIT_3 = "merit_3", _("三等功")
    WAR_MERIT_1 = "war_merit_1", _("一等战功")
    WAR_MERIT_2 = "war_merit_2", _("二等战功")
    WAR_MERIT_3 = "war_merit_3", _("三等战功")
    WAR_MERIT_4 = "war_merit_4", _("四等战功")
    EXCELLENT = "excellent", _("优秀(四有优秀军人、优秀士兵等)")
    CIVIL = "civil", _("退役后所获表彰")
    OTHER = "other", _("其他")


class Cause(models.TextChoices):
    """军人抚恤优待条例: why somebody is disabled; 因病 only has grades 1 to 6 (art. 27)."""

    WAR = "war", _("因战")
    DUTY = "duty", _("因公")
    ILLNESS = "illness", _("因病")


class Grade(models.TextChoices):
    G1 = "1", _("一级")
    G2 = "2", _("二级")
    G3 = "3", _("三级")
    G4 = "4", _("四级")
    G5 = "5", _("五级")
    G6 = "6", _("六级")
    G7 = "7", _("七级")
    G8 = "8", _("八级")
    G9 = "9", _("九级")
    G10 = "10", _("十级")


class CareClass(models.TextChoices):
    NONE = "none", _("无护理费")
    FULL = "full", _("完全护理依赖")
    MOST = "most", _("大部分护理依赖")
    PART = "part", _("部分护理依赖")


class Soldier(models.TextChoices):
    """What the relative is as a soldier: R09 to R11 stand on one who died, R12 on one who serves."""

    MARTYR = "martyr", _("烈士")
    DIED_ON_DUTY = "died_on_duty", _("因公牺牲军人")
    DIED_OF_ILLNESS = "died_of_illness", _("病故军人")
    SERVING = "serving", _("现役军人")
    VETERAN = "veteran", _("退役军人")


class PlacementMode(models.TextChoices):
    SELF_EMPLOYED = "self_employed", _("自主就业")
    ASSIGNED = "assigned", _("安排工作")
    PLANNED = "planned", _("计划分配")
    SELF_CHOSEN = "self_chosen", _("自主择业")
    MONTHLY = "monthly", _("逐月领取退役金")
    RETIRED = "retired", _("退休移交")
    PROVIDED = "provided", _("国家供养")
    DEMOBILISED = "demobilised", _("复员")
    OTHER = "other", _("其他")


class IncomeClass(models.TextChoices):
    RELIEF = "relief", _("低保标准以下")
    MARGINAL = "marginal", _("低保边缘")
    ORDINARY = "ordinary", _("一般")
    GOOD = "good", _("较好")


class IncomeSource(models.TextChoices):
    WAGES = "wages", _("工资")
    FARMING = "farming", _("务农")
    BUSINESS = "business", _("经商")
    PENSION = "pension", _("养老金、退休金")
    ALLOWANCE = "allowance", _("抚恤补助")
    CHILDREN = "children", _("子女供养")
    RELIEF = "relief", _("低保、救助")
    OTHER = "other", _("其他")


class Housing(models.TextChoices):
    OWN = "own", _("自有住房")
    CHILDREN = "children", _("与子女同住")
    RENTED = "rented", _("租房")
    PUBLIC = "public", _("公租房、廉租房")
    HOME = "home", _("光荣院、养老机构")
    UNSAFE = "unsafe", _("危房")
    NONE = "none", _("无房")


class Relief(models.TextChoices):
    NONE = "none", _("没有")
    MINIMUM = "minimum", _("低保")
    EXTREME = "extreme", _("特困供养")
    MARGINAL = "marginal", _("低保边缘")
    TEMPORARY = "temporary", _("临时救助")


class Insurance(models.TextChoices):
    EMPLOYEE = "employee", _("职工医保")
    RESIDENT = "resident", _("城乡居民医保")
    PUBLIC = "public", _("公费医疗")
    DISABLED = "disabled", _("优抚对象医疗保障")
    NONE = "none", _("没有参保")


class Pension(models.TextChoices):
    EMPLOYEE = "employee", _("职工养老保险")
    RESIDENT = "resident", _("城乡居民养老保险")
    STATE = "state", _("机关事业单位养老")
    NONE = "none", _("没有参保")


class CareNeed(models.TextChoices):
    NONE = "none", _("能自理")
    SOME = "some", _("部分自理")
    FULL = "full", _("不能自理")


class Difficulty(models.TextChoices):
    NONE = "none", _("没有困难")
    SOME = "some", _("一般困难")
    GRAVE = "grave", _("特别困难")


class WorkStatus(models.TextChoices):
    EMPLOYED = "employed", _("就业")
    OWN_BUSINESS = "own_business", _("创业")
    UNEMPLOYED = "unemployed", _("失业")
    FARMING = "farming", _("务农")
    RETIRED = "retired", _("退休")
    STUDYING = "studying", _("在学")
    UNABLE = "unable", _("无劳动能力")


class PaymentKind(models.TextChoices):
    """What is paid regularly; standards are the county's (领域资料 4.9)."""

    DISABILITY = "disability", _("残疾抚恤金")
    CARE = "care", _("护理费")
    SURVIVOR = "survivor", _("定期抚恤金")
    OLD_DEMOBILISED = "old_demobilised", _("在乡老复员军人生活补助")
    RETURNED_ILL = "returned_ill", _("带病回乡退役军人生活补助")
    COMBAT_TEST = "combat_test", _("参战参试退役人员生活补助")
    RURAL_60 = "rural_60", _("农村籍60周岁以上退役士兵生活补助")
    MARTYR_CHILD = "martyr_child", _("烈士老年子女生活补助")
    CONSCRIPT = "conscript", _("义务兵家庭优待金")
    MONTHLY = "monthly", _("逐月退役金")
    OTHER = "other", _("其他")


class Per(models.TextChoices):
    MONTH = "month", _("每月")
    YEAR = "year", _("每年")


class CredentialKind(models.TextChoices):
    CARD_VETERAN = "card_veteran", _("退役军人优待证")
    CARD_KIN = "card_kin", _("“三属”优待证")
    PLAQUE = "plaque", _("光荣牌")
    MERIT_REPORT = "merit_report", _("立功喜报")


class Ending(models.TextChoices):
    """Why an entry no longer holds; a mistake is struck out and counts nowhere."""

    CHANGED = "changed", _("情况变了")
    LOST = "lost", _("遗失或作废")
    DIED = "died", _("去世")
    MISTAKE = "mistake", _("登记有误")
