"""BKP-04: fetching a partner's published index, first its manifest, then its chunks of 64 KiB.

The index is unreadable without an evaluation by its owner (BKP-01). The manifest names the digest of every chunk, so
chunks may come in any order and by any channel.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from benkan.wire.fields import Agency, Binary, ConventionId, Count, Date, Kind, Message, Number, Sha256, Short, Time

CHUNK_BYTES = 65_536


class IndexAsk(Message):
    """Asks for the manifest of the present index."""


class IndexManifest(Message):
    """What the index is made of and under which keys it can be asked."""

    format: Literal["benkan-index-1"] = "benkan-index-1"
    responder: Agency
    convention: ConventionId
    epoch: Number
    epoch_started_on: Date
    matching_version: Short
    slots: Annotated[dict[Kind, Annotated[int, Field(ge=1, le=64)]], Field(min_length=1, max_length=8)]
    public_keys: Annotated[dict[Kind, Annotated[bytes, Binary(32, 32)]], Field(min_length=1, max_length=8)]
    secret: Annotated[bytes, Binary(32, 32)]
    count: Count
    data_bytes: Count
    chunk_sha256: Annotated[list[Sha256], Field(max_length=40_000)]
    built_at: Time
    expires_at: Time


class IndexChunkAsk(Message):
    """Asks for one chunk of the index that was built at this time."""

    epoch: Number
    built_at: Time
    number: Number


class IndexChunk(Message):
    """One chunk; its digest is in the manifest."""

    number: Number
    data: Annotated[bytes, Binary(0, CHUNK_BYTES)]
