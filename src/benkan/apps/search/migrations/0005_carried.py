from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0004_shapes"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="carried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
