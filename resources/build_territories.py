"""Writes the shipped table of countries and places from the reviewed sheets in resources/territories.

    python resources/build_territories.py           # writes src/benkan/core/territories/table.py
    python resources/build_territories.py --check   # exit code 1 when the shipped table is another

Coordinates were compared with GeoNames (CC BY 4.0); names and spellings are our own, as services of the region write
them.
"""

from __future__ import annotations

import sys

from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

SCRIPT = "build_territories.py"
SHEETS = RESOURCES / "territories"
TABLE = SOURCE / "core" / "territories" / "table.py"
KINDS = ("city", "border", "port", "route")


def text() -> str:
    """The module's text."""
    countries = {row["code"]: row for row in rows(SHEETS / "countries.csv")}
    places, seen = [], set()
    for line, row in enumerate(rows(SHEETS / "places.csv"), start=2):
        where = f"places.csv line {line}"
        if row["country"] not in countries or row["kind"] not in KINDS or (row["country"], row["fr"]) in seen:
            raise SystemExit(f"{where}: an unknown country or kind, or a place that is there already")
        if not -90 <= float(row["latitude"]) <= 90 or not -180 <= float(row["longitude"]) <= 180:
            raise SystemExit(f"{where}: this point is not on the Earth")
        seen.add((row["country"], row["fr"]))
        point = (float(row["latitude"]), float(row["longitude"]))
        places.append((row["country"], *_names(row), row["kind"], *point))
    return (
        head(SCRIPT, SHEETS)
        + constant("COUNTRIES", [(code, *_names(row)) for code, row in countries.items()])
        + constant("PLACES", places)
        + constant("NOISE", [row["word"] for row in rows(SHEETS / "noise.csv")])
    )


def _names(row: dict[str, str]) -> tuple[object, ...]:
    return (row["fr"], row["en"], row["ar"], parts(row["variants"]))


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
