"""Exchanges between four real nodes in a storm: nothing lost, nothing doubled, nothing leaked, every journal whole.

Every second a server or a worker of a random node is killed with SIGKILL and started again; lines are cut, letters and
replies doubled, altered, reordered, late and played again (bench/storm.py); each node's clock is wrong by up to ten
hours; once the disk under all of them is full for some seconds. Two services ask, one
decides: a search, a request on its hit, a release, and for every second one a withdrawal with its acknowledgement. Then
the storm ends, and what both sides hold is compared.

Run: python bench/soak.py [--exchanges 20] [--seed 1] [--minutes 0] [--json]
`exchanges` that were begun; `kills`; `lost`: letters, rows or acknowledgements that one side lacks; `doubled`: rows or
journal lines too many; `leaked`: words of a question on a line, in a log, or with a service that was not asked;
`journals_verified`: of four; `disk_full`: how often it was. The small disk is a tmpfs: without the
right to mount one the run starts itself again in a namespace of its own (`unshare`), and says so if it may not.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from storm import Storm

from benkan.node.demo import founding
from benkan.node.demo.nodes import COMMANDS, DemoNode, environment, make_homes

ROOT = Path(__file__).resolve().parents[1]
OFFICERS = str(ROOT / "tests" / "faults" / "officers.py")
ASKERS, DECIDER = ("ml-ocs", "bf-cnlcd"), "ne-ocrtis"
WORDS = ("22791000417", "Qui est-ce", "Nuit des coupures")
SKEW_H = 10
CALM_S = 180
DISK_MB = 800
FULL_S = 8
QUOTAS = ("searches_per_party_per_day", "searches_per_officer_per_day", "searches_per_case_per_day")
SKEWED = '''"""A wrong clock for every process of a node: its home says by how many seconds."""
import os
from pathlib import Path

_file = Path(os.environ.get("BENKAN_HOME", "/nowhere")) / "clock_skew_s"
if _file.exists():
    import datetime
    from django.utils import timezone

    _real, _by = timezone.now, datetime.timedelta(seconds=int(_file.read_text()))
    timezone.now = lambda: _real() + _by
'''


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exchanges", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=19_300)
    parser.add_argument("--minutes", type=float, default=0, help="begin no new exchange after so long; 0 for no bound")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    if given.exchanges < 2:
        parser.error("at least 2 exchanges")
    in_own_namespace()
    with tempfile.TemporaryDirectory(prefix="benkan-soak-") as folder:
        try:
            wanted = given.exchanges - given.exchanges % 2
            figures = soak(Path(folder), wanted, given.seed, given.port, given.minutes * 60)
        finally:
            release(Path(folder))
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    sound = not (figures["lost"] or figures["doubled"] or figures["leaked"]) and figures["journals_verified"] == 4
    sys.exit(0 if sound else 1)


def soak(folder: Path, exchanges: int, seed: int, port: int, longest_s: float = 0) -> dict[str, Any]:
    """The figures of one storm; ``longest_s`` after its begin no exchange is begun."""
    begun = time.monotonic()
    storm = Storm(seed, [word.encode() for word in WORDS])
    nodes = founded(folder, storm, seed, port, 20 * exchanges)
    stop = folder / "stop"
    os.environ["BENKAN_STOP_FILE"] = str(stop)
    ends_at = begun + longest_s if longest_s else float("inf")
    at_work: list[subprocess.Popen[str]] = []
    try:
        for node in nodes.values():
            node.start()
        for node in nodes.values():
            node.ready()
        each = exchanges // len(ASKERS)
        at_work = [officer(nodes[name], "asker", each) for name in ASKERS]
        at_work.append(officer(nodes[DECIDER], "decider", exchanges))
        officers, full = Officers(at_work), DiskFull(folder / "nodes", exchanges)
        kills = killing(list(nodes.values()), officers, random.Random(seed), full, stop, ends_at)
        storm.calm = True
        held = settled(nodes)
    finally:
        for process in at_work:
            process.kill()
        for node in nodes.values():
            node.kill()
        storm.close()
    if stop.exists():
        exchanges = int(stop.read_text() or 0)
    sent = officers.sent()
    return {
        "exchanges": exchanges,
        "kills": kills,
        "lost": lost(sent, held, exchanges),
        "doubled": doubled(sent, held),
        "leaked": storm.seen_words + leaked(nodes),
        "journals_verified": sum(verified(node) for node in nodes.values()),
        "troubles": dict(storm.counts),
        "clocks_skewed_s": {name: int((node.home / "clock_skew_s").read_text()) for name, node in nodes.items()},
        "disk_full": full.times,
        "officers_failed": [err.strip().splitlines()[-1] for _, err in officers.said if err.strip() and "Error" in err],
        "seconds": round(time.monotonic() - begun),
    }


def founded(folder: Path, storm: Storm, seed: int, port: int, quota: int) -> dict[str, DemoNode]:
    """Four nodes with cards that lead into the storm and a wrong clock each, on one small disk."""
    (folder / "clock").mkdir()
    (folder / "clock" / "sitecustomize.py").write_text(SKEWED)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder / "clock"), os.environ.get("PYTHONPATH"))))
    small_disk(folder / "nodes")
    homes = make_homes(folder / "nodes", port)
    doors = {node.agency: node.url for node in homes}
    for number, node in enumerate(homes):
        node.url = f"http://127.0.0.1:{storm.before(port + number)}"
    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=SKEW_H)
    quotas = dict.fromkeys(QUOTAS, quota)  # a killed worker asks again, and that counts
    founding.hand_out(homes, people=40, seed=seed, now=now, **quotas)
    draw = random.Random(seed)
    for node in homes:
        node.url = doors[node.agency]
        (node.home / "clock_skew_s").write_text(str(draw.randint(-SKEW_H * 3600, SKEW_H * 3600)))
        opened = node.run("-m", "benkan.node.demo.opening")
        if opened.returncode:
            raise SystemExit(f"{node.agency}: {opened.stderr[-800:]}")
    return {node.agency: node for node in homes}


def officer(node: DemoNode, role: str, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, OFFICERS, role, str(rounds)],
        env=environment(node.home) | {"BENKAN_PATIENCE_S": str(120 + 20 * rounds)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def small_disk(nodes: Path) -> None:
    """A tmpfs under all homes: a file that fills it takes the room of the database, the journal and the logs."""
    nodes.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "benkan-soak", str(nodes)], check=False, capture_output=True
    )


def release(folder: Path) -> None:
    """Gives the small disk back."""
    if os.path.ismount(folder / "nodes"):
        subprocess.run(["umount", "--lazy", str(folder / "nodes")], check=False)


def in_own_namespace() -> None:
    """Starts this program again where it may mount, unless it may already or was started so."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "nodes"
        small_disk(place)
        may = os.path.ismount(place)
        release(Path(folder))
    if may or os.environ.get("BENKAN_SOAK_NAMESPACE") or shutil.which("unshare") is None:
        return
    os.environ["BENKAN_SOAK_NAMESPACE"] = "1"
    own = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, *sys.argv]
    if subprocess.run([*own[:4], "true"], check=False, capture_output=True).returncode == 0:
        os.execvp(own[0], own)


