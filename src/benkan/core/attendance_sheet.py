"""Where things stand on a sheet of attendance: the same numbers for who prints it and for who reads it back.

The sheet is A4 upright. Four codes stand at its corners; the one on the upper left names the sheet, the others the
corner, so that a photograph can be turned and straightened. Each line has one box, at a place that follows from its
number. All lengths are points of 1/72 inch from the upper left corner.
"""

from __future__ import annotations

from typing import Final

WIDE: Final = 595.28
HIGH: Final = 841.89
CODE: Final = 62.0
"""Side of each corner's code, its quiet border included."""
MARGIN: Final = 24.0
CORNERS: Final = {
    "A": (MARGIN, MARGIN),
    "B": (WIDE - MARGIN - CODE, MARGIN),
    "C": (MARGIN, HIGH - MARGIN - CODE),
    "D": (WIDE - MARGIN - CODE, HIGH - MARGIN - CODE),
}
"""Upper left corner of each code: A and B above, C and D below, A and C on the left."""
LINES: Final = 25
"""Persons on one sheet."""
BOX: Final = 14.0
FIRST_LINE: Final = 178.0
LINE: Final = 21.5
BOX_X: Final = 470.0


def box(line: int) -> tuple[float, float]:
    """The upper left corner of the box of a line, from 0.

    Raises:
        ValueError: the sheet has no such line.
    """
    if not 0 <= line < LINES:
        raise ValueError("no such line")
    return BOX_X, FIRST_LINE + LINE * line


def name_of(run: str, session: int, page: int, corner: str) -> str:
    """What the code of a corner says."""
    return f"BKA1 {run} {session} {page} {corner}"


def named(text: str) -> tuple[str, int, int, str] | None:
    """Run, session, page and corner that a code says; None when it is no code of a sheet."""
    parts = text.split(" ")
    if len(parts) != 5 or parts[0] != "BKA1" or parts[4] not in CORNERS:
        return None
    if not (parts[2].isascii() and parts[2].isdecimal() and parts[3].isascii() and parts[3].isdecimal()):
        return None
    if len(parts[1]) > 40 or max(map(len, parts[2:4])) > 4:
        return None
    return parts[1], int(parts[2]), int(parts[3]), parts[4]
