"""Writes the shipped words of statements of accounts from the reviewed sheets in resources/money.

    python resources/build_money.py           # writes src/benkan/formats/statements/table.py
    python resources/build_money.py --check   # exit code 1 when the shipped table is another

The sheets are the truth: change them, not the table. Words of one cell are divided by ``|``. A header may stand for two
fields (``crédit`` is a column and a direction, never in one list twice); within one list a word means one thing.
"""

from __future__ import annotations

import sys

from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

SCRIPT = "build_money.py"
SHEETS = RESOURCES / "money"
TABLE = SOURCE / "formats" / "statements" / "table.py"
FIELDS = (
    "row_number", "id", "date", "value_date", "time", "debit", "credit", "amount", "direction", "currency", "account",
    "other_account", "other_holder", "from_account", "to_account", "from_holder", "to_holder", "from_country",
    "to_country", "channel", "status", "text", "balance", "fee",
)  # fmt: skip
LISTS = ("channel", "status", "direction", "currency")


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
        if row["list"] not in LISTS:
            raise SystemExit(f"words.csv line {line}: an unknown list")
        for word in parts(row["words"]):
            if meant.setdefault((row["list"], word), row["code"]) != row["code"]:
                raise SystemExit(f"words.csv line {line}: {word} means {meant[row['list'], word]} already")
        words.append((row["list"], row["code"], parts(row["words"])))
    return head(SCRIPT, SHEETS) + constant("HEADERS", list(headers.items())) + constant("WORDS", words)


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
