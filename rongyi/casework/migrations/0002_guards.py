from django.db import migrations

from rongyi.kernel.guarded import allow_changes, allow_other_moves, refuse_changes, refuse_other_moves

FROZEN = (
    "county", "id", "region_code", "case_id", "seq", "step", "act", "kind", "to_step", "post", "at", "entered_on",
    "was_late", "actor_id", "actor_name", "role", "instead_of", "reason_code", "fact_id",
)  # fmt: skip
MOVES = (
    ("draft", "open"), ("draft", "ended"), ("open", "returned"), ("returned", "open"), ("open", "ended"),
    ("returned", "ended"),
)  # fmt: skip


class Migration(migrations.Migration):
    """What happened to a case only grows, but for the key with which words are erased; its state moves by a table."""

    dependencies = [("casework", "0001_initial")]
    operations = [
        migrations.RunPython(
            refuse_changes("casework_caseentry", frozen=FROZEN), allow_changes("casework_caseentry"), elidable=False
        ),
        migrations.RunPython(refuse_changes("casework_procedureversion"), allow_changes("casework_procedureversion")),
        migrations.RunPython(
            refuse_other_moves("casework_case", "state", MOVES), allow_other_moves("casework_case", "state")
        ),
    ]
