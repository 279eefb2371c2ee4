"""What partners may send about journals: a request to witness theirs."""

from __future__ import annotations

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import witnessing
from benkan.core.conventions import ActKind
from benkan.wire.witness import WitnessAsk, WitnessCosignature


@exchange.handles("witness.ask", act=ActKind.WITNESS, asynchronous=False)
def witness(message: exchange.Message) -> WitnessCosignature:
    """Our cosignature, once the checkpoint was shown to extend what we had seen."""
    payload = message.payload
    assert isinstance(payload, WitnessAsk)
    return witnessing.answer(message.sender, payload)
