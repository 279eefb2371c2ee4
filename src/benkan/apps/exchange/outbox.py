"""Letters that wait to leave: written with the act that causes them, moved by the loop, sent until received.

The convention is asked when a letter is queued and again before every attempt, so a suspension stops what still waits.
For each partner letters leave in the order in which they were queued; a letter that the partner cannot take yet
(``envelope.out-of-order``) holds back its own thread only. How they leave is ``delivering``.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.exchange import letters, store
from benkan.apps.exchange.models import Outgoing, State
from benkan.apps.exchange.registry import ACT_OF, ask_gate, facts_of, stop_elsewhere, tell_outcome
from benkan.apps.journal import services as journal
from benkan.core.conventions import SAFEGUARDS
from benkan.core.envelope import other_reply
from benkan.wire import Message, Receipt, Refusal, encode, error_of

LIFE = dt.timedelta(days=14)
WAY_BACK = letters.REPLY_LIFE
"""How long after its own end the receipt of a letter that went by hand is still waited for."""
FIRST_RETRY_S = 0.5
LONGEST_RETRY_S = 600.0


def backoff(attempts: int) -> dt.timedelta:
    """How long to wait after this many failed attempts: doubling from half a second to ten minutes, with jitter."""
    longest = min(LONGEST_RETRY_S, FIRST_RETRY_S * 2 ** min(attempts, 20))
    return dt.timedelta(seconds=longest * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, hides nothing


def queue(
    recipient: str,
    kind: str,
    payload: Message,
    *,
    convention: str,
    thread: str = "",
    previous: str = "",
    act_facts: Mapping[str, Any] | None = None,
    life: dt.timedelta = LIFE,
) -> Outgoing:
    """A letter that will reach the partner, or be stopped with the clause that says why.

    Args:
        thread: what it belongs to (a request's id); its own identity when left out.
        previous: the envelope that the partner must have processed before.
        act_facts: what the convention judges: ``purpose``, ``handling``, ``categories``; read from the payload when
            left out.

    Raises:
        Refused: the convention does not allow it; nothing was queued.
    """
    facts = dict(facts_of(payload) if act_facts is None else act_facts)
    facts = {name: sorted(value) if name == "categories" else value for name, value in facts.items()}
    now = timezone.now()
    identity = uuid.uuid4()
    with transaction.atomic():
        accords.decide(
            ACT_OF[kind], actor=letters.own(), counterparty=recipient, convention=convention or None, **facts
        )
        return Outgoing.objects.create(
            envelope_id=identity,
            thread=thread or identity,
            previous=previous or None,
            recipient=recipient,
            convention=convention,
            kind=kind,
            facts=facts,
            payload=encode(payload),
            next_attempt_at=now,
            created_at=now,
            expires_at=now + life,
        )


def on_its_way(now: dt.datetime) -> Q:
    """Letters that may no longer be sent and went by hand before: their receipt may be on its way back."""
    return Q(carried_at__isnull=False, expires_at__lte=now, expires_at__gt=now - WAY_BACK)


def judge(outgoing: Outgoing) -> None:
    """Nothing, when the convention, and the slice that queued it, still let the letter leave.

    Raises:
        Refused: it does not; the clause is named.
    """
    accords.decide(
        ACT_OF[outgoing.kind],
        actor=letters.own(),
        counterparty=outgoing.recipient,
        convention=outgoing.convention or None,
        **outgoing.facts,
    )
    ask_gate(outgoing)


def seal_once(outgoing: Outgoing) -> None:
    """Seals the letter once; every later attempt sends the same bytes. Whoever calls it calls ``note_sealed``."""
    if outgoing.sealed is not None:
        return
    letter = letters.make_of(
        outgoing.recipient,
        outgoing.kind,
        bytes(outgoing.payload),
        convention=outgoing.convention,
        expires_at=outgoing.expires_at,
        thread=str(outgoing.thread),
        previous=_previous(outgoing),
        envelope_id=outgoing.id,
    )
    outgoing.sealed, outgoing.salt = letter.data, letters.salt(letter)
    outgoing.is_newly_sealed = True


def note_sealed(sealed: Iterable[Outgoing]) -> None:
    """Keeps the bytes of letters that were sealed just now; before them nothing may leave."""
    for outgoing in sealed:
        if outgoing.is_newly_sealed:
            store.keep_sealed(outgoing.number, bytes(outgoing.sealed or b""), bytes(outgoing.salt or b""))
            outgoing.is_newly_sealed = False


def _previous(outgoing: Outgoing) -> str:
    """The envelope before this one that the partner has or will have: a stopped one never arrives."""
    previous = outgoing.previous
    while previous is not None:
        before = Outgoing.objects.filter(envelope_id=previous).first()
        if before is None or before.state in {State.QUEUED, State.DELIVERED}:
            break
        previous = before.previous
    return str(previous or "")


def letter_of(outgoing: Outgoing) -> letters.Letter:
    """The sealed letter of a row."""
    return letters.Letter(
        outgoing.id,
        str(outgoing.thread),
        outgoing.recipient,
        outgoing.kind,
        outgoing.convention,
        bytes(outgoing.sealed or b""),
    )


def read(outgoing: Outgoing, reply: bytes) -> Receipt | Refusal:
    """The partner's answer to the letter: a refusal, or the receipt for exactly its bytes.

    A receipt proves to a judge what arrived; one for other bytes would prove nothing, and the letter is not delivered.

    Raises:
        Invalid, Unverified: it is neither, or not authentic.
    """
    letter = letter_of(outgoing)
    answer = letters.read_reply(letter, reply)
    if isinstance(answer, Refusal):
        return answer
    if not isinstance(answer, Receipt) or (answer.envelope, answer.sha256) != (letter.id, letters.digest(letter.data)):
        raise other_reply()
    return answer


def settle(outgoing: Outgoing, answer: Receipt | Refusal, reply: bytes) -> bool:
    """Ends the letter as the partner's answer says; False when it had ended already: two ways may bring one answer."""
    with transaction.atomic():
        if isinstance(answer, Refusal):
            refused = error_of(answer)
            return end(outgoing, State.STOPPED, refused.code, refused.clause, receipt=reply)
        outgoing.receipt_read = answer
        return end(outgoing, State.DELIVERED, "", receipt=reply)


def end(outgoing: Outgoing, state: State, code: str, clause: str = "", *, receipt: bytes | None = None) -> bool:
    """Records how the letter ended, in the journal too unless it simply arrived, and tells who queued it.

    False, and nothing was done, when it had ended before.
    """
    outgoing.state, outgoing.last_code, outgoing.clause = state, code[:64], clause[:200]
    outgoing.receipt = receipt
    outgoing.delivered_at = timezone.now() if state == State.DELIVERED else None
    if not store.end(outgoing):
        return False
    if state != State.DELIVERED:
        journal.write(
            "message-stopped",
            partner=outgoing.recipient,
            convention=outgoing.convention,
            # A partner's clause is its own text: cut to what a line of the journal takes.
            clause="".join(character for character in clause if character.isprintable())[:100],
            reference=outgoing.id,
            code=code,
            kind=outgoing.kind,
        )
    tell_outcome(outgoing)
    return True


def stop_queued(convention: str, clause: str = "", code: str = "convention.suspended") -> int:
    """Stops everything that waits under a convention and is not a safeguard; how many letters were stopped."""
    stopped = 0
    with transaction.atomic():
        for outgoing in Outgoing.objects.filter(state=State.QUEUED, convention=convention):
            if ACT_OF[outgoing.kind] not in SAFEGUARDS:
                end(outgoing, State.STOPPED, code, clause)
                stopped += 1
        return stopped + stop_elsewhere(convention, clause)


def recover() -> None:
    """Makes every waiting letter due again; the worker calls it when it starts.

    A letter that a killed worker was sending looks like one that waits after a failed attempt, and one attempt too
    many costs nothing: a partner that has the letter gives the same receipt. Attempts are counted anew, or a node whose
    power fails often would soon try every ten minutes only.
    """
    now = timezone.now()
    Outgoing.objects.filter(state=State.QUEUED, next_attempt_at__gt=now).update(next_attempt_at=now, attempts=0)
