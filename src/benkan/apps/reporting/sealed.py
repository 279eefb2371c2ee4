"""Files of reporters on the disk: sealed as files beside letters are, in a folder of their own, never in clear.

``reports/`` (mode 0700) holds ``<id>.part`` while a file comes and ``<id>.sealed`` when a row has it. A draft of
which nothing came goes with the request, and one that a power cut left goes a day later.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models import Sum

from benkan import disk
from benkan.apps.attachments import services as attachments
from benkan.apps.reporting.limits import MEGABYTE
from benkan.apps.reporting.models import Arrival, Report
from benkan.core.attachments import CHUNK_BYTES, Cut, safe_name
from benkan.core.errors import N_, BenkanError, Invalid, Refused

DRAFT: Final = ".part"
SEALED: Final = ".sealed"
RESERVE_BYTES: Final = 256 * MEGABYTE
FORGOTTEN_S: Final = 86_400.0


def folder() -> Path:
    """The folder of all files; only the node's own user may look into it."""
    path = Path(settings.BENKAN_NODE.home) / "reports"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def path_of(identity: uuid.UUID, ending: str) -> Path:
    """The place of a file by its identity: names that people gave never reach the file system."""
    return folder() / f"{uuid.UUID(str(identity))}{ending}"


class Draft:
    """A file on its way in: sealed and counted while it comes.

    Args:
        name: as the reporter's machine calls it.
        expected_bytes: what is announced; only to refuse early.

    Raises:
        Invalid: ``report.too-large``; Refused: ``report.no-room``.
    """

    def __init__(self, name: str, expected_bytes: int = 0) -> None:
        self._most = settings.BENKAN_NODE.reporting["file_mb"] * MEGABYTE
        if expected_bytes > self._most:
            raise too_large(self._most)
        _room(max(expected_bytes, 1))
        self.name = safe_name(name)
        self.identity, self.salt = uuid.uuid4(), attachments.new_salt()
        self.size = 0
        self._digest = hashlib.sha256()
        self._rest = bytearray()
        self._count = 0
        self._kept = False
        self._descriptor = os.open(path_of(self.identity, DRAFT), os.O_RDWR | os.O_CREAT | os.O_EXCL, disk.PRIVATE)
        self._sealed = attachments.Sealed(self._descriptor, self.identity, self.salt, CHUNK_BYTES)

    @property
    def sha256(self) -> str:
        """The digest of what came so far."""
        return self._digest.hexdigest()

    def feed(self, data: bytes) -> None:
        """Takes more of the file.

        Raises:
            Invalid: ``report.too-large``.
        """
        self.size += len(data)
        if self.size > self._most:
            raise too_large(self._most)
        self._digest.update(data)
        self._rest += data
        while len(self._rest) >= CHUNK_BYTES:
            self._put(bytes(self._rest[:CHUNK_BYTES]))
            del self._rest[:CHUNK_BYTES]

    def whole(self) -> BinaryIO:
        """The file from its beginning, for a reader.

        Raises:
            Invalid: ``report.empty``.
        """
        if not self.size:
            raise Invalid("report.empty", N_("The file is empty."), N_("Choose another file."), place="file")
        if self._rest:
            self._put(bytes(self._rest))
            self._rest.clear()
        return io.BufferedReader(_Clear(self._sealed, Cut(self.size, CHUNK_BYTES)), CHUNK_BYTES)

    def keep(self) -> None:
        """The file appears under its final name; call it before the row is stored."""
        disk.appear(path_of(self.identity, DRAFT), path_of(self.identity, SEALED))
        self._kept = True

    def give_up(self) -> None:
        """Nothing stays of a file that was not kept, or whose row was not stored."""
        self._close()
        remove(self.identity)

    def done(self) -> None:
        """Ends the work on the file; gives it up unless it was kept."""
        self._close()
        if not self._kept:
            self.give_up()

    def _put(self, chunk: bytes) -> None:
        self._sealed.write(self._count, chunk)
        self._count += 1

    def _close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class SealingUpload(FileUploadHandler):
    """Takes the one file of the form in; Django would put it into a temporary file in clear."""

    chunk_size = CHUNK_BYTES

    def __init__(self, announced: int) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self.error: BenkanError | None = None
        # The form holds a little more than its file; a file at the limit must not fail for that.
        self._announced = max(0, announced - CHUNK_BYTES)

    def new_file(self, *given: Any, **named: Any) -> None:
        """Begins the file; a second one in the same form is passed over."""
        super().new_file(*given, **named)
        if self.draft is not None:
            raise self._stopped(
                Invalid("report.one-file", N_("Send one file at a time."), N_("Choose one file."), place="file")
            )
        try:
            self.draft = Draft(self.file_name or "", self._announced)
        except BenkanError as error:
            raise self._stopped(error) from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Takes more of the file; nothing is passed on."""
        assert self.draft is not None
        try:
            self.draft.feed(raw_data)
        except BenkanError as error:
            raise self._stopped(error) from error

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file in the form's own list: a name and a size, without bytes."""
        return UploadedFile(file=None, name=self.draft.name if self.draft else "", size=file_size)

    def _stopped(self, error: BenkanError) -> StopUpload:
        self.error = self.error or error
        return StopUpload(connection_reset=False)


