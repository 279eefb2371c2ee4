"""Reading the database's file once when the server starts, so that the first searches need not wait for the disk.

A search reads a hundred places of a large file. After a restart they are on the disk: 15 ms a search instead of 2 at
ten million records (docs/decisions/0011). The file from end to end takes seconds. PostgreSQL keeps its own memory.
"""

from __future__ import annotations

import threading
from pathlib import Path

PIECE_BYTES = 1 << 20
SHARE = 2
"""A file larger than one part in so many of the memory that is free is left where it is."""


def warm(file: Path) -> threading.Thread | None:
    """Begins to read the file in the background; nothing if there is no file, or not memory enough for it."""
    try:
        size = file.stat().st_size
    except OSError:
        return None
    if not size or size * SHARE > free_bytes():
        return None
    reading = threading.Thread(target=_read, args=(file,), name="warming", daemon=True)
    reading.start()
    return reading


def free_bytes() -> int:
    """Memory that programs could have without anything being written to the disk; 0 where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0
    found = (line.split() for line in lines if line.startswith("MemAvailable:"))
    return next((int(words[1]) * 1024 for words in found), 0)


def _read(file: Path) -> None:
    piece = bytearray(PIECE_BYTES)
    try:
        with file.open("rb", buffering=0) as source:
            while source.readinto(piece):
                pass
    except OSError:
        return  # whoever needs the file will say what is wrong with it
