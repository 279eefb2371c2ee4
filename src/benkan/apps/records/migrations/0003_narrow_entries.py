"""Entries without a tree of record ids, what scoring reads first; pages of another shape. Both are made anew.

The index is derived from the records: the rules of the program have another version than those of the index that was
there, so the worker makes it anew, and until then searches say that it is being made.
"""

from django.db import migrations, models

BYTES = {"sqlite": "blob", "postgresql": "bytea"}
GONE = ("records_indexentry", "records_postingpage", "records_postingrun", "records_postingchange")
ENTRY = (
    "CREATE TABLE records_indexentry (number integer NOT NULL PRIMARY KEY, until integer NOT NULL,"
    " born integer NOT NULL, kind smallint NOT NULL, bare smallint NOT NULL, names text NOT NULL, person text NOT NULL,"
    " record {bytes} NOT NULL, identifiers {bytes} NOT NULL)"
)
# Pages stay in their row: a body of some thousand bytes would be cut up and kept elsewhere.
WHOLE = "ALTER TABLE records_postingpage SET (toast_tuple_target = 8160)"


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name in GONE:
        schema_editor.execute(f"DELETE FROM {name}")
    schema_editor.execute("DROP TABLE records_indexentry")
    schema_editor.execute(ENTRY.format(bytes=BYTES[vendor]))
    if vendor == "postgresql":
        schema_editor.execute(WHOLE)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_posting_pages")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make)],
            state_operations=[
                migrations.DeleteModel("IndexEntry"),
                migrations.CreateModel(
                    name="IndexEntry",
                    fields=[
                        ("number", models.IntegerField(primary_key=True, serialize=False)),
                        ("until", models.IntegerField()),
                        ("born", models.IntegerField()),
                        ("kind", models.SmallIntegerField()),
                        ("bare", models.SmallIntegerField()),
                        ("names", models.TextField()),
                        ("person", models.TextField()),
                        ("record", models.BinaryField()),
                        ("identifiers", models.BinaryField()),
                    ],
                ),
            ],
        ),
    ]
