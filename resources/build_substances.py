"""Writes the shipped table of substances from the reviewed sheets in resources/substances.

    python resources/build_substances.py           # writes src/benkan/core/substances/table.py
    python resources/build_substances.py --check   # exit code 1 when the shipped table is another

The sheets are the truth: change them, not the table. Each row names its source.
"""

from __future__ import annotations

import sys
from decimal import Decimal

from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

SCRIPT = "build_substances.py"
SHEETS = RESOURCES / "substances"
TABLE = SOURCE / "core" / "substances" / "table.py"
GROUPS = (
    "cannabis",
    "cannabinoid",
    "cocaine",
    "opioid",
    "stimulant",
    "sedative",
    "hallucinogen",
    "inhalant",
    "precursor",
    "cutting-agent",
    "other",
)
CONTROLS = (
    "",
    "1961-I",
    "1961-II",
    "1961-III",
    "1961-IV",
    "1971-I",
    "1971-II",
    "1971-III",
    "1971-IV",
    "1988-I",
    "1988-II",
)
UNITS = ("kilogram", "litre", "tablet", "capsule", "dose", "plant", "seed", "packet", "piece")


def text() -> str:
    """The module's text."""
    substances, codes = [], set()
    for line, row in enumerate(rows(SHEETS / "catalogue.csv"), start=2):
        where = f"catalogue.csv line {line}"
        if row["code"] in codes or row["group"] not in GROUPS or row["control"] not in CONTROLS:
            raise SystemExit(f"{where}: a code that is there already, an unknown group or an unknown control")
        if not all(row[name].strip() for name in ("code", "en", "fr", "ar")):
            raise SystemExit(f"{where}: a code and a name in each language are needed")
        codes.add(row["code"])
        names = tuple(row[name] for name in ("code", "en", "fr", "ar"))
        substances.append(
            (*names, parts(row["street"]), *(row[name] for name in ("group", "control", "atc", "source")))
        )
    factors = []
    for line, row in enumerate(rows(SHEETS / "factors.csv"), start=2):
        if row["substance"] != "*" and row["substance"] not in codes:
            raise SystemExit(f"factors.csv line {line}: no such substance")
        factors.append((row["substance"], row["unit"], str(Decimal(row["kilograms"])), row["source"]))
    version = (SHEETS / "factors.version").read_text("utf-8").strip()
    return (
        head(SCRIPT, SHEETS)
        + constant("ROWS", substances)
        + constant("FACTORS_VERSION", version)
        + constant("FACTORS", factors)
        + constant("UNITS", [tuple(row.values()) for row in _units()])
        + constant("NUMBER_WORDS", [tuple(row.values()) for row in rows(SHEETS / "numbers.csv")])
        + constant("NOISE", [row["word"] for row in rows(SHEETS / "noise.csv")])
    )


def _units() -> list[dict[str, str]]:
    units = rows(SHEETS / "units.csv")
    for line, row in enumerate(units, start=2):
        if row["unit"] not in UNITS or Decimal(row["factor"]) <= 0:
            raise SystemExit(f"units.csv line {line}: an unknown unit, or a factor that is not above zero")
    if len({row["word"] for row in units}) != len(units):
        raise SystemExit("units.csv: a word stands there twice")
    return units


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
