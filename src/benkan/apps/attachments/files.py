"""Where files lie in the node's home, and how: chunk by chunk under AES-256-GCM, so that a stolen disk shows nothing.

``attachments/`` (mode 0700) holds for each file its sealed chunks, ``<id>.part`` while they come and ``<id>.sealed``
when all are there, and ``<id>.digests``. Each chunk has a slot of its own, so chunks are written in any order. The key
is made (HKDF-SHA-256, RFC 5869) of the node's encryption key and of 32 random bytes in the database: the disk without
the keys opens nothing, and without those bytes neither do the keys. The nonce is the chunk's number: a key seals one
file, and under one number only ever the same bytes, since what is written was compared with its digest before.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from benkan import disk
from benkan.core.attachments import Cut
from benkan.core.errors import N_, Invalid, Refused

SALT_BYTES = 32
TAG_BYTES = 16
DRAFT, SEALED, DIGESTS = ".part", ".sealed", ".digests"
FORGOTTEN_S = 86_400.0
Salt: TypeAlias = bytes | memoryview


def folder() -> Path:
    """The folder of all files; only the node's own user may look into it."""
    path = Path(settings.BENKAN_NODE.home) / "attachments"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def path_of(identity: uuid.UUID, ending: str) -> Path:
    """The place of a file by its identity: names that people gave never reach the file system."""
    return folder() / f"{uuid.UUID(str(identity))}{ending}"


def new_salt() -> bytes:
    """The random half of a file's key."""
    return secrets.token_bytes(SALT_BYTES)


class Sealed:
    """The sealed chunks of one file on the disk.

    Args:
        descriptor: open file; closed by whoever opened it.
        salt: the random half of the key.
    """

    def __init__(self, descriptor: int, identity: uuid.UUID, salt: Salt, chunk_bytes: int) -> None:
        self._descriptor = descriptor
        self._slot = chunk_bytes + TAG_BYTES
        info = b"benkan-attachment-file-1\n" + uuid.UUID(str(identity)).bytes
        key = HKDF(SHA256(), 32, bytes(salt), info).derive(settings.BENKAN_NODE.encryption_private())
        self._cipher = AESGCM(key)

    def write(self, number: int, chunk: bytes) -> None:
        """Puts the chunk into its slot."""
        box = memoryview(self._cipher.encrypt(number.to_bytes(12), chunk, None))
        at = number * self._slot
        while box:
            done = os.pwrite(self._descriptor, box, at)
            box, at = box[done:], at + done

    def read(self, number: int, cut: Cut) -> bytes:
        """The chunk of this number.

        Raises:
            Invalid: ``attachment.spoilt``: it is not there, or the disk altered it.
        """
        box = os.pread(self._descriptor, cut.size(number) + TAG_BYTES, number * self._slot)
        try:
            return self._cipher.decrypt(number.to_bytes(12), box, None)
        except (InvalidTag, ValueError):
            raise spoilt() from None

    def settle(self) -> None:
        """Brings what was written to the disk."""
        os.fdatasync(self._descriptor)


@contextmanager
def draft(identity: uuid.UUID, salt: Salt, chunk_bytes: int) -> Iterator[Sealed]:
    """The file in work, held for this process and thread alone; a killed process lets go.

    Raises:
        Refused: ``attachment.busy``: somebody else works on it.
    """
    descriptor = os.open(path_of(identity, DRAFT), os.O_RDWR | os.O_CREAT, disk.PRIVATE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                "attachment.busy", N_("This file is being fetched already."), N_("Wait until it is there.")
            ) from error
        yield Sealed(descriptor, identity, salt, chunk_bytes)
    finally:
        os.close(descriptor)


@contextmanager
def whole(identity: uuid.UUID, salt: Salt, chunk_bytes: int) -> Iterator[Sealed]:
    """The whole file, for reading.

    Raises:
        Invalid: ``attachment.spoilt``: it is not there.
    """
    try:
        descriptor = os.open(path_of(identity, SEALED), os.O_RDONLY)
    except OSError as error:
        raise spoilt() from error
    try:
        yield Sealed(descriptor, identity, salt, chunk_bytes)
    finally:
        os.close(descriptor)


def is_whole(identity: uuid.UUID) -> bool:
    """Whether all chunks lie here under the final name."""
    return path_of(identity, SEALED).exists()


def appear(identity: uuid.UUID) -> None:
    """The file in work is the file from now on."""
    disk.appear(path_of(identity, DRAFT), path_of(identity, SEALED))


def keep_digests(identity: uuid.UUID, digests: bytes) -> None:
    """Keeps the list of the chunks' digests."""
    disk.write_whole(path_of(identity, DIGESTS), digests)


def digests_of(identity: uuid.UUID) -> bytes | None:
    """The list of the chunks' digests, or None when it is not here."""
    try:
        return path_of(identity, DIGESTS).read_bytes()
    except OSError:
        return None


def remove(identity: uuid.UUID) -> None:
    """Deletes everything of the file."""
    for ending in (DRAFT, SEALED, DIGESTS):
        path_of(identity, ending).unlink(missing_ok=True)


def identities() -> set[uuid.UUID]:
    """The files of which something lies here, but those that somebody may be writing at this moment."""
    found: set[uuid.UUID] = set()
    for path in folder().iterdir():
        try:
            if time.time() - path.stat().st_mtime > FORGOTTEN_S:
                found.add(uuid.UUID(path.stem))
        except (OSError, ValueError):
            continue
    return found


def spoilt() -> Invalid:
    """The error of a file that is not on the disk as it was written."""
    return Invalid(
        "attachment.spoilt",
        N_("The file is damaged or missing on this node's disk."),
        N_("Fetch it again, and have the disk checked."),
    )
