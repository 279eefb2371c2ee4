"""What happens to a letter that arrives: authenticate, know again, judge, handle, answer.

The letter, what its handler did, the journal line and the sealed reply are one transaction. Killed before it ends,
the node has seen nothing and the partner sends the same bytes again; killed after, the stored reply answers them.
"""

from __future__ import annotations

import logging
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import letters, store
from benkan.apps.exchange.models import Incoming, Outgoing
from benkan.apps.exchange.registry import (
    ACT_OF,
    ANSWERED_AT_ONCE,
    Handler,
    Message,
    Proof,
    handler_for,
    tell_unverified,
)
from benkan.apps.journal import services as journal
from benkan.core.envelope import Answer, Header, Opened, answers, peek, unbundle
from benkan.core.errors import N_, BenkanError, Invalid, Refused, Unreachable, Unverified
from benkan.web.database import is_trouble
from benkan.wire import Message as Payload
from benkan.wire import Receipt, decode, time_text

logger = logging.getLogger("benkan.exchange")

OUT_OF_ORDER = "envelope.out-of-order"
MAX_EVIDENCE_BYTES = 65_536
BUNDLE_S = 1.0
"""So long a bundle may hold the database; letters that it did not come to are sent again."""
_QUIET_S = 60.0
_last_refused: dict[tuple[str, str], float] = {}


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter.

    Args:
        reply: the sealed reply.
        code: of the refusal, else empty.
        again: it had been here before, and gets the reply that it got then.
    """

    reply: bytes = field(repr=False)
    code: str = ""
    again: bool = False


def receive(data: bytes) -> bytes:
    """The sealed reply to a sealed letter: what it asks for, a receipt, or a refusal; raises as ``taken``."""
    return taken(data).reply


def taken(data: bytes, *, by_hand: bool = False) -> Taken:
    """What became of a letter, by whichever way it came: there is one gate.

    Args:
        by_hand: a stick brought it, so its sender was not heard on the line.

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
            return _process(opened, data, sha256, by_hand=by_hand)
    except _Later as later:
        return Taken(letters.reply(opened, letters.refusal(later.error)), later.error.code)


def received_together(data: bytes) -> bytes:
    """The answers to a bundle: each letter is judged and answered as if it had come alone, and all are kept at once.

    One transaction for all of them (see ``together``), and a savepoint for each: a letter that is refused, that is not
    authentic or whose handler fails harms no other one. No answer leaves before everything is durable.

    Raises:
        Invalid: not a bundle, or letters of more than one sender.
        DatabaseError: the database cannot serve; nothing was kept and the same bundle may come again.
    """
    came = unbundle(data)
    claimed = [_peeked(each) for each in came]
    senders = {header.sender for header in claimed if header is not None}
    if len(senders) > 1:
        raise Invalid(
            "bundle.senders",
            N_("A bundle holds letters of more than one service."),
            N_("Send the letters of each service by themselves."),
            place="bundle",
        )
    opened = [_opened(header, each) for header, each in zip(claimed, came, strict=True)]
    until = time.monotonic() + BUNDLE_S
    with together():
        given = [
            Answer(code=one) if isinstance(one, str) else _one_of_many(one, each, until)
            for one, each in zip(opened, came, strict=True)
        ]
    return answers(given)


def together() -> AbstractContextManager[object]:
    """One transaction for all letters of a bundle, where that cannot lock out others in another order than theirs.

    SQLite has one writer at a time. On PostgreSQL each letter is a transaction of its own: an officer's act that waits
    for the journal while this one, which has written in it, waits for the officer's request would be a deadlock.
    """
    return nullcontext() if connection.features.has_select_for_update else transaction.atomic()


def _peeked(data: bytes) -> Header | None:
    try:
        return peek(data)
    except BenkanError:
        return None


def _opened(claimed: Header | None, data: bytes) -> Opened | str:
    """The letter, or the plain code of why it is not taken."""
    if claimed is None:
        return "envelope.malformed"
    try:
        return letters.open_from(claimed.sender, data)
    except BenkanError as error:
        _journal_stranger(claimed, error)
        return error.code


