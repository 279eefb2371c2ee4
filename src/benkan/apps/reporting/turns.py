"""One file of a reporter is read at a time: nobody keeps all of the node's cores; a killed process lets go."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from benkan import disk
from benkan.apps.reporting import sealed
from benkan.apps.reporting.models import Reporter


@contextmanager
def turn(reporter: Reporter) -> Iterator[bool]:
    """Whether it is this caller's turn; it ends with the block."""
    descriptor = os.open(sealed.folder() / f"{reporter.pk}.lock", os.O_RDWR | os.O_CREAT, disk.PRIVATE)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(descriptor)
