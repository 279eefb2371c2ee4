"""Orders of removal, hidden ties and key persons on lists of ties, as ``benkan eval networks`` measures them.

    python bench/networks.py --json
    python bench/networks.py FOLDER --json      # every *.csv of a folder, roles in *.roles.csv

Without a folder, the public development networks beside the repository. CPU seconds of this process.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from benkan.node.cli.eval_networks import measure_networks, show_networks

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "networks"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=DATA)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    every = sorted(asked.folder.glob("*.csv"))
    roles = [path for path in every if path.name.endswith(".roles.csv")]
    files = [path for path in every if path not in roles]
    found = measure_networks(files, roles[0] if roles else None, asked.rounds, quiet=asked.json)
    if asked.json:
        print(json.dumps(found, indent=2))
    else:
        show_networks(found)


if __name__ == "__main__":
    main()
