"""What this node does with partners' letters about notices: each is stored once, journalled, and receipted.

The convention has been asked on our side before a handler runs, and the transaction is the letter's: an error here
leaves nothing behind but the refusal in the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.notices import drafting, ending, receiving
from benkan.apps.notices.models import Addressee
from benkan.core.errors import N_, Unverified

Letter = exchange.Message


def _facts(payload: Any) -> Mapping[str, Any]:
    return {
        "purpose": payload.purpose,
        "handling": payload.handling,
        "categories": drafting.categories(
            payload.type_code, payload.fields_, payload.schema_name or "", payload.properties
        ),
    }


@exchange.handles("notice", facts=_facts)
def on_notice(message: Letter) -> None:
    """A partner's notice, new or the next edition of one that we have."""
    payload: wire.Notice = message.payload
    if receiving.store(message) is None:
        return
    _write(
        "notice-received",
        message,
        type=payload.type_code,
        version=payload.version,
        handling=payload.handling,
        grade=payload.grade,
        expires_on=payload.expires_on,
        field_count=len(payload.fields_) + len(payload.properties),
    )


@exchange.handles("notice.withdrawal")
def on_withdrawal(message: Letter) -> None:
    """A withdrawal: our copy is erased and the erasure acknowledged, each time it is asked for."""
    payload: wire.NoticeWithdrawal = message.payload
    row = receiving.withdraw(message)
    exchange.queue(
        message.sender,
        "notice.acknowledgement",
        wire.NoticeAcknowledgement(
            of=message.header.id,
            notice=payload.notice,
            version=payload.version,
            done_at=wire.time_text(message.received_at),
        ),
        convention=message.header.convention,
        thread=payload.notice,
        act_facts={},
        life=dt.timedelta(days=60),
    )
    if row is not None:
        _write(
            "notice-withdrawal-received", message, version=payload.version, **({"type": row.type} if row.type else {})
        )


@exchange.handles("notice.acknowledgement")
def on_acknowledgement(message: Letter) -> None:
    """The partner's word that it erased our notice; the first one counts."""
    payload: wire.NoticeAcknowledgement = message.payload
    addressee = (
        Addressee.objects.select_for_update(of=("self",))
        .select_related("notice")
        .filter(withdrawal_envelope=payload.of, notice_id=payload.notice, partner=message.sender)
        .first()
    )
    fits = addressee is not None and (
        addressee.notice.version == payload.version and addressee.convention == message.header.convention
    )
    if addressee is None or not fits:
        raise Unverified(
            "acknowledgement.unknown",
            N_("This acknowledges no withdrawal of ours."),
            N_("Acknowledge the envelope of the withdrawal."),
        )
    if addressee.acknowledged_at is not None:
        return
    addressee.acknowledged_at = message.received_at
    addressee.save(update_fields=["acknowledged_at"])
    _write("notice-acknowledged", message, version=payload.version, of=payload.of)


def _write(event: str, message: Letter, **facts: Any) -> None:
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        reference=str(message.payload.notice),
        notice=str(message.payload.notice),
        envelope=message.header.id,
        sha256=message.sha256,
        **facts,
    )


exchange.outcome_of("notice")(ending.notice_ended)
exchange.outcome_of("notice.withdrawal")(ending.withdrawal_ended)
exchange.on_stop(ending.stop_for)
