from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_wire_lengths"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="carried_at",
            field=models.DateTimeField(null=True),
        ),
    ]
