"""What the archive room tells the spine: plain facts about papers, never what is written on them."""

from django.utils.translation import gettext_lazy as _

from rongyi.records.kinds import Column, kind

CODE = Column("code", _("档号"), max_length=60)
PIECES = Column("pieces", _("件数"), "integer")

ARCHIVED = kind(
    "archived",
    _("归档"),
    columns=(CODE, Column("pages", _("页数"), "integer"), Column("retention", _("保管期限"), max_length=4)),
    needs_people=False,
)
BORROWED = kind(
    "archive_borrowed",
    _("档案借出"),
    columns=(CODE, Column("due", _("应还日期"), "date"), Column("outside", _("外单位借阅"), "bool")),
    needs_people=False,
)
RETURNED = kind(
    "archive_returned",
    _("档案归还"),
    columns=(CODE, Column("days_late", _("超期天数"), "integer")),
    needs_people=False,
)
STOCKTAKE = kind(
    "archive_stocktake",
    _("档案清点"),
    columns=(
        PIECES,
        Column("found", _("在位"), "integer"),
        Column("missing", _("未见"), "integer"),
        Column("misplaced", _("放错盒"), "integer"),
        Column("out", _("借出"), "integer"),
    ),
    needs_people=False,
)
DESTROYED = kind("archive_destroyed", _("档案销毁"), columns=(PIECES,), needs_people=False)
