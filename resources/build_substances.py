"""Writes the shipped table of substances from the reviewed sheets in resources/substances.

    python resources/build_substances.py           # writes src/benkan/core/substances/table.py
    python resources/build_substances.py --check   # exit code 1 when the shipped table is another

The sheets are the truth: change them, not the table. Each row names its source.
"""

from __future__ import annotations

import csv
import sys
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHEETS = ROOT / "resources" / "substances"
TABLE = ROOT / "src" / "benkan" / "core" / "substances" / "table.py"
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
HEAD = '''"""What resources/substances says, written by resources/build_substances.py; do not edit."""

from __future__ import annotations

from typing import Final

'''


def text() -> str:
    """The module's text."""
    rows, codes = [], set()
    for line, row in enumerate(_rows("catalogue.csv"), start=2):
        where = f"catalogue.csv line {line}"
        if row["code"] in codes or row["group"] not in GROUPS or row["control"] not in CONTROLS:
            raise SystemExit(f"{where}: a code that is there already, an unknown group or an unknown control")
        if not all(row[name].strip() for name in ("code", "en", "fr", "ar")):
            raise SystemExit(f"{where}: a code and a name in each language are needed")
        codes.add(row["code"])
        street = tuple(name.strip() for name in row["street"].split("|") if name.strip())
        rows.append(
            (
                row["code"],
                row["en"],
                row["fr"],
                row["ar"],
                street,
                row["group"],
                row["control"],
                row["atc"],
                row["source"],
            )
        )
    factors = []
    for line, row in enumerate(_rows("factors.csv"), start=2):
        if row["substance"] != "*" and row["substance"] not in codes:
            raise SystemExit(f"factors.csv line {line}: no such substance")
        factors.append((row["substance"], row["unit"], str(Decimal(row["kilograms"])), row["source"]))
    version = (SHEETS / "factors.version").read_text("utf-8").strip()
    parts = [HEAD, "ROWS: Final = (\n"]
    parts += [f"    {_literal(row)},\n" for row in rows]
    parts += [")\n", f"FACTORS_VERSION: Final = {_literal(version)}\n", "FACTORS: Final = (\n"]
    parts += [f"    {_literal(row)},\n" for row in factors]
    parts += [")\n", "UNITS: Final = (\n"]
    parts += [f"    {_literal(tuple(row.values()))},\n" for row in _units()]
    parts += [")\n", "NUMBER_WORDS: Final = (\n"]
    parts += [f"    {_literal(tuple(row.values()))},\n" for row in _rows("numbers.csv")]
    parts += [")\n", "NOISE: Final = (\n"]
    parts += [f"    {_literal(row['word'])},\n" for row in _rows("noise.csv")]
    return "".join((*parts, ")\n"))


def _units() -> list[dict[str, str]]:
    rows = _rows("units.csv")
    for line, row in enumerate(rows, start=2):
        if row["unit"] not in UNITS or Decimal(row["factor"]) <= 0:
            raise SystemExit(f"units.csv line {line}: an unknown unit, or a factor that is not above zero")
    if len({row["word"] for row in rows}) != len(rows):
        raise SystemExit("units.csv: a word stands there twice")
    return rows


def _rows(name: str) -> list[dict[str, str]]:
    with (SHEETS / name).open(encoding="utf-8") as sheet:
        return list(csv.DictReader(sheet))


def _literal(value: object) -> str:
    """A Python literal with double quotes, tuples with their comma."""
    if isinstance(value, tuple):
        inner = ", ".join(_literal(each) for each in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def main() -> int:
    """Writes or compares."""
    wanted = text()
    if "--check" in sys.argv[1:]:
        if TABLE.read_text("utf-8") == wanted:
            return 0
        print("core/substances/table.py is not what resources/substances says: run resources/build_substances.py")
        return 1
    TABLE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
