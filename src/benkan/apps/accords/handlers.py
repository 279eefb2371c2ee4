"""What partners may send about conventions: a notice that they suspend one, or resume it."""

from __future__ import annotations

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


def _same_convention(message: exchange.Message) -> None:
    """The letter moves under the convention that it is about: no other may carry it."""
    if message.payload.convention != message.header.convention:
        raise Invalid(
            "convention.notice",
            N_("The notice names another convention than its letter."),
            N_("Send it again under the convention that it is about."),
            place="convention",
        )
