#!/usr/bin/env python3
"""A need among many means: CPU time of the rule alone, and of the whole answer from the database.

Run: python bench/means_matching.py [--means 10000] [--repeat 7] [--json]
Times are CPU time of this process (median), not wall time: the machine may be shared. Means are invented, by a seed;
a third of them has no certificate, one in twenty is suspended, each has one commitment and two times taken.
"""

import argparse
import datetime as dt
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def fill(count, seed=1):
    from django.utils import timezone

    from benkan.apps.means.models import Booking, Commitment, Mean
    from benkan.core import territories

    drawn = random.Random(seed)
    places = list(territories.PLACES.values())
    now, today = timezone.now(), timezone.localdate()
    means, commitments, bookings = [], [], []
    for number in range(count):
        at = drawn.choice(places)
        until = None if drawn.random() < 1 / 3 else today + dt.timedelta(days=drawn.randint(-60, 900))
        one = Mean(
            owner="ml-ocs", code=f"M-{number}", kind="dogs", title_fr=f"Équipe {number}", country=at.country,
            specification={"scents": drawn.sample(("cannabis", "cocaine", "heroin", "cash"), 2), "teams": 2},
            place=at.names["fr"], place_code=at.code, latitude=at.latitude, longitude=at.longitude, languages=["fr"],
            notice_hours=drawn.randint(1, 72), daily_cost=drawn.randint(10_000, 90_000), currency="XOF",
            certificate_until=until, suspended_at=now if drawn.random() < 1 / 20 else None, registered_by="x",
            registered_at=now, described_by="x", changed_at=now,
        )  # fmt: skip
        means.append(one)
        begins = now - dt.timedelta(days=drawn.randint(0, 90))
        commitments.append(Commitment(mean=one, starts=begins, ends=begins + dt.timedelta(days=400), made_at=now))
        for _ in range(2):
            starts = now + dt.timedelta(days=drawn.randint(0, 90))
            ends = starts + dt.timedelta(days=drawn.randint(1, 14))
            bookings.append(Booking(mean=one, starts=starts, ends=ends, reference="L", made_at=now))
    for model, rows in ((Mean, means), (Commitment, commitments), (Booking, bookings)):
        model.objects.bulk_create(rows, batch_size=500)


def measure(repeat, act):
    spent = []
    for _ in range(repeat):
        begun = time.process_time()
        found = act()
        spent.append((time.process_time() - begun) * 1000)
    return found, round(statistics.median(spent), 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--means", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from benkan.apps.means import fitting, reading
    from benkan.apps.means.models import Mean
    from benkan.core import means as rules

    fill(options.means)
    first = timezone.localdate() + dt.timedelta(days=20)
    need = fitting.Need("dogs", "ML/Gao", first, first + dt.timedelta(days=5), {"scents": "cocaine"}, ("fr",))
    wanted = fitting.read(need)
    rows = Mean.objects.all()
    committed, taken = reading.commitments_of(rows, wanted.span), reading.taken_of(rows, wanted.span)
    known = list(fitting.known(rows, committed, taken))
    found, rule = measure(options.repeat, lambda: rules.match(known, wanted, fitting.WORTH))
    _, whole = measure(max(1, options.repeat // 2), lambda: fitting.fitting(need))
    told = {
        "means": options.means,
        "fit": sum(1 for one in found if not one.obstacles),
        "explained": len(found),
        "rule_cpu_ms": rule,
        "answer_cpu_ms": whole,
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(told) if options.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
