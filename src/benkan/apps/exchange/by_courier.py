"""Queued letters that a courier takes along, and the replies that a courier brings back.

A letter that travels by hand stays in the queue: it is the same sealed bytes by whichever way it goes, its receipt may
come by either, and the first one ends it. What a courier has taken can no longer be called back; the partner's own gate
asks the convention again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from benkan.apps.exchange import outbox
from benkan.apps.exchange.inbox import OUT_OF_ORDER
from benkan.apps.exchange.letters import Letter
from benkan.apps.exchange.models import Outgoing, State
from benkan.core.envelope import peek
from benkan.core.errors import Invalid, Refused
from benkan.wire import Refusal


@dataclass(slots=True)
class Loaded:
    """What waits for one partner.

    Args:
        letters: sealed and allowed now, in the order in which they were queued.
        expired: letters that ended because their time was over.
        stopped: letters that the convention stopped.
        awaited: letters that went by hand, may no longer be sent, and whose receipt may still come.
    """

    letters: list[Letter] = field(default_factory=list)
    expired: int = 0
    stopped: int = 0
    awaited: int = 0


def load(partner: str) -> Loaded:
    """The letters that a courier may take to this partner now; each is judged as before any attempt."""
    found = Loaded()
    waiting = Outgoing.objects.filter(state=State.QUEUED, recipient=partner).order_by("number")
    for number in list(waiting.values_list("number", flat=True)):
        with transaction.atomic():
            row = Outgoing.objects.select_for_update().filter(number=number, state=State.QUEUED).first()
            if row is not None:
                _load(row, found)
    return found


def _load(row: Outgoing, found: Loaded) -> None:
    now = timezone.now()
    if row.expires_at <= now:
        if row.carried_at is not None and row.expires_at > now - outbox.WAY_BACK:
            found.awaited += 1
        else:
            outbox.end(row, State.EXPIRED, "envelope.expired")
            found.expired += 1
        return
    try:
        outbox.judge(row)
        outbox.seal_once(row)
        outbox.note_sealed([row])
    except (Refused, Invalid) as refused:
        outbox.end(row, State.STOPPED, refused.code, refused.clause)
        found.stopped += 1
        return
    row.carried_at = now
    row.save(update_fields=["carried_at"])
    found.letters.append(outbox.letter_of(row))


def take_reply(sender: str, data: bytes) -> str | None:
    """How a queued letter ended by this reply, ``known`` when it had ended before; None when it answers none.

    Raises:
        Invalid, Unverified: the reply is not authentic or not to exactly these bytes; nothing was changed.
    """
    try:
        asked = uuid.UUID(peek(data).previous)
    except ValueError:
        return None
    row = Outgoing.objects.filter(envelope_id=asked, recipient=sender).first()
    if row is None:
        return None
    if row.state != State.QUEUED:
        return "known"
    answer = outbox.read(row, data)
    if isinstance(answer, Refusal) and answer.code == OUT_OF_ORDER:
        return "known"
    if not outbox.settle(row, answer, data):
        return "known"
    return "refused" if isinstance(answer, Refusal) else "delivered"


def waiting_by_kind() -> dict[str, dict[str, int]]:
    """How many letters wait, by partner and kind."""
    counts: dict[str, dict[str, int]] = {}
    waiting = Outgoing.objects.filter(state=State.QUEUED).order_by()
    for partner, kind, count in waiting.values_list("recipient", "kind").annotate(Count("number")):
        counts.setdefault(partner, {})[kind] = count
    return {partner: dict(sorted(kinds.items())) for partner, kinds in counts.items()}
