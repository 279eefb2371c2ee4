"""The SQL that adds lines, for SQLite and PostgreSQL: the head read and locked, lines put in, the head moved.

It runs hundreds of times a second under a lock that every writer waits for; the ORM would hold that lock several times
longer. What a proof of one line needs is read here too: an evidence file has a thousand. Everything else that only
reads the journal uses the models.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from benkan.apps.journal.entry import Entry
from benkan.core import tlog
from benkan.core.tlog.tiles import WIDTH

_HEAD = "SELECT size, frontier FROM journal_head WHERE id = 1"
_FIRST = "INSERT INTO journal_head (id, size, frontier) VALUES (1, 0, %s) ON CONFLICT (id) DO NOTHING"
_MOVE = "UPDATE journal_head SET size = %s, frontier = %s WHERE id = 1"
_ADD = (
    "INSERT INTO journal_line (seq, at, event, officer, partner, convention, clause, reference, facts, entry,"
    " leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)

_LINE = "SELECT entry, leaf_hash FROM journal_line WHERE seq = %s"
_COSIGNED = (
    "SELECT c.id, c.size, c.root, c.note FROM journal_checkpoint c WHERE c.size >= %s AND EXISTS"
    " (SELECT 1 FROM journal_cosignature g WHERE g.checkpoint_id = c.id) ORDER BY c.size DESC LIMIT 1"
)
_NEWEST = "SELECT id, size, root, note FROM journal_checkpoint WHERE size >= %s ORDER BY size DESC LIMIT 1"
_BY = "SELECT witness, line FROM journal_cosignature WHERE checkpoint_id = %s ORDER BY witness"


@dataclass(frozen=True, slots=True)
class Covering:
    """A signed checkpoint and the cosignatures under it: (agency id, line), in the order of the agencies."""

    size: int
    root: bytes
    note: str
    cosignatures: tuple[tuple[str, str], ...]


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


def add(lines: Sequence[NewLine], frontier: tlog.Frontier) -> bool:
    """Puts the lines in and moves the head to the frontier after them; whether they closed a tile."""
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
    return frontier.size // WIDTH > (frontier.size - len(lines)) // WIDTH


def line(seq: int) -> tuple[bytes, bytes] | None:
    """The entry's bytes and their hash; None when there is no such line."""
    with connection.cursor() as cursor:
        cursor.execute(_LINE, (seq,))
        found = cursor.fetchone()
    return (bytes(found[0]), bytes(found[1])) if found else None


def covering(seq: int) -> Covering | None:
    """The newest cosigned checkpoint that covers the line, else the newest of all; None when none does."""
    with connection.cursor() as cursor:
        for query in (_COSIGNED, _NEWEST):
            cursor.execute(query, (seq,))
            found = cursor.fetchone()
            if found is not None:
                identity, size, root, note = found
                cursor.execute(_BY, (identity,))
                return Covering(size, bytes(root), note, tuple((witness, text) for witness, text in cursor.fetchall()))
    return None
