"""A Unix socket at a path of any length: the system takes 107 bytes, a home may lie deeper."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_BYTES = 107


@contextmanager
def short(path: Path) -> Iterator[str]:
    """A name of the socket that the system takes, as long as the context lasts."""
    if len(os.fsencode(path)) <= LONGEST_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def connected(path: Path, within_s: float) -> socket.socket:
    """A connection to whoever listens there.

    Raises:
        OSError: nobody does, or it may not be opened.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(within_s)
        with short(path) as name:
            connection.connect(name)
    except BaseException:
        connection.close()
        raise
    return connection


def listening(path: Path, group: int | None) -> socket.socket:
    """A socket that listens there for its owner, and for a group if one is given; a dead one makes room.

    Raises:
        OSError: the folder cannot be made or written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with short(path) as name:
            listener.bind(name)
        if group is not None:
            os.chown(path, -1, group)
            path.chmod(0o660)
    except BaseException:
        listener.close()
        raise
    finally:
        os.umask(before)
    listener.listen(256)
    return listener
