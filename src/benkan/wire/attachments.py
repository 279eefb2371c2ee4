"""BKP-12: files beside a letter, fetched in chunks by whoever got the letter.

The letter carries a card of each file. The card names the chunks by the digest of their digests, so they may come in
any order and by any way, and a wrong one is known when it arrives. Whose file may be asked for is for the owner's node.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic_core import CoreSchema, core_schema

from benkan.core import attachments
from benkan.wire.fields import Binary, Form, Message, Number, Sha256, Time, Uuid


class _FileName:
    """A file's name and nothing else; see ``core.attachments.is_safe_name``."""

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        sized = core_schema.str_schema(min_length=1, max_length=attachments.MAX_NAME, strict=True)
        return core_schema.no_info_after_validator_function(_safe, sized)


def _safe(name: str) -> str:
    if not attachments.is_safe_name(name):
        raise ValueError("not a safe file name")
    return name


FileName = Annotated[str, _FileName()]
MediaType = Annotated[str, Form(r"[a-z0-9][a-z0-9.+-]{0,40}/[a-z0-9][a-z0-9.+-]{0,50}")]


class AttachmentCard(Message):
    """One file: what the letter that carries this card signs of it."""

    attachment: Uuid
    name: FileName
    media_type: MediaType
    data_bytes: Annotated[int, Field(ge=1, le=attachments.MAX_BYTES)]
    sha256: Sha256
    chunk_bytes: Annotated[int, Field(ge=attachments.LEAST_CHUNK_BYTES, le=attachments.MOST_CHUNK_BYTES)]
    chunks_sha256: Sha256

    @property
    def cut(self) -> attachments.Cut:
        """How the file is cut."""
        return attachments.Cut(self.data_bytes, self.chunk_bytes)


class AttachmentDigestsAsk(Message):
    """Asks for the digests of a file's chunks."""

    attachment: Uuid


class AttachmentDigests(Message):
    """The SHA-256 of each chunk of the file, in order, 32 bytes each; the card's ``chunks_sha256`` is made of them."""

    body: ClassVar[str] = "digests"

    attachment: Uuid
    digests: Annotated[bytes, Binary(attachments.DIGEST_BYTES, attachments.DIGEST_BYTES * attachments.MAX_CHUNKS)]


class AttachmentChunkAsk(Message):
    """Asks for ``count`` chunks in a row, from ``number`` on."""

    attachment: Uuid
    number: Number
    count: Annotated[int, Field(ge=1, le=attachments.MAX_ANSWER_BYTES // attachments.LEAST_CHUNK_BYTES)]


class AttachmentChunk(Message):
    """Chunks in a row, the first of which has this number: as many as were asked for, unless the file ends before."""

    body: ClassVar[str] = "data"

    attachment: Uuid
    number: Number
    data: Annotated[bytes, Binary(1, attachments.MAX_ANSWER_BYTES)]


class AttachmentReceived(Message):
    """Tells the owner that the file arrived whole."""

    attachment: Uuid
    sha256: Sha256
    received_at: Time


Cards = Annotated[list[AttachmentCard], Field(max_length=attachments.MAX_FILES)]
