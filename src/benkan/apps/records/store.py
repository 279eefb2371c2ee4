"""The SQL that every request of a partner asks of the records, for SQLite and PostgreSQL; all else uses the models."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import connection

_NOT_WITHDRAWN = "SELECT id FROM records_record WHERE withdrawn_at IS NULL AND id IN ({})"
_AT_ONCE = 500


def not_withdrawn(identifiers: Iterable[str]) -> set[str]:
    """Those of these records that exist and were not withdrawn."""
    native = connection.features.has_native_uuid_field
    wanted = [uuid.UUID(one) if native else uuid.UUID(one).hex for one in identifiers]
    found: set[str] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            cursor.execute(_NOT_WITHDRAWN.format(", ".join(["%s"] * len(part))), part)
            found.update(str(one) if native else str(uuid.UUID(one)) for (one,) in cursor.fetchall())
    return found
