"""What partners may send about journals: witness theirs, compare what was seen, show that ours only grew."""

from __future__ import annotations

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import gossip, witnessing
from benkan.core.conventions import ActKind
from benkan.core.errors import Unverified
from benkan.wire import WitnessAsk, WitnessCosignature, WitnessGossip, WitnessHeard, WitnessProof, WitnessProofAsk


@exchange.handles("witness.ask", act=ActKind.WITNESS, asynchronous=False)
def witness(message: exchange.Message) -> WitnessCosignature:
    """Our cosignature, once the checkpoint was shown to extend what we had seen."""
    payload = message.payload
    assert isinstance(payload, WitnessAsk)
    return witnessing.answer(message.sender, payload, sent_at=message.header.sent())


@exchange.when_unverified("witness.ask")
def not_one_history(message: exchange.Message, error: Unverified) -> None:
    """Keeps the two notes when the partner itself shows another history than before."""
    payload, proof = message.payload, message.proof
    assert isinstance(payload, WitnessAsk)
    assert proof is not None
    letter = (proof.envelope, proof.salt, proof.payload)
    gossip.shown_by_its_owner(message.sender, payload, error, letter, message.received_at)


@exchange.handles("witness.gossip", act=ActKind.WITNESS, asynchronous=False)
def gossiped(message: exchange.Message) -> WitnessHeard:
    """What we have seen, after what the partner has seen was held against it."""
    payload = message.payload
    assert isinstance(payload, WitnessGossip)
    return gossip.answer(message.sender, payload, message.received_at)


@exchange.handles("witness.proof.ask", act=ActKind.WITNESS, asynchronous=False)
def proof(message: exchange.Message) -> WitnessProof:
    """The proof that our journal of one size begins that of another."""
    payload = message.payload
    assert isinstance(payload, WitnessProofAsk)
    return gossip.prove(payload)
