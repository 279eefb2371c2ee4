from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0003_auditable_searches")]

    operations = [
        migrations.RemoveField(model_name="answered", name="units"),
        migrations.RemoveField(model_name="question", name="letter_salt"),
    ]
