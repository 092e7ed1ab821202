from django.db import migrations


def lay_out_by_key(apps, schema_editor):
    """On SQLite the table becomes its own index (WITHOUT ROWID): half the disk and one look-up fewer for each hit."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'registry_searchtoken'")
        create = cursor.fetchone()[0]
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'registry_searchtoken' AND sql IS NOT NULL"
        )
        indexes = [row[0] for row in cursor.fetchall()]
    for statement in ("DROP TABLE registry_searchtoken", f"{create} WITHOUT ROWID", *indexes):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(lay_out_by_key, migrations.RunPython.noop)]
