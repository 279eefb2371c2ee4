"""One name beside many, in columns: what ``align`` and ``observe`` make of each pair, where that needs no search.

Plain is a pair in which each part is equal to one of the other name, or has a skeleton in common with just one of what
is left over, or is too unlike everything to be a wrong spelling of it. All figures are those of person_names: whole
numbers until they are weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from benkan.core.matching.alignment import JOINABLE, PERHAPS, Kind, likeness, mistyped, skeleton_meeting
from benkan.core.matching.normalise import MAX_PARTS, Part
from benkan.core.matching.part_columns import Integers, PartColumns
from benkan.core.matching.person_names import IDENTITY_BITS, NAME_WEIGHTS, OBSERVED, UNLIKE

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

UNDATED = ("", "name.one", "name.common")  # why a name is no identity without a date
_PERHAPS_MET = 100  # hundredths, more than any likeness: an alignment must tell whether two parts meet
_WEIGHTS = dict(zip(OBSERVED, NAME_WEIGHTS, strict=True))
_COUNT = np.array([number.bit_count() for number in range(1 << MAX_PARTS)])


class Names(NamedTuple):
    """The names of all candidates; none is empty.

    Args:
        parts: numbers in the table, name after name.
        starts: where each name begins, and their end.
        of: for each part, which name it is in.
        distinct: the parts that occur, each once.
        which: for each part, its place in ``distinct``.
    """

    parts: Integers
    starts: Integers
    of: Integers
    distinct: Integers
    which: Integers

    @classmethod
    def made(cls, parts: Integers, starts: Integers) -> Names:
        """Of parts and where each name begins."""
        distinct, which = np.unique(parts, return_inverse=True)
        return cls(parts, starts, np.arange(len(starts) - 1).repeat(starts[1:] - starts[:-1]), distinct, which)

    def read(self, name: int, table: PartColumns) -> tuple[Part, ...]:
        """The parts of one name."""
        return tuple([table.parts[at] for at in self.parts[self.starts[name] : self.starts[name + 1]].tolist()])


class Beside(NamedTuple):
    """What each name tells beside one of the subject's; ``log_odds`` and the doubts hold where ``plain`` is true.

    Args:
        shared: how many parts of both share a skeleton with one of the other.
        log_odds: without the base.
        doubts: place in ``UNDATED``; 3 more if each side has one part that the other lacks.
        plain: whether the columns tell; all others are to be aligned.
    """

    shared: Integers
    log_odds: Floats
    doubts: Integers
    plain: Bools


def readable(parts: Sequence[Part]) -> bool:
    """Whether a name can be laid beside others in columns: no part twice, no initial."""
    return 0 < len(parts) == len({part.folded for part in parts}) and all(part.readings for part in parts)


def beside(mine: Sequence[Part], names: Names, table: PartColumns) -> Beside:
    """A readable name beside all of these names."""
    own = np.array([table.number(part) for part in mine])
    bits = 1 << np.arange(len(own))
    starts = names.starts[:-1]
    sharing = _sharing(own, names, table)
    shares = (sharing @ bits)[names.which]
    equal = ((table.spelling[names.distinct][:, None] == table.spelling[own]) @ bits)[names.which]

    used = np.bitwise_or.reduceat(equal, starts)
    plain = used == np.add.reduceat(equal, starts)
    left = used ^ ((1 << len(own)) - 1)  # of mine, as bits
    other = equal == 0  # of theirs
    met = _COUNT[used]
    same = _tenths(used, bits, table.tenths[own])
    told, log_odds = same, _WEIGHTS["same_bits"] / 10 * same
    meeting = shares & left[names.of] * other
    if meeting.any():
        meeting &= (_could_meet(own, sharing, names, table) @ bits)[names.which]
        meetings = np.bitwise_or.reduceat(meeting, starts)
        plain &= meetings == np.add.reduceat(meeting, starts)
        plain &= np.maximum.reduceat(_COUNT[meeting], starts) < 2
        tenths, weighed = _meetings(mine, meeting, names, table)
        told, log_odds = told + tenths, log_odds + weighed
        met = met + _COUNT[meetings]
        left ^= meetings
        other &= meeting == 0
    left_mine = _tenths(left, bits, table.tenths[own])
    left_theirs = np.add.reduceat(table.tenths[names.parts] * other, starts)
    others = np.add.reduceat(other, starts, dtype=np.int64)
    kin = (others == 1) & (_COUNT[left] == 1)
    against = left[names.of] * other
    if against.any():
        alike = _likest(mine, against, names, table)
        plain &= alike < np.where(others + _COUNT[left] > 2, JOINABLE, _PERHAPS_MET)
        log_odds = (
            log_odds
            + _WEIGHTS["leftover_alike"] / 100 * alike
            + _WEIGHTS["leftover_very_alike"] / 100 * np.maximum(alike - UNLIKE, 0)
        )
        kin &= alike < UNLIKE
    conflict = np.minimum(left_mine, left_theirs)
    some = met > 0
    complete = some & (left_mine == 0) & (left_theirs == 0)
    one_part = met < 2
    log_odds = (
        log_odds
        + _hinged("told", told, (6, 10, 14))
        + _hinged("conflict", conflict, (4, 8))
        + _WEIGHTS["extra_bits"] / 10 * np.abs(left_mine - left_theirs)
        + _WEIGHTS["one_part"] * one_part
        + _WEIGHTS["covered"] * (some & (conflict == 0))
        + _WEIGHTS["complete"] * complete
    )
    undated = (told < IDENTITY_BITS * 10) * 2
    undated[one_part & ~complete] = 1
    shared = np.add.reduceat(shares != 0, starts, dtype=np.int64) + _COUNT[np.bitwise_or.reduceat(shares, starts)]
    return Beside(shared, log_odds, undated + 3 * kin, plain)


def _sharing(own: Integers, names: Names, table: PartColumns) -> Bools:
    """Which of my parts each distinct part shares a skeleton with."""
    mine = table.skeletons[own].ravel()
    theirs = table.skeletons[names.distinct]
    found = ((theirs[:, :, None] == mine) & (mine != 0)).any(axis=1)
    shared: Bools = found.reshape(len(theirs), len(own), -1).any(axis=2)
    return shared


def _could_meet(own: Integers, sharing: Bools, names: Names, table: PartColumns) -> Bools:
    """Which of my parts each distinct part could meet by a skeleton: not those that are known to be another name."""
    theirs, mine = table.given[names.distinct][:, None], table.given[own]
    meeting: Bools = sharing & ((theirs == mine) | (theirs == 0) | (mine == 0))
    return meeting


def _tenths(chosen: Integers, bits: Integers, tenths: Integers) -> Integers:
    """What the chosen parts (as bits) of my name tell together."""
    found: Integers = ((chosen[:, None] & bits) != 0) @ tenths
    return found


def _hinged(name: str, tenths: Integers, hinges: Sequence[int]) -> Floats:
    bits = tenths / 10
    found: Floats = _WEIGHTS[f"{name}_bits"] * bits
    for hinge in hinges:
        found += _WEIGHTS[f"{name}_over_{hinge}"] * np.maximum(bits - hinge, 0.0)
    return found


def _meetings(mine: Sequence[Part], meeting: Integers, names: Names, table: PartColumns) -> tuple[Integers, Floats]:
    """What the meetings by a skeleton tell in each name, in tenths of a bit, and what they add besides."""
    places = meeting.nonzero()[0]
    tenths, weights = np.zeros(len(meeting), np.int64), np.zeros(len(meeting))
    known: dict[tuple[int, int], tuple[int, float]] = {}
    for place, theirs, bit in zip(places.tolist(), names.parts[places].tolist(), meeting[places].tolist(), strict=True):
        pair = theirs, bit
        if pair not in known:
            met = skeleton_meeting(mine[bit.bit_length() - 1], table.parts[theirs])
            by_kind = _WEIGHTS["spelling_bits" if met.kind is Kind.SPELLING else "script_bits"] / 10 * met.tenths
            loss = _WEIGHTS["spelling_loss"] / 1000 * met.tenths * (100 - met.alike)
            known[pair] = met.tenths, by_kind + (loss if met.kind is Kind.SPELLING else 0.0)
        tenths[place], weights[place] = known[pair]
    return np.add.reduceat(tenths, names.starts[:-1]), np.add.reduceat(weights, names.starts[:-1])


def _likest(mine: Sequence[Part], against: Integers, names: Names, table: PartColumns) -> Integers:
    """How alike the likest two of what is left over in each name are; ``_PERHAPS_MET`` where they may meet.

    Args:
        against: for each part, which of mine it is to be laid beside, as bits.
    """
    asked = np.zeros(len(names.distinct), np.bool_)
    asked[names.which[against != 0]] = True
    alike = np.zeros((len(names.distinct), len(mine)), np.int64)
    alike[asked] = _likenesses(mine, [table.parts[number] for number in names.distinct[asked].tolist()])
    beside = ((against[:, None] >> np.arange(len(mine))) & 1) * alike[names.which]
    found: Integers = np.maximum.reduceat(beside.max(axis=1), names.starts[:-1])
    return found


def _likenesses(mine: Sequence[Part], theirs: Sequence[Part]) -> Integers:
    """``likeness`` of each of theirs with each of mine, in hundredths."""
    written = [part.folded for part in theirs]
    own = [part.folded for part in mine]
    found: Integers = np.rint(
        (
            process.cdist(written, own, scorer=JaroWinkler.similarity, dtype=np.float64)
            + process.cdist(written, own, scorer=OSA.normalized_similarity, dtype=np.float64)
        )
        * 50
    ).astype(np.int64)
    for at, part in enumerate(theirs):
        if not part.readings:
            found[at] = _PERHAPS_MET
            continue
        for place, other in enumerate(mine):
            if part.given or part.script != other.script:
                found[at, place] = likeness(other, part)
    for at, place in np.argwhere((found >= PERHAPS) & (found < _PERHAPS_MET)).tolist():
        if mistyped(mine[place], theirs[at], found[at, place]):
            found[at, place] = _PERHAPS_MET
    return found
