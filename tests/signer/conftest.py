"""Signers' folders with a seed, and signers as processes of their own."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benkan.core import blind
from benkan.node.home import write_private
from benkan.signer.client import Client

SEED = bytes(range(7, 39))
SHAPE = blind.SHAPES[blind.LARGEST]
WAIT_S = 30.0


@dataclass
class Running:
    """A signer as a process of its own, and what it wrote."""

    folder: Path
    process: subprocess.Popen[bytes]
    log: Path
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = Client(self.folder / "signer.sock", patience_s=WAIT_S)

    @property
    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(word) for word in tasks.read_text().split()]

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: sockets do not like long ones, and one test says so itself."""
    root = Path(tempfile.mkdtemp(prefix="bs-"))
    (root / "keys").mkdir()
    write_private(root / "keys" / "blind.key", base64.b64encode(SEED) + b"\n")
    (root / "signer").mkdir(mode=0o700)
    yield root / "signer"
    shutil.rmtree(root)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Running]]:
    """Starts a signer of the folder; every one is ended."""
    running: list[Running] = []

    def started(*options: str, where: Path = folder, environment: dict[str, str] | None = None) -> Running:
        log = folder.parent / f"log-{len(running)}"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "benkan.signer", str(where), *options],
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        running.append(Running(where, process, log))
        return running[-1]

    yield started
    for one in running:
        one.process.kill()
        one.process.wait()


@pytest.fixture
def signer(start: Callable[..., Running]) -> Running:
    one = start()
    one.client.status()
    return one


def elements() -> dict[str, list[bytes]]:
    return {kind: [blind.blind(os.urandom(16)).element for _ in range(slots)] for kind, slots in SHAPE.items()}


def until(true: Callable[[], object], within_s: float = WAIT_S) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
