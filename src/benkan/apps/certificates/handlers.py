"""A partner asks which of our certificates were revoked."""

from __future__ import annotations

from benkan.apps.certificates import lists
from benkan.apps.exchange import services as exchange
from benkan.wire import CertificateStatus


@exchange.handles("certificates.status.ask", asynchronous=False)
def give_list(message: exchange.Message) -> CertificateStatus:
    """The list of this number, signed today: the same that this node hands to everybody who asks at its address."""
    number = message.payload.number
    return CertificateStatus(number=number, lists=lists.how_many(), list=lists.own_list(number))
