"""What the scripts that build shipped tables from reviewed sheets have in common: rows in, Python literals out."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent
SOURCE = RESOURCES.parent / "src" / "benkan"


def head(script: str, sheets: Path) -> str:
    """The first lines of a written module."""
    return (
        f'"""What resources/{sheets.name} says, written by resources/{script}; do not edit."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Final\n\n"
    )


def rows(sheet: Path) -> list[dict[str, str]]:
    """The rows of a sheet by the names of its columns."""
    with sheet.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def parts(cell: str) -> tuple[str, ...]:
    """The words of a cell that holds several, each without blanks around it."""
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def literal(value: object) -> str:
    """A Python literal: texts in double quotes, tuples with their comma, numbers as they are."""
    if isinstance(value, tuple):
        inner = ", ".join(literal(each) for each in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float):
        return repr(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def constant(name: str, values: object) -> str:
    """A constant; a list is written as a tuple, one value on each line."""
    if isinstance(values, list):
        return f"{name}: Final = (\n" + "".join(f"    {literal(each)},\n" for each in values) + ")\n"
    return f"{name}: Final = {literal(values)}\n"


def write_or_check(text: str, table: Path, script: str, sheets: Path) -> int:
    """Writes the table, or with ``--check`` says whether it is this text already: the exit code."""
    if "--check" not in sys.argv[1:]:
        table.write_text(text, "utf-8")
        return 0
    if table.read_text("utf-8") == text:
        return 0
    print(f"{table.relative_to(SOURCE)} is not what resources/{sheets.name} says: run resources/{script}")
    return 1