class DiskFull:
    """The disk that is full once, for everybody, since all homes lie on it."""

    def __init__(self, homes: Path, exchanges: int) -> None:
        self.times = 0
        self._at_kill = max(5, min(60, exchanges // 4))
        self._homes = homes
        self._ballast = homes / "ballast"
        self._until = 0.0

    def look(self, kills: int) -> None:
        """Fills the disk at its time and empties it again."""
        if kills >= self._at_kill and not self.times and os.path.ismount(self._homes):
            with self._ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(1 << 16))
            self.times, self._until = 1, time.monotonic() + FULL_S
        elif self.times and time.monotonic() > self._until:
            self._ballast.unlink(missing_ok=True)

    def end(self) -> None:
        """The disk has room again, when its time is over."""
        if self.times:
            time.sleep(max(0.0, self._until - time.monotonic()))
            self._ballast.unlink(missing_ok=True)


class Officers:
    """The processes of officers at work, and what each said when it ended."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self.processes = processes
        self.said = [("", "")] * len(processes)
        self._threads = [threading.Thread(target=self._hear, args=(at,), daemon=True) for at in range(len(processes))]
        for thread in self._threads:
            thread.start()

    def _hear(self, at: int) -> None:
        self.said[at] = self.processes[at].communicate()

    def at_work(self, which: slice = slice(None)) -> bool:
        """Whether one of them still works."""
        return any(thread.is_alive() for thread in self._threads[which])

    def sent(self) -> dict[str, list[str]]:
        """The requests that each asker sent."""
        return {name: json.loads(out) if out else [] for name, (out, _) in zip(ASKERS, self.said, strict=False)}


def killing(
    nodes: list[DemoNode], officers: Officers, draw: random.Random, full: DiskFull, stop: Path, ends_at: float
) -> int:
    """Kills one process of one node every second, as long as somebody works; how many."""
    kills = 0
    while officers.at_work():
        time.sleep(1.0)
        node, name = draw.choice(nodes), draw.choice(sorted(COMMANDS))
        node.kill(name)
        node.start(name)
        kills += 1
        full.look(kills)
        supervise(nodes)
        if time.monotonic() > ends_at and not stop.exists():
            stop.touch()
        if stop.exists() and not stop.read_text() and not officers.at_work(slice(len(ASKERS))):
            stop.write_text(str(sum(map(len, officers.sent().values()))))
    full.end()
    return kills


def supervise(nodes: list[DemoNode]) -> None:
    """Starts again what ended by itself, as on a full disk: a service's supervisor would."""
    for node in nodes:
        ended = [name for name, process in node.processes.items() if process.poll() is not None]
        if ended:
            node.start(*ended)


def settled(nodes: dict[str, DemoNode]) -> dict[str, dict[str, Any]]:
    """What each node holds when nothing waits any more, or after three minutes of calm."""
    until = time.monotonic() + CALM_S
    while True:
        supervise(list(nodes.values()))
        held = {}
        for name in (*ASKERS, DECIDER):
            done = nodes[name].run(OFFICERS, "count", "0")
            held[name] = json.loads(done.stdout)
        calm = not any(one["waiting"] for one in held.values()) and all(one[2] for one in held[DECIDER]["changes"])
        if calm or time.monotonic() > until:
            return held
        time.sleep(1.0)


def lost(sent: dict[str, list[str]], held: dict[str, dict[str, Any]], exchanges: int) -> int:
    """Requests, releases and acknowledgements that one side lacks, letters that never left, and exchanges not made."""
    everything = {request for requests in sent.values() for request in requests}
    there = {identity: state for identity, direction, state in held[DECIDER]["requests"] if direction == "in"}
    copies = {identity for name in ASKERS for identity, _, _ in held[name]["releases"]}
    changed = {request for name in ASKERS for request, _, _ in held[name]["changes"]}
    return (
        (exchanges - len(everything))
        + len(everything - there.keys())
        + sum(state != "answered" for state in there.values())
        + len(everything - copies)
        + sum(request not in changed or not done for request, _, done in held[DECIDER]["changes"])
        + sum(len(one["waiting"]) for one in held.values())
    )


def doubled(sent: dict[str, list[str]], held: dict[str, dict[str, Any]]) -> int:
    """Rows and journal lines beyond one for each act."""
    asked = sum(map(len, sent.values()))
    decider = held[DECIDER]
    withdrawn = len({request for request, _, _ in decider["changes"]})
    events = [
        (decider["incoming"].get("request", 0), asked),
        (decider["events"].get("request-received", 0), asked),
        (decider["events"].get("release-decided", 0), asked),
        (len(decider["changes"]), withdrawn),
        (sum(held[name]["events"].get("release-received", 0) for name in ASKERS), asked),
        (sum(held[name]["events"].get("withdrawal-received", 0) for name in ASKERS), withdrawn),
        *((len(held[name]["requests"]), len(sent[name])) for name in ASKERS),
    ]
    return sum(max(0, found - right) for found, right in events)


def leaked(nodes: dict[str, DemoNode]) -> int:
    """Words of a question in a log, or anywhere at the service that no question was put to."""
    found = 0
    for node in nodes.values():
        files = [node.home / "node.log"]
        if node.agency not in (*ASKERS, DECIDER):
            files += [path for path in node.home.glob("benkan.sqlite3*") if path.is_file()]
        for path in files:
            data = path.read_bytes()
            found += sum(word.encode() in data for word in WORDS[1:])
            found += path.name == "node.log" and WORDS[0].encode() in data
    return found


def verified(node: DemoNode) -> bool:
    done = node.run("-m", "benkan.node", "journal", "verify", "--json")
    return done.returncode == 0 and bool(json.loads(done.stdout)["ok"])


if __name__ == "__main__":
    main()
