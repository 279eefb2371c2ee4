"""Taking in an officer's file: sealed and counted while it is read, never whole in memory, never in clear on the disk.

The file stays exactly as it is. Place and time in a photograph (EXIF) are evidence, and taking them out would change
every digest; the page says that they travel along.
"""

from __future__ import annotations

import hashlib
import mimetypes
import os
import uuid

from django.db import transaction
from django.utils import timezone

from benkan import disk
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import files, room
from benkan.apps.attachments.holders import holder as holder_of
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.core.attachments import CHUNK_BYTES, MAX_BYTES, MAX_FILES, Cut, root, safe_name
from benkan.core.errors import N_, Invalid, Refused

CHECK_BYTES = 64 * CHUNK_BYTES
OTHER_TYPE = "application/octet-stream"
_types = mimetypes.MimeTypes(filenames=())
"""Python's own list: what a machine's files say of types must not change what leaves."""


class Intake:
    """A file of ours on its way into the node.

    Args:
        name: as the officer's machine calls it.
        expected_bytes: what the browser announces; only to refuse early what cannot have room.

    Raises:
        Refused: ``attachment.quota``, ``attachment.no-room``.
        Invalid: ``attachment.too-large``.
    """

    def __init__(self, name: str, expected_bytes: int = 0) -> None:
        if expected_bytes > MAX_BYTES:
            raise too_large()
        room.check(expected_bytes)
        self.name = safe_name(name)
        self.identity, self.salt = uuid.uuid4(), files.new_salt()
        self.size = 0
        self._rest = bytearray()
        self._digests = bytearray()
        self._digest = hashlib.sha256()
        place = files.path_of(self.identity, files.DRAFT)
        self._descriptor = os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, disk.PRIVATE)
        self._sealed = files.Sealed(self._descriptor, self.identity, self.salt, CHUNK_BYTES)
        self._open = True
        self._kept = False

    def feed(self, data: bytes) -> None:
        """Takes more of the file.

        Raises:
            Invalid: ``attachment.too-large``; Refused: no more room. The file is given up then.
        """
        if self.size // CHECK_BYTES != (self.size + len(data)) // CHECK_BYTES:
            room.check(self.size)
        self.size += len(data)
        if self.size > MAX_BYTES:
            self.give_up()
            raise too_large()
        self._rest += data
        while len(self._rest) >= CHUNK_BYTES:
            self._put(bytes(self._rest[:CHUNK_BYTES]))
            del self._rest[:CHUNK_BYTES]

    def keep(self, officer: Officer, holder: str, thread: str) -> Attachment:
        """The file, waiting beside the letter that will take it along.

        Raises:
            Refused: the officer may not add it there; the holder says why.
            Invalid: ``attachment.empty``, ``attachment.too-many``.
        """
        try:
            self._finish()
            with transaction.atomic():
                partner, convention = holder_of(holder).add(officer, thread)
                _room_beside(holder, thread)
                row = self._row(officer, holder, thread, partner, convention)
            self._kept = True
        except BaseException:
            self.give_up()
            raise
        finally:
            self._close()
        return row

    def give_up(self) -> None:
        """Nothing stays of the file, unless it was kept."""
        self._close()
        if not self._kept:
            files.remove(self.identity)

    def _finish(self) -> None:
        """The last chunk, and the file under its final name."""
        if not self.size:
            raise Invalid("attachment.empty", N_("The file is empty."), N_("Choose another file."), place="file")
        if self._rest:
            self._put(bytes(self._rest))
        files.keep_digests(self.identity, bytes(self._digests))
        files.appear(self.identity)

    def _row(self, officer: Officer, holder: str, thread: str, partner: str, convention: str) -> Attachment:
        return Attachment.objects.create(
            id=self.identity,
            direction=Direction.OUT,
            holder=holder,
            thread=thread,
            partner=partner,
            convention=convention,
            name=self.name,
            media_type=_types.guess_type(self.name)[0] or OTHER_TYPE,
            data_bytes=self.size,
            chunk_bytes=CHUNK_BYTES,
            sha256=self._digest.hexdigest(),
            chunks_sha256=root(Cut(self.size, CHUNK_BYTES), bytes(self._digests)),
            salt=self.salt,
            state=State.KEPT,
            officer=accounts.handle(officer),
            created_at=timezone.now(),
        )

    def _put(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._sealed.write(len(self._digests) // 32, chunk)
        self._digests += hashlib.sha256(chunk).digest()

    def _close(self) -> None:
        if self._open:
            os.close(self._descriptor)
            self._open = False


def discard(officer: Officer, identity: uuid.UUID | str) -> Attachment:
    """Removes a file that has not left.

    Raises:
        Refused: ``attachment.unknown``, ``attachment.left``, or the officer may not.
    """
    with transaction.atomic():
        row = Attachment.objects.select_for_update().filter(pk=identity, direction=Direction.OUT).first()
        if row is None:
            raise Refused("attachment.unknown", N_("There is no such file."), N_("Open the request again."))
        holder_of(row.holder).add(officer, row.thread)
        if row.state != State.KEPT or row.subject:
            raise Refused(
                "attachment.left",
                N_("This file belongs to a decision already."),
                N_("Send the decision back, or withdraw the release."),
            )
        row.delete()
        transaction.on_commit(lambda: files.remove(row.pk or uuid.UUID(str(identity))))
    return row


def too_large() -> Invalid:
    """The error of a file beyond the limit."""
    return Invalid(
        "attachment.too-large",
        N_("A file has 2 GB at most."),
        N_("Cut it into parts, each of which is a file."),
        place="file",
    )


def _room_beside(holder: str, thread: str) -> None:
    waiting = Attachment.objects.filter(holder=holder, thread=thread, state=State.KEPT, subject="")
    if waiting.count() >= MAX_FILES:
        raise Invalid(
            "attachment.too-many",
            N_("A letter takes %(most)d files along."),
            N_("Remove a file first, or put several into one archive."),
            place="file",
            most=MAX_FILES,
        )
