from django.utils.translation import gettext_lazy as _

from rongyi.casework.enums import ActKind, Outcome, Post, Side
from rongyi.records.kinds import Column, kind

CASE = kind(
    "case",
    _("事项办理"),
    columns=(
        Column("case_number", _("办件编号"), required=True, max_length=24),
        Column("procedure", _("事项代码"), required=True, max_length=40),
        Column("matter", _("事项"), required=True, max_length=60),
        Column("step", _("环节"), max_length=60),
        Column("act", _("动作"), required=True, max_length=60),
        Column("sort", _("性质"), type="choice", required=True, choices=(*ActKind.choices, *Side.choices)),
        Column("post", _("岗位"), type="choice", choices=tuple(Post.choices)),
        Column("outcome", _("结果"), type="choice", choices=tuple(Outcome.choices)),
        Column("on_time", _("按期"), type="bool"),
        Column("days", _("用时(工作日)"), type="integer"),
    ),
    channels=("counter", "home", "phone", "video", "online"),
    needs_people=False,
)
