"""Letters of a loan to the other service (BKP-08), queued in the transaction of the act that causes them.

Every letter of one loan follows the one before it, so the other side hears them in order.
"""

from __future__ import annotations

from typing import Any

from benkan import wire
from benkan.apps.deployments import recording
from benkan.apps.deployments.models import Loan
from benkan.apps.exchange import services as exchange
from benkan.core.errors import N_, Invalid


def tell(one: Loan, letter: type[wire.Message], **fields: Any) -> None:
    """The letter, queued for the other service; at home there is none to tell.

    Raises:
        Refused: the convention does not let us: the act that causes it must not happen then.
        Invalid: ``deployments.not-sent``: something of it cannot travel.
    """
    own = recording.own()
    partner = one.lender if one.borrower == own else one.borrower
    if partner == own:
        return
    try:
        message = letter.model_validate({"loan": str(one.foreign), "kind": one.kind, **fields})
    except ValueError as error:
        raise Invalid(
            "deployments.not-sent",
            N_("Something of this cannot be sent."),
            N_("Shorten the texts and leave out signs that cannot be seen."),
        ) from error
    queued = exchange.queue(
        partner,
        wire.kind_of(message),
        message,
        convention=one.convention,
        thread=str(one.foreign),
        previous=str(one.letter or ""),
        act_facts={"means": one.kind},
    )
    one.letter, one.stop_code, one.stop_clause = queued.id, "", ""
    one.save(update_fields=["letter", "stop_code", "stop_clause"])


def ended(outgoing: exchange.Outgoing) -> None:
    """A letter was received, stopped or refused; what was not received stands on the page until the next one is."""
    if outgoing.state == exchange.State.DELIVERED:
        return
    own = recording.own()
    for one in Loan.objects.filter(foreign=outgoing.thread, convention=outgoing.convention):
        if outgoing.recipient == (one.lender if one.borrower == own else one.borrower):
            one.stop_code, one.stop_clause = outgoing.last_code[:64], outgoing.clause[:200]
            one.save(update_fields=["stop_code", "stop_clause"])
