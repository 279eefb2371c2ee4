"""Lines of acts that change nothing else, written for all threads of a process at once.

A search of own records leaves a line and no other row. Hundreds a second cannot each wait for the disk, so whoever
comes first writes the lines of all who wait, in one transaction, and each waits until its own line is durable. Who
writes first waits a moment for those who are about to come: a transaction costs as much as seven lines, and what it
writes puts pages out of every other connection's memory. A line that cannot be written is an error for everyone whose
line it was: no answer goes out without its line.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import connection

from benkan.apps.journal.writing import Draft, append, draft

MOST_AT_ONCE = 256
LONGEST_WAIT_S = 0.005


@dataclass(slots=True, eq=False)
class _Waiting:
    draft: Draft
    line: int = 0
    error: BaseException | None = None


_lock = threading.Lock()
_turn = threading.Condition(_lock)
_gathered = threading.Condition(_lock)
_queue: list[_Waiting] = []
_writing = threading.Event()
_coming: set[Place] = set()


class Place:
    """A place among those whose lines are written together, taken when the act begins: ``with Place() as place``."""

    __slots__ = ()

    def __enter__(self) -> Self:
        with _lock:
            _coming.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nobody waits any longer for an act that failed."""
        with _lock:
            self._left()

    def write(self, event: str, *, officer: str, reference: str = "", **facts: object) -> int:
        """The number of the new line, durable when this returns; within a transaction it is written like any other.

        Args and errors are those of ``writing.write``.
        """
        drafted = draft(event, officer=officer, reference=reference, facts=facts)
        if connection.in_atomic_block:
            return append([drafted])[0]
        mine = _Waiting(drafted)
        with _lock:
            _queue.append(mine)
            self._left()
        return _written(mine)

    def _left(self) -> None:
        _coming.discard(self)
        if not _coming:
            _gathered.notify()


def write_with_others(event: str, *, officer: str, reference: str = "", **facts: object) -> int:
    """The number of the new line; as ``Place.write``, by an act that has nothing to do before."""
    return Place().write(event, officer=officer, reference=reference, **facts)


def _written(mine: _Waiting) -> int:
    while True:
        with _lock:
            _turn.wait_for(lambda: mine.line or mine.error or not _writing.is_set())
            if mine.error is not None:
                raise mine.error
            if mine.line:
                return mine.line
            _writing.set()
        try:
            with _lock:
                _gathered.wait_for(lambda: not _coming, LONGEST_WAIT_S)
            with _turn_of_this_process():
                with _lock:
                    batch = _queue[:MOST_AT_ONCE]
                    del _queue[:MOST_AT_ONCE]
                _write(batch)
        finally:
            with _lock:
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
    file = _turn_file(settings.BENKAN_NODE.home)
    fcntl.flock(file, fcntl.LOCK_EX)  # given back by the system if the process is killed
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@cache
def _turn_file(home: Path) -> FileIO:
    return FileIO(home / "journal.lock", "wb")


def _write(batch: list[_Waiting]) -> None:
    error: BaseException | None = None
    lines = [0] * len(batch)
    try:
        lines = append([one.draft for one in batch])
    except BaseException as raised:  # noqa: BLE001 - everyone who waits must learn of it
        error = raised
    with _lock:
        for one, line in zip(batch, lines, strict=True):
            one.line, one.error = line, error
