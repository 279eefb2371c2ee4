"""The SQL that adds lines, for SQLite and PostgreSQL: the head read and locked, lines put in, the head moved.

It runs hundreds of times a second under a lock that every writer waits for; the ORM would hold that lock several times
longer. Everything that only reads the journal uses the models.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from benkan.apps.journal.entry import Entry
from benkan.core import tlog

_HEAD = "SELECT size, frontier FROM journal_head WHERE id = 1"
_FIRST = "INSERT INTO journal_head (id, size, frontier) VALUES (1, 0, %s) ON CONFLICT (id) DO NOTHING"
_MOVE = "UPDATE journal_head SET size = %s, frontier = %s WHERE id = 1"
_ADD = (
    "INSERT INTO journal_line (seq, at, event, officer, partner, convention, clause, reference, facts, entry,"
    " leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line with its bytes and their hash, ready to be put in."""

    at: dt.datetime
    entry: Entry
    data: bytes
    leaf: bytes


def locked_frontier() -> tlog.Frontier:
    """The tree's frontier; other writers wait from here to the end of the transaction."""
    # SQLite's transactions are immediate: there the lock is held already.
    waiting = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + waiting)
        found = cursor.fetchone()
        if found is None:
            cursor.execute(_FIRST, (tlog.Frontier().to_bytes(),))
            cursor.execute(_HEAD + waiting)
            found = cursor.fetchone()
    return tlog.Frontier.from_bytes(bytes(found[1]))


def add(lines: Sequence[NewLine], frontier: tlog.Frontier) -> None:
    """Puts the lines in and moves the head to the frontier after them."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [
        (
            one.entry.line,
            adapt(one.at),
            one.entry.event,
            one.entry.officer,
            one.entry.partner,
            one.entry.convention,
            one.entry.clause,
            one.entry.reference,
            json.dumps(one.entry.facts),
            one.data,
            one.leaf,
        )
        for one in lines
    ]
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(_ADD, rows[0])
        else:
            cursor.executemany(_ADD, rows)
        cursor.execute(_MOVE, (frontier.size, frontier.to_bytes()))
