"""Counts how many of 100,000 people carry each skeleton and writes resources/names/frequencies.csv.

Usage: python resources/count_names.py FOLDER

FOLDER holds decoys.csv (column: name), people of the region whose names are drawn from public lists of deputies and of
listed persons. Only skeletons carried by at least five of them are kept: consonants, no spelling, nobody's full name.
Run it after a change of the phonetic rules, look at the difference, then run build_names.py.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "resources" / "names" / "frequencies.csv"
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.errors import Invalid  # noqa: E402 - the path above comes first
from benkan.core.matching.normalise import clean, parts  # noqa: E402

LEAST = 5


def counted(names: list[str]) -> Counter[str]:
    """How many of the names have each skeleton as a reading of one of their parts."""
    found: Counter[str] = Counter()
    for name in names:
        try:
            found.update({reading for part in parts(clean(name)) for reading in part.readings})
        except Invalid:
            continue
    return found


def main() -> int:
    """Writes the file; 2 without a folder."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    with (Path(sys.argv[1]) / "decoys.csv").open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["skeleton", "per_100k"])
        for skeleton, count in sorted(counted(names).items()):
            if count >= LEAST and not skeleton.startswith(("#", "~", "-")):
                writer.writerow([skeleton, round(count * 100_000 / len(names))])
    return 0


if __name__ == "__main__":
    sys.exit(main())
