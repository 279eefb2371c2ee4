"""The table of one row a posting goes; pages, runs, changes, entries and skeletons come.

The tables are written out for each database: SQLite's small ones have no second tree for their key (WITHOUT ROWID),
PostgreSQL keeps bodies uncompressed, since packed postings do not shrink. Records that are there already are indexed
by the worker: until then the index says that it is being made.
"""

from datetime import date

from django.db import migrations, models

BYTES = {"sqlite": "blob", "postgresql": "bytea"}
TABLES = (
    "CREATE TABLE records_indexstate (id integer NOT NULL PRIMARY KEY, version varchar(80) NOT NULL,"
    " next_number bigint NOT NULL, postings bigint NOT NULL, expired_on date NOT NULL)",
    "CREATE TABLE records_indexentry (number integer NOT NULL PRIMARY KEY, record {bytes} NOT NULL,"
    " until integer NOT NULL, kind smallint NOT NULL, born integer NOT NULL, names text NOT NULL,"
    " person text NOT NULL, identifiers text NOT NULL)",
    "CREATE UNIQUE INDEX records_indexentry_record ON records_indexentry (record)",
    "CREATE TABLE records_postingpage (page integer NOT NULL PRIMARY KEY, body {bytes} NOT NULL)",
    "CREATE TABLE records_postingrun (key bigint NOT NULL, first integer NOT NULL, total integer NOT NULL,"
    " body {bytes} NOT NULL, PRIMARY KEY (key, first))",
    "CREATE TABLE records_postingchange (key bigint NOT NULL, number integer NOT NULL, gone smallint NOT NULL,"
    " PRIMARY KEY (key, number)){small}",
    "CREATE TABLE records_skeleton (skeleton varchar(40) NOT NULL PRIMARY KEY, carriers integer NOT NULL){small}",
    "CREATE TABLE records_skeletonvariant (variant varchar(40) NOT NULL, skeleton varchar(40) NOT NULL,"
    " PRIMARY KEY (variant, skeleton)){small}",
)
UNCOMPRESSED = ("records_postingpage", "records_postingrun")
NAMES = (
    "records_indexstate",
    "records_indexentry",
    "records_postingpage",
    "records_postingrun",
    "records_postingchange",
    "records_skeleton",
    "records_skeletonvariant",
)


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    small = " WITHOUT ROWID" if vendor == "sqlite" else ""
    for table in TABLES:
        schema_editor.execute(table.format(bytes=BYTES[vendor], small=small))
    if vendor == "postgresql":
        for name in UNCOMPRESSED:
            schema_editor.execute(f"ALTER TABLE {name} ALTER COLUMN body SET STORAGE EXTERNAL")


def unmake(apps, schema_editor):
    for name in NAMES:
        schema_editor.execute(f"DROP TABLE {name}")


def stale(apps, schema_editor):
    if apps.get_model("records", "Record").objects.exists():
        apps.get_model("records", "IndexState").objects.create(
            id=1, version="none", next_number=1, postings=0, expired_on=date(1970, 1, 1)
        )


def model(name, *fields):
    return migrations.CreateModel(name=name, fields=list(fields))


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [
        migrations.DeleteModel("RecordToken"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make, unmake)],
            state_operations=[
                model(
                    "IndexState",
                    ("id", models.IntegerField(primary_key=True, serialize=False)),
                    ("version", models.CharField(max_length=80)),
                    ("next_number", models.BigIntegerField()),
                    ("postings", models.BigIntegerField()),
                    ("expired_on", models.DateField()),
                ),
                model(
                    "IndexEntry",
                    ("number", models.IntegerField(primary_key=True, serialize=False)),
                    ("record", models.BinaryField()),
                    ("until", models.IntegerField()),
                    ("kind", models.SmallIntegerField()),
                    ("born", models.IntegerField()),
                    ("names", models.TextField()),
                    ("person", models.TextField()),
                    ("identifiers", models.TextField()),
                ),
                model(
                    "PostingPage",
                    ("page", models.IntegerField(primary_key=True, serialize=False)),
                    ("body", models.BinaryField()),
                ),
                model(
                    "PostingRun",
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "key", "first", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("key", models.BigIntegerField()),
                    ("first", models.IntegerField()),
                    ("total", models.IntegerField()),
                    ("body", models.BinaryField()),
                ),
                model(
                    "PostingChange",
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "key", "number", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("key", models.BigIntegerField()),
                    ("number", models.IntegerField()),
                    ("gone", models.SmallIntegerField()),
                ),
                model(
                    "Skeleton",
                    ("skeleton", models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ("carriers", models.IntegerField()),
                ),
                model(
                    "SkeletonVariant",
                    (
                        "pk",
                        models.CompositePrimaryKey(
                            "variant", "skeleton", blank=True, editable=False, primary_key=True, serialize=False
                        ),
                    ),
                    ("variant", models.CharField(max_length=40)),
                    ("skeleton", models.CharField(max_length=40)),
                ),
            ],
        ),
        migrations.RunPython(stale, migrations.RunPython.noop),
    ]
