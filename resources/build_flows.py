"""Writes the shipped weights of the order of alerts from the reviewed sheet in resources/flows.

    python resources/build_flows.py           # writes src/benkan/core/flows/table.py
    python resources/build_flows.py --check   # exit code 1 when the shipped table is another

The sheet is the truth: change it, not the table. ``fit_flow_ranking.py`` says how its numbers were made.
"""

from __future__ import annotations

import sys

from sheets import RESOURCES, SOURCE, constant, head, rows, write_or_check

SCRIPT = "build_flows.py"
SHEETS = RESOURCES / "flows"
TABLE = SOURCE / "core" / "flows" / "table.py"


def text() -> str:
    """The module's text."""
    weights = [(row["feature"], float(row["weight"])) for row in rows(SHEETS / "ranking.csv")]
    return head(SCRIPT, SHEETS) + constant("RANKING", weights)


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
