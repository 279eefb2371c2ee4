"""When a letter of ours was sent and received, as the letter and its receipt say it: each signed by who says it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from benkan.apps.exchange import letters
from benkan.apps.exchange.models import Outgoing
from benkan.core.envelope import peek
from benkan.wire import Message, Receipt, decode


@dataclass(frozen=True, slots=True)
class SignedTimes:
    """The times of one delivered letter.

    Args:
        sent_at: in our letter's header.
        received_at: in the partner's receipt.
        learnt_at: when that receipt reached us, by our own clock.
    """

    sent_at: dt.datetime
    received_at: dt.datetime
    learnt_at: dt.datetime


def signed_times(outgoing: Outgoing) -> SignedTimes | None:
    """The times of the letter; None until it was sealed and its receipt has come."""
    if outgoing.sealed is None or not outgoing.receipt or outgoing.delivered_at is None:
        return None
    payload = outgoing.receipt_read or _read_again(outgoing)
    if not isinstance(payload, Receipt):
        return None
    received_at = dt.datetime.fromisoformat(payload.received_at)
    return SignedTimes(peek(bytes(outgoing.sealed)).sent(), received_at, outgoing.delivered_at)


def _read_again(outgoing: Outgoing) -> Message:
    reply = letters.open_reply_again(outgoing.recipient, outgoing.id, bytes(outgoing.receipt or b""))
    return decode(reply.header.kind, reply.payload)
