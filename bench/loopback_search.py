"""What one private search to three partners costs over HTTP on loopback: sealed, decided, counted, journaled.

Four nodes of the demo with real processes; CPU time is the kernel's own count for each process (utime + stime), so a
busy machine changes the wall times and not these. ``--people 24000`` gives each partner about 100,000 tokens.

    python bench/loopback_search.py --people 24000 --searches 20 --json
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import process_times
from rich.console import Console

from benkan.node.demo.founding import hand_out
from benkan.node.demo.names import FAMILIES, MEN
from benkan.node.demo.nodes import DemoNode, make_homes
from benkan.node.demo.searching import PARTNERS_OF_MALI, case
from benkan.node.demo.stage import Stage


def processes(node: DemoNode) -> list[process_times.Process]:
    """Every process of the node: those that it started, and their children."""
    groups = {process.pid for process in node.processes.values()}
    return list(process_times.processes(lambda one: one.group in groups))


def cpu_s(node: DemoNode) -> float:
    """CPU seconds of the node so far."""
    return sum(one.own_s for one in processes(node))


def memory_mb(node: DemoNode) -> float:
    """Proportional set size of the node's processes: shared pages are counted once."""
    total = 0
    for one in processes(node):
        for line in Path(f"/proc/{one.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def measure(stage: Stage, searches: int) -> dict[str, Any]:
    """The figures of this many searches, after two that are not counted."""
    opened = case(stage, "ml-ocs", "Mesure", "drug-trafficking")
    draw = random.Random(1)
    given, families = [name for name, _ in MEN], [name for name, _ in FAMILIES["ML"]]
    up, down, walls = set(), set(), []
    idle_mb = {agency: round(memory_mb(node), 1) for agency, node in stage.nodes.items()}
    started = {}
    for number in range(searches + 2):
        if number == 2:
            time.sleep(5)
            quiet = {agency: cpu_s(node) for agency, node in stage.nodes.items()}
            time.sleep(5)
            idle = {agency: cpu_s(node) - quiet[agency] for agency, node in stage.nodes.items()}
            started = {agency: cpu_s(node) for agency, node in stage.nodes.items()}
            clock = time.monotonic()
        began = time.monotonic()
        name = f"{draw.choice(given)} {draw.choice(families)}"
        found = stage.search(
            "ml-ocs", opened, name=name, born=str(draw.randint(1950, 2004)), phone=f"+2237{number:07d}"
        )
        if number >= 2:
            walls.append(time.monotonic() - began)
            for one in found["partners"]:
                if one["state"] != "answered":
                    raise SystemExit(f"{one['partner']}: {one['state']} {one['message']}")
                up.add(one["bytes_up"])
                down.add(one["bytes_down"])
    took = time.monotonic() - clock
    spent = {
        agency: (cpu_s(node) - started[agency] - idle[agency] / 5 * took) / searches
        for agency, node in stage.nodes.items()
    }
    return {
        "searches": searches,
        "partners": len(PARTNERS_OF_MALI),
        "asker_cpu_ms": round(spent["ml-ocs"] * 1000, 1),
        "responder_cpu_ms": {agency: round(spent[agency] * 1000, 1) for agency in PARTNERS_OF_MALI},
        "bytes_up_per_partner": sorted(up),
        "bytes_down_per_partner": sorted(down),
        "wall_ms_median": round(statistics.median(walls) * 1000),
        "idle_memory_mb": idle_mb,
    }


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=24_000)
    parser.add_argument("--searches", type=int, default=20)
    parser.add_argument("--port", type=int, default=8841)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benkan-bench-") as name:
        folder = Path(name)
        nodes = make_homes(folder, options.port)
        hand_out(nodes, people=options.people, seed=2025, now=dt.datetime.now(dt.UTC))
        stage = Stage({node.agency: node for node in nodes}, Console(stderr=True), folder)
        try:
            stage.open()
            time.sleep(15)  # indexes are fetched, journals witnessed
            figures = measure(stage, options.searches)
            figures["people"] = options.people
            figures["tokens"] = stage.command("ma-dgsn", "index", "build")[1]
        finally:
            stage.close()
    print(
        json.dumps(figures, ensure_ascii=False) if options.json else json.dumps(figures, ensure_ascii=False, indent=2)
    )


if __name__ == "__main__":
    main()
