"""The bytes of materials in the node's home: ``materials/<sha256>``, written once, gone with the last edition.

They are teaching matter, not data on persons, so they lie unsealed; the folder opens to the node's own user alone.
Names that people gave never reach the file system.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from benkan import disk
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats.learning_package import MOST_FILE_BYTES

SPARE_BYTES: Final = 512 * 1024 * 1024
"""What stays free on the disk for everything else."""


class Draft:
    """A file that comes piece by piece; it is kept under its digest or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, disk.PRIVATE), "wb")
        self._digest = hashlib.sha256()
        self.size = 0
        self.begins = b""

    def add(self, piece: bytes) -> None:
        """The next bytes; ``Invalid`` with ``material.too-large`` beyond the bound."""
        self.size += len(piece)
        if self.size > MOST_FILE_BYTES:
            raise Invalid(
                "material.too-large",
                N_("A file of the library has at most %(most)d MiB."),
                N_("Make it smaller, or split it."),
                place="file",
                most=MOST_FILE_BYTES // 1024**2,
            )
        self.begins = (self.begins + piece[:64])[:64]
        self._digest.update(piece)
        self._file.write(piece)

    def keep(self) -> str:
        """The digest, under which the file lies from now on."""
        self._file.close()
        sha256 = self._digest.hexdigest()
        disk.appear(self._path, path_of(sha256))
        return sha256

    def drop(self) -> None:
        """Takes away what was not kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def folder() -> Path:
    """The folder of all materials."""
    path = Path(settings.BENKAN_NODE.home) / "materials"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def path_of(sha256: str) -> Path:
    """Where the bytes of this digest lie."""
    return folder() / bytes.fromhex(sha256).hex()


@contextmanager
def draft() -> Iterator[Draft]:
    """A new file; what was not kept at the end is gone."""
    made = Draft(folder() / f".{uuid.uuid4().hex}.part")
    try:
        yield made
    finally:
        made.drop()


def need_room(count: int) -> None:
    """``Refused`` with ``library.no-room`` where the disk has no room for so many bytes."""
    if shutil.disk_usage(folder()).free < count + SPARE_BYTES:
        raise Refused(
            "library.no-room",
            N_("The disk has no room for %(size)d MiB."),
            N_("Free some room, or take a smaller package."),
            size=count // 1024**2 + 1,
        )


def remove(sha256: str) -> None:
    """Takes the bytes away; nothing when they are gone already."""
    path_of(sha256).unlink(missing_ok=True)


def store(pieces: Iterable[bytes], check: Callable[[bytes], str]) -> tuple[str, int, str]:
    """Keeps a file; its digest, its size and its ending.

    Args:
        check: the ending by the first bytes; raises where the file is not taken.
    """
    with draft() as made:
        for piece in pieces:
            made.add(piece)
        kind = check(made.begins)
        return made.keep(), made.size, kind
