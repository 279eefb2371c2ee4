"""Rows into a table with one prepared statement: what an import of a hundred thousand rows needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

Prepare = Callable[[Any], Any]
_PREPARED = (models.UUIDField, models.DateField, models.TimeField, models.DecimalField)


class Table:
    """Inserts rows of values, one for each of the named fields; the other columns get their field's empty value.

    Args:
        model: whose table it is.
        names: fields in the order of the values; a foreign key by its column, such as ``spot_id``.
    """

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        meta = model._meta  # noqa: SLF001 - Django's documented interface
        fields: list[Any] = [
            meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name) for name in names
        ]
        self._prepare = [self._preparing(getattr(field, "target_field", field)) for field in fields]
        quoted = [connection.ops.quote_name(field.column) for field in fields]
        places = ", ".join(["%s"] * len(fields))
        table = connection.ops.quote_name(meta.db_table)
        self._sql = f"INSERT INTO {table} ({', '.join(quoted)}) VALUES ({places})"  # noqa: S608 - names of our columns

    @staticmethod
    def _preparing(field: Any) -> Prepare | None:
        """How a value is written for this database; None where it is as it is."""
        if not isinstance(field, _PREPARED):
            return None
        known: dict[Any, Any] = {}

        def prepare(value: Any) -> Any:
            if value is None:
                return None
            if (found := known.get(value)) is None:
                found = field.get_db_prep_save(value, connection)
                if len(known) < 10_000:
                    known[value] = found
            return found

        return prepare

    def insert(self, rows: Iterable[Sequence[Any]]) -> None:
        """Inserts them, in the caller's transaction."""
        prepare = self._prepare
        ready = [
            tuple(value if how is None else how(value) for how, value in zip(prepare, row, strict=True)) for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(self._sql, ready)
