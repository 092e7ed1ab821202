# ruff: noqa: S608  names of ours
from django.db import migrations

from rongyi.kernel.guarded import allow_changes, allow_when, refuse_changes, refuse_when

ENTRY, LINE, ACCOUNT, CLOSED = "kernel_entry", "kernel_line", "kernel_account", "kernel_closedmonth"
FROZEN = (
    "county", "id", "seq", "on", "month", "unit", "memo", "cause_kind", "cause_id", "reverses_id", "actor_id", "posted_at",
)  # fmt: skip
MINE = f'FROM "{LINE}" WHERE "{LINE}"."county" = NEW."county" AND "{LINE}"."entry_id" = NEW."id"'
OTHER_UNIT = (
    f'EXISTS (SELECT 1 FROM "{LINE}" JOIN "{ACCOUNT}" ON "{ACCOUNT}"."county" = "{LINE}"."county" '
    f'AND "{ACCOUNT}"."id" = "{LINE}"."account_id" WHERE "{LINE}"."county" = NEW."county" '
    f'AND "{LINE}"."entry_id" = NEW."id" AND "{ACCOUNT}"."unit" <> NEW."unit")'
)
UNBALANCED = (
    f'OLD."is_posted" OR NOT NEW."is_posted" OR (SELECT COUNT(*) {MINE}) < 2 '
    f'OR (SELECT SUM("amount") {MINE}) <> 0 OR {OTHER_UNIT}'
)
LATE = (
    f'EXISTS (SELECT 1 FROM "{ENTRY}" WHERE "{ENTRY}"."county" = NEW."county" '
    f'AND "{ENTRY}"."id" = NEW."entry_id" AND "{ENTRY}"."is_posted")'
)
CLOSED_MONTH = (
    f'NEW."is_posted" OR EXISTS (SELECT 1 FROM "{CLOSED}" WHERE "{CLOSED}"."county" = NEW."county" '
    f'AND "{CLOSED}"."month" = NEW."month")'
)
RULES = (
    ("kernel_entry_balances", ENTRY, "UPDATE", UNBALANCED, "an entry is posted once and its lines sum to zero"),
    ("kernel_entry_month_open", ENTRY, "INSERT", CLOSED_MONTH, "the month of the entry is closed"),
    ("kernel_line_in_time", LINE, "INSERT", LATE, "the entry is posted and takes no more lines"),
)
FIXED = (
    (ENTRY, FROZEN),
    (LINE, ()),
    (CLOSED, ()),
    (ACCOUNT, ("county", "id", "code", "kind", "unit", "may_be_negative")),
)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_journal")]
    operations = [
        *(
            migrations.RunPython(refuse_changes(table, frozen=frozen), allow_changes(table), elidable=False)
            for table, frozen in FIXED
        ),
        *(migrations.RunPython(refuse_when(*rule), allow_when(*rule[:2]), elidable=False) for rule in RULES),
    ]
