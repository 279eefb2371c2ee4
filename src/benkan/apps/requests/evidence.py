"""The evidence file of one request: everything that proves who asked and gave what, for a judge without our keys.

Built from the letters of the request's thread with what opens them, the journal lines that name them with their
proofs, the conventions' texts and the cards. A letter whose content was erased after a withdrawal is not in our file
any more; its journal line is, and its owner still holds it.
"""

from __future__ import annotations

import hashlib
import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import reading
from benkan.core.envelope import SigningKey, verify_content
from benkan.core.errors import N_, BenkanError, Refused

MAX_LINES = 1_000


def evidence(request_id: uuid.UUID | str, officer: Officer | None = None) -> bytes:
    """The signed evidence file of the request as this node can prove it now.

    Args:
        officer: who asks for it; must be allowed to see the request, and is named in the journal.

    Raises:
        Refused: ``request.unknown``; ``evidence.nothing``: no letter of this request has left or come in yet.
    """
    request = reading.open_(request_id, officer)
    own = settings.BENKAN_NODE.agency
    letters = _letters(str(request.pk), own, request.partner)
    if not letters:
        raise Refused(
            "evidence.nothing",
            N_("No letter of this request has left or come in yet."),
            N_("Wait until the request is delivered, then ask again."),
        )
    data = wire.make_evidence(
        made_by=own,
        made_at=wire.time_text(timezone.now()),
        cards=[agencies.card(own), agencies.card(request.partner)],
        conventions=accords.texts(request.convention),
        letters=letters,
        journal=_lines(str(request.pk), {own, request.partner}),
        signing_key=SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()),
    )
    with transaction.atomic():
        journal.write(
            "evidence-made",
            officer=accounts.handle(officer) if officer else "",
            partner=request.partner,
            convention=request.convention,
            reference=str(request.pk),
            request=str(request.pk),
            sha256=hashlib.sha256(data).hexdigest(),
            bytes=len(data),
        )
    return data


def _letters(thread: str, own: str, partner: str) -> list[wire.Letter]:
    """The letters in the order of their exchange, each of ours followed by the partner's receipt."""
    found: list[wire.Letter] = []
    for kept in exchange.of_thread(thread, partner=partner):
        sender = own if kept.direction == "out" else kept.partner
        found.append(_letter(kept.data, kept.salt, kept.payload, sender))
        receipt = exchange.opened_reply(kept)
        if receipt is not None:
            found.append(_letter(kept.reply, receipt.salt, receipt.payload, kept.partner))
    return found


def _letter(data: bytes, salt: bytes, payload: bytes, sender: str) -> wire.Letter:
    """The letter with its content when salt and content prove each other; sealed otherwise."""
    try:
        verify_content(data, agencies.signing_key(sender), salt, payload)
    except BenkanError:
        return wire.Letter(envelope=data, salt=None, payload=None)
    return wire.Letter(envelope=data, salt=salt, payload=payload)


def _lines(reference: str, parties: set[str]) -> list[wire.JournalLine]:
    """Our journal's lines about the request, with the cosignatures of the two parties whose cards are in the file."""
    found = []
    for number in journal.about(reference)[:MAX_LINES]:
        proof = journal.inclusion(number)
        found.append(
            wire.JournalLine(
                agency=settings.BENKAN_NODE.agency,
                entry=proof.entry,
                index=proof.line - 1,
                proof=list(proof.proof),
                checkpoint=proof.checkpoint,
                cosignatures=[
                    wire.Cosignature(witness=witness, line=line)
                    for witness, line in proof.cosignatures
                    if witness in parties
                ],
            )
        )
    return found
