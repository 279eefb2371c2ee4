"""Homes and processes of the demo's nodes: made, started, killed, ended.

Each node is two processes (server and worker) in its own process group, with its own BENKAN_HOME, on loopback only.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benkan.core.errors import N_, Invalid, Unreachable
from benkan.node import home as homes
from benkan.node.demo.cast import SERVICES, Service

START_SECONDS = 60.0
COMMANDS = {
    "serve": ("-m", "benkan.node", "node", "serve", "--threads", "2"),
    "work": ("-m", "benkan.node", "node", "work"),
}


def environment(home: Path) -> dict[str, str]:
    """This process's environment with this folder as the node's home."""
    own = {"BENKAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "benkan.node.settings", "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **own}


def run_in(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A Python command in this home, run to its end; its output is text."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@dataclass(slots=True)
class DemoNode:
    """One node: where its home is, where it listens, and its running processes."""

    service: Service
    home: Path
    url: str
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def agency(self) -> str:
        """The service's short name."""
        return self.service.agency

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of this node, run to its end; its output is text."""
        return run_in(self.home, *arguments)

    def start(self, *names: str) -> None:
        """Starts server and worker, or only those named; ``ready`` says when they answer."""
        log = (self.home / "node.log").open("ab")
        for name in names or COMMANDS:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *COMMANDS[name]],
                env=environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        log.close()

    def ready(self) -> None:
        """Returns when the pages answer.

        Raises:
            Unreachable: a process ended, or a minute passed; the node's own log says more.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            ended = [name for name, process in self.processes.items() if process.poll() is not None]
            if ended:
                break
            try:
                if httpx.get(f"{self.url}/accounts/login/", timeout=2, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise Unreachable(
            "demo.node-not-ready",
            N_("The node %(agency)s did not start."),
            N_("Read the log %(log)s."),
            agency=self.agency,
            log=str(self.home / "node.log"),
        )

    def signal(self, number: int, *names: str) -> None:
        """Sends a signal to the process groups, all or those named, and waits until they are gone."""
        chosen = {name: self.processes.pop(name) for name in names or tuple(self.processes) if name in self.processes}
        for process in chosen.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue
        for process in chosen.values():
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=15)

    def kill(self, *names: str) -> None:
        """SIGKILL, as a power cut would: server and worker, or only those named."""
        self.signal(signal.SIGKILL, *names)

    def stop(self) -> None:
        """SIGTERM: ends in order."""
        self.signal(signal.SIGTERM)


def free_ports(first: int, count: int) -> list[int]:
    """Ports that nobody listens on, from ``first`` on.

    Raises:
        Invalid: one of them is taken; another ``--port`` helps.
    """
    ports = list(range(first, first + count))
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Invalid(
                    "demo.port-taken",
                    N_("Port %(port)s is taken."),
                    N_("Choose four free ports with --port."),
                    place="--port",
                    port=port,
                ) from error
    return ports


def make_homes(folder: Path, port: int) -> list[DemoNode]:
    """Four fresh homes below the folder, each marked as made by the demo."""
    ports = free_ports(port, len(SERVICES))
    # Every folder is looked at before the first is touched: a refusal leaves all of them as they were.
    for service in SERVICES:
        path = folder / service.agency
        if path.exists() and not (path / "demo.json").exists():
            raise Invalid(
                "demo.not-a-demo-home",
                N_("%(folder)s holds a home that no demo made."),
                N_("Choose another folder with --keep."),
                place="--keep",
                folder=str(path),
            )
    nodes = []
    for service, own_port in zip(SERVICES, ports, strict=True):
        path = folder / service.agency
        if path.exists():
            shutil.rmtree(path)
        url = f"http://127.0.0.1:{own_port}"
        homes.make(
            path,
            agency=service.agency,
            name=service.name,
            country=service.country,
            url=url,
            listen=f"127.0.0.1:{own_port}",
            language=service.language,
            time_zone=service.time_zone,
        )
        (path / "demo.json").write_text(json.dumps({"made_by": "benkan demo"}), "utf-8")
        nodes.append(DemoNode(service, path, url))
    return nodes
