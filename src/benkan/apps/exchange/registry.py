"""Who handles which kind of letter. Each slice registers its own handlers when Django starts (``AppConfig.ready``)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benkan.core.conventions import ActKind
from benkan.core.envelope import Header
from benkan.core.errors import N_, Invalid, Unverified
from benkan.wire import Message as Payload

if TYPE_CHECKING:
    from benkan.apps.exchange.models import Outgoing

ACT_OF: dict[str, ActKind] = {
    "index.ask": ActKind.INDEX,
    "index.digests.ask": ActKind.INDEX,
    "index.chunk.ask": ActKind.INDEX,
    "search.ask": ActKind.SEARCH,
    "request": ActKind.REQUEST,
    "release": ActKind.RELEASE,
    "delay": ActKind.DELAY,
    "clarification.ask": ActKind.CLARIFICATION,
    "clarification.answer": ActKind.CLARIFICATION,
    "feedback": ActKind.FEEDBACK,
    "notice": ActKind.NOTICE,
    "notice.withdrawal": ActKind.WITHDRAWAL,
    "notice.acknowledgement": ActKind.ACKNOWLEDGEMENT,
    "correction": ActKind.CORRECTION,
    "withdrawal": ActKind.WITHDRAWAL,
    "extension": ActKind.EXTENSION,
    "extension.ask": ActKind.EXTENSION,
    "extension.refusal": ActKind.EXTENSION,
    "onward.ask": ActKind.CONSENT,
    "onward.answer": ActKind.CONSENT,
    "onward.release": ActKind.ONWARD,
    "holding": ActKind.HOLDING,
    "acknowledgement": ActKind.ACKNOWLEDGEMENT,
    "attachment.digests.ask": ActKind.ATTACHMENT,
    "attachment.chunk.ask": ActKind.ATTACHMENT,
    "attachment.received": ActKind.ACKNOWLEDGEMENT,
    "seizure.share": ActKind.SEIZURE,
    "seizure.withdrawal": ActKind.SEIZURE_WITHDRAWAL,
    "suspension": ActKind.SUSPENSION,
    "resumption": ActKind.RESUMPTION,
    "witness.ask": ActKind.WITNESS,
    "witness.gossip": ActKind.WITNESS,
    "witness.proof.ask": ActKind.WITNESS,
    "joint.proposal": ActKind.JOINT_CASE,
    "joint.signature": ActKind.JOINT_CASE,
    "joint.items": ActKind.JOINT_ITEM,
    "joint.notices": ActKind.WITHDRAWAL,
    "joint.ask": ActKind.JOINT_CASE,
    "certificates.status.ask": ActKind.CERTIFICATE,
    "followup.assign": ActKind.FOLLOW_UP,
    "followup.report": ActKind.FOLLOW_UP,
    "followup.close": ActKind.FOLLOW_UP,
    "loan.need": ActKind.LOAN,
    "loan.offer": ActKind.LOAN,
    "loan.withdrawal": ActKind.LOAN_END,
    "loan.refusal": ActKind.LOAN_END,
    "loan.acceptance": ActKind.LOAN,
    "loan.signature": ActKind.LOAN,
    "loan.cancellation": ActKind.LOAN_END,
    "loan.sending": ActKind.LOAN,
    "loan.deployment": ActKind.LOAN_END,
    "loan.return": ActKind.LOAN_END,
    "loan.result": ActKind.LOAN,
    "loan.cost": ActKind.LOAN_END,
    "loan.claim": ActKind.LOAN_END,
    "loan.settlement": ActKind.LOAN_END,
    "loan.evaluation": ActKind.LOAN_END,
    "convention.proposal": ActKind.NEGOTIATION,
    "convention.opinion": ActKind.NEGOTIATION,
    "convention.signature": ActKind.NEGOTIATION,
}
"""The act by which the convention judges each kind of letter; negotiation moves outside conventions."""

ANSWERED_AT_ONCE = frozenset(
    {"index.ask", "index.digests.ask", "index.chunk.ask", "search.ask", "witness.ask", "certificates.status.ask"}
)
"""Questions whose sender waits for the answer itself: they are never queued and travel in no bundle."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A signed letter with what opens it: it proves its content without any private key."""

    envelope: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """A letter that is authentic, new and in order, opened for its handler.

    Args:
        header: the signed header.
        payload: the message of ``wire``; its type follows from ``header.kind``.
        sender: agency id of the partner whose signature was verified.
        received_at: when this node received it.
        sha256: digest of the envelope's bytes.
        proof: what proves to others that the sender wrote it.
    """

    header: Header
    payload: Any
    sender: str
    received_at: dt.datetime
    sha256: str
    proof: Proof | None = None


