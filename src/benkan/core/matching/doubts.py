"""When a name, however well it agrees, is no identity.

Nothing in doubt reaches the threshold without an identifier, and the better one still ranks first. Brothers share all
but one part and the family's rare name with it; the year of birth does not tell them apart well enough, the day does.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from benkan.core.matching.dates import Agreement

CEILING = -0.05  # log-odds just under the threshold
_DAYS = frozenset({Agreement.SAME, Agreement.SWAPPED, Agreement.NEAR_DAY, Agreement.MONTH})
_YEARS = _DAYS | {Agreement.YEAR}


class Doubts(NamedTuple):
    """What speaks against a name.

    Args:
        kin: each side has one part that the other lacks.
        undated: why the name is no identity without a date; nothing if it may be one.
    """

    kin: bool
    undated: str


def doubt_about(name: Doubts, dated: Agreement | None) -> str:
    """Why a name is no identity without an identifier, its dates agreeing like this; nothing if it may be one."""
    if name.kin and dated not in _DAYS:
        return "name.kin"
    if dated is Agreement.DIFFERENT:
        return "name.namesake"
    return "" if dated in _YEARS else name.undated


def held_down(log_odds: float, name: Doubts, dated: Agreement | None) -> tuple[str, float]:
    """Which doubt there is, and how far that lowers the sum: a soft ceiling just under the threshold."""
    if log_odds <= CEILING - 5:
        return "", 0.0
    doubt = doubt_about(name, dated)
    if not doubt:
        return "", 0.0
    return doubt, CEILING - math.log1p(math.exp(max(-50.0, min(50.0, CEILING - log_odds)))) - log_odds


def probability(log_odds: float) -> float:
    """The score of a sum of evidence: 0 to 1."""
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, log_odds))))
