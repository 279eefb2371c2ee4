"""Chunks that a courier takes along for a partner that has not said that it has the file, and those that one brought.

Each is a sealed letter behind four bytes of its own, so that nobody takes it for a letter of the queue. Nothing has
been asked, so nothing answers: what is taken in is checked as if it had come by the line, and fills the same holes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from benkan.apps.attachments import fetching, files, handlers
from benkan.apps.attachments.holders import unknown
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.attachments.sources import judged
from benkan.apps.exchange import services as exchange
from benkan.core.attachments import MAX_ANSWER_BYTES
from benkan.core.envelope import peek
from benkan.core.errors import Unverified
from benkan.wire import AttachmentChunk, AttachmentDigests, Message

MAGIC = b"BKA1"
SUFFIX = ".bka"
ROOM_BYTES = 8_192
"""What seal, header and signature add to a chunk, and more."""
MAX_FILE_BYTES = MAX_ANSWER_BYTES + ROOM_BYTES
LIFE = dt.timedelta(days=14)
_NAME = re.compile(r"([0-9a-f-]{36})-(digests|\d{5})\.bka", re.ASCII)


def load(partner: str, most_bytes: int, largest: int | None = None) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file for the folder, small attachments first, each on from where the last courier's ended.

    Args:
        most_bytes: of all files together.
        largest: no file has more bytes.

    Raises:
        Refused: the convention does not let the partner have them.
    """
    room = most_bytes
    wanted = Attachment.objects.filter(
        partner=partner,
        direction=Direction.OUT,
        state=State.OFFERED,
        delivered_at=None,
        until__gte=timezone.localdate(),
    )
    for row in wanted.order_by("data_bytes", "created_at"):
        at_once = row.cut.most_at_once
        if largest is not None:
            at_once = min(at_once, (largest - ROOM_BYTES) // row.chunk_bytes)
        listed = files.digests_of(row.pk)
        if at_once < 1 or listed is None:
            continue
        number = 0 if row.carried >= row.cut.count else row.carried
        if room < MAX_FILE_BYTES:
            return
        if row.cut.count > 1:
            given = _sealed(row, AttachmentDigests(attachment=str(row.pk), digests=listed), "attachment.digests.ask")
            room -= len(given)
            yield f"{row.pk}-digests{SUFFIX}", given
        while number < row.cut.count and room >= MAX_FILE_BYTES:
            data = handlers.read(row, number, at_once)
            chunk = AttachmentChunk(attachment=str(row.pk), number=number, data=data)
            given = _sealed(row, chunk, "attachment.chunk.ask")
            room -= len(given)
            yield f"{row.pk}-{number:05}{SUFFIX}", given
            number = min(number + at_once, row.cut.count)
            Attachment.objects.filter(pk=row.pk).update(carried=number)


def waiting() -> dict[str, int]:
    """How many bytes of files partners have not said to have, by partner."""
    found: dict[str, int] = {}
    rows = Attachment.objects.filter(direction=Direction.OUT, state=State.OFFERED, delivered_at=None)
    for partner, size in rows.values_list("partner", "data_bytes"):
        found[partner] = found.get(partner, 0) + size
    return found


def is_over(name: str, partner: str) -> bool:
    """Whether a file of this name in a partner's bag is of no use any more: given, withdrawn, or of no file of ours."""
    found = _NAME.fullmatch(name)
    if found is None:
        return False
    rows = Attachment.objects.filter(partner=partner, direction=Direction.OUT, state=State.OFFERED, delivered_at=None)
    try:
        return not rows.filter(pk=found[1]).exists()
    except (ValueError, TypeError, ValidationError):
        return False


def is_list(name: str) -> bool:
    """Whether the name is that of a list of digests, which is taken in before the chunks."""
    found = _NAME.fullmatch(name)
    return found is not None and found[2] == "digests"


def for_us(data: bytes) -> str | None:
    """Who says to have sent these bytes; None when they are for another service."""
    header = peek(data.removeprefix(MAGIC))
    return header.sender if header.recipient == exchange.own() else None


def take(data: bytes) -> int:
    """How many chunks were new in a file that a courier brought.

    Raises:
        Refused: ``attachment.unknown``: no letter announced the file; no room; the convention.
        Invalid, Unverified: not authentic, or not what the letter signs.
    """
    envelope = data.removeprefix(MAGIC)
    kind = peek(envelope).kind
    letter = exchange.opened(
        envelope, kind if kind in {"attachment.digests", "attachment.chunk"} else "attachment.chunk"
    )
    payload: AttachmentDigests | AttachmentChunk = letter.payload
    row = Attachment.objects.filter(
        pk=payload.attachment, direction=Direction.IN, partner=letter.sender, convention=letter.header.convention
    ).first()
    if row is None:
        raise unknown()
    if row.state != State.FETCHING:
        return 0
    exchange.allow(row.partner, "attachment.chunk.ask", convention=row.convention, **judged(row))
    try:
        return _take(row, payload)
    except Unverified as error:
        fetching.halt(row, error)
        raise


def _take(row: Attachment, payload: AttachmentDigests | AttachmentChunk) -> int:
    if isinstance(payload, AttachmentDigests):
        fetching.take_digests(row, payload.digests)
        return 0
    listed = files.digests_of(row.pk)
    if listed is None:
        if row.cut.count > 1:
            return 0  # its list is on another stick, or comes by the line
        listed = fetching.take_digests(row, bytes.fromhex(row.sha256))
    new = fetching.keep_carried(row, listed, payload.number, payload.data)
    # What is missing, if anything, and the comparison of the whole are for the loop.
    Attachment.objects.filter(pk=row.pk, state=State.FETCHING).update(
        next_at=timezone.now(), answers=F("answers") + (1 if new else 0)
    )
    return new


def _sealed(row: Attachment, payload: Message, question: str) -> bytes:
    return MAGIC + exchange.sealed(
        row.partner,
        payload,
        question,
        convention=row.convention,
        expires_at=timezone.now() + LIFE,
        **judged(row),
    )
