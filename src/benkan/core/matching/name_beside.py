"""One name beside many: what ``align`` and ``observe`` make of each pair, with what the pairs have in common kept.

Plain is a pair in which each part is equal to one of the other name, or has a skeleton in common with just one of what
is left over, or is too unlike everything to be a wrong spelling of it. It needs no alignment: what a part has to do
with the parts of the one name is found once, then a pair is a few sums. All figures are those of person_names: whole
numbers until they are weighed. The candidates of a search have few parts between them, and many have the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from benkan.core.matching.alignment import (
    JOINABLE,
    MAX_PART_TENTHS,
    Kind,
    likeness,
    mistyped,
    part_tenths,
    skeleton_meeting,
    two_names,
)
from benkan.core.matching.normalise import MAX_PARTS, Part, parts, plain_part
from benkan.core.matching.person_names import IDENTITY_BITS, NAME_WEIGHTS, OBSERVED, UNLIKE, evidence_of

UNDATED: Final = ("", "name.one", "name.common")  # why a name is no identity without a date
KIN: Final = len(UNDATED)
_PERHAPS_MET: Final = 100  # hundredths, more than any likeness: an alignment must tell whether two parts meet
_WEIGHTS: Final = dict(zip(OBSERVED, NAME_WEIGHTS, strict=True))
_IDENTITY_TENTHS: Final = 10 * IDENTITY_BITS


def _hinged(name: str, hinges: Sequence[int]) -> list[float]:
    """The weight of each number of tenths of a bit."""
    return [
        _WEIGHTS[f"{name}_bits"] * tenths / 10
        + sum(_WEIGHTS[f"{name}_over_{hinge}"] * max(tenths / 10 - hinge, 0.0) for hinge in hinges)
        for tenths in range(MAX_PARTS * MAX_PART_TENTHS + 1)
    ]


_SAME, _EXTRA = _WEIGHTS["same_bits"] / 10, _WEIGHTS["extra_bits"] / 10
_ONE_PART, _COVERED, _COMPLETE = (_WEIGHTS[name] for name in ("one_part", "covered", "complete"))
_TOLD, _CONFLICT = _hinged("told", (6, 10, 14)), _hinged("conflict", (4, 8))
_ALIKE = [
    _WEIGHTS["leftover_alike"] / 100 * alike + _WEIGHTS["leftover_very_alike"] / 100 * max(alike - UNLIKE, 0)
    for alike in range(_PERHAPS_MET)
]


class Told(NamedTuple):
    """What two names tell.

    Args:
        log_odds: without the base.
        doubts: place in ``UNDATED``; ``KIN`` more if each side has one part that the other lacks.
    """

    log_odds: float
    doubts: int


class NameBeside:
    """One name of a subject, and what every name that was laid beside it tells; for one search.

    Args:
        mine: its parts.
    """

    def __init__(self, mine: tuple[Part, ...]) -> None:
        self._mine = mine
        self._bits = [1 << at for at in range(len(mine))]
        # Only then is a part of the other name equal to one of mine at most, and no initial stands for one.
        self._readable = 0 < len(mine) == len({one.folded for one in mine}) and all(one.readings for one in mine)
        self._related: dict[Part, tuple[int, int, int]] = {}
        self._meetings: dict[tuple[Part, int], tuple[int, float]] = {}
        self._likenesses: dict[tuple[Part, int], int] = {}
        self._read: dict[str, tuple[Part, ...]] = {}
        self._shared: dict[str, int] = {}
        self._told: dict[str, Told] = {}

    def shared(self, name: str) -> int:
        """How many parts of both names share a skeleton with one of the other."""
        found = self._shared.get(name)
        if found is None:
            related = self._related
            found = mine = 0
            for part in self._parts(name):
                sharing = (related.get(part) or self._relation(part))[0]
                if sharing:
                    mine |= sharing
                    found += 1
            found = self._shared[name] = found + mine.bit_count()
        return found

    def told(self, name: str) -> Told:
        """What a cleaned name tells."""
        found = self._told.get(name)
        if found is None:
            theirs = self._parts(name)
            found = self._told[name] = (self._readable and self._plain(theirs)) or self._aligned(theirs)
        return found

    def _parts(self, name: str) -> tuple[Part, ...]:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = _parts(name)
        return found

    def _plain(self, theirs: tuple[Part, ...]) -> Told | None:
        """What a pair tells that needs no alignment; nothing for another."""
        same = self._equal(theirs)
        if same is None:
            return None
        used, others = same
        left = used ^ (1 << len(self._mine)) - 1
        told = self._tenths(used)
        log_odds, met = _SAME * told, used.bit_count()
        if left and others:
            meetings = self._met(others, left)
            if meetings is None:
                return None
            taken, others, tenths, weight = meetings
            left, told, log_odds, met = left ^ taken, told + tenths, log_odds + weight, met + taken.bit_count()
        alike = 0
        if left and others:
            alike = max([self._likest(part, left) for part in others])
            if alike >= (JOINABLE if len(others) + left.bit_count() > 2 else _PERHAPS_MET):
                return None
        return self._summed(log_odds + _ALIKE[alike], told, met, left, others, kin=alike < UNLIKE)

    def _equal(self, theirs: tuple[Part, ...]) -> tuple[int, list[Part]] | None:
        """Which of mine are equal to one of theirs, as bits, and the others of theirs; nothing if one is twice."""
        related = self._related
        used, others = 0, []
        for part in theirs:
            equal = (related.get(part) or self._relation(part))[1]
            if not equal:
                others.append(part)
            elif used & equal:
                return None
            else:
                used |= equal
        return used, others

    def _met(self, others: list[Part], left: int) -> tuple[int, list[Part], int, float] | None:
        """Which of these of mine meet a part by a skeleton, the parts that meet none, and what the meetings tell.

        Nothing where it must be chosen which one meets which.
        """
        taken, unmet, tenths, weight = 0, [], 0, 0.0
        for part in others:
            meeting = self._related[part][2] & left
            if not meeting:
                unmet.append(part)
                continue
            if meeting & taken or meeting & meeting - 1:
                return None
            taken |= meeting
            more, weighed = self._meeting(part, meeting)
            tenths, weight = tenths + more, weight + weighed
        return taken, unmet, tenths, weight

    def _summed(self, log_odds: float, told: int, met: int, left: int, others: list[Part], *, kin: bool) -> Told:
        """The whole of what was found, and the doubts that it leaves.

        Args:
            log_odds: of what is not summed here.
            told: by all that met, in tenths of a bit.
            met: how many.
            left: of mine, as bits.
            others: left of theirs.
            kin: whether two parts that are left over are two names.
        """
        left_mine, left_theirs = self._tenths(left), 0
        for part in others:
            left_theirs += part_tenths(part)
        conflict = min(left_mine, left_theirs)
        log_odds += _TOLD[told] + _CONFLICT[conflict] + _EXTRA * abs(left_mine - left_theirs)
        complete = met > 0 and not left_mine and not left_theirs
        if met and not conflict:
            log_odds += _COVERED
        if complete:
            log_odds += _COMPLETE
        if met < 2:
            log_odds += _ONE_PART
        doubts = 1 if met < 2 and not complete else 0 if told >= _IDENTITY_TENTHS else 2
        return Told(log_odds, doubts + KIN if kin and len(others) == left.bit_count() == 1 else doubts)

    def _aligned(self, theirs: tuple[Part, ...]) -> Told:
        found = evidence_of(self._mine, theirs)
        doubts = found.doubts
        return Told(found.log_odds, UNDATED.index(doubts.undated) + (KIN if doubts.kin else 0))

    def _relation(self, part: Part) -> tuple[int, int, int]:
        """Which of mine share a skeleton with the part, which are equal to it, and which it could meet, as bits."""
        found = self._related.get(part)
        if found is None:
            shared = equal = met = 0
            for bit, mine in zip(self._bits, self._mine, strict=True):
                if mine.folded == part.folded:
                    equal |= bit
                if not mine.keys.isdisjoint(part.keys):
                    shared |= bit
                    if not two_names(mine, part):
                        met |= bit
            found = self._related[part] = shared, equal, met
        return found

    def _meeting(self, part: Part, bit: int) -> tuple[int, float]:
        """What a meeting by a skeleton tells, in tenths of a bit, and what it adds besides."""
        found = self._meetings.get((part, bit))
        if found is None:
            met = skeleton_meeting(self._mine[bit.bit_length() - 1], part)
            if met.kind is Kind.SPELLING:
                weight = _WEIGHTS["spelling_bits"] / 10 + _WEIGHTS["spelling_loss"] / 1000 * (100 - met.alike)
            else:
                weight = _WEIGHTS["script_bits"] / 10
            found = self._meetings[part, bit] = met.tenths, weight * met.tenths
        return found

    def _likest(self, part: Part, left: int) -> int:
        """How alike the part and the likest of these of mine are; ``_PERHAPS_MET`` where they may meet."""
        found = self._likenesses.get((part, left))
        if found is None:
            found = 0 if part.readings else _PERHAPS_MET  # an initial may stand for any of mine
            for bit, mine in zip(self._bits, self._mine, strict=True):
                if bit & left and found < _PERHAPS_MET:
                    alike = likeness(mine, part)
                    found = max(found, _PERHAPS_MET if mistyped(mine, part, alike) else alike)
            self._likenesses[part, left] = found
        return found

    def _tenths(self, chosen: int) -> int:
        """What these of mine (as bits) tell together."""
        found = 0
        for bit, part in zip(self._bits, self._mine, strict=True):
            if bit & chosen:
                found += part.tenths
        return found


@lru_cache(maxsize=1 << 17)
def _part(word: str) -> Part | None:
    return plain_part(word)


def _parts(name: str) -> tuple[Part, ...]:
    """The parts of a cleaned name; words are kept longer than the names that they are in."""
    found = [*map(_part, name.split(" "))]
    return parts(name) if None in found or len(found) > MAX_PARTS else tuple(found)  # type: ignore[arg-type]
