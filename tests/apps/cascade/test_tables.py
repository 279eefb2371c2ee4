"""What the tables promise whatever the size of a tree: who stands for a person is found by an index, on any database."""

from __future__ import annotations

import pytest
from django.db import connection

from benkan.apps.cascade.models import Person

pytestmark = pytest.mark.django_db


def test_what_points_at_a_person_is_found_by_an_index_when_the_person_goes() -> None:
    pointing = [one.field for one in Person._meta.get_fields(include_hidden=True) if one.one_to_many]
    assert {field.model.__name__ for field in pointing} >= {"NameKey", "Training", "Likeness", "Answer", "Session"}
    with connection.cursor() as cursor:
        for field in pointing:
            found = connection.introspection.get_constraints(cursor, field.model._meta.db_table)
            first = {one["columns"][0] for one in found.values() if one["columns"] and (one["index"] or one["unique"])}
            assert field.column in first, f"{field.model.__name__}.{field.name}"
