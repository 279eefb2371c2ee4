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
from benkan.apps.search import answered, certified, files, keys, own_index
from benkan.apps.search.asking import stop
from benkan.apps.search.models import OwnIndex
from benkan.core import blind
from benkan.core.errors import N_, Refused
from benkan.core.matching import MATCHING_VERSION
from benkan.wire import INDEX_FORMAT, IndexChunk, IndexDigests, Message, SearchAnswer


def _judged(payload: Any) -> dict[str, Any]:
    return {
        "purpose": payload.purpose,
        "officer": payload.officer_commitment,
        "case": payload.case_commitment,
        "certified_until": certified.day(payload.certified_until),
    }


@exchange.handles("index.ask", asynchronous=False)
def give_manifest(message: exchange.Message) -> Message:
    """The manifest of the present index of the letter's convention, if the asker can read it."""
    if message.payload.format != INDEX_FORMAT:
        raise Refused(
            "index.format",
            N_("The partner's index has another form than this node reads."),
            N_("Update the software of the older of the two nodes."),
        )
    if message.payload.matching_version != MATCHING_VERSION:
        raise Refused(
            "index.matching-version",
            N_("The partner prepares names with other tables than this node."),
            N_("Update the software of the older of the two nodes."),
        )
    index = own_index.current(message.header.convention)
    if index is None:
        raise _none()
    return own_index.manifest_of(index)


@exchange.handles("index.digests.ask", asynchronous=False)
def give_digests(message: exchange.Message) -> Message:
    """The digests of the chunks of one part."""
    wanted = message.payload
    path = _published(message.header.convention, wanted.epoch, wanted.sha256)
    try:
        listed = blind.digests(path.read_bytes())
    except OSError as error:
        raise _gone() from error
    return IndexDigests(sha256=wanted.sha256, digests=b"".join(bytes.fromhex(each) for each in listed))


@exchange.handles("index.chunk.ask", asynchronous=False)
def give_chunk(message: exchange.Message) -> Message:
    """One chunk of a part of the present index or of one that was replaced a short while ago."""
    wanted = message.payload
    path = _published(message.header.convention, wanted.epoch, wanted.sha256)
    try:
        data = files.read_piece(path, wanted.number * blind.CHUNK_BYTES, blind.CHUNK_BYTES)
    except OSError as error:
        raise _gone() from error
    return IndexChunk(number=wanted.number, data=data)


def _published(convention: str, epoch: int, sha256: str) -> Path:
    """The file of a part that an index of this convention names, expired ones excepted."""
    kept = OwnIndex.objects.filter(convention=convention, epoch=epoch, expires_at__gt=timezone.now())
    if any(sha256 == part.sha256 for index in kept for part in own_index.manifest_of(index).parts):
        return files.part(files.epoch_folder(convention, epoch), sha256)
    raise _gone()


def _none() -> Refused:
    return Refused(
        "index.none",
        N_("The partner has not published its index yet."),
        N_("It is asked again by itself."),
    )


def _gone() -> Refused:
    return Refused("index.gone", N_("The partner has a newer index."), N_("It is fetched by itself."))


@exchange.handles("search.ask", facts=_judged)
def answer_search(message: exchange.Message) -> Message:
    """The blind evaluation of a partner's search, with its proofs."""
    asked = message.payload
    convention = message.header.convention
    now = timezone.now()
    # At the change of epochs the one before is answered until its index expires.
    epochs = answered.epochs(convention, now)
    if epochs is None:
        raise _none()
    if asked.epoch not in epochs:
        raise Refused(
            "index.epoch",
            N_("The partner's index has turned to a new epoch."),
            N_("Its new index is fetched by itself."),
        )
    answers = keys.answer(message.sender, convention, asked.epoch, asked.elements)
    elements = sum(len(given) for given in asked.elements.values())
    answered.keep(message.sender, convention, asked, elements, now)
    journal.write(
        "search-answered",
        partner=message.sender,
        convention=convention,
        reference=message.header.id,
        purpose=asked.purpose,
        elements=elements,
        elements_sha256=blind.elements_sha256(asked.elements),
        epoch=asked.epoch,
        officer_commitment=asked.officer_commitment,
        case_commitment=asked.case_commitment,
    )
    return SearchAnswer(epoch=asked.epoch, answers=answers)


exchange.on_stop(stop)
