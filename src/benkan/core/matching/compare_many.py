"""Scores of one person against many of whom nothing but names and dates is known: those of ``compare``, sooner.

What a name tells is found once for all who carry it, and most of it once for each of its parts; the few names whose
alignment needs a search are aligned as ``compare`` does it. Dates are compared in columns. A test draws people and
compares both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benkan.core.matching.date_columns import ORDER, best_ranks
from benkan.core.matching.doubts import CEILING, Doubts, doubt_about
from benkan.core.matching.name_beside import KIN, UNDATED, NameBeside, Told
from benkan.core.matching.person_names import MAX_NAME_PAIRS, name_evidence
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

_TIE = 1e-9  # log-odds: names this near are told apart as ``compare`` does it
_DATE_WEIGHTS = np.array([*(WEIGHTS[one] for one in ORDER), 0.0])
# By the doubts of a name and the agreement of dates: whether the name is held under the threshold.
_HELD = np.array(
    [
        [bool(doubt_about(Doubts(kin, undated), dated)) for dated in (*ORDER, None)]
        for kin in (False, True)
        for undated in UNDATED
    ]
)


def scores(subject: Subject, names: Sequence[str], born: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """How likely each of these people is the subject: what ``compare`` says of their names and dates.

    Args:
        subject: a person with a name.
        names: of each of them, cleaned, one in a line, at least one.
        born: their birth dates as ``date_columns.packed`` writes them, 0 for none.
    """
    mine = [NameBeside(parts) for parts in subject.parts]
    told = {one: _best_told(subject, mine, one) for one in dict.fromkeys(names)}
    each = [told[one] for one in names]
    doubts = np.array([one.doubts for one in each])
    ranks = best_ranks(subject.dates, born)
    total = np.array([one.log_odds for one in each]) + _DATE_WEIGHTS[ranks]
    total += WEIGHTS["base"]
    held = (_HELD[doubts, ranks] & (total > CEILING - 5)).nonzero()[0]
    if len(held):
        total[held] = CEILING - np.log1p(np.exp(np.clip(CEILING - total[held], -50.0, 50.0)))
    found: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.maximum(np.minimum(total, 50.0), -50.0)))
    return found


def _best_told(subject: Subject, mine: Sequence[NameBeside], person: str) -> Told:
    """What the best of one person's names tells."""
    names = person.split("\n")
    if len(names) == 1 and len(mine) == 1:
        return mine[0].told(person)
    if len(names) * len(mine) > MAX_NAME_PAIRS:
        return _one_by_one(subject, names)
    most, told = -1, []
    for beside in mine:
        for name in names:
            shared = beside.shared(name)
            if shared > most:
                most, told = shared, [(beside, name)]
            elif shared == most:
                told.append((beside, name))
    if len(told) == 1:
        beside, name = told[0]
        return beside.told(name)
    found = [beside.told(name) for beside, name in told]
    best = max(found)
    for one in found:
        if one.doubts != best.doubts and one.log_odds >= best.log_odds - _TIE:
            return _one_by_one(subject, names)
    return best


def _one_by_one(subject: Subject, names: Sequence[str]) -> Told:
    """The same as ``compare`` finds it."""
    found = name_evidence(subject, Subject.restored(kind=subject.kind, names=tuple(names)))
    assert found is not None  # both have names
    doubts = found.doubts
    return Told(found.log_odds, UNDATED.index(doubts.undated) + (KIN if doubts.kin else 0))
