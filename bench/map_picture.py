#!/usr/bin/env python3
"""A map of many marks and routes: CPU time to draw it, to render its page piece, and its bytes on the link.

Run: python bench/map_picture.py [--points 2000] [--flows 300] [--repeat 9] [--json]
Times are CPU time of this process (median), not wall time: the machine may be shared. Places are invented, by a seed.
"""

import argparse
import gzip
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

REGION = (-17.5, 4.5, 25.0, 37.0)
WORLD = (-170.0, -50.0, 175.0, 70.0)
MONTHS = 36


def values_of(points, flows, box, seed=1):
    from benkan.web.maps import Flow, MapValues, Place, Point

    drawn = random.Random(seed)

    def place(at):
        return Place(f"Place {at}", drawn.uniform(box[0], box[2]), drawn.uniform(box[1], box[3]))

    def series():
        return [drawn.choice((0, 0, 0, drawn.randint(1, 90))) for _ in range(MONTHS)]

    made = []
    for at in range(points):
        found = series()
        kind = drawn.choice(("herb", "resin", "cocaine"))
        made.append(Point(str(at), place(at), sum(found), kind, f"{sum(found)} kg", f"/?place={at}", found))
    ways = []
    for at in range(flows):
        found = series()
        ways.append(Flow(place(at), place(-at), sum(found), f"{sum(found)} kg", found))
    return MapValues(
        title="Seizures",
        points=made,
        flows=ways,
        categories=[("herb", "Herb"), ("resin", "Resin"), ("cocaine", "Cocaine")],
        periods=[(f"m{at}", f"month {at}") for at in range(MONTHS)],
    )


def cpu_ms(repeat, act):
    times = []
    for _ in range(repeat):
        start = time.process_time()
        result = act()
        times.append((time.process_time() - start) * 1e3)
    return round(statistics.median(times), 1), result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=2000)
    parser.add_argument("--flows", type=int, default=300)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    import django

    django.setup()
    measure(given)


def measure(given):
    from django.template.loader import render_to_string
    from django.utils import translation

    from benkan.web.borders import Borders
    from benkan.web.maps import draw
    from benkan.web.maps.ground import _ground
    from benkan.web.maps.outlines import outlines
    from benkan.web.templatetags.benkan import map_of

    translation.activate("fr")
    shapes = outlines()
    if shapes is None:
        sys.exit("the outlines are not built here: python assets/build_assets.py")
    told = {"points": given.points, "flows": given.flows, "periods": MONTHS}
    told["outlines_read_once_cpu_ms"], _ = cpu_ms(3, lambda: (outlines.cache_clear(), outlines()))
    shapes = outlines()
    for name, box in (("region", REGION), ("world", WORLD)):
        values = values_of(given.points, given.flows, box)

        def ground_alone(values=values):
            _ground.cache_clear()
            return draw(values, Borders(), shapes)

        first, _ = cpu_ms(3, ground_alone)
        told[f"{name}_draw_cpu_ms"], picture = cpu_ms(
            given.repeat, lambda values=values: draw(values, Borders(), shapes)
        )
        told[f"{name}_ground_first_time_cpu_ms"] = round(first - told[f"{name}_draw_cpu_ms"], 1)
        told[f"{name}_svg_bytes"] = len(picture.svg.encode())
        told[f"{name}_svg_gzip_bytes"] = len(gzip.compress(picture.svg.encode(), 6))
        told[f"{name}_piece_cpu_ms"], piece = cpu_ms(
            given.repeat, lambda values=values: render_to_string("web/map.html", map_of(values))
        )
        told[f"{name}_piece_bytes"] = len(piece.encode())
        told[f"{name}_piece_gzip_bytes"] = len(gzip.compress(piece.encode(), 6))
    if given.json:
        print(json.dumps(told))
        return
    for name, value in told.items():
        print(f"{name:34} {value}")


if __name__ == "__main__":
    main()
