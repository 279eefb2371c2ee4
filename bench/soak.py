"""Exchanges between four real nodes in a storm: nothing lost, nothing doubled, nothing leaked, every journal whole.

Every second a server or a worker of a random node is killed with SIGKILL and started again; lines are cut, letters and
replies doubled, altered, late and played again (bench/storm.py); each node's clock is wrong by up to ten hours. Two
services ask, one decides: a search, a request on its hit, a release, and for every second one a withdrawal with its
acknowledgement. Then the storm ends, and what both sides hold is compared.

Run: python bench/soak.py [--exchanges 20] [--seed 1] [--json]
`exchanges` that were begun; `kills`; `lost`: letters, rows or acknowledgements that one side lacks; `doubled`: rows or
journal lines too many; `leaked`: words of a question on a line, in a log, or with a service that was not asked;
`journals_verified`: of four.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
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
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    if not 2 <= given.exchanges <= 400:
        parser.error("2 to 400 exchanges: conventions have quotas for a day")
    with tempfile.TemporaryDirectory(prefix="benkan-soak-") as folder:
        figures = soak(Path(folder), given.exchanges - given.exchanges % 2, given.seed, given.port)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    sound = not (figures["lost"] or figures["doubled"] or figures["leaked"]) and figures["journals_verified"] == 4
    sys.exit(0 if sound else 1)


def soak(folder: Path, exchanges: int, seed: int, port: int) -> dict[str, Any]:
    """The figures of one storm."""
    begun = time.monotonic()
    storm = Storm(seed, [word.encode() for word in WORDS])
    nodes = founded(folder, storm, seed, port)
    at_work: list[subprocess.Popen[str]] = []
    try:
        for node in nodes.values():
            node.start()
        for node in nodes.values():
            node.ready()
        each = exchanges // len(ASKERS)
        at_work = [officer(nodes[name], "asker", each) for name in ASKERS]
        at_work.append(officer(nodes[DECIDER], "decider", exchanges))
        kills = killing(list(nodes.values()), at_work, random.Random(seed))
        ended = [process.communicate() for process in at_work]
        storm.calm = True
        held = settled(nodes)
    finally:
        for process in at_work:
            process.kill()
        for node in nodes.values():
            node.kill()
        storm.close()
    sent = {name: json.loads(out) if out else [] for name, (out, _) in zip(ASKERS, ended, strict=False)}
    return {
        "exchanges": exchanges,
        "kills": kills,
        "lost": lost(sent, held, exchanges),
        "doubled": doubled(sent, held),
        "leaked": storm.seen_words + leaked(nodes),
        "journals_verified": sum(verified(node) for node in nodes.values()),
        "troubles": dict(storm.counts),
        "officers_failed": [err.strip().splitlines()[-1] for _, err in ended if err.strip() and "Error" in err],
        "seconds": round(time.monotonic() - begun),
    }


def founded(folder: Path, storm: Storm, seed: int, port: int) -> dict[str, DemoNode]:
    """Four nodes with cards that lead into the storm, and a wrong clock each."""
    (folder / "clock").mkdir()
    (folder / "clock" / "sitecustomize.py").write_text(SKEWED)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(folder / "clock"), os.environ.get("PYTHONPATH"))))
    homes = make_homes(folder / "nodes", port)
    doors = {node.agency: node.url for node in homes}
    for number, node in enumerate(homes):
        node.url = f"http://127.0.0.1:{storm.before(port + number)}"
    founding.hand_out(homes, people=40, seed=seed, now=dt.datetime.now(dt.UTC) - dt.timedelta(hours=SKEW_H))
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


def killing(nodes: list[DemoNode], at_work: list[subprocess.Popen[str]], draw: random.Random) -> int:
    """Kills one process of one node every second, as long as somebody works; how many."""
    kills = 0
    drained = [threading.Thread(target=process.wait, daemon=True) for process in at_work]
    for thread in drained:
        thread.start()
    while any(process.poll() is None for process in at_work):
        time.sleep(1.0)
        node, name = draw.choice(nodes), draw.choice(sorted(COMMANDS))
        node.kill(name)
        node.start(name)
        kills += 1
    return kills


def settled(nodes: dict[str, DemoNode]) -> dict[str, dict[str, Any]]:
    """What each node holds when nothing waits any more, or after three minutes of calm."""
    until = time.monotonic() + CALM_S
    while True:
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
