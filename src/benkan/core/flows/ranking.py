"""In which order alerts are read: how like confirmed finds of labelled examples this find is. About the alert alone.

A logistic sum of three measured things, with the same weights for all rules: by how far the find exceeds the least that
its rule asks, how near the nearest innocent explanation comes, and the size of its sum. The weights stand in
``resources/flows/ranking.csv`` with how they were made; nothing about a person goes in, no name, no country, no
nationality, no kind of holder.
"""

from __future__ import annotations

import math
from typing import Final

from benkan.core.flows.alert import Alert
from benkan.core.flows.registry import PATTERNS
from benkan.core.flows.table import RANKING

FEATURES: Final = ("excess", "nearness", "size")
MOST: Final = 3.0


def features(alert: Alert, material_xof: int) -> dict[str, float]:
    """What the rank is made of.

    Returns:
        ``excess``: doublings of the least that the rule asks as shipped, from -3 to 3. ``nearness``: of the nearest
        innocent explanation, 0 to 1. ``size``: doublings of ten times the amount that matters, from -3 to 3.
    """
    pattern = PATTERNS[alert.pattern]
    measured, setting = pattern.counted
    least = float(getattr(pattern.settings(), setting))
    excess = math.log2(max(float(str(alert.measured[measured])), 0.5) / least)
    size = math.log2(alert.amount_xof / (10 * material_xof))
    return {
        "excess": max(-MOST, min(MOST, excess)),
        "nearness": max((one.nearness for one in alert.explanations), default=0.0),
        "size": max(-MOST, min(MOST, size)),
    }


def rank(alert: Alert, material_xof: int) -> float:
    """Between 0 and 1, to four places: the higher, the more like confirmed finds."""
    weights = dict(RANKING)
    total = weights["constant"] + sum(weights[name] * value for name, value in features(alert, material_xof).items())
    return round(1 / (1 + math.exp(-total)), 4)
