"""Letters about joint cases, as partners send them; the convention has been asked before one of these runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import agreeing, receiving, sending
from benkan.apps.jointcases.models import State


def _purpose(payload: Any) -> Mapping[str, Any]:
    return {"purpose": payload.purpose}


def _judged(payload: wire.JointCaseItems) -> Mapping[str, Any]:
    categories = {one for item in payload.items if item.content for one in item.content.categories}
    return {"purpose": payload.purpose, "handling": payload.handling, "categories": categories}


def _nothing(_payload: Any) -> Mapping[str, Any]:
    return {}


@exchange.handles("joint.proposal", facts=_purpose)
def proposal(message: exchange.Message) -> None:
    """Keeps the proposed agreement for people to read; the reply is a receipt."""
    agreeing.on_proposal(message.sender, message.payload, message.header.convention, message.received_at)


@exchange.handles("joint.signature", facts=_purpose)
def signature(message: exchange.Message) -> None:
    """Keeps the sender's signature; with the last one the case is under way."""
    case = receiving.case_of(message, State.PROPOSED, State.RUNNING, State.ENDED)
    agreeing.on_signature(message.sender, case, message.payload, message.received_at)


@exchange.handles("joint.items", facts=_judged)
def items(message: exchange.Message) -> wire.Message | None:
    """Keeps the sender's items with data."""
    return receiving.take(message)


@exchange.handles("joint.notices", facts=_nothing)
def notices(message: exchange.Message) -> wire.Message | None:
    """Keeps the sender's notices and does what they say."""
    return receiving.take(message)


@exchange.handles("joint.ask", facts=_purpose)
def ask(message: exchange.Message) -> None:
    """Notes which of our items the sender lacks."""
    receiving.asked(message)


for _kind in sending.KINDS:
    exchange.outcome_of(_kind)(sending.ended)
exchange.gate_of(*sending.KINDS, "joint.ask")(sending.gate)
