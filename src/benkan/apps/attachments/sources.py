"""Where chunks come from: the owner's node on the line. What it gives is checked, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from benkan.apps.attachments.models import Attachment
from benkan.apps.exchange import services as exchange
from benkan.core.errors import N_, Unverified
from benkan.wire import (
    AttachmentChunk,
    AttachmentChunkAsk,
    AttachmentDigests,
    AttachmentDigestsAsk,
)

DEADLINE_S = 180.0
"""For one answer: a chunk of 256 KiB comes at 12 kbit/s."""


class Source(Protocol):
    """What gives the digests and the chunks of one file."""

    def digests(self) -> bytes:
        """The digests of all chunks, 32 bytes each."""

    def chunks(self, number: int, count: int) -> bytes:
        """The chunks from this number on, at least one and at most ``count``, joined."""


@dataclass(frozen=True, slots=True)
class Line:
    """The owner's node; the convention is asked before each question, as for any letter."""

    row: Attachment

    def digests(self) -> bytes:
        """The list that the node gives."""
        asked = AttachmentDigestsAsk(attachment=str(self.row.pk))
        letter = exchange.letter(self.row.partner, asked, convention=self.row.convention, **judged(self.row))
        answer = exchange.post(letter, AttachmentDigests, deadline_s=DEADLINE_S)
        self._about_this(answer.attachment)
        return bytes(answer.digests)

    def chunks(self, number: int, count: int) -> bytes:
        """The chunks that the node gives."""
        asked = AttachmentChunkAsk(attachment=str(self.row.pk), number=number, count=count)
        letter = exchange.letter(self.row.partner, asked, convention=self.row.convention, **judged(self.row))
        answer = exchange.post(letter, AttachmentChunk, deadline_s=DEADLINE_S)
        self._about_this(answer.attachment)
        if answer.number != number:
            raise other_chunk(number)
        return bytes(answer.data)

    def _about_this(self, attachment: str) -> None:
        if attachment != str(self.row.pk):
            raise other_chunk(0)


def judged(row: Attachment) -> dict[str, Any]:
    """What the convention judges of a file: what it judged of the letter to which it belongs."""
    return {name: frozenset(value) if name == "categories" else value for name, value in row.facts.items()}


def other_chunk(number: int) -> Unverified:
    """The error of a piece that is not the one that the letter signs."""
    return Unverified(
        "attachment.chunk",
        N_("Piece %(number)d of the file is not the one that the partner's letter signs."),
        N_("Nothing of it was kept. Tell the partner's administrator; fetch it again when they have looked."),
        place=f"chunks[{number}]",
        number=number,
    )
