import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Reporter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bank", "Bank"),
                            ("mobile-money", "Mobile Money"),
                            ("exchange", "Exchange"),
                            ("transfer", "Transfer"),
                            ("carrier", "Carrier"),
                            ("insurer", "Insurer"),
                            ("other", "Other"),
                        ],
                        max_length=16,
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("contact", models.CharField(blank=True, max_length=500)),
                ("registered_by", models.CharField(max_length=200)),
                ("registered_at", models.DateTimeField()),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("weight_bytes", models.BigIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["key", "at"], name="attempt_by_key")],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60, unique=True)),
                ("sent_by", models.CharField(max_length=200)),
                ("received_at", models.DateTimeField()),
                ("file_name", models.CharField(max_length=120)),
                ("data_bytes", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("salt", models.BinaryField()),
                ("format", models.CharField(max_length=16)),
                ("kind", models.CharField(blank=True, max_length=40)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("reason", models.TextField(blank=True)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("findings", models.JSONField(default=list)),
                ("unlisted", models.PositiveIntegerField(default=0)),
                ("first_day", models.DateField(blank=True, null=True)),
                ("last_day", models.DateField(blank=True, null=True)),
                ("total_xof", models.DecimalField(blank=True, decimal_places=2, max_digits=24, null=True)),
                ("receipt", models.TextField()),
                ("signature", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("working", "Working"),
                            ("used", "Used"),
                            ("not-used", "Not Used"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("reason_code", models.CharField(blank=True, max_length=24)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("case", models.UUIDField(blank=True, null=True)),
                ("given_to", models.CharField(blank=True, max_length=150)),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected",
                        to="reporting.report",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="reporting.reporter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("username", models.CharField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("password", models.CharField(blank=True, max_length=128)),
                ("factor", models.CharField(blank=True, max_length=300)),
                ("factor_step", models.BigIntegerField(default=0)),
                ("invitation_sha256", models.CharField(blank=True, max_length=64)),
                ("invited_until", models.DateTimeField(blank=True, null=True)),
                ("signed_in_at", models.DateTimeField(blank=True, null=True)),
                ("added_by", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="reporting.reporter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Machine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("added_by", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reporter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="machines", to="reporting.reporter"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("amount_xof", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("row", models.TextField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="reporting.report"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("key_sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="reporting.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("officer", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=16)),
                ("state", models.CharField(blank=True, max_length=10)),
                ("reason_code", models.CharField(blank=True, max_length=24)),
                ("reference", models.CharField(blank=True, max_length=200)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="reporting.report"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("caption", models.CharField(max_length=300)),
                ("facts", models.JSONField(default=dict)),
                ("times", models.PositiveIntegerField(default=0)),
                ("record", models.UUIDField(blank=True, null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="reporting.report"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "position"), name="report_party_position")],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["-received_at"], name="report_by_age"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["state", "received_at"], name="report_by_state"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["case"], name="report_by_case"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("reporter", "sha256"), name="report_once_per_reporter"),
        ),
        migrations.AddConstraint(
            model_name="row",
            constraint=models.UniqueConstraint(fields=("report", "position"), name="report_row_position"),
        ),
    ]
