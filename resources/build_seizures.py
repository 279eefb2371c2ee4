"""Writes the shipped words of lists of seizures from the reviewed sheets in resources/seizures.

    python resources/build_seizures.py           # writes src/benkan/formats/seizure_rows/table.py
    python resources/build_seizures.py --check   # exit code 1 when the shipped table is another

The sheets are the truth: change them, not the table. Words of one cell are divided by ``|``; a word that stands twice
in one list with two meanings is refused, since nothing may be guessed.
"""

from __future__ import annotations

import sys

from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

SCRIPT = "build_seizures.py"
SHEETS = RESOURCES / "seizures"
TABLE = SOURCE / "formats" / "seizure_rows" / "table.py"
FIELDS = (
    "number", "date", "place", "region", "country", "drug", "quantity", "unit", "conveyance", "circumstance",
    "service", "persons", "logo", "remark", "price", "purity", "laboratory",
    "method", "departure", "destination",
)  # fmt: skip


def text() -> str:
    """The module's text."""
    headers: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for line, row in enumerate(rows(SHEETS / "headers.csv"), start=2):
        if row["field"] not in FIELDS:
            raise SystemExit(f"headers.csv line {line}: an unknown field")
        for word in parts(row["words"]):
            if owner.setdefault(word, row["field"]) != row["field"]:
                raise SystemExit(f"headers.csv line {line}: {word} stands for {owner[word]} already")
        headers[row["field"]] = tuple(dict.fromkeys((*headers.get(row["field"], ()), *parts(row["words"]))))
    words: list[tuple[str, str, tuple[str, ...]]] = []
    meant: dict[tuple[str, str], str] = {}
    for line, row in enumerate(rows(SHEETS / "words.csv"), start=2):
        for word in parts(row["words"]):
            if meant.setdefault((row["field"], word), row["code"]) != row["code"]:
                raise SystemExit(f"words.csv line {line}: {word} means {meant[row['field'], word]} already")
        words.append((row["field"], row["code"], parts(row["words"])))
    return head(SCRIPT, SHEETS) + constant("HEADERS", list(headers.items())) + constant("WORDS", words)


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
