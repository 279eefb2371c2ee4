"""BKP-04: fetching a partner's published index, first its manifest, then what is new of its parts, in chunks of 64 KiB.

The index is unreadable without an evaluation by its owner (BKP-01). The manifest names each part by the digest of its
chunks' digests, so chunks may come in any order and by any channel, and a part is fetched once.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from benkan.wire.fields import Agency, Binary, ConventionId, Count, Date, Kind, Message, Number, Sha256, Short, Time

CHUNK_BYTES = 65_536
MAX_DELTAS = 8
MAX_CHUNKS = 16_384
INDEX_FORMAT = "benkan-index-2"


class IndexAsk(Message):
    """Asks for the manifest of the present index; says what the asker can read."""

    format: Short
    matching_version: Short


class IndexPart(Message):
    """The base of an index or one of its deltas; ``tombstones`` is 0 for a base."""

    sha256: Sha256
    count: Count
    tombstones: Count
    data_bytes: Count
    made_on: Date


class IndexManifest(Message):
    """What the index is made of and under which keys it can be asked."""

    format: Short = INDEX_FORMAT
    responder: Agency
    convention: ConventionId
    epoch: Number
    epoch_started_on: Date
    matching_version: Short
    public_keys: Annotated[dict[Kind, Annotated[bytes, Binary(32, 32)]], Field(min_length=1, max_length=8)]
    secret: Annotated[bytes, Binary(32, 32)]
    base: IndexPart
    deltas: Annotated[list[IndexPart], Field(max_length=MAX_DELTAS)]
    built_at: Time
    expires_at: Time

    @property
    def parts(self) -> tuple[IndexPart, ...]:
        """The base and the deltas, oldest first."""
        return (self.base, *self.deltas)

    @property
    def data_bytes(self) -> int:
        """Size of all parts."""
        return sum(part.data_bytes for part in self.parts)


class IndexDigestsAsk(Message):
    """Asks for the digests of a part's chunks."""

    epoch: Number
    sha256: Sha256


class IndexDigests(Message):
    """The SHA-256 of each chunk of the part, in order, 32 bytes each; the part's own digest is made of them."""

    body: ClassVar[str] = "digests"

    sha256: Sha256
    digests: Annotated[bytes, Binary(0, 32 * MAX_CHUNKS)]


class IndexChunkAsk(Message):
    """Asks for one chunk of a part."""

    epoch: Number
    sha256: Sha256
    number: Number


class IndexChunk(Message):
    """One chunk; its digest is among those of its part."""

    body: ClassVar[str] = "data"

    number: Number
    data: Annotated[bytes, Binary(0, CHUNK_BYTES)]
