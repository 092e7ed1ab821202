from django.db import migrations, models


class Migration(migrations.Migration):
    """The clerk's list comes out of an index in its order. No table is rebuilt, so the triggers stay."""

    dependencies = [("casework", "0003_document_words")]
    operations = [
        migrations.RemoveIndex("case", "casework_case_to_do"),
        migrations.AddIndex(
            "case", models.Index(fields=["at_code", "state", "due_on", "id"], name="casework_case_to_do")
        ),
        migrations.AddIndex("case", models.Index(fields=["state", "due_on", "id"], name="casework_case_late")),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["handler_id", "state", "due_on", "id"], condition=models.Q(handler_id__isnull=False),
                name="casework_case_handler",
            ),
        ),
    ]  # fmt: skip
