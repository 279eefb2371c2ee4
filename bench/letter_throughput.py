"""How many letters two nodes move in a CPU second of both: decided, sealed, carried over HTTP, decided again, logged,
acknowledged.

Two real nodes on loopback, each with its server, its worker and its signer as in production, and SQLite. Officers of
one ask about hits through the services, officers of the other release the record; a letter counts when its sender holds
the receipt. CPU time is the kernel's count for every process of both nodes. The computer's own primitives are measured
in the same run: what signatures, key exchange and ciphers of one letter and its receipt cost and no program can spare.

Run: python bench/letter_throughput.py [--letters 2000] [--json]
`letters_per_cpu_s`: all processes of both nodes, officers' acts included; `moved_per_cpu_s`: without the officers'
acts, from queue to receipt, which is the work of a year's backlog. `cpu_ms` splits one letter by process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import envelope_speed
import network_nodes
import process_times
from network_nodes import Service

OFFICERS = str(Path(__file__).with_name("letter_officers.py"))
WARM_UP = 40
PATIENCE_S = 300.0
SIENA_A_YEAR = 1_800_000


class Node:
    """A service with its processes, and its officers in one of their own."""

    def __init__(self, service: Service) -> None:
        assert service.home is not None
        self.service = service
        self.home = service.home
        self.worker: subprocess.Popen[bytes] | None = None
        self.officers = subprocess.Popen(
            [sys.executable, OFFICERS],
            env=network_nodes.environment(self.home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.tell("open")

    def start(self) -> None:
        self.service.start()
        with (self.home / "node.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "benkan.node", "node", "work"],
                env=network_nodes.environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def tell(self, command: str, number: int = 0) -> dict[str, Any]:
        """What the officers answer."""
        assert self.officers.stdin is not None
        assert self.officers.stdout is not None
        self.officers.stdin.write(f"{command} {number}\n")
        self.officers.stdin.flush()
        answer = self.officers.stdout.readline()
        if not answer:
            raise SystemExit(f"{self.service.agency}: its officers could not {command}")
        told: dict[str, Any] = json.loads(answer)
        return told

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds so far of the server (with its signer) and of the worker."""
        assert self.worker is not None
        worker = self.worker.pid
        return {"server": self.service.cpu_s(), "worker": process_times.cpu_s(lambda one: one.session == worker)}

    def stop(self) -> None:
        for process in (self.officers, self.worker):
            if process is not None:
                process.terminate()
                process.wait(timeout=20)
        self.service.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=2_000, help="half of them requests, half releases")
    parser.add_argument("--port", type=int, default=19_640)
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benkan-letters-") as folder:
        figures = measure(Path(folder), max(2, given.letters) // 2, given.port)
    figures |= envelope_speed.floor_of_a_letter(figures["letter_bytes"])
    figures["load_1m"] = round(os.getloadavg()[0], 1)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    sys.exit(0 if figures["all_right"] else 1)


def measure(folder: Path, each_way: int, port: int) -> dict[str, Any]:
    """The figures of this many requests and as many releases."""
    services = [
        network_nodes.with_home(folder, 0, "ml-asker", f"127.0.0.1:{port}"),
        network_nodes.with_home(folder, 2, "ne-owner", f"127.0.0.1:{port + 1}"),
    ]
    network_nodes.open_all(services, people=200)
    asker, owner = nodes = [Node(service) for service in services]
    try:
        for node in nodes:
            node.start()
        asker.tell("hits", each_way + WARM_UP)
        _round(asker, owner, WARM_UP, WARM_UP)
        before, begun = [node.cpu_s() for node in nodes], time.monotonic()
        acts = _round(asker, owner, each_way, WARM_UP + each_way)
        wall_s = time.monotonic() - begun
        after = [node.cpu_s() for node in nodes]
        all_right = _all_right(nodes, each_way + WARM_UP)
        letter_bytes = asker.tell("held")["bytes"]
    finally:
        for node in nodes:
            node.stop()
    letters = 2 * each_way
    used = {name: sum(b[name] - a[name] for a, b in zip(before, after, strict=True)) for name in ("server", "worker")}
    moved_s, acts_s = sum(used.values()), sum(acts)
    rate = letters / (moved_s + acts_s)
    return {
        "letters": letters,
        "letter_bytes": letter_bytes,
        "letters_per_cpu_s": round(rate, 1),
        "moved_per_cpu_s": round(letters / moved_s, 1),
        "letters_per_wall_s": round(letters / wall_s, 1),
        "cpu_ms": {
            "officers": round(acts_s * 1000 / letters, 2),
            "workers": round(used["worker"] * 1000 / letters, 2),
            "servers": round(used["server"] * 1000 / letters, 2),
        },
        "a_year_of_siena_cpu_h": round(SIENA_A_YEAR * moved_s / letters / 3600, 2),
        "all_right": all_right,
    }


def _round(asker: Node, owner: Node, number: int, in_all: int) -> tuple[float, float]:
    """Requests one way, releases back, each waited for; the CPU seconds of the officers' acts."""
    asked = asker.tell("ask", number)["cpu_s"]
    _delivered(asker, owner, in_all)
    decided = owner.tell("decide", number)
    assert decided["decided"] == number, decided
    _delivered(owner, asker, in_all)
    return asked, decided["cpu_s"]


def _delivered(sender: Node, receiver: Node, in_all: int) -> None:
    """Returns when the sender holds every receipt."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        sent = sender.tell("held")["sent"]
        if sent.get("delivered", 0) >= in_all:
            return
        if sent.keys() - {"queued", "delivered"}:
            break
        time.sleep(0.5)
    raise SystemExit(f"{receiver.service.agency} did not receive everything: {sender.tell('held')}")


def _all_right(nodes: list[Node], number: int) -> bool:
    """Whether each side holds every letter and every line once, and both journals verify."""
    asker, owner = (node.tell("held") for node in nodes)
    return (
        asker["sent"] == owner["sent"] == {"delivered": number}
        and asker["came"] == owner["came"] == number
        and asker["lines"].get("request-sent") == asker["lines"].get("release-received") == number
        and owner["lines"].get("request-received") == owner["lines"].get("release-decided") == number
        and all(node.tell("verify")["ok"] for node in nodes)
    )


if __name__ == "__main__":
    main()
