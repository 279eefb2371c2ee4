"""How a statement of ``store`` reaches either database: by its driver, inside Django's connection and transaction.

Django's own cursors cost more than a look-up of the index, and on PostgreSQL they send values as text and have every
statement planned again. A list is one parameter, so that a statement stays one text, which the database prepares once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections


def on_postgresql() -> bool:
    """Whether the node's database is PostgreSQL; SQLite otherwise. Asked anew: nodes on both may share a process."""
    return bool(connections[DEFAULT_DB_ALIAS].vendor == "postgresql")


def among(values: Sequence[int] | Sequence[str]) -> tuple[str, Any]:
    """The condition that a column is one of these values, and its one parameter."""
    given = list(values)
    if on_postgresql():
        return "= ANY(%s)", given
    # Of whole numbers Python's own spelling is JSON, in a quarter of the time.
    whole = given and type(given[0]) is int
    return "IN (SELECT value FROM json_each(%s))", str(given) if whole else json.dumps(given)


def rows(sql: str, *given: Any) -> list[Any]:
    """What the statement finds."""
    found: list[Any] = _executed(sql, given).fetchall()
    return found


def do(sql: str, *given: Any) -> None:
    """Has the statement done."""
    _executed(sql, given)


def do_many(sql: str, given: Sequence[Sequence[Any]], *, types: Sequence[str] = ()) -> None:
    """Has it done for each row of values.

    Args:
        types: of the columns, for an INSERT with one parameter a column: PostgreSQL then takes all rows at once.
    """
    if not given:
        return
    if not on_postgresql():
        with connection.wrap_database_errors:
            _driver().executemany(_for_sqlite(sql), given)
    elif types:
        before, _, after = sql.partition("VALUES (")
        values, _, after = after.partition(")")
        places = iter(types)
        columns = ", ".join(f"unnest(%s::{next(places)}[])" if one == "%s" else one for one in values.split(", "))
        do(f"{before}SELECT {columns}{after}", *(list(column) for column in zip(*given, strict=True)))
    else:
        with connection.cursor() as cursor:
            cursor.executemany(sql, given)


def bulk_add(
    table: str, columns: Sequence[str], types: Sequence[str], new: Sequence[Sequence[Any]], *, how: str = ""
) -> None:
    """Adds rows in the fastest way that the database has.

    Args:
        types: of the columns, as PostgreSQL calls them.
        how: ``OR REPLACE`` for SQLite.
    """
    if not new:
        return
    names = ", ".join(columns)
    if not on_postgresql():
        do_many(f"INSERT {how}INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", new)
        return
    with (
        connection.wrap_database_errors,
        _driver().cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.set_types(types)
        for row in new:
            copy.write_row(row)


def _executed(sql: str, given: Sequence[Any]) -> Any:
    database = connections[DEFAULT_DB_ALIAS]  # ``connection`` would look for it at each of its attributes
    with database.wrap_database_errors:
        if database.connection is None:
            database.ensure_connection()
        if on_postgresql():
            from psycopg import Cursor

            return Cursor(database.connection).execute(sql, given, prepare=True, binary=True)
        return database.connection.execute(_for_sqlite(sql), given)


def _driver() -> Any:
    connection.ensure_connection()
    return connection.connection


@lru_cache(maxsize=256)
def _for_sqlite(sql: str) -> str:
    return sql.replace("%s", "?")
