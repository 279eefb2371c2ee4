"""An own index at scale: what a build, a re-key and a day's delta cost in CPU, memory and bytes.

    python bench/index_scale.py --tokens 1000000 --json
    python bench/index_scale.py --tokens 10000000 --pretend   # outputs from a hash: memory and bytes only

Tokens are made up; nothing reads a database. CPU counts the signer too; memory is the peak of this process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import tempfile
import time
from pathlib import Path

import process_times

from benkan.signer import starting

NAMES_OF_TEN = 8
CHANGES = 1_000


def cpu_s() -> float:
    own, helpers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    started = set(starting.private_processes())
    signers = process_times.cpu_s(lambda one: one.pid in started or one.parent in started)
    return own.ru_utime + own.ru_stime + helpers.ru_utime + helpers.ru_stime + signers


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def carriers(first: int, count: int):
    """Records of ten tokens each, as ``chosen.carriers`` gives them."""
    from benkan.apps.search.publishing.chosen import Carrier
    from benkan.core.matching import Token

    for start in range(first, first + count, 10):
        tokens = [
            Token("name+date", "name", f"P|{number * 2654435761 % (1 << 32):08x}|{number}|1984")
            if number % 10 < NAMES_OF_TEN
            else Token("identifier", "identifier", f"I|phone:+223{number:010d}")
            for number in range(start, min(start + 10, first + count))
        ]
        yield Carrier(hashlib.md5(b"%d" % start).digest(), 1, 1, 1, tokens)


def measure(tokens: int, *, pretend: bool) -> dict[str, object]:
    from django.conf import settings

    from benkan.apps.search import files, keys
    from benkan.apps.search.publishing import parts
    from benkan.apps.search.publishing.wanted import wanted

    if pretend:
        keys.evaluate = lambda _convention, _epoch, _kind, given: [hashlib.sha512(one).digest() for one in given]
    folder = files.epoch_folder("bench-2025", 1)

    def secrets(members):
        secret = keys.members_secret("bench-2025", 1, members)
        own = settings.BENKAN_NODE.agency
        return parts.Secrets(keys.contexts(own, "bench-2025", 1, secret), keys.padding_seed("bench-2025", 1, members))

    told: dict[str, object] = {"tokens": tokens, "pretend": pretend}
    begun, wall = cpu_s(), time.monotonic()
    found = wanted(folder, "bench-2025", 1, carriers(0, tokens))
    told["evaluate_cpu_s"], told["evaluate_wall_s"] = round(cpu_s() - begun, 2), round(time.monotonic() - wall, 2)
    begun = cpu_s()
    base = parts.base(folder, found, secrets(["a", "b", "c"]), "2026-01-01")
    told["base_cpu_s"], told["base_peak_mb"] = round(cpu_s() - begun, 2), peak_mb()
    told["base_bytes"], told["base_count"] = base[0].data_bytes, base[0].count
    told["wire_of_bound"] = round(base[0].data_bytes / (6 * base[0].count), 4)
    begun = cpu_s()
    parts.base(folder, found, secrets(["a", "b"]), "2026-01-01")
    told["rekey_cpu_s"] = round(cpu_s() - begun, 2)
    told["rekey_cpu_s_per_million"] = round((cpu_s() - begun) / tokens * 1e6, 2)
    del found
    begun = cpu_s()
    changed = wanted(folder, "bench-2025", 1, carriers(CHANGES, tokens))
    told["walk_and_group_cpu_s"] = round(cpu_s() - begun, 2)
    begun = cpu_s()
    after = parts.delta(folder, base, changed, secrets(["a", "b", "c"]), "2026-01-02")
    told["delta_cpu_s"] = round(cpu_s() - begun, 2)
    told["delta_bytes"] = after[1].data_bytes if after else None
    told["peak_mb"] = peak_mb()
    told["kept_mb"] = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) // 1_000_000
    return told


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tokens", type=int, default=100_000)
    arguments.add_argument("--pretend", action="store_true", help="no curve arithmetic: outputs come from a hash")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="benkan-bench-") as name:
        os.environ["BENKAN_HOME"] = str(Path(name) / "home")
        from benkan.node import home
        from benkan.node.cli.boot import boot

        home.make(
            Path(name) / "home",
            agency="ml-bench",
            name={"fr": "Mesure"},
            country="ML",
            url="http://127.0.0.1:8440",
            listen="127.0.0.1:8440",
        )
        boot()
        told = measure(given.tokens, pretend=given.pretend)
    print(json.dumps(told) if given.json else "\n".join(f"{key}: {value}" for key, value in told.items()))


if __name__ == "__main__":
    main()
