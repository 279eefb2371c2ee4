"""A courier's folder on the disk: files that appear whole, and a look through a folder that nobody vouches for.

Links are not followed, only plain files are opened, and what one import may read is bounded before anything is opened:
a stick may come from anybody.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benkan import disk
from benkan.apps.attachments.services import by_courier as attachments
from benkan.core.errors import N_, Invalid, Refused

MAX_DEPTH = 6
SHARED = 0o666
CHUNK = attachments.MAGIC
MAX_ENTRIES = 200_000
MAX_LETTERS = 20_000
MAX_LETTER_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """A plain file that begins with the bytes of one of ours."""

    path: Path
    magic: bytes
    size: int


def write_whole(path: Path, data: bytes) -> bool:
    """The file with these bytes; False when it lies there whole already.

    Whoever carries or mails it may be another user: what is inside is sealed.
    """
    if path.is_file() and not path.is_symlink() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    disk.write_whole(path, data, mode=SHARED)
    return True


def read(path: Path, most: int) -> bytes:
    """The bytes of the file, at most ``most`` and one.

    Raises:
        Invalid: ``courier.unreadable``: the medium is damaged, or the file went away.
    """
    try:
        # Neither a link nor a pipe: the first leads out of the folder, the second never ends.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read(most + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError as error:
        raise Invalid(
            "courier.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Copy it again from where it came."),
            reason=error.strerror or type(error).__name__,
        ) from error


def below(folder: Path, *names: str) -> Path:
    """The folder of these names below ``folder``, which no link leads out of.

    Raises:
        Invalid: ``courier.link``: whoever had the stick made one of them a link, so that we write somewhere else.
    """
    path = folder
    for name in names:
        path = path / name
        if path.is_symlink():
            raise Invalid(
                "courier.link",
                N_("This folder on the stick is a link that leads somewhere else."),
                N_("Remove the link, ask who made it, and use another stick."),
                place=str(path),
            )
    return path


def look(folder: Path, magics: tuple[bytes, ...], list_name: str) -> tuple[list[Found], list[Path], list[Found]]:
    """Every file that begins with one of these four bytes, every file with the name of a list, and chunks, in order.

    Chunks of attached files are not counted: only those that are waited for are kept, each in its own place.

    Raises:
        Invalid: ``courier.folder``: there is no such folder, or it cannot be read.
        Refused: ``courier.too-much``: more than one import takes; nothing was opened.
    """
    found: list[Found] = []
    lists: list[Path] = []
    chunks: list[Found] = []
    try:
        for path, size in _plain_files(folder, folder, MAX_DEPTH):
            if path.name == list_name:
                lists.append(path)
            elif (magic := _begins(path)) in magics:
                found.append(Found(path, magic, size))
            elif magic == CHUNK:
                chunks.append(Found(path, magic, size))
    except OSError as error:
        raise unusable(folder, error) from error
    if len(found) > MAX_LETTERS or sum(one.size for one in found) > MAX_LETTER_BYTES:
        raise too_much(folder)
    ordered = sorted(found, key=lambda one: str(one.path))
    return ordered, sorted(lists), sorted(chunks, key=lambda one: str(one.path))


def too_much(folder: Path) -> Refused:
    """The error of a folder that holds more than one import takes."""
    return Refused(
        "courier.too-much",
        N_("The folder holds more than one import takes: %(files)d letters or %(megabytes)d MB."),
        N_("Nothing was taken in. Look at what is on the stick, and take it in in parts if it is in order."),
        place=str(folder),
        files=MAX_LETTERS,
        megabytes=MAX_LETTER_BYTES // 1024**2,
    )


def unusable(folder: Path, error: OSError) -> Invalid:
    """The error of a folder that cannot be read or written."""
    return Invalid(
        "courier.folder",
        N_("The folder cannot be used: %(reason)s."),
        N_("Choose a folder in which you may write, on a disk with room; run the command again."),
        place=str(folder),
        reason=error.strerror or type(error).__name__,
    )


def _plain_files(top: Path, folder: Path, depth: int, seen: list[int] | None = None) -> Iterator[tuple[Path, int]]:
    seen = [0] if seen is None else seen
    with os.scandir(folder) as entries:
        for entry in entries:
            seen[0] += 1
            if seen[0] > MAX_ENTRIES:
                raise too_much(top)
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth:
                    yield from _plain_files(top, Path(entry.path), depth - 1, seen)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path), entry.stat(follow_symlinks=False).st_size


def _begins(path: Path) -> bytes:
    """The first four bytes; a file that cannot be opened is none of ours."""
    try:
        return read(path, 3)[:4]
    except Invalid:
        return b""
