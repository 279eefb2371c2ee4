"""Five partners over one satellite link: seconds from the question to the verdict of all, every proof verified.

Real nodes over HTTP with sealed letters; the link is shared by all of them, with 600 ms there and back and 256 or 64
kbit/s in each direction. Indexes are fetched and connections open beforehand. The asker is this process: the same calls
as the worker's, without the 0.2 seconds at most in which the worker comes by. The bytes are those on the link, with the
headers of IP, TCP and HTTP, and acknowledgements.

Run: python bench/satellite_link.py [--partners 5] [--searches 10] [--people 200] [--relay] [--json]
As root the link is one of packets, in a network namespace that is removed at the end; else, or with --relay, a relay
that is told apart in the output (bench/simulated_link.py).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import network_nodes
from simulated_link import DELAY_S, UNLIMITED, PacketLink, RelayLink, link

RATES = (256_000, 64_000)
START_S = 60
GOALS = {256_000: 1.3, 64_000: 2.5}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--partners", type=int, default=5)
    parser.add_argument("--searches", type=int, default=10, help="counted searches at each rate")
    parser.add_argument("--people", type=int, default=200, help="records of each partner")
    parser.add_argument("--port", type=int, default=8871)
    parser.add_argument("--relay", action="store_true", help="without packets of its own, as where this is not root")
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    if not 1 <= given.partners <= 30 or not 1 <= given.searches <= 200:
        parser.error("1 to 30 partners and 1 to 200 searches")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the namespace and the nodes go too
    with tempfile.TemporaryDirectory(prefix="benkan-bench-") as folder, ExitStack() as ends:
        figures = measure(Path(folder), given, ends)
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:28} {value}")


def measure(folder: Path, given: argparse.Namespace, ends: ExitStack) -> dict[str, Any]:
    ports = [given.port + number for number in range(given.partners)]
    between = ends.enter_context(link(ports, relay=given.relay))
    asker = network_nodes.with_home(folder, 0, "ml-asker", "127.0.0.1:9")
    partners = []
    for number, port in enumerate(ports):
        one = network_nodes.with_home(folder, number, f"bf-partner{number}", f"{between.address}:{port}")
        if isinstance(between, RelayLink):
            one.url = f"http://127.0.0.1:{between.seen_from(port)}"
        partners.append(one)
    network_nodes.open_all([asker, *partners], given.people)
    for one in partners:
        ends.callback(one.stop)
        one.start(*between.before, threads=2)
    assert asker.home is not None
    os.environ |= network_nodes.environment(asker.home)
    from benkan.node.cli.boot import boot

    boot()
    _fetch(partners)
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases

    analyst = accounts.create_officer("analyste", "Awa Kantara", "analyst")
    opened = cases.open_case(analyst, "Mesure", network_nodes.PURPOSE)
    figures: dict[str, Any] = {"link": between.name, "partners": given.partners, "searches": given.searches}
    _search(analyst, opened, 0)
    for rate in RATES:
        figures |= _at(between, rate, analyst, opened, given.searches)
    return figures


def _fetch(partners: list[network_nodes.Service]) -> None:
    """Every partner's index, once every partner answers."""
    from benkan.apps.search import services as search

    until = time.monotonic() + START_S
    for one in partners:
        while True:
            ((_, _, found),) = search.fetch_indexes(one.agency)
            if not isinstance(found, Exception):
                break
            if time.monotonic() > until:
                raise SystemExit(f"{one.agency} does not answer: {found}")
            time.sleep(0.3)


def _search(analyst: Any, case: Any, number: int) -> float:
    """Seconds of one search of all partners; each must have answered with every proof."""
    from benkan.apps.search import services as search
    from benkan.apps.search.models import Inquiry, InquiryState
    from benkan.node.demo.names import FAMILIES, MEN

    draw = random.Random(number)
    name = f"{draw.choice(MEN)[0]} {draw.choice(FAMILIES['ML'])[0]}"
    fields = {"name": name, "born": str(draw.randint(1950, 2004)), "phone": f"+2237{number:07d}"}
    begun = time.monotonic()
    made = search.make(analyst, case.pk, fields)
    search.run_due(search=made.id, wait_for=True)
    took = time.monotonic() - begun
    for one in Inquiry.objects.filter(search=made):
        if one.state != InquiryState.ANSWERED or not one.proofs:
            raise SystemExit(f"{one.partner}: {one.state} {one.code}")
    return took


def _at(between: PacketLink | RelayLink, rate: int, analyst: Any, case: Any, searches: int) -> dict[str, Any]:
    between.limit(rate, DELAY_S)
    try:
        _search(analyst, case, rate)  # TCP learns the link, as it would have on a connection that is open
        up, down = between.counted()
        took = [_search(analyst, case, rate + 1 + number) for number in range(searches)]
        time.sleep(2 * DELAY_S + 0.5)  # the last acknowledgements
        after_up, after_down = between.counted()
    finally:
        between.limit(UNLIMITED, 0.0)
    name = rate // 1000
    return {
        f"verdict_s_{name}": round(statistics.median(took), 2),
        f"verdict_worst_s_{name}": round(max(took), 2),
        f"verdict_goal_s_{name}": GOALS[rate],
        f"bytes_up_each_{name}": _each(up, after_up, searches),
        f"bytes_down_each_{name}": _each(down, after_down, searches),
    }


def _each(before: list[int], after: list[int], searches: int) -> int:
    """Bytes a search and partner."""
    return round(sum(after) - sum(before)) // (searches * len(after))


if __name__ == "__main__":
    main()
