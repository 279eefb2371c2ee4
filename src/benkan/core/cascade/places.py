"""Where a person stands in a tree, as text: the numbers of everybody above and his own, each of eight digits.

Everybody below a person stands in one range of an ordered index, whatever the database and its collation: digits alone
are ordered alike everywhere. Decision: docs/decisions/0034-cascade-paths.md, which measured the other ways.
"""

from __future__ import annotations

from typing import Final

from benkan.core.errors import N_, Refused

WIDTH: Final = 8
"""Digits of one step: up to 99,999,999 persons of one tree."""
MOST_LEVELS: Final = 32
"""Steps of a path: a tree of people teaching people is six deep, not thirty."""


def step(number: int) -> str:
    """The step of the person with this number, counted from 1 in each tree.

    Raises:
        Refused: ``cascade.full``.
    """
    if not 0 < number < 10**WIDTH - 1:
        raise Refused(
            "cascade.full",
            N_("A tree holds at most %(most)d persons."),
            N_("Begin another one."),
            most=10**WIDTH - 2,
        )
    return f"{number:0{WIDTH}d}"


def under(parent: str, number: int) -> str:
    """The path of the person with this number below the one whose path is given; ``""`` for whoever stands at the top.

    Raises:
        Refused: ``cascade.too-deep`` or ``cascade.full``.
    """
    refuse_depth(len(parent) // WIDTH)
    return parent + step(number)


def refuse_depth(depth: int) -> None:
    """Nothing when somebody may stand at this depth.

    Raises:
        Refused: ``cascade.too-deep``.
    """
    if depth >= MOST_LEVELS:
        raise Refused(
            "cascade.too-deep",
            N_("A tree has at most %(most)d levels."),
            N_("Look whether a session has the right trainer; otherwise begin another tree with this one."),
            most=MOST_LEVELS,
        )


def depth_of(path: str) -> int:
    """How many trainers stand above; 0 for an attendee of the first course."""
    return len(path) // WIDTH - 1


def parents(path: str) -> list[str]:
    """The paths of everybody above, the top first."""
    return [path[:end] for end in range(WIDTH, len(path), WIDTH)]


def branch(path: str) -> tuple[str, str]:
    """First and end of the range that holds the person and everybody below: ``first <= path < end``."""
    head, last = path[:-WIDTH], int(path[-WIDTH:])
    return path, f"{head}{last + 1:0{WIDTH}d}"
