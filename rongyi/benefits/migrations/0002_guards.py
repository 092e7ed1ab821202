# ruff: noqa: S608  names of ours
from django.db import migrations

from rongyi.kernel.guarded import (
    allow_changes,
    allow_other_moves,
    allow_when,
    refuse_changes,
    refuse_other_moves,
    refuse_when,
)

RUN, LINE, STANDARD, RIGHT = "benefits_run", "benefits_line", "benefits_countystandard", "benefits_entitlement"
FIXED = (
    (LINE, (
        "county", "id", "region_code", "run_id", "number", "person_id", "entitlement_id", "account_id", "item", "piece",
        "period", "fund", "amount_fen", "standard", "reverses_id",
    )),
    ("benefits_difference", ()),
    (RUN, ("county", "id", "region_code", "period", "made_by", "made_name", "made_at")),
    (STANDARD, (
        "county", "id", "region_code", "item", "key", "first_on", "per", "by_service_year", "amount_fen", "central_fen",
        "province_fen", "city_fen", "county_fen", "source", "trust", "added_at", "actor_name",
    )),
    (RIGHT, ("county", "id", "person_id", "item", "proposed_at", "once_fen")),
    ("benefits_payaccount", ("county", "id", "person_id", "set_at", "set_by")),
    ("benefits_pause", ("county", "id", "entitlement_id", "first", "reason", "set_at", "set_by")),
)  # fmt: skip
MOVES = (
    (RUN, (
        ("computing", "proposed"), ("proposed", "submitted"), ("submitted", "proposed"), ("submitted", "approved"),
        ("approved", "sent"), ("sent", "settled"), ("computing", "void"), ("proposed", "void"), ("submitted", "void"),
        ("approved", "void"),
    )),
    (LINE, (
        ("proposed", "held"), ("held", "proposed"), ("proposed", "void"), ("held", "void"), ("proposed", "sent"),
        ("sent", "paid"), ("sent", "failed"), ("paid", "reversed"),
    )),
    (RIGHT, (
        ("proposed", "active"), ("proposed", "refused"), ("active", "suspended"), ("suspended", "active"),
        ("active", "ended"), ("suspended", "ended"), ("ended", "active"),
        ("ended", "suspended"),
    )),
)  # fmt: skip
ITS_RUN = f'"{RUN}"."county" = NEW."county" AND "{RUN}"."id" = NEW."run_id"'
LATE_LINE = f'EXISTS (SELECT 1 FROM "{RUN}" WHERE {ITS_RUN} AND "{RUN}"."state" <> \'computing\')'
AFTER_THE_END = (
    f'OLD."state" <> NEW."state" AND NOT (OLD."state" = \'paid\' AND NEW."state" = \'reversed\') AND '
    f'EXISTS (SELECT 1 FROM "{RUN}" WHERE {ITS_RUN} AND "{RUN}"."state" IN (\'settled\', \'void\'))'
)
RUN_IS_OVER = "OLD.\"state\" IN ('settled', 'void')"
SAME = f'"{STANDARD}"."county" = NEW."county" AND "{STANDARD}"."item" = NEW."item" AND "{STANDARD}"."key" = NEW."key"'
OVERLAP = (
    f'EXISTS (SELECT 1 FROM "{STANDARD}" WHERE {SAME} AND ("{STANDARD}"."last_on" IS NULL '
    f'OR "{STANDARD}"."last_on" >= NEW."first_on") AND (NEW."last_on" IS NULL '
    f'OR "{STANDARD}"."first_on" <= NEW."last_on"))'
)
RULES = (
    ("benefits_line_in_time", LINE, "INSERT", LATE_LINE, "the run takes no more lines"),
    ("benefits_line_over", LINE, "UPDATE", AFTER_THE_END, "the run is over"),
    ("benefits_run_over", RUN, "UPDATE", RUN_IS_OVER, "the run is over"),
    ("benefits_standard_overlap", STANDARD, "INSERT", OVERLAP, "two amounts for one day"),
    ("benefits_standard_closed_once", STANDARD, "UPDATE", 'OLD."last_on" IS NOT NULL', "the standard is closed"),
)


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_initial")]
    operations = [
        *(
            migrations.RunPython(refuse_changes(table, frozen=frozen), allow_changes(table), elidable=False)
            for table, frozen in FIXED
        ),
        *(
            migrations.RunPython(
                refuse_other_moves(table, "state", moves), allow_other_moves(table, "state"), elidable=False
            )
            for table, moves in MOVES
        ),
        *(migrations.RunPython(refuse_when(*rule), allow_when(*rule[:2]), elidable=False) for rule in RULES),
    ]
