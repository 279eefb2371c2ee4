"""The file of a split view: two checkpoints that one owner signed and that are not of one history.

What it proves rests on the owner's signatures alone: who made the file, and who brought the notes, plays no part. So
it carries no signature of its maker, and nobody can be framed with it. Verification is in ``split_view_check``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from benkan.wire.card import Card
from benkan.wire.evidence import Letter
from benkan.wire.fields import Agency, Message
from benkan.wire.messages import decode_as, encode
from benkan.wire.witness import Note

FORMAT = "benkan-split-view-1"
MAX_SPLIT_VIEW_BYTES = 8 * 1024 * 1024


class SplitView(Message):
    """Two signed notes of one journal and, unless they have one size, the owner's own letter about the two."""

    format: Literal["benkan-split-view-1"] = "benkan-split-view-1"
    owner: Agency
    card: Card
    notes: Annotated[list[Note], Field(min_length=2, max_length=2)]
    letter: Letter | None


def make_split_view(*, owner: str, card: Card, notes: tuple[str, str], letter: Letter | None) -> bytes:
    """The file, ready to be written.

    Raises:
        Invalid: ``wire.invalid`` with the place of a part that does not fit.
    """
    data = encode(SplitView(owner=owner, card=card, notes=list(notes), letter=letter))
    read_split_view(data)
    return data


def read_split_view(data: bytes) -> SplitView:
    """The file's parts, none of them verified; errors as ``decode_as``."""
    return decode_as(SplitView, data, place="split-view", largest=MAX_SPLIT_VIEW_BYTES)


def is_split_view(data: bytes) -> bool:
    """Whether the bytes claim to be such a file."""
    return f'"format":"{FORMAT}"'.encode() in data
