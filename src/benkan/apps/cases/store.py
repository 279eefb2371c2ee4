"""The SQL behind a search's case and a letter's, for SQLite and PostgreSQL: one statement for what each needs.

Every search of a program and every letter about a request asks this; the ORM would build its statements anew each time.
Pages use the models.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import connection

_STANDING = (
    "SELECT number, purpose, opened_by_id, closed_at IS NOT NULL, EXISTS(SELECT 1 FROM cases_case_shared_with"
    " WHERE case_id = cases_case.id AND officer_id = %s) FROM cases_case WHERE id = %s"
)
_MOVED = "UPDATE cases_case SET moved_at = %s WHERE id = %s"


class Standing(NamedTuple):
    """What a case is about, and how an officer stands to it."""

    number: str
    purpose: str
    opened_by: int
    closed: bool
    shared: bool


def standing(case_id: uuid.UUID, officer: int) -> Standing | None:
    """The case as the officer of this primary key stands to it; None when there is no such case."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, (officer, case_id if connection.features.has_native_uuid_field else case_id.hex))
        found = cursor.fetchone()
    return Standing(found[0], found[1], found[2], bool(found[3]), bool(found[4])) if found else None


def moved(case_id: uuid.UUID, at: dt.datetime) -> None:
    """Notes when something last happened in the case."""
    key = case_id if connection.features.has_native_uuid_field else case_id.hex
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, (connection.ops.adapt_datetimefield_value(at), key))
