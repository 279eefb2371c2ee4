"""Grades and handling codes of what is put together: never better than the worst of the parts.

Letters of the Admiralty system (A to F) and of the 4×4 (A, B, C, X) stand in one order: what cannot be judged (F, X) is
worst. Numbers 1 to 6, where 4 of the 4×4 and 6 of the Admiralty system both say that nothing confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

LETTERS: Final = "ABCDEFX"
NUMBERS: Final = "123456"
HANDLING: Final = ("H0", "H1", "H2", "H3")
GRADE: Final = re.compile(r"[A-FX][1-6]", re.ASCII)
UNGRADED: Final = "X4"


def worst(grades: Iterable[str]) -> str:
    """The worst letter with the worst number among these grades; of nothing, nothing is known.

    A path of ``A4`` and ``C1`` is ``C4``: one tie rests on a doubtful source, another on what nobody confirmed.
    """
    known = [one if GRADE.fullmatch(one) else UNGRADED for one in grades]
    if not known:
        return UNGRADED
    letter = max((one[0] for one in known), key=LETTERS.index)
    return letter + max((one[1] for one in known), key=NUMBERS.index)


def best(grades: Iterable[str]) -> str:
    """The grade with the best letter and, of those, the best number: what a step rests on that several items name."""
    known = [one for one in grades if GRADE.fullmatch(one)]
    return min(known, key=lambda one: (LETTERS.index(one[0]), NUMBERS.index(one[1])), default=UNGRADED)


def at_least(grade: str, letter: str) -> bool:
    """Whether the source of a grade is as good as this letter."""
    own = grade[:1] if GRADE.fullmatch(grade) else UNGRADED[0]
    return LETTERS.index(own) <= LETTERS.index(letter)


def strictest(codes: Iterable[str]) -> str:
    """The strictest handling code; an unknown one is as strict as the strictest."""
    return max((code if code in HANDLING else "H3" for code in codes), key=HANDLING.index, default="H0")
