"""Three lines of what to try, for each account of the demo."""

from django.utils.translation import gettext_lazy as _

from rongyi.organisation.roles import Role

_UPPER = (
    _("这里只有各县的数字,没有个人档案。"),
    _("打开“机构网络”,看各县各镇的站。"),
    _("试着打开“找人”的地址:系统会说没有权限,并留下记录。"),
)
_LEADER = (
    _("看“每月走访”的图,再点“看数字”,图上有的都能读出来。"),
    _("点一个镇,打开它的走访台账,导出成表格。"),
    _("换 huyi 或 qindu 账号登录:这里的人和记录,那边一条也看不到。"),
)

HINTS = {
    Role.VILLAGE_CLERK: (
        _("点“记一次走访”,输入下面一位的拼音首字母(王建国就打 wjg),按两次回车,就记好了。"),
        _("打开这个人的时间线,再打开走访台账:没有再填一次,都在那里。"),
        _("用右上角“显示方式”换成大字版,老人和老同事也看得清。"),
    ),
    Role.TOWN_HEAD: (
        _("看哪个村到期未走访的多,点进去看是哪些人。"),
        _("记一次电话走访,回到这里,本月数字已经加一。"),
        _("打开走访台账,按村筛选,导出成 Excel。"),
    ),
    Role.BUREAU_LEADER: _LEADER,
    Role.SECTION_OFFICER: (_("按 / 找一个人,打开档案;完整号码要写明理由才能看,并留下记录。"), *_LEADER[:2]),
    Role.PREFECTURE_OFFICER: _UPPER,
    Role.PROVINCE_OFFICER: _UPPER,
    Role.ADMINISTRATOR: (
        _("邀请一个新账号,看邀请链接怎样只能用一次。"),
        _("点“检查系统”,每一项都说明怎么办。"),
        _("您管账号,看不到任何人的档案。"),
    ),
    Role.AUDITOR: (
        _("用村里的账号记一次走访,回到这里,最上面就是它。"),
        _("按“审计记录”,查谁、什么时候、看了什么。"),
        _("在命令行运行 rongyi audit verify,从头验一遍全部链条。"),
    ),
}
