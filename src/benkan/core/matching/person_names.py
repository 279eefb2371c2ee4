"""Two names of people: what their alignment shows, and what that adds to the log-odds.

The observations and their order are ``OBSERVED``; resources/fit_weights.py learns a weight for each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from benkan.core.matching.alignment import Alignment, Kind, Meeting, align, part_tenths
from benkan.core.matching.doubts import Doubts
from benkan.core.matching.explain import Reason, reason
from benkan.core.matching.normalise import Part
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

IDENTITY_BITS = 8.0  # agreement that fewer than one in 250 share: less is no identity without a date
UNLIKE = 60  # hundredths: leftovers less alike than this are two names, not two spellings
MAX_NAME_PAIRS = 64
_BITS = {Kind.SAME: "same_bits", Kind.SPELLING: "spelling_bits", Kind.SCRIPT: "script_bits",
         Kind.SIMILAR: "similar_bits", Kind.JOINED: "joined_bits", Kind.INITIAL: "initial_bits"}  # fmt: skip
_LOSS = {Kind.SPELLING: "spelling_loss", Kind.SIMILAR: "similar_loss"}
_ORDER = {kind: at for at, kind in enumerate(Kind)}

_Name = tuple[str, tuple[Part, ...]]
_Names = tuple[_Name, _Name]


class NameEvidence(NamedTuple):
    """The best pair of names: how they align, and the observations in the order of ``OBSERVED``."""

    alignment: Alignment
    observed: tuple[float, ...]
    log_odds: float

    @property
    def met_bits(self) -> float:
        """What all meetings tell together."""
        return self.observed[_TOLD]

    @property
    def doubts(self) -> Doubts:
        """What speaks against taking the name for an identity."""
        alike = self.alignment.leftover_alike
        kin = len(self.alignment.only_a) == len(self.alignment.only_b) == 1 and alike < UNLIKE
        return Doubts(
            kin and bool(self.alignment.only_a[0].readings and self.alignment.only_b[0].readings), alone(self.observed)
        )


OBSERVED = (
    "same_bits", "spelling_bits", "script_bits", "similar_bits", "initial_bits", "joined_bits",
    "spelling_loss", "similar_loss", "told_bits", "told_over_6", "told_over_10", "told_over_14",
    "conflict_bits", "conflict_over_4", "conflict_over_8", "extra_bits", "leftover_alike", "leftover_very_alike",
    "one_part", "covered", "complete",
)  # fmt: skip
_AN_INITIAL = 4  # its place in the order of Kind
_TOLD = OBSERVED.index("told_bits")
_ONE_PART = OBSERVED.index("one_part")
_COMPLETE = OBSERVED.index("complete")
NAME_WEIGHTS = tuple(WEIGHTS.get(name, 0.0) for name in OBSERVED)


def name_evidence(a: Subject, b: Subject) -> NameEvidence | None:
    """The pair of names that speaks most for one person, or nothing if a side has no name."""
    if not a.names or not b.names or a.kind == "vehicle":
        return None
    if len(a.names) == 1 and len(b.names) == 1:
        return evidence_of(a.parts[0], b.parts[0])
    named_b = list(zip(b.names, b.parts, strict=True))
    pairs = _promising([(x, y) for x in zip(a.names, a.parts, strict=True) for y in named_b])
    found = [(evidence_of(x[1], y[1]), sorted((x[0], y[0]))) for x, y in pairs]
    return min(found, key=lambda one: (-one[0].log_odds, one[1]))[0]


def alone(observed: Sequence[float]) -> str:
    """Why these observations are no identity without a date; nothing if they may be one."""
    if observed[_ONE_PART] and not observed[_COMPLETE]:
        return "name.one"
    return "" if observed[_TOLD] >= IDENTITY_BITS else "name.common"


@lru_cache(maxsize=4096)
def evidence_of(a: tuple[Part, ...], b: tuple[Part, ...]) -> NameEvidence:
    """How two names align and what that adds to the log-odds, without the base.

    Kept a while: of the candidates of one search many have the same name.
    """
    alignment = align(a, b)
    shown = observe(alignment)
    return NameEvidence(alignment, shown, weighed(shown))


def weighed(observed: Sequence[float]) -> float:
    """What observations add to the log-odds."""
    return sum(map(float.__mul__, observed, NAME_WEIGHTS))


def observe(alignment: Alignment) -> tuple[float, ...]:
    """What an alignment shows, as numbers in the order of ``OBSERVED``."""
    left_a = sum(map(part_tenths, alignment.only_a))
    left_b = sum(map(part_tenths, alignment.only_b))
    return observed(alignment.meetings, left_a, left_b, alignment.leftover_alike)


def observed(meetings: Sequence[Meeting], left_a: int, left_b: int, alike: int) -> tuple[float, ...]:
    """The same of meetings and what is left over: tenths of a bit on each side, and how alike the likest two are."""
    by_kind = [0, 0, 0, 0, 0, 0]
    spelling_loss = similar_loss = told = met = 0
    for kind, _, _, tenths, how_alike in meetings:
        at = _ORDER[kind]
        by_kind[at] += tenths
        if at == _AN_INITIAL:
            continue
        told += tenths
        met += 1
        if at == 1:
            spelling_loss += tenths * (100 - how_alike)
        elif at == 3:
            similar_loss += tenths * (100 - how_alike)
    conflict = min(left_a, left_b)
    return (
        by_kind[0] / 10, by_kind[1] / 10, by_kind[2] / 10, by_kind[3] / 10, by_kind[4] / 10, by_kind[5] / 10,
        spelling_loss / 1000, similar_loss / 1000,
        told / 10, max(told - 60, 0) / 10, max(told - 100, 0) / 10, max(told - 140, 0) / 10,
        conflict / 10, max(conflict - 40, 0) / 10, max(conflict - 80, 0) / 10, abs(left_a - left_b) / 10,
        alike / 100, max(alike - UNLIKE, 0) / 100,
        1.0 if met < 2 else 0.0,
        1.0 if met and not conflict else 0.0,
        1.0 if met and not left_a and not left_b and not by_kind[_AN_INITIAL] else 0.0,
    )  # fmt: skip


def _promising(pairs: list[_Names]) -> list[_Names]:
    """The pairs of names in which most parts share a skeleton: a listed person may have fifty aliases on each side."""
    shared = [shared_parts(x, y) for (_, x), (_, y) in pairs]
    most = max(shared)
    best = [pair for pair, count in zip(pairs, shared, strict=True) if count == most]
    if len(best) <= MAX_NAME_PAIRS:
        return best

    def order(pair: _Names) -> tuple[float, str, str]:
        (name, found), (other, counterparts) = pair
        keys = {key for part in counterparts for key in part.keys}
        told = {key: bits for part in found for key, bits in zip(part.readings, part.bits, strict=True)}
        low, high = sorted((name, other))
        return -math.fsum(bits for key, bits in told.items() if key in keys), low, high

    return sorted(best, key=order)[:MAX_NAME_PAIRS]


def shared_parts(a: tuple[Part, ...], b: tuple[Part, ...]) -> int:
    """How many parts of both names share a skeleton with one of the other."""
    return sum(_shares(part, b) for part in a) + sum(_shares(part, a) for part in b)


def _shares(part: Part, parts: tuple[Part, ...]) -> bool:
    """Whether the part has a reading that one of the others has."""
    keys = part.keys
    for other in parts:  # noqa: SIM110 - asked for every name of every candidate: a generator costs twice as much
        if not keys.isdisjoint(other.keys):
            return True
    return False


def name_reasons(name: NameEvidence) -> list[Reason]:
    """Every meeting and leftover of two names with its weight; what a hinge adds is shared out by information."""
    weights = {key: value * weight for key, value, weight in zip(OBSERVED, name.observed, NAME_WEIGHTS, strict=True)}
    told = name.met_bits
    shared = sum(weights[key] for key in ("told_bits", "told_over_6", "told_over_10", "told_over_14"))
    reasons = []
    for kind, a, b, tenths, alike in name.alignment.meetings:
        weight = WEIGHTS.get(_BITS[kind], 0.0) * tenths / 10 + (
            shared * tenths / 10 / told if told and kind is not Kind.INITIAL else 0.0
        )
        if kind in _LOSS:
            weight += WEIGHTS.get(_LOSS[kind], 0.0) * tenths * (100 - alike) / 1000
        reasons.append(reason(str(kind), weight, a=a, b=b))
    only_a, only_b = name.alignment.only_a, name.alignment.only_b
    against = ("conflict_bits", "conflict_over_4", "conflict_over_8", "leftover_alike", "leftover_very_alike")
    if only_a and only_b:
        weight = sum(weights[key] for key in (*against, "extra_bits"))
        reasons.append(reason("name.different", weight, a=_written(only_a), b=_written(only_b)))
    elif only_a or only_b:
        reasons.append(reason("name.only-one", weights["extra_bits"], part=_written(only_a or only_b)))
    if weights["one_part"]:
        reasons.append(reason("name.one-part", weights["one_part"]))
    if weights["covered"]:
        code = "name.complete" if weights["complete"] else "name.covered"
        reasons.append(reason(code, weights["covered"] + weights["complete"]))
    return reasons


def _written(found: list[Part]) -> str:
    return " ".join(sorted(part.written for part in found))
