"""One file from an officer's machine to another country's, over a line that is cut again and again.

Two real nodes on loopback (server, worker and signer each). In Niger an officer uploads the file through the API
and releases it; Mali's worker fetches it over a line that is cut --cuts times for two seconds, spread over the file;
in Mali an officer downloads it. What came out is compared with what went in, and the journals of both are verified.

Run: python bench/attachment_transfer.py [--megabytes 64] [--cuts 3] [--kbit 0] [--json]
`whole`; `cuts` that happened, `kills` of both workers; `peak_mb`: the largest resident set of each process (VmHWM),
its own pages (USS) in `peak_uss_mb`; `cpu_s_per_mb` of each node and stage; `bytes_over_line_per_byte`; `seconds` are
wall time of a machine that may be busy.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import process_times
from cut_line import CutLine

from benkan.node.demo import founding
from benkan.node.demo.client import OfficerClient
from benkan.node.demo.nodes import DemoNode, make_homes

ROOT = Path(__file__).resolve().parents[1]
OFFICERS = str(ROOT / "tests" / "faults" / "officers.py")
RECEIVER, OWNER = "ml-ocs", "ne-ocrtis"
MEGABYTE = 1024 * 1024
NAME = "Enregistrement du 12 mars.mp4"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--kills", type=int, default=0, help="how often both workers get SIGKILL on the way")
    parser.add_argument("--kbit", type=int, default=0, help="rate of the line; 0 for as fast as it goes")
    parser.add_argument("--folder", type=Path, help="where the homes lie; a temporary folder if left out")
    parser.add_argument("--port", type=int, default=19_700)
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    if not 1 <= given.megabytes <= 2048:
        parser.error("1 to 2048 megabytes")
    with tempfile.TemporaryDirectory(prefix="benkan-files-", dir=given.folder) as folder:
        figures = transfer(Path(folder), given.megabytes * MEGABYTE, given.cuts, given.kills, given.kbit, given.port)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:26} {value}")
    sys.exit(0 if figures["whole"] and figures["journals_verified"] == 2 else 1)


def transfer(folder: Path, size: int, cuts: int, kills: int, kbit: int, port: int) -> dict[str, Any]:
    """The figures of one file."""
    nodes = {node.agency: node for node in make_homes(folder, port)}
    places = list(nodes)
    owner, receiver = nodes[OWNER], nodes[RECEIVER]
    line = CutLine(
        port + places.index(OWNER), [size * (n + 1) // (cuts + 1) for n in range(cuts)], rate_bits=kbit * 1000.0
    )
    door, owner.url = owner.url, f"http://127.0.0.1:{line.port}"
    founding.hand_out(list(nodes.values()), people=40, seed=1, now=dt.datetime.now(dt.UTC))
    owner.url = door
    for node in (owner, receiver):
        opened = node.run("-m", "benkan.node.demo.opening")
        if opened.returncode:
            raise SystemExit(f"{node.agency}: {opened.stderr[-800:]}")
        node.start()
    memory = Memory([owner, receiver])
    try:
        for node in (owner, receiver):
            node.ready()
        asked = receiver.run(OFFICERS, "asker", "1")
        request = json.loads(asked.stdout)[0]
        marks = [cpu(owner, receiver)]
        liaison = OfficerClient(owner.url, "liaison")
        began = time.monotonic()
        sha256 = upload(liaison, request, size)
        marks.append(cpu(owner, receiver))
        liaison.post(f"requests/{request}/release", decision())
        analyst = OfficerClient(receiver.url, "analyste")
        patience_s = 600 + size / MEGABYTE + (size * 10 / (kbit * 1000) if kbit else 0)
        row, killed = arrived(analyst, [owner, receiver], size, kills, patience_s)
        marks.append(cpu(owner, receiver))
        came = download(analyst, row["id"])
        marks.append(cpu(owner, receiver))
        seconds = time.monotonic() - began
        time.sleep(2.0)  # the word to the owner
        told = liaison.get(f"attachments/{row['id']}")
    finally:
        memory.close()
        verified = sum(
            json.loads(node.run("-m", "benkan.node", "journal", "verify", "--json").stdout)["ok"]
            for node in (owner, receiver)
        )
        for node in (owner, receiver):
            node.kill()
        line.close()
    lines = {node.agency: journal(node, row["id"]) for node in (owner, receiver)}
    stages = ("upload", "transfer", "download")
    per_mb = {
        stage: {
            agency: round((marks[n + 1][agency] - marks[n][agency]) / (size / MEGABYTE), 5)
            for agency in (OWNER, RECEIVER)
        }
        for n, stage in enumerate(stages)
    }
    return {
        "megabytes": size // MEGABYTE,
        "whole": row["state"] == "whole" and came == sha256 == row["sha256"] and bool(told["delivered_at"]),
        "cuts": line.cuts,
        "kills": killed,
        "peak_mb": memory.peak("VmHWM"),
        "peak_uss_mb": memory.peak("USS"),
        "cpu_s_per_mb": per_mb,
        "bytes_over_line_per_byte": round((line.bytes_down + line.bytes_up) / size, 4),
        "journal_lines_of_the_file": lines,
        "journals_verified": verified,
        "seconds": round(seconds),
        "load": round(os.getloadavg()[0], 1),
    }


def decision() -> dict[str, Any]:
    return {"decision": "all", "reason_code": "all", "handling": "H2", "grade": "B2"}


def contents(size: int) -> Iterator[bytes]:
    """Bytes that nothing compresses, the same at every run."""
    for number in range(-(-size // MEGABYTE)):
        yield hashlib.shake_256(number.to_bytes(8)).digest(min(MEGABYTE, size - number * MEGABYTE))


def upload(liaison: OfficerClient, request: str, size: int) -> str:
    """The SHA-256 of what was sent."""
    digest = hashlib.sha256()

    def sent() -> Iterator[bytes]:
        for piece in contents(size):
            digest.update(piece)
            yield piece

    headers = {
        "X-CSRFToken": liaison._token(),  # noqa: SLF001 - the bench is an officer, too
        "Referer": liaison.url,
        "Content-Type": "application/octet-stream",
        "Content-Length": str(size),
    }
    place = f"/api/attachments?holder=release&thread={request}&name={NAME}"
    answer = liaison._http.post(place, content=sent(), headers=headers, timeout=600)  # noqa: SLF001 - same
    if answer.status_code != 201:
        raise SystemExit(f"the upload failed: {answer.status_code} {answer.text[:300]}")
    return digest.hexdigest()


def arrived(
    analyst: OfficerClient, nodes: list[DemoNode], size: int, kills: int, patience_s: float
) -> tuple[dict[str, Any], int]:
    """The row of the file at its end, and how often the workers were killed on the way."""
    until, killed = time.monotonic() + patience_s, 0
    row: dict[str, Any] = {"state": "not announced", "id": ""}
    while time.monotonic() < until and row["state"] not in {"whole", "halted"}:
        found = analyst.get("attachments")["attachments"]
        row = found[0] if found else row
        if killed < kills and row.get("bytes_here", 0) > size * (killed + 1) / (kills + 1):
            for node in nodes:
                node.kill("work")
                node.start("work")
            killed += 1
        time.sleep(0.25)
    return row, killed


def download(analyst: OfficerClient, identity: str) -> str:
    digest = hashlib.sha256()
    address = f"/api/attachments/{identity}/content"
    with analyst._http.stream("GET", address, timeout=600) as answer:  # noqa: SLF001 - same
        for piece in answer.iter_raw():
            digest.update(piece)
    return digest.hexdigest()


def journal(node: DemoNode, identity: str) -> list[str]:
    """The events that the journal has about this file, in order."""
    code = (
        "from benkan.node.cli.boot import boot; boot(); from benkan.apps.journal.models import Line; import json; "
        "print(json.dumps([l.event for l in Line.objects.order_by('seq') "
        f"if l.facts.get('attachment') == '{identity}']))"
    )
    done = node.run("-c", code)
    return list(json.loads(done.stdout)) if done.stdout else [done.stderr[-300:]]


def cpu(*nodes: DemoNode) -> dict[str, float]:
    return {
        node.agency: process_times.cpu_s(lambda one, node=node: one.session in leaders(node))  # type: ignore[misc]
        for node in nodes
    }


def leaders(node: DemoNode) -> set[int]:
    return {process.pid for process in node.processes.values()}


class Memory:
    """The largest memory of each process of the nodes: resident as the kernel notes it, own pages as they are seen."""

    def __init__(self, nodes: list[DemoNode]) -> None:
        self._nodes = nodes
        self._found: dict[tuple[str, int], dict[str, float]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=10)

    def peak(self, which: str) -> dict[str, list[float]]:
        """Of each process of each node, the largest first."""
        found: dict[str, list[float]] = {}
        for (agency, _), seen in self._found.items():
            found.setdefault(agency, []).append(round(seen.get(which, 0.0), 1))
        return {agency: sorted(values, reverse=True) for agency, values in found.items()}

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            for node in self._nodes:
                own = leaders(node)
                for one in process_times.processes(lambda one, own=own: one.session in own):  # type: ignore[misc]
                    self._look(node.agency, one.pid)

    def _look(self, agency: str, pid: int) -> None:
        seen = self._found.setdefault((agency, pid), {})
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            rolled = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            return
        for text in status.splitlines():
            if text.startswith("VmHWM:"):
                seen["VmHWM"] = max(seen.get("VmHWM", 0.0), int(text.split()[1]) / 1024)
        own = sum(
            int(text.split()[1]) for text in rolled.splitlines() if text.startswith(("Private_Clean", "Private_Dirty"))
        )
        seen["USS"] = max(seen.get("USS", 0.0), own / 1024)


if __name__ == "__main__":
    main()
