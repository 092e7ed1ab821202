from django.db import migrations

from rongyi.kernel.guarded import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        migrations.RunPython(refuse_changes("kernel_auditentry"), allow_changes("kernel_auditentry"), elidable=False)
    ]
