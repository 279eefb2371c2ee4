from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accords", "0002_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="stance",
            name="article",
            field=models.CharField(blank=True, default="", max_length=11),
            preserve_default=False,
        ),
    ]
