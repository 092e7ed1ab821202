from django.db import migrations

from rongyi.kernel.guarded import allow_changes, refuse_changes

# what a correction or an erasure may still change: state, version and row_key
FROZEN = (
    "county", "id", "region_code", "kind", "occurred_at", "occurred_on", "recorded_at", "actor_id", "handler",
    "channel", "minutes", "quantity", "amount_fen", "people_count", "data", "sealed_data", "summary", "source_kind",
    "source_id", "corrects_id", "seq", "previous_hash", "hash",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.RunPython(refuse_changes("records_fact", frozen=FROZEN), allow_changes("records_fact")),
        migrations.RunPython(refuse_changes("records_factperson"), allow_changes("records_factperson")),
    ]
