"""Where indexes lie in the node's home."""

from __future__ import annotations

import fcntl
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from benkan.core.errors import N_, Invalid, Refused, Unreachable

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
TURN_S = 10.0
"""So long the second of two that fetch one index waits for the first."""
_PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def own_folder(convention: str) -> Path:
    """The folder of this node's indexes for a convention."""
    return _made(_home("own") / _plain(convention))


def epoch_folder(convention: str, epoch: int) -> Path:
    """The folder of everything that this node has of its indexes of one epoch; it goes with the epoch."""
    return _made(own_folder(convention) / str(epoch))


def own_folders() -> list[Path]:
    """The folders of this node's indexes, one for each convention that ever had one."""
    return [folder for folder in _made(_home("own")).iterdir() if folder.is_dir()]


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds the folder for this process and thread; a killed process lets go.

    Raises:
        Refused: ``index.busy``: somebody else holds it.
    """
    with _held(folder / ".lock", 0.0) as held:
        if not held:
            raise Refused(
                "index.busy",
                N_("The index of this convention is being built already."),
                N_("Wait until that build is done."),
            )
        yield


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Holds the folder like ``alone``, after waiting a moment for whoever holds it.

    Raises:
        Unreachable: ``partner.index-busy``: somebody else still holds it.
    """
    with _held(folder.with_name(f".{folder.name}.lock"), TURN_S) as held:
        if not held:
            raise Unreachable(
                "partner.index-busy",
                N_("Another program of this node is fetching this index already."),
                N_("Wait until it is done; nothing is lost."),
            )
        yield


@contextmanager
def _held(lock: Path, patience_s: float) -> Iterator[bool]:
    until = time.monotonic() + patience_s
    with lock.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                held = True
            except BlockingIOError:
                held = False
            if held or time.monotonic() >= until:
                break
            time.sleep(0.05)
        yield held


def partner_folder(partner: str, convention: str) -> Path:
    """The folder of a partner's indexes for a convention."""
    return _made(_home("partners") / _plain(partner) / _plain(convention))


def part(folder: Path, sha256: str) -> Path:
    """The published bytes of the part of an index with this digest."""
    if not _DIGEST.fullmatch(sha256):
        raise Invalid("index.name", N_("This name cannot be a folder."), place="sha256")
    return folder / f"{sha256}.bki"


def read_piece(path: Path, start: int, size: int) -> bytes:
    """At most ``size`` bytes of the file from ``start`` on."""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)


def _home(whose: str) -> Path:
    return Path(settings.BENKAN_NODE.home) / "indexes" / whose


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _plain(name: str) -> str:
    # Names come from cards and conventions that were checked; this is the last wall before the file system.
    if not _PLAIN.fullmatch(name) or len(name) > 64:
        raise Invalid("index.name", N_("This name cannot be a folder."), place="name")
    return name
