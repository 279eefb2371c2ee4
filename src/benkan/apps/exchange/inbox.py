"""What happens to a letter that arrives: authenticate, know again, judge, handle, answer.

The letter, what its handler did, the journal line and the sealed reply are one transaction. Killed before it ends,
the node has seen nothing and the partner sends the same bytes again; killed after, the stored reply answers them.
"""

from __future__ import annotations

import logging
import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import letters
from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.exchange.registry import ACT_OF, Handler, Message, handler_for
from benkan.apps.journal import services as journal
from benkan.core.envelope import Header, Opened, peek
from benkan.core.errors import N_, BenkanError, Refused, Unverified
from benkan.wire import Message as Payload
from benkan.wire import Receipt, decode, time_text

logger = logging.getLogger("benkan.exchange")

OUT_OF_ORDER = "envelope.out-of-order"
MAX_EVIDENCE_BYTES = 65_536
_QUIET_S = 60.0
_last_refused: dict[tuple[str, str], float] = {}


def receive(data: bytes) -> bytes:
    """The sealed reply to a sealed letter: what it asks for, a receipt, or a refusal.

    Raises:
        Invalid, Unverified, Refused: the letter is not authentic or not for this node, so there is nobody to seal a
            reply to; nothing was changed.
    """
    claimed = peek(data)
    try:
        opened = letters.open_from(claimed.sender, data)
    except BenkanError as error:
        _journal_stranger(claimed, error)
        raise
    sha256 = letters.digest(data)
    try:
        with transaction.atomic():
            return _process(opened, data, sha256)
    except _Later as later:
        return letters.reply(opened, letters.refusal(later.error))


class _Later(Exception):
    """Rolls the transaction back, so that the same letter may come again; not an error."""

    def __init__(self, error: BenkanError) -> None:
        super().__init__(error.code)
        self.error = error


def _process(opened: Opened, data: bytes, sha256: str) -> bytes:
    header = opened.header
    # One letter of a partner at a time: counts that the convention judges cannot be read by two at once.
    agencies.hold(header.sender)
    known = _known(opened, sha256)
    if known is not None:
        return known
    now = timezone.now()
    row = Incoming(
        envelope_id=header.id,
        sender=header.sender,
        convention=header.convention,
        kind=header.kind,
        thread=header.thread,
        sha256=sha256,
        envelope=data,
        reply=b"",
        received_at=now,
    )
    try:
        handler = handler_for(header.kind)
    except BenkanError as error:
        handler, refused = None, error
    if handler is None or handler.remember:
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # The same letter came by two connections at once; the other one has just been answered.
            return _known(opened, sha256) or b""
    agencies.seen(header.sender, now)
    payload: Payload
    evidence = False
    if handler is None:
        payload = _refuse(header, refused)
        row.code = refused.code
    else:
        try:
            with transaction.atomic():
                payload = _handle(handler, opened, sha256)
        except BenkanError as error:
            if error.code == OUT_OF_ORDER:
                raise _Later(error) from error
            payload = _refuse(header, error)
            row.code = error.code
            # Signed by the partner and false: two histories of one journal, two contents of one release.
            evidence = isinstance(error, Unverified) and len(data) <= MAX_EVIDENCE_BYTES
    reply = letters.reply(opened, payload)
    if row.number or evidence:
        row.reply = reply
        if row.code and not evidence:
            row.envelope = b""  # what was refused is not kept: its digest tells the same letter when it comes again
        row.save()
    return reply


def _handle(handler: Handler, opened: Opened, sha256: str) -> Payload:
    header = opened.header
    _in_order(header)
    payload = decode(header.kind, opened.payload)
    facts = dict(handler.facts(payload))
    accords.decide(
        handler.act, actor=header.sender, counterparty=letters.own(), convention=header.convention or None, **facts
    )
    message = Message(header, payload, header.sender, timezone.now(), sha256)
    reply = handler.function(message)
    if reply is not None:
        return reply
    return Receipt(envelope=header.id, sha256=sha256, received_at=time_text(message.received_at))


def _known(opened: Opened, sha256: str) -> bytes | None:
    """The stored reply when this letter was processed before; other bytes under its identity are refused."""
    header = opened.header
    row = Incoming.objects.filter(sender=header.sender, envelope_id=header.id).first()
    if row is None:
        return None
    if row.sha256 != sha256:
        journal.write(
            "message-refused",
            partner=header.sender,
            convention=header.convention,
            reference=header.id,
            code="envelope.id-reused",
            kind=header.kind,
        )
        error = Unverified(
            "envelope.id-reused",
            N_("Another letter came before under the same identity."),
            N_("Give every letter an identity of its own."),
        )
        return letters.reply(opened, letters.refusal(error))
    return bytes(row.reply)


def _in_order(header: Header) -> None:
    """Refuses, for now, a letter whose predecessor has not been here."""
    if not header.previous:
        return
    if Incoming.objects.filter(sender=header.sender, envelope_id=header.previous, code="").exists():
        return
    if Outgoing.objects.filter(recipient=header.sender, envelope_id=header.previous).exists():
        return
    if Incoming.objects.filter(sender=header.sender, envelope_id=header.previous).exists():
        raise Refused(
            "envelope.previous-refused",
            N_("This letter follows one that was refused."),
            N_("Start again with a new letter."),
        )
    raise Refused(
        OUT_OF_ORDER,
        N_("This letter follows one that has not arrived yet."),
        N_("Nothing to do: it is sent again by itself after the one before."),
    )


def _refuse(header: Header, error: BenkanError) -> Payload:
    act = ACT_OF.get(header.kind)
    journal.write(
        "message-refused",
        partner=header.sender,
        convention=header.convention,
        clause=error.clause,
        reference=header.id,
        code=error.code,
        kind=header.kind,
        **({"act": str(act)} if act else {}),
    )
    return letters.refusal(error)


def _journal_stranger(claimed: Header, error: BenkanError) -> None:
    """One line a minute for each claimed sender and code: a stranger must not be able to fill the journal."""
    key = (claimed.sender, error.code)
    now = time.monotonic()
    if now - _last_refused.get(key, -_QUIET_S) < _QUIET_S or len(_last_refused) > 10_000:
        return
    _last_refused[key] = now
    logger.warning("a letter was refused: %s", error.code)
    if error.code == "agency.unknown":
        return
    journal.write("message-refused", partner=claimed.sender, kind=claimed.kind, code=error.code)
