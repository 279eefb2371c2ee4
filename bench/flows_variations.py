"""The twelve rules on worlds that they were not made on: other seeds, windows and group sizes, with look-alikes.

    python bench/flows_variations.py --json

Worlds are those of tests/core/flows/world.py, ten of them with 130,000 transfers and 144 cases each. One line for each
world and the mean of all: the same figures as ``benkan eval flows``, at the shipped settings.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.core.flows.world import World

from benkan.core.flows import find
from benkan.core.flows.evaluation import evaluate

WORLDS = (
    {"seed": 101},
    {"seed": 102, "pace": 0.5},
    {"seed": 103, "pace": 0.75},
    {"seed": 104, "pace": 1.25},
    {"seed": 105, "pace": 1.5},
    {"seed": 106, "size": 0.6},
    {"seed": 107, "size": 0.8},
    {"seed": 108, "size": 1.5},
    {"seed": 109, "pace": 1.25, "size": 0.8},
    {"seed": 110, "pace": 0.75, "size": 1.3},
)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--more", type=int, default=0, help="added to each seed: worlds that nobody has looked at")
    parser.add_argument("--accounts", type=int, default=14_000)
    parser.add_argument("--transfers", type=int, default=120_000)
    parser.add_argument("--cases", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    report = []
    for shipped in WORLDS:
        world = {**shipped, "seed": shipped["seed"] + chosen.more}
        made = World(**world, accounts=chosen.accounts, transfers=chosen.transfers, cases=chosen.cases).made()
        figures = evaluate(find(made[0], made[1]), made[2])
        report.append({**world, "transfers": len(made[0]), **figures})
        if not chosen.json:
            told = ("transfer_f1", "transfer_precision", "transfer_recall", "alert_precision")
            low = {kind: share for kind, share in figures["case_recall"].items() if share < 1}
            print(world, len(made[0]), {name: figures[name] for name in told}, low, flush=True)
    if chosen.json:
        print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
