"""The stage of the demo: four running nodes, their officers at work, and a voice that says what happens."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, TypeVar

from rich.console import Console

from benkan.core.errors import N_, Unreachable
from benkan.node.demo.cast import BY_AGENCY
from benkan.node.demo.client import OfficerClient, wait_for
from benkan.node.demo.nodes import DemoNode, run_in

T = TypeVar("T")


@dataclass(slots=True)
class Stage:
    """Nodes by agency, signed-in officers, and what the steps tell each other."""

    nodes: dict[str, DemoNode]
    console: Console
    folder: Path
    facts: dict[str, Any] = field(default_factory=dict)
    _clients: dict[tuple[str, str], OfficerClient] = field(default_factory=dict)

    def open(self) -> None:
        """Every node's first day, two at a time, then their servers and workers."""
        with ThreadPoolExecutor(2) as pool:
            for node, done in zip(
                self.nodes.values(),
                pool.map(lambda node: node.run("-m", "benkan.node.demo.opening"), self.nodes.values()),
                strict=True,
            ):
                if done.returncode:
                    raise Unreachable(
                        "demo.opening",
                        N_("The node %(agency)s could not be prepared: %(reason)s"),
                        agency=node.agency,
                        reason=done.stderr.strip()[-600:],
                    )
                made = json.loads(done.stdout)
                self.say(f"  {node.agency}: {made['records']} invented records, {made['conventions']} convention(s)")
        for node in self.nodes.values():
            node.start()
        for node in self.nodes.values():
            node.ready()

    def close(self) -> None:
        """Ends every process and connection; never raises for one that is gone."""
        for client in self._clients.values():
            client.close()
        for node in self.nodes.values():
            node.stop()

    def officer(self, agency: str, username: str = "analyste") -> OfficerClient:
        """The officer, signed in once."""
        key = (agency, username)
        if key not in self._clients:
            self._clients[key] = OfficerClient(self.nodes[agency].url, username)
        return self._clients[key]

    def name(self, agency: str) -> str:
        """The service's country, as the demo's reader knows it."""
        return {"ML": "Mali", "BF": "Burkina Faso", "NE": "Niger", "MA": "Morocco"}[BY_AGENCY[agency].country]

    def say(self, text: str) -> None:
        """One line for the reader."""
        self.console.print(text)

    def saw(self, who: str, could: str, could_not: str) -> None:
        """What one side could and could not see."""
        self.console.print(f"     [green]{who} saw[/green] {could}")
        self.console.print(f"     [yellow]{who} could not see[/yellow] {could_not}")

    def probe(self, agency: str, kind: str, words: Sequence[str] = ()) -> dict[str, Any]:
        """What the node holds, asked in its own process."""
        done = self.nodes[agency].run("-m", "benkan.node.demo.probe", kind, *words)
        if done.returncode:
            raise Unreachable(
                "demo.probe",
                N_("The probe of %(agency)s failed: %(reason)s"),
                agency=agency,
                reason=done.stderr.strip()[-300:],
            )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def together(self, act: Callable[[str], T], agencies: Sequence[str]) -> dict[str, T]:
        """The same act at several nodes, two at a time: agency to result."""
        with ThreadPoolExecutor(2) as pool:
            return dict(zip(agencies, pool.map(act, agencies), strict=True))

    def command(self, agency: str, *arguments: str) -> tuple[int, Any]:
        """A ``benkan`` command of the node with ``--json``: exit code and object."""
        return _told(self.nodes[agency].run("-m", "benkan.node", *arguments, "--json"))

    def without_a_node(self, *arguments: str) -> tuple[int, Any]:
        """The same where there is no home, so no key and no database: as a judge would run it."""
        return _told(run_in(self.folder / "no-node", "-m", "benkan.node", *arguments, "--json"))

    def search(self, agency: str, case: str, **subject: str) -> dict[str, Any]:
        """A finished search of this node's analyst."""
        analyst = self.officer(agency)
        made = analyst.post("search", {"case": case, **subject})

        def finished() -> dict[str, Any] | None:
            seen: dict[str, Any] = analyst.get(f"search/{made['id']}")
            return seen if seen["finished"] else None

        return wait_for("the answers to a search", finished)


def _told(done: CompletedProcess[str]) -> tuple[int, Any]:
    try:
        return done.returncode, json.loads(done.stdout)
    except ValueError:
        return done.returncode, {"output": done.stdout[-400:], "error": done.stderr[-400:]}
