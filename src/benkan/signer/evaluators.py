"""Processes that evaluate, one for each core and one more: the library holds the GIL, so threads would not help.

They are forked before the signer opens its socket, so they have the seed and nothing else of it, and they end when it
does, however it ends: the pipe to it closes. An answer goes before a build, which never takes the last one of them.
If one of them ends early the whole signer ends, and whoever started it starts it anew.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benkan.core.blind import ELEMENT_BYTES
from benkan.core.errors import BenkanError
from benkan.signer.keys import Keys
from benkan.signer.messages import (
    Frame,
    lengths_of,
    malformed,
    packed,
    pieces,
    raise_refusal,
    receive,
    refusal,
    tokens_of,
)

logger = logging.getLogger("benkan.signer")
AT_ONCE = 512
"""So many tokens go to one process at a time: 25 ms of work."""
MAX_DESCRIPTORS = 4_096


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Evaluators:
    """The same two questions that ``Keys`` answers, on all cores."""

    def __init__(self, keys: Keys, count: int, lost: Callable[[], None]) -> None:
        """Forks the processes; no other thread of this process may have begun to work.

        Args:
            count: how many cores a build may use.
            lost: called when one of them has ended.
        """
        self._free = threading.Condition()
        self._urgent = 0
        self._lost = lost
        self._children: list[int] = []
        self._idle: list[socket.socket] = []
        for _ in range(count + 1):
            ours, theirs = socket.socketpair()
            child = os.fork()
            if child == 0:
                _live(keys, theirs)
            theirs.close()
            self._children.append(child)
            self._idle.append(ours)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="build")

    @property
    def children(self) -> tuple[int, ...]:
        """The numbers of the processes."""
        return tuple(self._children)

    def answer(self, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]) -> dict[str, bytes]:
        """See ``Keys.answer``."""
        header = {"op": "answer", "convention": convention, "epoch": epoch}
        parts = {kind: b"".join(given) for kind, given in elements.items()}
        return self._ask(Frame(header, parts), urgent=True)

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """See ``Keys.evaluate``."""
        header = {"op": "evaluate", "convention": convention, "epoch": epoch, "kind": kind}

        def some(start: int) -> bytes:
            chosen = tokens[start : start + AT_ONCE]
            parts = {"lengths": lengths_of(chosen), "tokens": b"".join(chosen)}
            return self._ask(Frame(header, parts), urgent=False)["outputs"]

        return b"".join(self._threads.map(some, range(0, len(tokens), AT_ONCE)))

    def close(self) -> None:
        """Ends the processes."""
        self._threads.shutdown(cancel_futures=True)
        with self._free:
            for channel in self._idle:
                channel.close()
        for child in self._children:
            os.waitpid(child, 0)

    def _ask(self, frame: Frame, *, urgent: bool) -> dict[str, bytes]:
        with self._one(urgent=urgent) as channel:
            try:
                channel.sendall(packed(frame))
                reply = receive(channel, None)
            except OSError:
                reply = None
        if reply is None:
            logger.error("a process that evaluates has ended")
            self._lost()
            raise ConnectionResetError
        raise_refusal(reply)
        return reply.parts

    @contextmanager
    def _one(self, *, urgent: bool) -> Iterator[socket.socket]:
        with self._free:
            self._urgent += urgent
            while not self._idle or (not urgent and self._urgent):
                self._free.wait()
            self._urgent -= urgent
            channel = self._idle.pop()
            self._free.notify_all()
        try:
            yield channel
        finally:
            with self._free:
                self._idle.append(channel)
                self._free.notify_all()


def _live(keys: Keys, channel: socket.socket) -> None:
    """A process's whole life; it never returns."""
    try:
        # The terminal's signals are for the signer, whose end ends this process too.
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        # Neither the lock nor another process's pipe may be held open here.
        os.closerange(3, channel.fileno())
        os.closerange(channel.fileno() + 1, MAX_DESCRIPTORS)
        while (asked := receive(channel, None)) is not None:
            channel.sendall(packed(_answered(keys, asked)))
    except BaseException:  # noqa: BLE001, S110 - its text may hold a token
        pass
    finally:
        os._exit(0)


def _answered(keys: Keys, asked: Frame) -> Frame:
    convention, epoch = asked.header["convention"], asked.header["epoch"]
    try:
        if asked.header["op"] == "answer":
            elements = {kind: pieces(joined, ELEMENT_BYTES) for kind, joined in asked.parts.items()}
            return Frame({}, keys.answer(convention, epoch, elements))
        if asked.header["op"] == "evaluate":
            tokens = tokens_of(asked.parts["lengths"], asked.parts["tokens"])
            return Frame({}, {"outputs": keys.evaluate(convention, epoch, asked.header["kind"], tokens)})
        raise malformed("op")
    except BenkanError as error:
        return refusal(error)
