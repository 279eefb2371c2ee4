"""A tree as rows of sectors: each level one row, each width the persons of that branch. At most so many sectors.

Of each person's branches the largest are drawn alone, the rest together, so that widths of a row add up to the row
above. Widths and heights are of a drawing 1 wide and 1 high; whoever draws scales them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

MOST_SECTORS: Final = 240
THINNEST: Final = 0.004
"""A narrower sector would be a line: it is drawn with the rest."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A person with everybody below, or several together (``identifier`` is nothing)."""

    identifier: int | None
    persons: int
    together: int = 1


@dataclass(frozen=True, slots=True)
class Sector:
    """A rectangle: ``x`` and ``width`` of the whole, ``level`` counted from 0 at the top."""

    branch: Branch
    level: int
    x: float
    width: float


def icicle(
    top: Sequence[Branch],
    below: Callable[[Sequence[int]], dict[int, list[Branch]]],
    *,
    levels: int = 4,
    most: int = MOST_SECTORS,
) -> list[Sector]:
    """The sectors, level by level, each from its start.

    Args:
        top: the branches of the first row.
        below: for these persons their branches; asked once for each level.
        levels: rows at most.
        most: sectors at most, those drawn together included.
    """
    total = sum(one.persons for one in top)
    if not total:
        return []
    found: list[Sector] = []
    row = _laid(top, 0, 0.0, 1.0, total, most // levels)
    for level in range(levels):
        found += row[: most - len(found)]
        if level + 1 == levels or len(found) >= most:
            break
        parents = [one for one in row if one.branch.identifier is not None and one.branch.persons > 1]
        ids = [one.branch.identifier for one in parents if one.branch.identifier is not None]
        children = below(ids) if ids else {}
        each = max(1, (most // levels) // max(1, len(parents)))
        row = []
        for parent in parents:
            inner = children.get(parent.branch.identifier or 0, [])
            row += _laid(inner, level + 1, parent.x, parent.width, parent.branch.persons, each)
        if not row:
            break
    return found


def _laid(branches: Sequence[Branch], level: int, x: float, width: float, total: int, most: int) -> list[Sector]:
    """The branches side by side, the largest first, the smallest together."""
    ranked = sorted(branches, key=lambda one: (-one.persons, one.identifier or 0))
    alone = [one for one in ranked[: max(1, most - 1)] if width * one.persons / total >= THINNEST]
    rest = ranked[len(alone) :]
    if len(rest) == 1 and len(alone) < most:
        alone, rest = [*alone, rest[0]], []
    if rest:
        together = sum(one.together for one in rest)
        alone = [*alone, Branch(None, sum(one.persons for one in rest), together)]
    found = []
    for one in alone:
        share = width * one.persons / total
        found.append(Sector(one, level, x, share))
        x += share
    return found