class _Clear(io.RawIOBase):
    """A sealed file as clear bytes, chunk by chunk; one chunk at a time in memory."""

    def __init__(self, sealed: attachments.Sealed, cut: Cut) -> None:
        self._sealed, self._cut = sealed, cut
        self._at = 0
        self._number, self._chunk = -1, b""

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True: an archive is read from its end."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Goes there."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._cut.data_bytes}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer up to the end of one chunk; 0 at the end."""
        if self._at >= self._cut.data_bytes:
            return 0
        number, within = divmod(self._at, self._cut.chunk_bytes)
        if number != self._number:
            self._chunk, self._number = self._sealed.read(number, self._cut), number
        piece = self._chunk[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


@contextmanager
def opened(report: Report | Arrival) -> Iterator[BinaryIO]:
    """The file of a report, or of one that is still to be read, in clear, for reading.

    Raises:
        Invalid: ``attachment.spoilt``: it is not there, or the disk altered it.
    """
    try:
        descriptor = os.open(path_of(report.pk, SEALED), os.O_RDONLY)
    except OSError as error:
        raise attachments.spoilt() from error
    try:
        sealed = attachments.Sealed(descriptor, report.pk, report.salt, CHUNK_BYTES)
        yield io.BufferedReader(_Clear(sealed, Cut(report.data_bytes, CHUNK_BYTES)), CHUNK_BYTES)
    finally:
        os.close(descriptor)


def pieces(report: Report) -> Iterator[bytes]:
    """The bytes of a report's file, never whole in memory."""
    with opened(report) as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def remove(identity: uuid.UUID) -> None:
    """Deletes everything of a file."""
    for ending in (DRAFT, SEALED):
        path_of(identity, ending).unlink(missing_ok=True)


def tend() -> int:
    """Deletes files that no report has: what a power cut left; how many."""
    old: set[uuid.UUID] = set()
    for path in folder().iterdir():
        try:
            if time.time() - path.stat().st_mtime > FORGOTTEN_S:
                old.add(uuid.UUID(path.stem))
        except (OSError, ValueError):
            continue
    wanted = list(old)
    known: set[uuid.UUID] = set()
    for start in range(0, len(wanted), 500):
        for kind in (Report, Arrival):
            known |= set(kind.objects.filter(pk__in=wanted[start : start + 500]).values_list("pk", flat=True))
    for identity in old - known:
        remove(identity)
    return len(old - known)


def too_large(most: int) -> Invalid:
    """The error of a file beyond the limit."""
    return Invalid(
        "report.too-large",
        N_("A file has %(limit)d MB at most."),
        N_("Send it in parts, each of which is a report."),
        place="file",
        limit=most // MEGABYTE,
    )


def _room(data_bytes: int) -> None:
    """Nothing, when the file has room; a reporter is not told how much there is."""
    kept = (Report.objects.all(), Arrival.objects.filter(refused_at=None))
    used = sum(int(rows.aggregate(total=Sum("data_bytes"))["total"] or 0) for rows in kept)
    quota = settings.BENKAN_NODE.reporting["quota_mb"] * MEGABYTE
    free = shutil.disk_usage(Path(settings.BENKAN_NODE.home)).free
    if used + data_bytes > quota or free < data_bytes + RESERVE_BYTES:
        raise Refused(
            "report.no-room",
            N_("This service cannot take files in just now."),
            N_("Try again later; tell the service if it lasts. Nothing was lost on your side."),
        )
