"""Feeds every reader of a partner's bytes with many spoilt inputs; ends with 1 if one is neither read nor refused.

    python scripts/fuzz.py --inputs 100000 [--only envelope] [--seed 1] [--json]

The inputs are those of tests/fuzz, of which each test run tries 200 for each reader. The seed is printed: the same one
gives the same inputs.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.fuzz.targets import TARGETS, Target


def run(target: Target, inputs: int, seed: int) -> Counter[str]:
    """How many inputs the reader took and refused.

    Raises:
        Exception: whatever else it did, with the smallest input that does it.
    """
    counts: Counter[str] = Counter()

    @seeded(seed)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
    )
    @given(target.inputs())
    def spoilt(data: bytes) -> None:
        counts["taken" if target.attempt(data) else "refused"] += 1

    spoilt()
    return counts


def main() -> int:
    """Prints a line for each reader; 0 when the law held for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000, help="for each reader")
    parser.add_argument("--only", default="", help="readers with this in their name")
    parser.add_argument("--seed", type=int, help="of an earlier run")
    parser.add_argument("--json", action="store_true", help="one object instead of lines")
    asked = parser.parse_args()
    chosen = [target for target in TARGETS if asked.only in target.name]
    if asked.inputs < 1 or not chosen:
        parser.error("at least one input, and a name that some reader has")
    seed = secrets.randbits(32) if asked.seed is None else asked.seed
    told: dict[str, dict[str, object]] = {}
    failed = 0
    begun = time.monotonic()
    for target in chosen:
        started = time.process_time()
        try:
            counts = run(target, asked.inputs, seed)
        except Exception as error:  # noqa: BLE001 - the other readers are tried as well
            failed += 1
            told[target.name] = {"failed": f"{type(error).__name__}: {error}", "notes": getattr(error, "__notes__", [])}
        else:
            told[target.name] = {**counts, "cpu_s": round(time.process_time() - started, 1)}
        if not asked.json:
            print(f"{target.name:28} {told[target.name]}", flush=True)
    inputs = sum(int(str(one.get(key, 0))) for one in told.values() for key in ("taken", "refused"))
    total = {"seed": seed, "inputs": inputs, "failed": failed, "minutes": round((time.monotonic() - begun) / 60, 1)}
    print(json.dumps({**total, "readers": told}) if asked.json else total)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
