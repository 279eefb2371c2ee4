"""Starting a signer as a child: beside ``benkan node serve`` for as long as it serves, or for one command.

The child ends when its parent does, however that ends: its standard input closes. A child that stands by waits until
no other signer of the folder serves, and then takes over at once.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

logger = logging.getLogger("benkan.signer")
START_S = 20.0
"""So long at most a signer takes to listen on a small machine that is busy."""
SHORT_LIFE_S = 5.0
LONGEST_PAUSE_S = 30.0

AGAIN_S = 2.0


@dataclass(frozen=True, slots=True)
class _Tried:
    child: subprocess.Popen[bytes]
    at: float


_lock = threading.Lock()
_permitted: dict[Path, Path] = {}
_private: dict[Path, _Tried] = {}


def launch(folder: Path, *, standby: bool = False) -> subprocess.Popen[bytes]:
    """A signer of this folder as a child of this process."""
    command = [sys.executable, "-P", "-m", "benkan.signer", str(folder), "--child"]
    return subprocess.Popen([*command, *(["--standby"] if standby else [])], stdin=subprocess.PIPE)  # noqa: S603 - own


def permit_private(path: Path, folder: Path) -> None:
    """From now on this process starts a signer of the folder when none listens at the path; it ends with the process.

    For commands and the worker. A server's processes wait for their parent's signer instead.
    """
    _permitted[path] = folder


def start_private(path: Path) -> bool:
    """Whether a signer of this process's own is on its way to listen at the path."""
    folder = _permitted.get(path)
    if folder is None:
        return False
    with _lock:
        tried = _private.get(path)
        if tried is not None:
            code = tried.child.poll()
            if code is None:
                return True
            if time.monotonic() - tried.at < (AGAIN_S if code == 0 else SHORT_LIFE_S):
                return False  # another one is about to listen, or this one cannot start and has said why
        _private[path] = _Tried(launch(folder), time.monotonic())
    return True


def private_processes() -> tuple[int, ...]:
    """The numbers of the signers that this process has started for itself and that run."""
    return tuple(tried.child.pid for tried in _private.values() if tried.child.poll() is None)


class Beside:
    """A signer that runs beside a server: started again when it ends, ended with ``stop``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stopping = threading.Event()
        self._child = launch(folder, standby=True)
        self._watching = threading.Thread(target=self._watch, name="signer", daemon=True)
        self._watching.start()

    def stop(self) -> None:
        """Ends the signer."""
        self._stopping.set()
        end(self._child)
        self._watching.join(timeout=10)

    def _watch(self) -> None:
        pause_s = 0.0
        begun = time.monotonic()
        while True:
            self._child.wait()
            if self._stopping.is_set():
                return
            # One that cannot start, for want of a passphrase say, is tried ever more rarely.
            lived_s = time.monotonic() - begun
            pause_s = 0.0 if lived_s > SHORT_LIFE_S else min(LONGEST_PAUSE_S, 2 * pause_s + 0.5)
            logger.warning("the signer ended with code %s and is started again", self._child.returncode)
            if self._stopping.wait(pause_s):
                return
            begun = time.monotonic()
            self._child = launch(self._folder, standby=True)
            if self._stopping.is_set():
                end(self._child)
                return


def end(child: subprocess.Popen[bytes]) -> None:
    """Ends a child in order; one that does not end is killed."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(timeout=10)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
