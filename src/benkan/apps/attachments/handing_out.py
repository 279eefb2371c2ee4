"""Handing a file to an officer: chunk by chunk in clear, never whole in memory, never to be shown by a browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import files, steering
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Refused

_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})", re.ASCII)
DOWNLOAD_TYPE = "application/octet-stream"
DOWNLOAD_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Download-Options": "noopen",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer that hands a file out: a browser saves it, whatever it says that it is, and shows nothing of it."""
HERE = (State.KEPT, State.OFFERED, State.WHOLE)


@dataclass(frozen=True, slots=True)
class Handed:
    """A file, or a stretch of it.

    Args:
        first, last: the bytes, both included.
        partial: whether a stretch was asked for.
    """

    row: Attachment
    first: int
    last: int
    partial: bool

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    def pieces(self) -> Iterator[bytes]:
        """The bytes; a chunk that the disk altered ends the stream early, so that no one takes it for the file."""
        row, cut = self.row, self.row.cut
        with files.whole(row.pk, row.salt, row.chunk_bytes) as sealed:
            for number in range(self.first // cut.chunk_bytes, self.last // cut.chunk_bytes + 1):
                begins = number * cut.chunk_bytes
                chunk = sealed.read(number, cut)
                yield chunk[max(0, self.first - begins) : self.last + 1 - begins]


def hand_out(officer: Officer, identity: uuid.UUID | str, asked: str = "") -> Handed | None:
    """The file for this officer; None when the stretch that was asked for is not in it.

    Args:
        asked: the header ``Range`` of a browser that goes on with a download; only one stretch with a beginning.

    Raises:
        Refused: ``attachment.unknown``, ``attachment.not-here``.
    """
    row = steering.open_(officer, identity)
    if row.state not in HERE or not files.is_whole(row.pk):
        raise Refused(
            "attachment.not-here",
            N_("The file is not here, or not whole yet."),
            N_("Open the page of its letter: it says how far the file is."),
        )
    first, last = 0, row.data_bytes - 1
    found = _RANGE.fullmatch(asked.strip())
    if found is not None:
        first = int(found[1])
        last = min(last, int(found[2])) if found[2] else last
        if first > last:
            return None
    if first == 0:
        _write(row, officer)
    return Handed(row, first, last, found is not None)


def _write(row: Attachment, officer: Officer) -> None:
    with transaction.atomic():
        journal.write(
            "attachment-opened",
            officer=accounts.handle(officer),
            partner=row.partner,
            convention=row.convention,
            reference=row.thread,
            attachment=str(row.pk),
            holder=row.holder,
            sha256=row.sha256,
        )
