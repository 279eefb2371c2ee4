"""What was recorded before the sums grew is in them afterwards: the data steps of 0002 give what a recount gives."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from benkan.apps.seizures import counting
from benkan.apps.seizures.models import Cell, Quote, Seizure, Stream

pytestmark = pytest.mark.django_db(transaction=True)


def migrated(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("seizures", name)])
    return MigrationExecutor(connection).loader.project_state([("seizures", name)]).apps


@pytest.fixture
def before():
    """The tables as they were; at the end they are as they shall be, whatever happened."""
    yield migrated("0001_initial")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def sums():
    return {
        model.__name__: sorted(
            tuple(getattr(row, field.attname) for field in model._meta.fields if field.attname != "id")
            for row in model.objects.all()
            if row.seizures
        )
        for model in (Cell, Stream, Quote)
    }


def test_older_seizures_are_counted_by_kind_of_piece_by_price_and_by_way(before):
    spot = before.get_model("seizures", "Spot").objects.create(country="ML", name="Gao")
    now = timezone.now()
    row = before.get_model("seizures", "Seizure").objects.create(
        owner="ml-ocs", number="S-2025-1", happened_on=dt.date(2025, 9, 25), state="validated", service="OCS",
        country="ML", place="Gao", spot=spot, circumstance="checkpoint", conveyance="truck", persons="yes",
        persons_count=2, entered_at=now, changed_at=now,
    )  # fmt: skip
    drugs = before.get_model("seizures", "Drug").objects
    drugs.create(seizure=row, position=0, substance="tramadol", count=250, count_kind="tablet")
    drugs.create(
        seizure=row, position=1, substance="cocaine", kilograms=Decimal("1.5"), price=Decimal(30_000),
        price_currency="XOF", price_unit="gram",
    )  # fmt: skip
    before.get_model("seizures", "Leg").objects.create(
        seizure=row, position=0, role="departure", country="GW", place="Bissau", grade="B2"
    )
    cells = before.get_model("seizures", "Cell").objects
    key = {"spot": spot, "month": 202509, "conveyance": "truck", "owner": "ml-ocs", "validated": True}
    cells.create(**key, substance="tramadol", seizures=1, pieces=250, persons=2)
    cells.create(**key, substance="cocaine", seizures=1, milligrams=1_500_000)
    migrated("0002_sharing")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    after = sums()
    assert Seizure.objects.count() == 1
    assert [len(after[name]) for name in ("Cell", "Stream", "Quote")] == [2, 2, 1]
    counting.recount()
    assert sums() == after
