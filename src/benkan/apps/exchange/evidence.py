"""The letters of one thread as they were exchanged: what an evidence file is made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from benkan.apps.exchange import letters
from benkan.apps.exchange.models import Incoming, Outgoing, State
from benkan.core.envelope import Opened


@dataclass(frozen=True, slots=True)
class Kept:
    """One letter of a thread, with what opens it.

    Args:
        direction: ``in`` or ``out``.
        data: the envelope's bytes.
        salt: with the payload it proves what the envelope holds, without any private key.
        reply: the sealed reply: the partner's to ours, ours to the partner's.
    """

    envelope_id: str
    kind: str
    direction: str
    partner: str
    data: bytes = field(repr=False)
    payload: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    reply: bytes = field(repr=False)


def of_thread(thread: str, kind: str | None = None, *, partner: str | None = None) -> list[Kept]:
    """The letters of the thread that were sent or received, oldest first.

    Args:
        kind: only letters of this kind.
        partner: only letters to and from this partner; a thread is named by whoever writes, so others can name it too.
    """
    sent = Outgoing.objects.filter(thread=thread, sealed__isnull=False)
    received = Incoming.objects.filter(thread=thread).exclude(envelope=b"")  # forgotten ones open no more
    if kind is not None:
        sent, received = sent.filter(kind=kind), received.filter(kind=kind)
    if partner is not None:
        sent, received = sent.filter(recipient=partner), received.filter(sender=partner)
    found = [(row.created_at, _sent(row)) for row in sent] + [(row.received_at, _received(row)) for row in received]
    return [kept for _, kept in sorted(found, key=lambda item: item[0])]


def opened_reply(kept: Kept) -> Opened | None:
    """The partner's reply to a letter of ours, opened; None for letters that came in or have no reply."""
    if kept.direction != "out" or not kept.reply:
        return None
    return letters.open_reply_again(kept.partner, kept.envelope_id, kept.reply)


def forget(sender: str, envelope_id: str) -> None:
    """Erases the bytes of a received letter whose content was withdrawn; that it came, and its digest, stay.

    With the private key the sealed bytes are as good as their content, so they go too. The same letter again still
    gets the same reply.
    """
    Incoming.objects.filter(sender=sender, envelope_id=envelope_id).update(envelope=b"")


def forget_sent(thread: str, kinds: tuple[str, ...]) -> None:
    """Erases the content of letters of ours that have ended and carried what is withdrawn; their receipts stay."""
    ended = Outgoing.objects.filter(thread=thread, kind__in=kinds).exclude(state=State.QUEUED)
    ended.update(payload=b"", sealed=None, salt=None)


def withdraw_sent(envelope_ids: Collection[str]) -> int:
    """Erases the content of letters of ours whose content was withdrawn; those that still wait will not leave.

    That they were sent, and their receipts, stay. How many still waited.
    """
    rows = Outgoing.objects.filter(envelope_id__in=envelope_ids)
    waiting = rows.filter(state=State.QUEUED).update(state=State.STOPPED, last_code="envelope.forgotten")
    rows.update(payload=b"", sealed=None, salt=None)
    return waiting


def _sent(row: Outgoing) -> Kept:
    return Kept(
        row.id,
        row.kind,
        "out",
        row.recipient,
        bytes(row.sealed or b""),
        bytes(row.payload),
        bytes(row.salt or b""),
        bytes(row.receipt or b""),
    )


def _received(row: Incoming) -> Kept:
    opened = letters.open_again(row.sender, bytes(row.envelope))
    return Kept(row.id, row.kind, "in", row.sender, bytes(row.envelope), opened.payload, opened.salt, bytes(row.reply))


def sizes_received(kind: str) -> list[tuple[str, int]]:
    """The sender and the size in bytes of every letter of this kind that came in, oldest first."""
    rows = Incoming.objects.filter(kind=kind).order_by("number")
    return [(row.sender, len(row.envelope)) for row in rows.only("sender", "envelope")]
