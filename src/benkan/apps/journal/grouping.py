"""Lines of acts that change nothing else, written for all threads of a process at once.

A search of own records leaves a line and no other row. Hundreds a second cannot each wait for the disk, so whoever
comes first writes the lines of all who wait, in one transaction, and each waits until its own line is durable. A line
that cannot be written is an error for everyone whose line it was: no answer goes out without its line.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from benkan.apps.journal.writing import Draft, append, draft

MOST_AT_ONCE = 256


@dataclass(slots=True, eq=False)
class _Waiting:
    draft: Draft
    line: int = 0
    error: BaseException | None = None


_turn = threading.Condition()
_queue: list[_Waiting] = []
_writing = threading.Event()


def write_with_others(event: str, *, officer: str, reference: str = "", **facts: object) -> int:
    """The number of the new line, durable when this returns; within a transaction it is written like any other.

    Args and errors are those of ``writing.write``.
    """
    drafted = draft(event, officer=officer, reference=reference, facts=facts)
    if connection.in_atomic_block:
        return append([drafted])[0]
    mine = _Waiting(drafted)
    with _turn:
        _queue.append(mine)
    while True:
        with _turn:
            _turn.wait_for(lambda: mine.line or mine.error or not _writing.is_set())
            if mine.error is not None:
                raise mine.error
            if mine.line:
                return mine.line
            _writing.set()
        try:
            with _turn_of_this_process():
                with _turn:
                    batch = _queue[:MOST_AT_ONCE]
                    del _queue[:MOST_AT_ONCE]
                _write(batch)
        finally:
            with _turn:
                if mine in _queue:  # the turn could not be taken: nobody else may write what was refused
                    _queue.remove(mine)
                _writing.clear()
                _turn.notify_all()


@contextmanager
def _turn_of_this_process() -> Iterator[None]:
    """Holds off the other processes of this node: SQLite would make them sleep and try again, longer each time."""
    if connection.vendor != "sqlite":
        yield
        return
    with (settings.BENKAN_NODE.home / "journal.lock").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed, by the system if the process is killed
        yield


def _write(batch: list[_Waiting]) -> None:
    error: BaseException | None = None
    lines = [0] * len(batch)
    try:
        lines = append([one.draft for one in batch])
    except BaseException as raised:  # noqa: BLE001 - everyone who waits must learn of it
        error = raised
    with _turn:
        for one, line in zip(batch, lines, strict=True):
            one.line, one.error = line, error
