"""Files that a command is given: read whole up to a bound, or refused with the path."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from benkan.core.errors import N_, Invalid
from benkan.wire import Card, decode_card

MAX_BYTES = 64 * 1024 * 1024


def read(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of the file.

    Raises:
        Invalid: ``file.unreadable`` or ``file.too-large`` with the path.
    """
    with opened(path) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Invalid(
            "file.too-large",
            N_("The file has more than %(limit)d bytes."),
            N_("Check that it is the file you mean."),
            place=str(path),
            limit=limit,
        )
    return data


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file, for what is too large to be read whole.

    Raises:
        Invalid: ``file.unreadable`` with the path.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise Invalid(
            "file.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Check the path and its permissions."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error


def pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a MiB at a time; ``Invalid`` as ``opened``."""
    with opened(path) as file:
        while piece := file.read(1024 * 1024):
            yield piece


def text(path: Path, limit: int = 1_000_000) -> str:
    """The text of the file, which is UTF-8.

    Raises:
        Invalid: as ``read``; ``file.encoding`` when it is not UTF-8.
    """
    try:
        return read(path, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            "file.encoding",
            N_("The file is not UTF-8 text (byte %(byte)d)."),
            N_("Save it as UTF-8."),
            place=str(path),
            byte=error.start,
        ) from error


def cards(paths: list[Path]) -> list[Card]:
    """The cards in these files, each with its signature checked."""
    return [decode_card(read(path, 16_384).strip()) for path in paths]
