"""Files that appear whole: after a power cut a file is the old one or the new one, never half of it.

The bytes are written beside the file under a name that nobody reads, brought to the disk, and renamed; then the folder
is brought to the disk too, or a database might name a file that the power cut took back.
"""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

PRIVATE = 0o600
Piece: TypeAlias = Any
"""Bytes, or whatever lies in memory like them, such as an array."""


def write_whole(path: Path, data: Piece, *, mode: int = PRIVATE) -> None:
    """The file with these bytes; see ``write_pieces``."""
    write_pieces(path, [data], mode=mode)


def write_pieces(path: Path, pieces: Iterable[Piece], *, mode: int = PRIVATE) -> None:
    """The file with these pieces one after the other, in place of one that may be there.

    Args:
        mode: who may read it, as far as the process's mask allows; its owner alone if nothing is said.

    Raises:
        OSError: it cannot be written; what was there before is still there, and nothing else is left behind.
    """
    draft = path.with_name(f".{uuid.uuid4().hex}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _settle(path.parent)


def appear(draft: Path, path: Path) -> None:
    """The file that was written piece by piece under the name of a draft, under its own name from now on.

    Raises:
        OSError: it cannot be brought to the disk; the draft is still there.
    """
    descriptor = os.open(draft, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system of a stick or a share that settles folders by itself
            raise
    finally:
        os.close(descriptor)
