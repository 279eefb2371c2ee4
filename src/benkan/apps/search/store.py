"""The SQL that is asked so often that the ORM would take several times as long as the database, for both databases.

The worker looks for questions that are due five times a second, day and night, and mostly finds nothing; every request
that quotes a handle reads our indexes. All else uses the models.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

_DUE = "SELECT 1 FROM search_inquiry WHERE state IN ('waiting', 'asked') AND next_attempt_at <= %s LIMIT 1"
_OWN = "SELECT epoch, manifest FROM search_ownindex WHERE convention = %s ORDER BY built_at DESC"


def own_indexes(convention: str) -> list[tuple[int, bytes]]:
    """Epoch and manifest of every index that we published for the convention, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN, (convention,))
        return [(epoch, bytes(manifest)) for epoch, manifest in cursor.fetchall()]


def any_due(now: dt.datetime) -> bool:
    """Whether a question to a partner is due."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, (connection.ops.adapt_datetimefield_value(now),))
        return cursor.fetchone() is not None
