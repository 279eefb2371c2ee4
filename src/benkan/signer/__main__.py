"""``python -m benkan.signer FOLDER``: the signer's process, from its first line to its last.

It reads the folder's configuration, takes the lock, opens the seed, forks the processes that evaluate, and listens.
It ends at SIGTERM or SIGINT; as a child (``--child``) also when its parent does.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import logging
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

from benkan.core.errors import N_, BenkanError, Refused
from benkan.signer import configuration, seed
from benkan.signer.configuration import Configuration
from benkan.signer.evaluators import Evaluators, cores
from benkan.signer.keys import Keys
from benkan.signer.meter import Meter
from benkan.signer.passphrases import passphrase
from benkan.signer.server import Server
from benkan.signer.service import Service
from benkan.signer.socket_path import listening

logger = logging.getLogger("benkan.signer")
PR_SET_DUMPABLE = 4
RUNNING = "signer.running"


def main(arguments: list[str] | None = None) -> int:
    """Serves until told to stop; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benkan.signer", description="Hold the seed of private search.")
    parser.add_argument("folder", type=Path, help="the signer's folder; docs/operating/signer.md")
    parser.add_argument("--child", action="store_true", help="end when standard input closes")
    parser.add_argument("--standby", action="store_true", help="wait while another signer of the folder serves")
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    try:
        run(given.folder, child=given.child, standby=given.standby)
    except BenkanError as error:
        if given.child and error.code == RUNNING:
            return 0  # somebody else was quicker, which is as good
        logger.error("%s: %s", error.code, error)  # noqa: TRY400 - a sentence of ours, no traceback
        return 1
    return 0


def run(folder: Path, *, child: bool = False, standby: bool = False) -> None:
    """Serves until told to stop.

    Raises:
        Invalid, Refused: the configuration, the seed, the counts or the lock; see their modules.
    """
    harden()
    stop: list[Callable[[], None]] = []
    if child:
        # Ctrl-C is for the parent, which still has work for the signer while it ends.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = configuration.load(folder)
    # Kept open, and so held, until the process ends.
    held = _lock(told, wait=standby)
    keys = Keys(seed.read(told.seed, lambda: passphrase(told.passphrase_file, told.seed)))
    meter = Meter(told.counts, told.ceilings)
    lost = threading.Event()

    def give_up() -> None:
        lost.set()
        server.stop()

    evaluators = Evaluators(keys, cores(), give_up)
    server = Server(Service(keys, meter, evaluators), listening(told.socket, told.group), told.allowed)
    stop.append(server.stop)
    signal.set_wakeup_fd(server.rope.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGTERM,) if child else (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    logger.info("the signer listens (process %s)", os.getpid())
    server.serve()
    told.socket.unlink(missing_ok=True)
    try:
        if told.folder.exists():  # a home that was removed, such as a demo's, has no counts to keep
            meter.settle()
    except BenkanError as error:
        # What the file holds is at most a step too high.
        logger.warning("the counts of the day were not written at the end: %s", error.code)
    held.close()
    if lost.is_set():
        # The others end with the pipe; waiting for one that hangs would keep the next signer away.
        os._exit(1)
    os._exit(0)


def harden() -> None:
    """No file of others' mode, no core dump, and no look into the memory by another process of the same user."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def _lock(told: Configuration, *, wait: bool) -> IO[bytes]:
    file = told.lock.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise Refused(
            RUNNING,
            N_("A signer of this folder is running."),
            N_("One is enough: nodes and commands use the one that runs."),
            place=str(told.folder),
        ) from error
    return file


def _end_with_parent(stop: list[Callable[[], None]]) -> None:
    while os.read(0, 64):
        pass
    if stop:
        stop[0]()
    else:
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
