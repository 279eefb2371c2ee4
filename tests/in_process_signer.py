"""A signer inside the test's own process: the same keys, counts and refusals, without a process for each test.

The tests of ``tests/signer`` and those that run whole nodes speak to real ones.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from benkan.node.home import Home
from benkan.signer import seed
from benkan.signer.keys import Keys
from benkan.signer.meter import Ceilings, Meter
from benkan.signer.service import Service


def in_process(node: Home) -> Service:
    """The signer of this home."""
    return _service(node.home)


@lru_cache(maxsize=8)
def _service(home: Path) -> Service:
    folder = home / "signer"
    folder.mkdir(exist_ok=True)
    return Service(Keys(_seed(home)), Meter(folder / "counts.json", Ceilings()))


def _seed(home: Path) -> bytes:
    return seed.read(home / "keys" / "blind.key", lambda: b"")
