"""Letters that travel by hand: sealed into a file for one partner, opened from a file that somebody brought.

Judged by the convention and checked like a letter that came through the door. Nothing is stored and nothing answers, so
only what may be repeated without harm travels like this.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.exchange import letters
from benkan.apps.exchange.registry import ACT_OF, Message
from benkan.core.envelope import peek
from benkan.core.errors import N_, Invalid
from benkan.wire import Message as Payload
from benkan.wire import decode


def sealed(
    partner: str, payload: Payload, question: str, *, convention: str, expires_at: dt.datetime, **act_facts: Any
) -> bytes:
    """The envelope for this partner, as if it had asked.

    Args:
        question: the kind of letter that this answers, such as ``index.ask``.

    Raises:
        Refused: the convention does not let the partner ask that.
    """
    accords.decide(ACT_OF[question], actor=partner, counterparty=letters.own(), convention=convention, **act_facts)
    return letters.make(partner, payload, convention=convention, expires_at=expires_at).data


def opened(data: bytes, kind: str) -> Message:
    """The letter of this kind in the envelope; its sender's signature was verified.

    Raises:
        Refused: ``agency.unknown``.
        Invalid, Unverified: not an envelope for this node, altered, expired, or of another kind.
    """
    sender = peek(data).sender
    found = letters.open_from(sender, data)
    if found.header.kind != kind:
        raise Invalid(
            "envelope.kind",
            N_("This node does not take letters of this kind."),
            N_("Update the software of both services."),
            place="kind",
        )
    payload = decode(kind, found.payload)
    return Message(found.header, payload, sender, timezone.now(), letters.digest(data))
