"""Writes the shipped words of lists of seizures from the reviewed sheets in resources/seizures.

    python resources/build_seizures.py           # writes src/benkan/formats/seizure_rows/table.py
    python resources/build_seizures.py --check   # exit code 1 when the shipped table is another

The sheets are the truth: change them, not the table. Words of one cell are divided by ``|``; a word that stands twice
in one list with two meanings is refused, since nothing may be guessed.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHEETS = ROOT / "resources" / "seizures"
TABLE = ROOT / "src" / "benkan" / "formats" / "seizure_rows" / "table.py"
HEAD = '''"""What resources/seizures says, written by resources/build_seizures.py; do not edit."""

from __future__ import annotations

from typing import Final

'''
FIELDS = (
    "number", "date", "place", "region", "country", "drug", "quantity", "unit", "conveyance", "circumstance",
    "service", "persons", "logo", "remark",
)  # fmt: skip


def text() -> str:
    """The module's text."""
    headers: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for line, row in enumerate(_rows("headers.csv"), start=2):
        if row["field"] not in FIELDS:
            raise SystemExit(f"headers.csv line {line}: an unknown field")
        for word in _words(row):
            if owner.setdefault(word, row["field"]) != row["field"]:
                raise SystemExit(f"headers.csv line {line}: {word} stands for {owner[word]} already")
        headers[row["field"]] = tuple(dict.fromkeys((*headers.get(row["field"], ()), *_words(row))))
    words: list[tuple[str, str, tuple[str, ...]]] = []
    meant: dict[tuple[str, str], str] = {}
    for line, row in enumerate(_rows("words.csv"), start=2):
        for word in _words(row):
            if meant.setdefault((row["field"], word), row["code"]) != row["code"]:
                raise SystemExit(f"words.csv line {line}: {word} means {meant[row['field'], word]} already")
        words.append((row["field"], row["code"], _words(row)))
    dates = [(row["meaning"], _words(row)) for row in _rows("dates.csv")]
    parts = [HEAD, "HEADERS: Final = (\n"]
    parts += [f"    ({_literal(field)}, {_literal(each)}),\n" for field, each in headers.items()]
    parts += [")\n", "WORDS: Final = (\n"]
    parts += [f"    ({_literal(field)}, {_literal(code)}, {_literal(each)}),\n" for field, code, each in words]
    parts += [")\n", "DATES: Final = (\n"]
    parts += [f"    ({_literal(meaning)}, {_literal(each)}),\n" for meaning, each in dates]
    return "".join((*parts, ")\n"))


def _words(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(word.strip() for word in row["words"].split("|") if word.strip())


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
        print("formats/seizure_rows/table.py is not what resources/seizures says: run resources/build_seizures.py")
        return 1
    TABLE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
