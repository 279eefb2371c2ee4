"""Evaluating many tokens of one's own, on every core: the library holds the GIL, so threads would not help.

The helpers are started when there is enough to do, know nothing of the node but the key that they are given, and end
with it: one that finds its parent gone goes too.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from benkan.core.blind import OUTPUT_BYTES, SecretKey

ALONE = 1_024
"""So many tokens take less time than a helper needs to start."""
AT_ONCE = 512
_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def outputs(seed: bytes, info: bytes, tokens: Sequence[bytes]) -> list[bytes]:
    """The 64-byte outputs of the tokens, in their order, under the key that the seed and info give."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(tokens) <= ALONE or cores < 2:
        joined = _some((seed, info, tokens))
    else:
        pieces = [(seed, info, tokens[start : start + AT_ONCE]) for start in range(0, len(tokens), AT_ONCE)]
        joined = b"".join(_helpers(cores).map(_some, pieces))
    return [joined[start : start + OUTPUT_BYTES] for start in range(0, len(joined), OUTPUT_BYTES)]


def rest() -> None:
    """Ends the helpers; the next large batch starts others."""
    global _pool
    with _lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.shutdown(wait=True, cancel_futures=True)


def _helpers(count: int) -> ProcessPoolExecutor:
    global _pool  # noqa: PLW0603 - same
    with _lock:
        if _pool is None:
            # A fork would copy threads' locks and the database's connections.
            _pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_watch)
        return _pool


def _watch() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _some(work: tuple[bytes, bytes, Sequence[bytes]]) -> bytes:
    seed, info, tokens = work
    return b"".join(SecretKey.from_seed(seed, info).evaluate_many(tokens))
