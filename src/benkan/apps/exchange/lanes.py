"""One lane for each partner: a slow partner holds its own lane and nobody else's.

A lane runs one job at a time; while it is busy, another job for the same partner is not started (the loop comes again
in a moment). Jobs keep their database transactions short, and each thread closes its connection when it is done.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.db import connection

from benkan.core.errors import BenkanError

logger = logging.getLogger("benkan.exchange")
MAX_LANES = 32


class Lanes:
    """Background threads, at most one for each key."""

    def __init__(self, name: str, size: int = MAX_LANES) -> None:
        self._name = name
        self._size = size
        self._lock = threading.Lock()
        self._running: dict[Hashable, Future[None]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def start(self, jobs: Iterable[tuple[Hashable, Callable[[], object]]], *, wait_for: bool) -> int:
        """Starts each job whose lane is free; how many were started.

        Args:
            wait_for: return only when all lanes are free again.
        """
        started = 0
        with self._lock:
            self._running = {key: job for key, job in self._running.items() if not job.done()}
            for key, act in jobs:
                if key not in self._running:
                    self._running[key] = self._threads().submit(self._run, act)
                    started += 1
            running = list(self._running.values())
        if wait_for:
            wait(running)
        return started

    def _threads(self) -> ThreadPoolExecutor:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._size, thread_name_prefix=self._name)
        return self._pool

    @staticmethod
    def _run(act: Callable[[], object]) -> None:
        try:
            act()
        except BenkanError as error:
            logger.warning("a job for a partner ended early: %s", error.code)
        except Exception as error:  # noqa: BLE001 - a thread's error would vanish; its text may name a subject
            logger.error("a job for a partner failed: %s", type(error).__name__)  # noqa: TRY400 - same
        finally:
            connection.close()
