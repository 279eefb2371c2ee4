"""Means that services lend each other: what describes each kind, how far one is, when it is free, who fits a need.

No Django, no clock and no tables of places: instants and points are given. Sources: the European civil protection pool
(registration, certification, commitment, goals and gaps), Frontex's pools, EMAC (docs/means.md).
"""

from benkan.core.means.distance import great_circle_km
from benkan.core.means.goals import Gap, Goal, Pledge, gap
from benkan.core.means.goals import admit as admit_to_goal
from benkan.core.means.matching import Match, Mean, Reason, Wanted, match, obstacles
from benkan.core.means.sheets import LANGUAGES, SEPARATOR, SHEETS, Field, Sheet, Specification, Value, sheet
from benkan.core.means.spans import LONGEST, Span, gaps
from benkan.core.means.standing import MOVES, STATES, admit, state

__all__ = [
    "LANGUAGES",
    "LONGEST",
    "MOVES",
    "SEPARATOR",
    "SHEETS",
    "STATES",
    "Field",
    "Gap",
    "Goal",
    "Match",
    "Mean",
    "Pledge",
    "Reason",
    "Sheet",
    "Span",
    "Specification",
    "Value",
    "Wanted",
    "admit",
    "admit_to_goal",
    "gap",
    "gaps",
    "great_circle_km",
    "match",
    "obstacles",
    "sheet",
    "state",
]
