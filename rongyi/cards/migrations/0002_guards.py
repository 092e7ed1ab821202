from django.db import migrations

from rongyi.kernel.guarded import allow_changes, allow_other_moves, refuse_changes, refuse_other_moves

FROZEN = (
    "county", "id", "card_id", "seq", "act", "from_state", "to_state", "on", "at", "actor_id", "actor_name", "role",
    "case_id", "fact_id",
)  # fmt: skip
MOVES = (
    ("in_use", "temp_lost"), ("in_use", "formally_lost"), ("in_use", "replacing"), ("in_use", "suspended"),
    ("in_use", "cancelled"), ("temp_lost", "in_use"), ("temp_lost", "formally_lost"), ("temp_lost", "suspended"),
    ("temp_lost", "cancelled"), ("formally_lost", "in_use"), ("formally_lost", "reissuing"),
    ("formally_lost", "suspended"), ("formally_lost", "cancelled"), ("reissuing", "formally_lost"),
    ("reissuing", "void"), ("reissuing", "cancelled"), ("replacing", "in_use"), ("replacing", "void"),
    ("replacing", "cancelled"), ("suspended", "in_use"), ("suspended", "formally_lost"), ("suspended", "cancelled"),
)  # fmt: skip


class Migration(migrations.Migration):
    """A card moves by a table; what happened to it only grows, but for the key with which words are erased."""

    dependencies = [("cards", "0001_initial")]
    operations = [
        migrations.RunPython(
            refuse_changes("cards_cardevent", frozen=FROZEN), allow_changes("cards_cardevent"), elidable=False
        ),
        migrations.RunPython(
            refuse_other_moves("cards_card", "state", MOVES), allow_other_moves("cards_card", "state")
        ),
    ]
