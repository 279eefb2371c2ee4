"""What answering a partner's search reads and leaves, in SQL for SQLite and PostgreSQL.

It runs for every search of every partner, inside the transaction of its letter; the ORM would take several times as
long as the database. Everything that only reads these rows uses the models.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from benkan.wire import SearchAsk

_EPOCHS = "SELECT epoch FROM search_ownindex WHERE convention = %s AND expires_at > %s"
_ANY = "SELECT 1 FROM search_ownindex WHERE convention = %s LIMIT 1"
_KEEP = (
    "INSERT INTO search_answered (partner, convention, purpose, officer_commitment, case_commitment, elements,"
    " at) VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def epochs(convention: str, now: dt.datetime) -> frozenset[int] | None:
    """The epochs of which this node has an index that has not expired; None when it never published one."""
    with connection.cursor() as cursor:
        cursor.execute(_EPOCHS, (convention, connection.ops.adapt_datetimefield_value(now)))
        found = frozenset(row[0] for row in cursor.fetchall())
        if not found:
            cursor.execute(_ANY, (convention,))
            if cursor.fetchone() is None:
                return None
    return found


def keep(partner: str, convention: str, asked: SearchAsk, elements: int, at: dt.datetime) -> None:
    """Counts the search, for the quotas of the day."""
    row = (partner, convention, asked.purpose, asked.officer_commitment, asked.case_commitment, elements)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (*row, connection.ops.adapt_datetimefield_value(at)))
