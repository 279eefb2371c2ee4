"""Writes the shipped table of countries and places from the reviewed sheets in resources/territories.

    python resources/build_territories.py           # writes src/benkan/core/territories/table.py
    python resources/build_territories.py --check   # exit code 1 when the shipped table is another

Coordinates were compared with GeoNames (CC BY 4.0); names and spellings are our own, as services of the region write
them.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHEETS = ROOT / "resources" / "territories"
TABLE = ROOT / "src" / "benkan" / "core" / "territories" / "table.py"
KINDS = ("city", "border", "port", "route")
HEAD = '''"""The countries and places of resources/territories, by resources/build_territories.py; do not edit."""

from __future__ import annotations

from typing import Final

'''


def text() -> str:
    """The module's text."""
    countries = {row["code"]: row for row in _rows("countries.csv")}
    places, seen = [], set()
    for line, row in enumerate(_rows("places.csv"), start=2):
        where = f"places.csv line {line}"
        if row["country"] not in countries or row["kind"] not in KINDS or (row["country"], row["fr"]) in seen:
            raise SystemExit(f"{where}: an unknown country or kind, or a place that is there already")
        if not -90 <= float(row["latitude"]) <= 90 or not -180 <= float(row["longitude"]) <= 180:
            raise SystemExit(f"{where}: this point is not on the Earth")
        seen.add((row["country"], row["fr"]))
        places.append(
            f'    ("{row["country"]}", {_names(row)}, "{row["kind"]}", '
            f"{float(row['latitude'])}, {float(row['longitude'])}),\n"
        )
    parts = [HEAD, "COUNTRIES: Final = (\n"]
    parts += [f'    ("{code}", {_names(row)}),\n' for code, row in countries.items()]
    parts += [")\n", "PLACES: Final = (\n", *places, ")\n", "NOISE: Final = (\n"]
    parts += [f'    "{row["word"]}",\n' for row in _rows("noise.csv")]
    parts.append(")\n")
    return "".join(parts)


def _names(row: dict[str, str]) -> str:
    variants = [name for name in row["variants"].split("|") if name]
    inner = "".join(f'"{name}", ' for name in variants).rstrip(" ")
    inner = inner if len(variants) == 1 else inner.rstrip(",")
    return f'"{row["fr"]}", "{row["en"]}", "{row["ar"]}", ({inner})'


def _rows(name: str) -> list[dict[str, str]]:
    with (SHEETS / name).open(encoding="utf-8") as sheet:
        return list(csv.DictReader(sheet))


def main() -> int:
    """Writes or compares."""
    wanted = text()
    if "--check" in sys.argv[1:]:
        if TABLE.read_text("utf-8") == wanted:
            return 0
        print("core/territories/table.py is not what resources/territories says: run resources/build_territories.py")
        return 1
    TABLE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
