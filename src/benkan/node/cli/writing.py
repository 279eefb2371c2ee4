"""Files that a command writes: there, or refused with the path and the reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benkan.core.errors import N_, Invalid


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What is done inside writes this file.

    Raises:
        Invalid: ``file.unwritable`` with the path.
    """
    try:
        yield
    except OSError as error:
        raise Invalid(
            "file.unwritable",
            N_("The file cannot be written: %(reason)s."),
            N_("Choose another name in a folder in which you may write, on a disk with room."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error


def table(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """The rows as CSV in place of what may be there; a cell that begins like a formula stays a text.

    Raises:
        Invalid: as ``writing``.
    """
    from benkan.web.csv_file import guarded

    with writing(path), path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([guarded(cell) for cell in row] for row in rows)