Facts = Mapping[str, Any]
HandlerFunction = Callable[[Message], Payload | None]


@dataclass(frozen=True, slots=True)
class Handler:
    """What is done with one kind of letter."""

    kind: str
    act: ActKind
    function: HandlerFunction
    remember: bool
    facts: Callable[[Any], Facts]


_handlers: dict[str, Handler] = {}
_outcomes: dict[str, Callable[[Outgoing], None]] = {}
_refused: dict[str, Callable[[Message, Unverified], None]] = {}
_gates: dict[str, Callable[[Outgoing], None]] = {}
_stoppers: list[Callable[[str, str], int]] = []


def facts_of(payload: Any) -> dict[str, Any]:
    """What the convention judges in a payload: its purpose and its handling code, where it has them."""
    found = {name: getattr(payload, name, None) for name in ("purpose", "handling")}
    return {name: value for name, value in found.items() if value is not None}


def handles(
    kind: str,
    *,
    act: ActKind | None = None,
    asynchronous: bool = True,
    facts: Callable[[Any], Facts] = facts_of,
) -> Callable[[HandlerFunction], HandlerFunction]:
    """Registers the function as the handler of this kind of letter.

    The function runs inside the transaction that stores the letter and its reply. It returns the payload of the reply,
    or None for a plain receipt; it raises an error of ours to refuse (nothing of what it did is kept then).

    Args:
        kind: kind of letter, such as ``request``.
        act: the act by which the convention judges it; by default the one of ``ACT_OF``.
        asynchronous: False for a question whose answer anyone may compute again (an index, a chunk): such letters are
            not stored, and a repeated one is simply answered again.
        facts: what the convention judges (``purpose``, ``handling``, ``categories``, ``officer``, ``case``).
    """

    def register(function: HandlerFunction) -> HandlerFunction:
        _handlers[kind] = Handler(kind, act or ACT_OF[kind], function, asynchronous, facts)
        return function

    return register


def outcome_of(kind: str) -> Callable[[Callable[[Outgoing], None]], Callable[[Outgoing], None]]:
    """Registers a function that hears, in the same transaction, when a letter was delivered, stopped or expired."""

    def register(function: Callable[[Outgoing], None]) -> Callable[[Outgoing], None]:
        _outcomes[kind] = function
        return function

    return register


def when_unverified(
    kind: str,
) -> Callable[[Callable[[Message, Unverified], None]], Callable[[Message, Unverified], None]]:
    """Registers a function that hears, in the letter's transaction, that a letter of this kind proved false.

    What the handler did is undone by then; this is where the slice keeps what the letter shows.
    """

    def register(function: Callable[[Message, Unverified], None]) -> Callable[[Message, Unverified], None]:
        _refused[kind] = function
        return function

    return register


def gate_of(*kinds: str) -> Callable[[Callable[[Outgoing], None]], Callable[[Outgoing], None]]:
    """Registers a function that is asked before every attempt, after the convention; it raises to stop the letter."""

    def register(function: Callable[[Outgoing], None]) -> Callable[[Outgoing], None]:
        _gates.update(dict.fromkeys(kinds, function))
        return function

    return register


def tell_unverified(message: Message, error: Unverified) -> None:
    """Tells the slice that handles this kind of letter that one proved false."""
    hear = _refused.get(message.header.kind)
    if hear is not None:
        hear(message, error)


def ask_gate(outgoing: Outgoing) -> None:
    """Nothing, when the slice that queued the letter still lets it leave; raises its refusal otherwise."""
    gate = _gates.get(outgoing.kind)
    if gate is not None:
        gate(outgoing)


def on_stop(function: Callable[[str, str], int]) -> Callable[[str, str], int]:
    """Registers a function (convention, clause) -> count that stops what else waits under a suspended convention."""
    _stoppers.append(function)
    return function


def handler_for(kind: str) -> Handler:
    """The handler of this kind.

    Raises:
        Invalid: ``envelope.kind``: nobody here handles it.
    """
    found = _handlers.get(kind)
    if found is None:
        raise Invalid(
            "envelope.kind",
            N_("This node does not take letters of this kind."),
            N_("Update the software of both services."),
            place="kind",
        )
    return found


def tell_outcome(outgoing: Outgoing) -> None:
    """Tells the slice that queued the letter how it ended."""
    hear = _outcomes.get(outgoing.kind)
    if hear is not None:
        hear(outgoing)


def stop_elsewhere(convention: str, clause: str) -> int:
    """Stops what waits under the convention outside the outbox; how many were stopped."""
    return sum(stop(convention, clause) for stop in _stoppers)
