"""The SQL by which letters come in, for SQLite and PostgreSQL: looked up, put in, answered.

It runs for every search of every partner inside the one transaction that a letter is; the ORM would take several times
as long as the database. Everything that only reads letters uses the models.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import connection

from benkan.apps.exchange.models import Outgoing
from benkan.core.envelope import Header

_FIND = "SELECT sha256, reply FROM exchange_incoming WHERE sender = %s AND envelope_id = %s"
_ADD = (
    "INSERT INTO exchange_incoming (envelope_id, sender, convention, kind, thread, sha256, envelope, reply, code,"
    " received_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', %s) ON CONFLICT (sender, envelope_id) DO NOTHING"
)
_ANSWER = "UPDATE exchange_incoming SET reply = %s, code = %s WHERE sender = %s AND envelope_id = %s"
_EMPTY = "UPDATE exchange_incoming SET envelope = %s WHERE sender = %s AND envelope_id = %s"
_DUE = (
    "SELECT DISTINCT recipient FROM exchange_outgoing WHERE state = 'queued' AND next_attempt_at <= %s"
    " AND NOT (carried_at IS NOT NULL AND expires_at <= %s AND expires_at > %s)"
)
_END = (
    "UPDATE exchange_outgoing SET state = %s, last_code = %s, clause = %s, receipt = %s, delivered_at = %s"
    " WHERE number = %s AND state = 'queued'"
)
_SEALED = "UPDATE exchange_outgoing SET sealed = %s, salt = %s WHERE number = %s"


@dataclass(frozen=True, slots=True)
class Known:
    """A letter that was processed before: the digest of its bytes, and the sealed reply."""

    sha256: str
    reply: bytes = field(repr=False)


def find(header: Header) -> Known | None:
    """The letter that came before under this identity."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, (header.sender, _uuid(header.id)))
        found = cursor.fetchone()
    return None if found is None else Known(found[0], bytes(found[1]))


def add(header: Header, data: bytes, sha256: str, received_at: dt.datetime) -> bool:
    """Puts the letter in, without a reply yet; False when one of this identity has come in the meantime."""
    at = connection.ops.adapt_datetimefield_value(received_at)
    identity, thread = _uuid(header.id), _uuid(header.thread)
    row = (identity, header.sender, header.convention, header.kind, thread, sha256, data, b"", at)
    with connection.cursor() as cursor:
        cursor.execute(_ADD, row)
        return bool(cursor.rowcount == 1)


def answer(header: Header, reply: bytes, code: str) -> None:
    """Keeps the reply of a letter that was put in; ``code`` is that of a refusal, else empty."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWER, (reply, code, header.sender, _uuid(header.id)))


def empty(header: Header) -> None:
    """Erases the letter's bytes; its digest tells the same letter when it comes again."""
    with connection.cursor() as cursor:
        cursor.execute(_EMPTY, (b"", header.sender, _uuid(header.id)))


def keep_sealed(number: int, sealed: bytes, salt: bytes) -> None:
    """Keeps the sealed bytes of a letter of ours."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, (sealed, salt, number))


def recipients_due(now: dt.datetime, way_back: dt.timedelta) -> list[str]:
    """The partners for whom a letter is due, without those that may only be awaited (``outbox.on_its_way``).

    The worker asks it five times a second, day and night.
    """
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_DUE, (adapt(now), adapt(now), adapt(now - way_back)))
        return [recipient for (recipient,) in cursor.fetchall()]


def end(outgoing: Outgoing) -> bool:
    """Keeps how a waiting letter of ours ended; False when it waits no more."""
    at = outgoing.delivered_at and connection.ops.adapt_datetimefield_value(outgoing.delivered_at)
    receipt = None if outgoing.receipt is None else bytes(outgoing.receipt)
    row = (str(outgoing.state), outgoing.last_code, outgoing.clause, receipt, at, outgoing.number)
    with connection.cursor() as cursor:
        cursor.execute(_END, row)
        return bool(cursor.rowcount == 1)


def _uuid(text: str) -> uuid.UUID | str:
    """The identity as the column holds it."""
    value = uuid.UUID(text)
    return value if connection.features.has_native_uuid_field else value.hex
