from django.utils.translation import gettext_lazy as _

from rongyi.records.kinds import Column, kind

NOTICE = kind(
    "notice",
    _("告知与同意"),
    columns=(
        Column("notice", _("文本"), required=True, max_length=40),
        Column("version", _("版本"), required=True, max_length=12),
        Column(
            "act", _("事项"), "choice", required=True,
            choices=(("told", _("已告知")), ("given", _("同意")), ("withdrawn", _("收回同意"))),
        ),
    ),
    channels=("counter", "home", "phone", "online"),
)  # fmt: skip

RIGHT = kind(
    "right",
    _("个人信息请求"),
    columns=(
        Column(
            "right", _("请求"), "choice", required=True,
            choices=(
                ("copy", _("查阅复制")), ("correction", _("更正补充")), ("erasure", _("删除")),
                ("explanation", _("解释说明")),
            ),
        ),
        Column(
            "act", _("事项"), "choice", required=True,
            choices=(("asked", _("提出")), ("done", _("办结")), ("refused", _("不予办理"))),
        ),
        Column("days", _("用时(天)"), "integer"),
    ),
    channels=("counter", "home", "phone", "online"),
)  # fmt: skip
