"""Getting one part of a partner's index, chunk by chunk, from wherever it can be had.

A part's chunks lie in a folder of its own until all are there; each was checked against its digest, and the digests
against the part's own, before it was written. Then they become one file, and the folder goes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benkan import disk
from benkan.apps.exchange import services as exchange
from benkan.apps.search import files
from benkan.core import blind
from benkan.core.errors import N_, Invalid, Unverified
from benkan.wire import IndexChunkAsk, IndexDigestsAsk, IndexPart

LIST = "digests"


class Source(Protocol):
    """Where chunks come from. What it gives is checked, whatever it is."""

    def digests(self, part: IndexPart) -> bytes:
        """The digests of the part's chunks, 32 bytes each."""

    def chunk(self, part: IndexPart, number: int) -> bytes:
        """The chunk of this number, from 0."""


@dataclass(frozen=True, slots=True)
class Network:
    """The partner's node."""

    partner: str
    convention: str
    epoch: int

    def digests(self, part: IndexPart) -> bytes:
        """The list of digests that the node gives."""
        asked = IndexDigestsAsk(epoch=self.epoch, sha256=part.sha256)
        answer = exchange.ask(self.partner, "index.digests.ask", asked, convention=self.convention)
        return bytes(answer.digests)

    def chunk(self, part: IndexPart, number: int) -> bytes:
        """The chunk that the node gives."""
        asked = IndexChunkAsk(epoch=self.epoch, sha256=part.sha256, number=number)
        answer = exchange.ask(self.partner, "index.chunk.ask", asked, convention=self.convention)
        if answer.number != number:
            raise not_signed(number)
        return bytes(answer.data)


def receive(folder: Path, part: IndexPart, source: Source) -> bytes:
    """The bytes of the part, from the folder when they are there.

    Raises:
        Refused, Unreachable: the source does not give it; the chunks that came are kept.
        Unverified: ``blind.chunk``, ``index.digests``: not what the manifest signs.
        Invalid: ``index.manifest``: the part does not have the size that its manifest states.
    """
    whole = files.part(folder, part.sha256)
    if whole.exists():
        return whole.read_bytes()
    pieces = folder / part.sha256
    pieces.mkdir(exist_ok=True)
    listed = _listed(pieces, part, source)
    for number, digest in enumerate(listed):
        if not _has(pieces / digest, digest):
            piece = source.chunk(part, number)
            if hashlib.sha256(piece).hexdigest() != digest:
                raise not_signed(number)
            disk.write_whole(pieces / digest, piece)
    data = blind.join([(pieces / digest).read_bytes() for digest in listed], listed)
    if len(data) != part.data_bytes:
        raise Invalid(
            "index.manifest",
            N_("The manifest of the partner's index does not follow the protocol."),
            N_("Tell the partner's administrator."),
            place="data_bytes",
        )
    disk.write_whole(whole, data)
    return data


def _listed(pieces: Path, part: IndexPart, source: Source) -> list[str]:
    """The digests of the part's chunks; one chunk needs no list, since the part's digest is made of its own alone."""
    chunks = -(-part.data_bytes // blind.CHUNK_BYTES)
    known = pieces / LIST
    if known.exists():
        given = known.read_bytes()
    elif chunks == 1:
        piece = source.chunk(part, 0)
        given = hashlib.sha256(piece).digest()
    else:
        given = source.digests(part)
    size = blind.DIGEST_BYTES
    listed = [given[start : start + size].hex() for start in range(0, len(given), size)]
    if len(given) != chunks * size or blind.root(listed) != part.sha256:
        if chunks == 1:
            raise not_signed(0)
        raise Unverified(
            "index.digests",
            N_("The list of an index's pieces is not the one that its manifest signs."),
            N_("Fetch it again; tell the partner's administrator if it stays so."),
        )
    if not known.exists():
        disk.write_whole(known, given)
        if chunks == 1:
            disk.write_whole(pieces / listed[0], piece)
    return listed


def not_signed(number: int) -> Unverified:
    """The error of a chunk that is not the one that its manifest signs."""
    return Unverified(
        "blind.chunk",
        N_("Piece %(number)d of the index is not the one that its manifest signs."),
        N_("Fetch this piece again."),
        place=f"chunks[{number}]",
        number=number,
    )


def _has(piece: Path, digest: str) -> bool:
    return piece.exists() and hashlib.sha256(piece.read_bytes()).hexdigest() == digest
