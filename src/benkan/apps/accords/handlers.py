"""What partners may send about conventions: that they suspend or resume one, and letters about one in the making."""

from __future__ import annotations

from benkan.apps.accords import proposing, signing
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid


@exchange.handles("suspension", act=ActKind.SUSPENSION)
def suspension(message: exchange.Message) -> None:
    """Stops everything under the convention; the reply is a receipt."""
    _same_convention(message)
    accords.on_suspension(message.sender, message.payload, message.received_at)


@exchange.handles("resumption", act=ActKind.RESUMPTION)
def resumption(message: exchange.Message) -> None:
    """Lifts the sender's suspension; the reply is a receipt."""
    _same_convention(message)
    accords.on_resumption(message.sender, message.payload, message.received_at)


@exchange.handles("convention.proposal")
def proposal(message: exchange.Message) -> None:
    """Puts the sender's text on the table; the reply is a receipt."""
    proposing.on_proposal(message.sender, message.payload, message.received_at)


@exchange.handles("convention.opinion")
def opinion(message: exchange.Message) -> None:
    """Keeps what the sender says about a text; the reply is a receipt."""
    proposing.on_opinion(message.sender, message.payload, message.received_at)


@exchange.handles("convention.signature")
def signature(message: exchange.Message) -> None:
    """Keeps the sender's signature; with the last one the convention comes into this node."""
    signing.on_signature(message.sender, message.payload, message.received_at)


def _same_convention(message: exchange.Message) -> None:
    """The letter moves under the convention that it is about: no other may carry it."""
    if message.payload.convention != message.header.convention:
        raise Invalid(
            "convention.notice",
            N_("The notice names another convention than its letter."),
            N_("Send it again under the convention that it is about."),
            place="convention",
        )
