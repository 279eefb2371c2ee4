"""Indexes of the form before (no deltas) are forgotten: they are built and fetched anew by themselves."""

from django.db import migrations, models


def forget(apps, schema_editor):
    apps.get_model("search", "PartnerIndex").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.DeleteModel("IndexHandle"),
        migrations.DeleteModel("OwnIndex"),
        migrations.CreateModel(
            name="OwnIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("convention", models.CharField(max_length=64)),
                ("epoch", models.PositiveIntegerField()),
                ("built_at", models.DateTimeField()),
                ("state_key", models.CharField(max_length=64)),
                ("manifest", models.BinaryField()),
                ("looked_at", models.DateTimeField()),
                ("build_s", models.FloatField(default=0)),
                ("current", models.BooleanField(default=False)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("convention", "built_at"), name="one_index_per_moment")
                ],
            },
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.RemoveField("partnerindex", "path"),
        migrations.AddField("indexcheck", "newest", models.DateTimeField(null=True)),
    ]
