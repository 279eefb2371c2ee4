"""The SQL that every letter about a request asks, for SQLite and PostgreSQL: is there one of this identity already?

The ORM would build its statement anew for each letter and take several times as long as the database. All else uses the
models.
"""

from __future__ import annotations

import uuid

from django.db import connection

_REQUEST = "SELECT 1 FROM requests_request WHERE id = %s"
_ASKED_BACK = "SELECT 1 FROM requests_clarification WHERE request_id = %s LIMIT 1"
_RELEASE = "SELECT 1 FROM requests_release WHERE id = %s"


def request_exists(identity: str) -> bool:
    """Whether a request of this identity is here, whoever made it."""
    return _exists(_REQUEST, identity)


def release_exists(identity: str) -> bool:
    """Whether a release of this identity is here, whoever made it."""
    return _exists(_RELEASE, identity)


def was_asked_back(identity: uuid.UUID) -> bool:
    """Whether the request has had a question back; most have none."""
    return _exists(_ASKED_BACK, str(identity))


def _exists(query: str, identity: str) -> bool:
    value = uuid.UUID(identity)
    with connection.cursor() as cursor:
        cursor.execute(query, (value if connection.features.has_native_uuid_field else value.hex,))
        return cursor.fetchone() is not None
