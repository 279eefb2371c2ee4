"""Writes the shipped words of dates from the reviewed sheet in resources/dates.

python resources/build_dates.py           # writes src/benkan/formats/typed/table.py
python resources/build_dates.py --check   # exit code 1 when the shipped table is another
"""

from __future__ import annotations

import sys

from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

SCRIPT = "build_dates.py"
SHEETS = RESOURCES / "dates"
TABLE = SOURCE / "formats" / "typed" / "table.py"


def text() -> str:
    """The module's text."""
    dates = [(row["meaning"], parts(row["words"])) for row in rows(SHEETS / "words.csv")]
    return head(SCRIPT, SHEETS) + constant("DATES", dates)


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
