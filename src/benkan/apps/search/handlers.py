"""What this node does when a partner asks for its index or searches in it.

The convention and its quotas have been asked before a handler runs. A search tells this node how many elements were
asked, for which purpose, and two commitments; not whom it is about. That is also all that is written down.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import files, keys, own_index
from benkan.apps.search.asking import stop
from benkan.apps.search.models import Answered, OwnIndex
from benkan.apps.search.partner_index import moment
from benkan.core import blind
from benkan.core.errors import N_, Refused
from benkan.wire import IndexChunk, Message, SearchAnswer, decode


def _judged(payload: Any) -> dict[str, Any]:
    return {
        "purpose": payload.purpose,
        "officer": payload.officer_commitment,
        "case": payload.case_commitment,
        "units": max(1, _units(payload)),
    }


def _units(payload: Any) -> int:
    """How many searches of the fixed shape the letter holds."""
    return sum(len(given) for given in payload.elements.values()) // sum(blind.SLOTS.values())


@exchange.handles("index.ask", asynchronous=False)
def give_manifest(message: exchange.Message) -> Message:
    """The manifest of the present index of the letter's convention."""
    index = own_index.current(message.header.convention)
    if index is None:
        raise Refused(
            "index.none",
            N_("The partner has not published its index yet."),
            N_("It is asked again by itself."),
        )
    return decode("index.manifest", bytes(index.manifest))


@exchange.handles("index.chunk.ask", asynchronous=False)
def give_chunk(message: exchange.Message) -> Message:
    """One chunk of the present index or of the one before."""
    wanted = message.payload
    index = OwnIndex.objects.filter(
        convention=message.header.convention, epoch=wanted.epoch, built_at=moment(wanted.built_at)
    ).first()
    if index is None:
        raise Refused("index.gone", N_("The partner has a newer index."), N_("It is fetched by itself."))
    try:
        data = files.read_piece(Path(index.path), wanted.number * blind.CHUNK_BYTES, blind.CHUNK_BYTES)
    except OSError as error:
        raise Refused("index.gone", N_("The partner has a newer index."), N_("It is fetched by itself.")) from error
    return IndexChunk(number=wanted.number, data=data)


@exchange.handles("search.ask", facts=_judged)
def answer_search(message: exchange.Message) -> Message:
    """The blind evaluation of a partner's search, with its proofs."""
    asked = message.payload
    convention = message.header.convention
    index = own_index.current(convention)
    if index is None:
        raise Refused(
            "index.none",
            N_("The partner has not published its index yet."),
            N_("It is asked again by itself."),
        )
    if asked.epoch != index.epoch:
        raise Refused(
            "index.epoch",
            N_("The partner's index has turned to a new epoch."),
            N_("Its new index is fetched by itself."),
        )
    answers = blind.answer(asked.elements, keys.secret_keys(convention, index.epoch))
    elements = sum(len(given) for given in asked.elements.values())
    Answered.objects.create(
        partner=message.sender,
        convention=convention,
        purpose=asked.purpose,
        officer_commitment=asked.officer_commitment,
        case_commitment=asked.case_commitment,
        units=_units(asked),
        elements=elements,
        at=timezone.now(),
    )
    journal.write(
        "search-answered",
        partner=message.sender,
        convention=convention,
        reference=message.header.id,
        purpose=asked.purpose,
        elements=elements,
        elements_sha256=blind.elements_sha256(asked.elements),
        epoch=index.epoch,
        officer_commitment=asked.officer_commitment,
        case_commitment=asked.case_commitment,
    )
    return SearchAnswer(epoch=index.epoch, answers=answers)


exchange.on_stop(stop)
