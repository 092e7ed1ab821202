from django.utils.translation import gettext_lazy as _

from rongyi.records.kinds import Column, kind

MERGED = kind(
    "merge",
    _("档案合并"),
    columns=(
        Column(
            "change",
            _("变动"),
            "choice",
            required=True,
            choices=(("merged", _("两份档案合并为一份")), ("unmerged", _("撤销合并,恢复为两份"))),
        ),
        Column("points", _("合计分"), "integer"),
        Column("fields", _("取自另一份的栏目"), "integer"),
    ),
    channels=("counter",),
)
