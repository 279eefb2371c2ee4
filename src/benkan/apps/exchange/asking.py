"""A question with an immediate answer: the letter is sent and its reply read in one go.

Used by the worker for indexes, searches and witnesses. Nothing is queued: who asks decides what a failure means.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import letters, transport
from benkan.apps.exchange.letters import Letter
from benkan.apps.exchange.registry import ACT_OF, Proof
from benkan.core.envelope import Opened
from benkan.core.errors import N_, Unverified
from benkan.wire import (
    AttachmentChunk,
    AttachmentDigests,
    CertificateStatus,
    IndexChunk,
    IndexDigests,
    IndexManifest,
    Message,
    Refusal,
    SearchAnswer,
    WitnessCosignature,
    WitnessHeard,
    WitnessProof,
    decode,
    error_of,
    kind_of,
)

LIFE = dt.timedelta(hours=1)
ANSWER_OF: dict[str, type[Message]] = {
    "index.ask": IndexManifest,
    "index.digests.ask": IndexDigests,
    "index.chunk.ask": IndexChunk,
    "attachment.digests.ask": AttachmentDigests,
    "attachment.chunk.ask": AttachmentChunk,
    "search.ask": SearchAnswer,
    "certificates.status.ask": CertificateStatus,
    "witness.ask": WitnessCosignature,
    "witness.gossip": WitnessHeard,
    "witness.proof.ask": WitnessProof,
}
"""What each question is answered with."""

M = TypeVar("M", bound=Message)


def letter(
    partner: str, payload: Message, *, convention: str, thread: str = "", life: dt.timedelta = LIFE, **act_facts: Any
) -> Letter:
    """A question to the partner, allowed by the convention and sealed, not yet sent.

    Raises:
        Refused: the convention does not allow it.
    """
    allow(partner, kind_of(payload), convention=convention, **act_facts)
    return letters.make(partner, payload, convention=convention, expires_at=timezone.now() + life, thread=thread)


def allow(partner: str, kind: str, *, convention: str, **act_facts: Any) -> None:
    """Nothing, when the convention allows to send this kind of letter now.

    Raises:
        Refused: it does not; the clause is named.
    """
    accords.decide(ACT_OF[kind], actor=letters.own(), counterparty=partner, convention=convention or None, **act_facts)


def post(question: Letter, expected: type[M], *, deadline_s: float = transport.DEADLINE_S) -> M:
    """The partner's answer to the question.

    Args:
        deadline_s: seconds for everything; more than usual for an answer that is large.

    Raises:
        Refused: the partner refuses, with its clause.
        Unreachable: no answer; posting the same letter again is right and counts once.
        Unverified, Invalid: the reply is not authentic, not an answer to this, or not of the expected kind.
    """
    _, opened = _posted(question, deadline_s)
    return _expected(decode(opened.header.kind, opened.payload), expected)


def ask_for_the_record(partner: str, payload: Message, *, convention: str) -> tuple[Message, Proof]:
    """The partner's answer to a question, a refusal too, with what proves to others that the partner gave it.

    Raises:
        Refused: our own convention does not allow the question.
        Unreachable, Unverified, Invalid: as ``post``.
    """
    question = letter(partner, payload, convention=convention)
    reply, opened = _posted(question)
    return decode(opened.header.kind, opened.payload), Proof(reply, opened.salt, opened.payload)


def _posted(question: Letter, deadline_s: float = transport.DEADLINE_S) -> tuple[bytes, Opened]:
    reply = transport.post(agencies.get(question.recipient).url, question.data, deadline_s=deadline_s)
    opened = letters.opened_reply(question, reply)
    with transaction.atomic():
        agencies.seen(question.recipient, timezone.now())
    return reply, opened


def answered(question: Letter, reply: bytes, expected: type[M]) -> M:
    """The partner's answer in a reply that came by another way than ``post``.

    Raises:
        Refused, Unverified, Invalid: as ``post``.
    """
    return _expected(letters.read_reply(question, reply), expected)


def _expected(answer: Message, expected: type[M]) -> M:
    if isinstance(answer, Refusal):
        raise error_of(answer)
    if not isinstance(answer, expected):
        raise Unverified(
            "envelope.other-kind",
            N_("The partner answered with another kind of letter than was asked for."),
            N_("Update the software of both services."),
        )
    return answer


def ask(partner: str, kind: str, payload: Message, *, convention: str, thread: str = "", **act_facts: Any) -> Any:
    """The partner's answer to a question of this kind (see ``ANSWER_OF``); ``letter`` and ``post`` in one."""
    question = letter(partner, payload, convention=convention, thread=thread, **act_facts)
    return post(question, ANSWER_OF[kind])
