"""What other slices may do with letters: register handlers, queue, ask, stop, and read a thread back."""

from __future__ import annotations

from django.utils import timezone

from benkan.apps.exchange.asking import allow, answered, ask, ask_for_the_record, letter, post
from benkan.apps.exchange.by_courier import Loaded, load, take_reply, waiting_by_kind
from benkan.apps.exchange.carrying import opened, sealed
from benkan.apps.exchange.delivering import deliver_due, deliver_to
from benkan.apps.exchange.evidence import (
    Kept,
    forget,
    forget_sent,
    of_thread,
    opened_reply,
    sizes_received,
    withdraw_sent,
)
from benkan.apps.exchange.inbox import OUT_OF_ORDER, Taken, receive, received_together, taken
from benkan.apps.exchange.lanes import Lanes
from benkan.apps.exchange.letters import Letter, own
from benkan.apps.exchange.models import Outgoing, State
from benkan.apps.exchange.outbox import LIFE, WAY_BACK, backoff, queue, recover, stop_queued
from benkan.apps.exchange.registry import ACT_OF, Message, Proof, gate_of, handles, on_stop, outcome_of, when_unverified
from benkan.apps.exchange.signed_times import SignedTimes, signed_times

__all__ = [
    "ACT_OF",
    "LIFE",
    "OUT_OF_ORDER",
    "WAY_BACK",
    "Kept",
    "Lanes",
    "Letter",
    "Loaded",
    "Message",
    "Outgoing",
    "Proof",
    "SignedTimes",
    "State",
    "Taken",
    "allow",
    "answered",
    "ask",
    "ask_for_the_record",
    "backoff",
    "deliver_due",
    "deliver_to",
    "due_now",
    "envelope_of",
    "forget",
    "forget_sent",
    "gate_of",
    "handles",
    "letter",
    "load",
    "of_thread",
    "on_stop",
    "opened",
    "opened_reply",
    "outcome_of",
    "outgoing",
    "own",
    "post",
    "queue",
    "receive",
    "received_together",
    "recover",
    "sealed",
    "signed_times",
    "sizes_received",
    "stop_queued",
    "take_reply",
    "taken",
    "waiting_by_kind",
    "waiting_for",
    "when_unverified",
    "withdraw_sent",
]


def outgoing(envelope_id: str) -> Outgoing | None:
    """The letter with this identity as it stands, or None."""
    return Outgoing.objects.filter(envelope_id=envelope_id).first()


def envelope_of(thread: str, kind: str) -> Kept | None:
    """The latest letter of this kind in the thread, or None."""
    found = of_thread(thread, kind)
    return found[-1] if found else None


def due_now(partner: str) -> bool:
    """Whether a letter is due to leave for this partner: what is large waits for it."""
    due = Outgoing.objects.filter(state=State.QUEUED, recipient=partner, next_attempt_at__lte=timezone.now())
    return due.exists()


def waiting_for(partner: str) -> int:
    """How many letters wait to leave for this partner."""
    return Outgoing.objects.filter(state=State.QUEUED, recipient=partner).count()