def _one_of_many(opened: Opened, data: bytes, until: float) -> Answer:
    """The answer to one letter of a bundle, within the transaction of all."""
    kind = opened.header.kind
    if kind in ANSWERED_AT_ONCE:
        return Answer(code="bundle.kind")
    if time.monotonic() > until:
        return Answer(code="node.busy")
    try:
        with transaction.atomic():
            return Answer(reply=_process(opened, data, letters.digest(data), by_hand=False).reply)
    except _Later as later:
        return Answer(reply=letters.reply(opened, letters.refusal(later.error)))
    except Exception as error:
        if is_trouble(error):
            raise
        # Never the error's text: it may name what was searched.
        logger.error("a letter could not be handled: %s", type(error).__name__)  # noqa: TRY400 - same
        return Answer(code="node.failed")


class _Later(Exception):
    """Rolls the transaction back, so that the same letter may come again; not an error."""

    def __init__(self, error: BenkanError) -> None:
        super().__init__(error.code)
        self.error = error


def _process(opened: Opened, data: bytes, sha256: str, *, by_hand: bool) -> Taken:
    header = opened.header
    # One letter of a partner at a time: counts that the convention judges cannot be read by two at once.
    agencies.hold(header.sender)
    known = _known(opened, sha256)
    if known is not None:
        return known
    now = timezone.now()
    refused: BenkanError | None = None
    handler: Handler | None = None
    try:
        handler = handler_for(header.kind)
    except BenkanError as error:
        refused = error
    remembered = handler is None or handler.remember
    if remembered and not store.add(header, data, sha256, now):
        # The same letter came by two connections at once; the other one has just been answered.
        return _known(opened, sha256) or Taken(b"")
    if not by_hand:
        agencies.seen(header.sender, now)
    payload: Payload | None = None
    if handler is not None:
        try:
            with transaction.atomic(), accords.one_reading():
                payload = _handle(handler, opened, sha256)
        except BenkanError as error:
            # What cannot be served now, such as a question while no signer runs, is no refusal for good.
            if error.code == OUT_OF_ORDER or isinstance(error, Unreachable):
                raise _Later(error) from error
            refused = error
    if refused is not None:
        payload = _refuse(header, refused)
        if isinstance(refused, Unverified):
            _tell_unverified(opened, data, sha256, refused)
    assert payload is not None
    reply = letters.reply(opened, payload)
    _keep(header, data, sha256, reply, refused, remembered=remembered)
    return Taken(reply, refused.code if refused else "")


def _keep(
    header: Header, data: bytes, sha256: str, reply: bytes, refused: BenkanError | None, *, remembered: bool
) -> None:
    """What stays of the letter: its reply, and its own bytes unless it was refused for nothing that they prove."""
    # Signed by the partner and false: two histories of one journal, two contents of one release.
    evidence = isinstance(refused, Unverified) and len(data) <= MAX_EVIDENCE_BYTES
    if not remembered:
        if not evidence:
            return
        store.add(header, data, sha256, timezone.now())
    store.answer(header, reply, refused.code if refused else "")
    if refused is not None and not evidence:
        store.empty(header)


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


def _tell_unverified(opened: Opened, data: bytes, sha256: str, error: Unverified) -> None:
    try:
        payload = decode(opened.header.kind, opened.payload)
    except BenkanError:
        return
    proof = Proof(data, opened.salt, opened.payload)
    tell_unverified(Message(opened.header, payload, opened.header.sender, timezone.now(), sha256, proof), error)


def _known(opened: Opened, sha256: str) -> Taken | None:
    """The stored reply when this letter was processed before; other bytes under its identity are refused."""
    header = opened.header
    known = store.find(header)
    if known is None:
        return None
    if known.sha256 != sha256:
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
        return Taken(letters.reply(opened, letters.refusal(error)), error.code)
    return Taken(known.reply, again=True)


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
