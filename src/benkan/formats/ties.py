"""Lists of ties in CSV: columns ``source``, ``target`` and perhaps ``weight``; and published roles, ``node``, ``role``.

UTF-8, comma, semicolon or tab; the first row names the columns, others may be there. What a tie says wrongly is for
``core.networks`` to leave out and to say; a file that is no list of ties is refused with its line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from benkan.core.networks import Reading, Tie, read
from benkan.formats.labelled import rows

MAX_BYTES = 512 * 1024 * 1024


def network(text: str, name: str) -> Reading:
    """The network of a list of ties, with what was left out.

    Raises:
        Invalid: ``labelled.column``, ``labelled.cells``, ``csv.broken`` with file and line; ``networks.too-many``.
    """
    return read(_ties(text, name))


def roles(text: str, name: str) -> dict[str, str]:
    """The role of each person that has one.

    Raises:
        Invalid: as ``network``.
    """
    return {row["node"]: row["role"] for row, _ in rows(text, name, ("node", "role")) if row["node"]}


def _ties(text: str, name: str) -> Iterator[Tie]:
    for row, _ in rows(text, name, ("source", "target")):
        yield Tie(row["source"], row["target"], _weight(row.get("weight", "")))


def _weight(cell: str) -> float:
    if not cell:
        return 1.0
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return math.nan
