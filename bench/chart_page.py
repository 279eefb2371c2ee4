"""A link chart of 2,000 nodes and 5,000 ties in headless Chromium: first paint, drawn, frames a second while panned.

Makes a node of its own in a temporary home with an invented case, serves it in this process, and drives the installed
chromium. Says how loaded the machine was: on a loaded one the figures are an upper bound of the time.

    python bench/chart_page.py [--nodes 2000] [--ties 5000] [--json]
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import socketserver
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

ROOT = Path(__file__).resolve().parents[1]
FRAMES = """() => new Promise(done => { const at = []; const start = performance.now();
  function tick(now) { at.push(now); if (now - start < 4000) { requestAnimationFrame(tick); } else { done(at); } }
  requestAnimationFrame(tick); })"""

# A spot of the drawing with no node under it: a drag from there pans.
EMPTY = """([x, y]) => { const cy = document.getElementById('chart').chart;
  const b = document.getElementById('canvas').getBoundingClientRect();
  const spots = cy.nodes().map(n => [n.renderedPosition('x') + b.left, n.renderedPosition('y') + b.top]);
  for (let r = 20; r < 280; r += 7) { for (let a = 0; a < 6.28; a += 0.3) {
    const p = [x + r * Math.cos(a), y + r * Math.sin(a)];
    if (!spots.some(q => Math.hypot(q[0] - p[0], q[1] - p[1]) < 14)) { return p; } } }
  return [b.left + 4, b.top + 4]; }"""


def home() -> Path:
    sys.path.insert(0, str(ROOT))
    folder = Path(tempfile.mkdtemp(prefix="benkan-bench-"))
    os.environ["BENKAN_HOME"] = str(folder)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from benkan.node import home as homes

    homes.make(
        folder, agency="ml-ocs", name={"fr": "Banc d’essai"}, country="ML", url="http://127.0.0.1:8440",
        listen="127.0.0.1:8440", seed=b"s" * 32,
    )  # fmt: skip
    os.environ["DJANGO_SETTINGS_MODULE"] = "benkan.node.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return folder


def day(place: int) -> str:
    return f"2026-{1 + place % 12:02d}-15"


def fill(nodes: int, ties: int) -> tuple[str, str]:
    """An invented case with one chart of this size: records, and ties drawn by hand with a heavy tail."""
    from django.db import transaction
    from django.utils import timezone

    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases
    from benkan.apps.charts import editing
    from benkan.apps.charts.models import Change
    from benkan.apps.records.models import Record

    officer = accounts.create_officer("analyste", "Analyste", "analyst", password="a long pass phrase")
    case = cases.open_case(officer, "Grand réseau", "drug-trafficking")
    chart = editing.make(officer, "Grand schéma", case=case.pk)
    dice, today = random.Random(1), timezone.localdate()
    made = [
        Record(
            schema="Person", caption=f"Personne {number}", properties={"name": [f"Personne {number}"]}, owner="ml-ocs",
            subject_category="suspect", crime_area="drug-trafficking", purpose="drug-trafficking", source_grade="B2",
            handling="H1", review_on=today.replace(year=today.year + 1),
        )
        for number in range(nodes)
    ]  # fmt: skip
    Record.objects.bulk_create(made, 500)
    keys = [f"records:{one.pk}" for one in made]
    editing.change(officer, chart.pk, "take", {"items": keys})
    ends, pairs = list(range(nodes)), set()
    while len(pairs) < ties:
        one, other = dice.choice(ends), dice.randrange(nodes)
        if one != other and (min(one, other), max(one, other)) not in pairs:
            pairs.add((min(one, other), max(one, other)))
            ends += [one, other]
    hand = {"label": "contact", "known_from": "PV", "handling": "H1", "grade": "B2"}
    number = Change.objects.filter(chart=chart).count()
    with transaction.atomic():
        Change.objects.bulk_create(
            [
                Change(
                    chart=chart, number=number + place, kind="tie", officer="analyste", at=timezone.now(),
                    body={"id": f"t{place}", "start": keys[a], "end": keys[b], "since": day(place), **hand},
                )
                for place, (a, b) in enumerate(sorted(pairs), 1)
            ],
            500,
        )  # fmt: skip
    spots = {key: [dice.gauss(0, 2_000), dice.gauss(0, 2_000)] for key in keys}
    editing.change(officer, chart.pk, "place", {"layout": "force", "positions": spots})
    return str(chart.pk), "a long pass phrase"


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def measure(address: str, chart: str, phrase: str) -> dict[str, object]:
    from tests.e2e import browser as browsers

    with browsers.browser() as running, browsers.page(running) as page:
        page.goto(address)
        page.fill("#id_login", "analyste")
        page.fill("#id_password", phrase)
        page.click("main form button")
        page.wait_for_selector("h1")
        painted, drawn, served, busy = [], [], [], []
        inside = page.context.new_cdp_session(page)
        inside.send("Performance.enable", {"timeDomain": "threadTicks"})

        def thread_s() -> float:
            """Processor seconds of the page's main thread: what the load of the machine does not stretch."""
            told = inside.send("Performance.getMetrics")["metrics"]
            return next(one["value"] for one in told if one["name"] == "TaskDuration")

        for _ in range(4):
            page.goto(f"{address}/charts/{chart}/")
            page.wait_for_selector("#chart[data-drawn]", timeout=120_000)
            drawn.append(page.evaluate("performance.now()"))
            busy.append(thread_s())
            painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            served.append(page.evaluate("performance.getEntriesByType('navigation')[0].responseStart"))
        box = page.locator("#canvas").bounding_box()
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        empty = page.evaluate(EMPTY, list(middle))
        # Drawing a frame costs the browser; so does each message that moves the mouse. Both are in the figure.
        page.mouse.move(*empty)
        page.mouse.down()
        page.evaluate("f => { window.frames_seen = (" + FRAMES + ")(); }", None)
        spent = thread_s()
        started, before = (
            time.monotonic(),
            page.evaluate("JSON.stringify(document.getElementById('chart').chart.pan())"),
        )
        turn = 0
        while time.monotonic() - started < 4:
            turn += 1
            page.mouse.move(empty[0] + 120 * ((turn % 20) / 10 - 1), empty[1] + 60 * ((turn % 14) / 7 - 1))
        at = page.evaluate("() => window.frames_seen")
        spent = thread_s() - spent
        page.mouse.up()
        after = page.evaluate("JSON.stringify(document.getElementById('chart').chart.pan())")
        gaps = [later - earlier for earlier, later in itertools.pairwise(at)]
        return {
            "nodes": page.evaluate("document.getElementById('chart').chart.nodes().length"),
            "ties": page.evaluate("document.getElementById('chart').chart.edges().length"),
            "first_paint_ms": round(statistics.median(painted[1:])),
            "first_byte_ms": round(statistics.median(served[1:])),
            "drawn_ms": round(statistics.median(drawn[1:])),
            "frames_per_second": round(1000 * len(gaps) / sum(gaps), 1),
            "slowest_frame_ms": round(max(gaps)),
            "main_thread_ms_per_frame": round(1000 * spent / len(gaps), 1),
            "main_thread_s_until_drawn": [round(one, 2) for one in busy],
            "panned": before != after,
        }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--nodes", type=int, default=2_000)
    given.add_argument("--ties", type=int, default=5_000)
    given.add_argument("--json", action="store_true")
    options = given.parse_args()
    folder = home()
    try:
        from tests.e2e import browser as browsers

        from benkan.apps.search import keys as _keys  # noqa: F401 - the node's own wiring
        from benkan.node.wsgi import application

        if why := browsers.missing():
            sys.exit(why)
        chart, phrase = fill(options.nodes, options.ties)
        server = make_server("127.0.0.1", 0, application, Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        cpu = time.process_time()
        told = measure(f"http://127.0.0.1:{server.server_port}", chart, phrase)
        told |= {"server_cpu_s": round(time.process_time() - cpu, 2), "load": round(os.getloadavg()[0], 1)}
        server.shutdown()
        print(json.dumps(told) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
