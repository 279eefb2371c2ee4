"""The SQL of signing in, for SQLite and PostgreSQL: two rows by their keys, asked for at every request.

The ORM builds the same two statements anew each time, which costs far more than the database needs for them. Nothing
is kept between requests: a session that ended or an officer who was disabled is so at once, in every process.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from .models import Officer

_COLUMNS = (
    "id", "password", "is_superuser", "username", "first_name", "last_name", "email", "is_staff", "is_active", "role",
    "display_name", "language",
)  # fmt: skip
"""All but two moments, which are read when somebody asks for them; a test compares."""
_OFFICER = f"SELECT {', '.join(_COLUMNS)} FROM accounts_officer WHERE id = %s"  # noqa: S608 - its own constants
_SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


def session_data(key: str) -> str | None:
    """What the session of this key holds, still signed; None when there is none or it has expired."""
    found = _row(_SESSION, key, connection.ops.adapt_datetimefield_value(timezone.now()))
    return str(found[0]) if found else None


def officer(number: int) -> Officer | None:
    """The officer of this primary key."""
    found = _row(_OFFICER, number)
    return Officer.from_db(connection.alias, _COLUMNS, found) if found else None


def _row(statement: str, *given: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found
