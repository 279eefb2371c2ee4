"""Scores of one person against many of whom nothing but names and dates is known: those of ``compare``, sooner.

The names of all candidates are laid beside the subject's in columns; the few whose alignment needs a search are aligned
one by one, as ``compare`` does it. A test draws people and compares both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benkan.core.matching.date_columns import ORDER, best_ranks
from benkan.core.matching.doubts import CEILING, Doubts, doubt_about
from benkan.core.matching.name_columns import UNDATED, Beside, Floats, Names, beside, readable
from benkan.core.matching.part_columns import Integers, PartColumns, columns
from benkan.core.matching.person_names import MAX_NAME_PAIRS, evidence_of, name_evidence
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

_TIE = 1e-9  # log-odds: names this near are told apart as ``compare`` does it
_DATE_WEIGHTS = np.array([*(WEIGHTS[one] for one in ORDER), 0.0])
_MOST = 2 * len(UNDATED)
# By the doubts of a name and the agreement of dates: whether the name is held under the threshold.
_HELD = np.array(
    [
        [bool(doubt_about(Doubts(kin, undated), dated)) for dated in (*ORDER, None)]
        for kin in (False, True)
        for undated in UNDATED
    ]
)


def scores(subject: Subject, names: Sequence[str], born: Integers) -> Floats:
    """How likely each of these people is the subject: what ``compare`` says of their names and dates.

    Args:
        subject: a person with a name.
        names: of each of them, cleaned, one in a line, at least one.
        born: their birth dates as ``date_columns.packed`` writes them, 0 for none.
    """
    log_odds, doubts = _best_names(subject, names)
    ranks = best_ranks(subject.dates, born)
    total = WEIGHTS["base"] + log_odds + _DATE_WEIGHTS[ranks]
    lowered = CEILING - np.log1p(np.exp(np.clip(CEILING - total, -50.0, 50.0)))
    total = np.where(_HELD[doubts, ranks] & (total > CEILING - 5), lowered, total)
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(total, -50.0, 50.0)))
    return found


def _best_names(subject: Subject, people: Sequence[str]) -> tuple[Floats, Integers]:
    """What the best of each person's names tells, and its doubts as ``Beside`` numbers them."""
    table = columns()
    parts, starts, first = table.of_people(people)
    counts = first[1:] - first[:-1]
    empty = (starts[1:] == starts[:-1]).any()
    if empty or counts.max() * len(subject.names) > MAX_NAME_PAIRS or not all(map(readable, subject.parts)):
        found = [_one_by_one(subject, one) for one in people]
        return np.array([log_odds for log_odds, _ in found]), np.array([doubts for _, doubts in found])
    names = Names.made(parts, starts)
    rows = [beside(mine, names, table) for mine in subject.parts]
    if len(starts) == len(first) and len(rows) == 1:
        one = rows[0]
        _align(subject, 0, (~one.plain).nonzero()[0], one, names, table)
        return one.log_odds, one.doubts
    shared = np.array([row.shared for row in rows])
    first = first[:-1]
    among = shared == np.maximum.reduceat(shared.max(axis=0), first).repeat(counts)
    for at, row in enumerate(rows):
        _align(subject, at, (among[at] & ~row.plain).nonzero()[0], row, names, table)
    log_odds, doubts = np.array([row.log_odds for row in rows]), np.array([row.doubts for row in rows])
    log_odds[~among] = -np.inf
    best = np.maximum.reduceat(log_odds.max(axis=0), first)
    near = log_odds >= best.repeat(counts) - _TIE
    high = np.maximum.reduceat(np.where(near, doubts, -1).max(axis=0), first)
    low = np.minimum.reduceat(np.where(near, doubts, _MOST).min(axis=0), first)
    for person in (low != high).nonzero()[0].tolist():
        best[person], high[person] = _one_by_one(subject, people[person])
    return best, high


def _align(subject: Subject, at: int, which: Integers, told: Beside, names: Names, table: PartColumns) -> None:
    """Puts what an alignment tells in place of what the columns say of these names."""
    for name in which.tolist():
        aligned = evidence_of(subject.parts[at], names.read(name, table))
        told.log_odds[name], told.doubts[name] = aligned.log_odds, _number(aligned.doubts)


def _one_by_one(subject: Subject, names: str) -> tuple[float, int]:
    """The same of one person, without columns."""
    found = name_evidence(subject, Subject.restored(kind=subject.kind, names=tuple(names.split("\n"))))
    assert found is not None  # both have names
    return found.log_odds, _number(found.doubts)


def _number(doubts: Doubts) -> int:
    return UNDATED.index(doubts.undated) + (len(UNDATED) if doubts.kin else 0)
