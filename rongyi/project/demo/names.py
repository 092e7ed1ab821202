"""Chinese names put together by chance from common parts."""

from random import Random

SURNAMES = (
    "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 "
    "苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 "
    "孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文 巨 惠 强 屈 党 员 第五 欧阳 上官"
).split()
WEIGHTS = [60 / (i + 8) for i in range(len(SURNAMES))]

MEN_BY_AGE = {
    "old": "建国 国庆 解放 援朝 抗美 德胜 福生 忠义 永福 志明 长河 天祥 玉山 明德 西安 秦川 万里 保国 学文 宏图 生财 新民 增福 万有 满仓".split(),
    "middle": "建军 卫东 红军 军 建平 爱民 拥军 宝平 建斌 永红 卫国 小军 新社 志刚 宏伟 双喜 建明 晓东 少华 利民 海军 文革 铁军 向阳".split(),
    "young": "伟 磊 涛 超 鹏 浩 凯 博 帅 斌 阳 佳乐 子豪 宇航 文博 晨 俊杰 志强 一鸣 小龙 嘉琪 旭东 瑞 乐".split(),
}
WOMEN_BY_AGE = {
    "old": "秀英 玉兰 桂英 淑贤 凤英 兰芳 秀珍 玉梅 翠花 素珍 菊英 桃花".split(),
    "middle": "红 丽 敏 静 艳 萍 玲 秋霞 建红 小芳 爱琴 亚琴".split(),
    "young": "婷 雪 欣 悦 倩 佳 蕾 璐 思雨 梦瑶 一诺 文静".split(),
}


def full_name(rng: Random, *, is_woman: bool, age: int) -> str:
    """A surname with its real weight and a given name of the generation."""
    generation = "old" if age >= 62 else "middle" if age >= 38 else "young"
    given = (WOMEN_BY_AGE if is_woman else MEN_BY_AGE)[generation]
    surname = rng.choices(SURNAMES, WEIGHTS)[0]
    if rng.random() < 0.25 and len(surname) == 1:
        pool = "".join(given)
        return surname + rng.choice(pool) + (rng.choice(pool) if rng.random() < 0.7 else "")
    return surname + rng.choice(given)
