"""Two names of people: what their alignment shows, what that adds to the log-odds, and when it is no identity.

The observations and their order are ``OBSERVED``; resources/fit_weights.py learns a weight for each. A name in doubt
never reaches the threshold without a date or an identifier, however well it agrees.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

from benkan.core.matching.alignment import Alignment, Kind, align, part_tenths
from benkan.core.matching.dates import Agreement
from benkan.core.matching.explain import Reason, reason
from benkan.core.matching.normalise import Part
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

IDENTITY_BITS = 8.0  # agreement that fewer than one in 250 share: less is no identity without a date
UNLIKE = 60  # hundredths: leftovers less alike than this are two names, not two spellings
_MAX_NAME_PAIRS = 64
_BITS = {Kind.SAME: "same_bits", Kind.SPELLING: "spelling_bits", Kind.SCRIPT: "script_bits",
         Kind.SIMILAR: "similar_bits", Kind.JOINED: "joined_bits", Kind.INITIAL: "initial_bits"}  # fmt: skip
_LOSS = {Kind.SPELLING: "spelling_loss", Kind.SIMILAR: "similar_loss"}
_ORDER = {kind: at for at, kind in enumerate(Kind)}
_DAYS = frozenset({Agreement.SAME, Agreement.SWAPPED, Agreement.NEAR_DAY, Agreement.MONTH})
_YEARS = _DAYS | {Agreement.YEAR}


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
_NAME_WEIGHTS = tuple(WEIGHTS.get(name, 0.0) for name in OBSERVED)


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


@lru_cache(maxsize=4096)
def evidence_of(a: tuple[Part, ...], b: tuple[Part, ...]) -> NameEvidence:
    """How two names align and what that adds to the log-odds, without the base.

    Kept a while: of the candidates of one search many have the same name.
    """
    alignment = align(a, b)
    observed = observe(alignment)
    return NameEvidence(alignment, observed, sum(map(float.__mul__, observed, _NAME_WEIGHTS)))


def observe(alignment: Alignment) -> tuple[float, ...]:
    """What an alignment shows, as numbers in the order of ``OBSERVED``."""
    by_kind = [0, 0, 0, 0, 0, 0]
    spelling_loss = similar_loss = told = met = 0
    for kind, _, _, tenths, alike in alignment.meetings:
        at = _ORDER[kind]
        by_kind[at] += tenths
        if at == _AN_INITIAL:
            continue
        told += tenths
        met += 1
        if at == 1:
            spelling_loss += tenths * (100 - alike)
        elif at == 3:
            similar_loss += tenths * (100 - alike)
    left_a = sum(map(part_tenths, alignment.only_a))
    left_b = sum(map(part_tenths, alignment.only_b))
    conflict = min(left_a, left_b)
    alike = alignment.leftover_alike
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


def doubt_about(name: NameEvidence, dated: Agreement | None) -> str:
    """Why a name, however well it agrees, is no identity without an identifier; nothing if it may be one.

    Brothers share all but one part and the family's rare name with it; the year of birth does not tell them apart well
    enough, the day does.
    """
    if dated not in _DAYS:
        only_a = [part for part in name.alignment.only_a if part.readings]
        only_b = [part for part in name.alignment.only_b if part.readings]
        if len(only_a) == 1 and len(only_b) == 1 and name.alignment.leftover_alike < UNLIKE:
            return "name.kin"
    if dated is Agreement.DIFFERENT:
        return "name.namesake"
    if dated in _YEARS:
        return ""
    if name.observed[_ONE_PART] and not name.observed[_COMPLETE]:
        return "name.one"
    return "" if name.met_bits >= IDENTITY_BITS else "name.common"


def _promising(pairs: list[_Names]) -> list[_Names]:
    """The pairs of names in which most parts share a skeleton: a listed person may have fifty aliases on each side."""
    shared = [shared_parts(x, y) for (_, x), (_, y) in pairs]
    most = max(shared)
    best = [pair for pair, count in zip(pairs, shared, strict=True) if count == most]
    if len(best) <= _MAX_NAME_PAIRS:
        return best

    def order(pair: _Names) -> tuple[float, str, str]:
        (name, found), (other, counterparts) = pair
        keys = {key for part in counterparts for key in part.keys}
        told = {key: bits for part in found for key, bits in zip(part.readings, part.bits, strict=True)}
        low, high = sorted((name, other))
        return -math.fsum(bits for key, bits in told.items() if key in keys), low, high

    return sorted(best, key=order)[:_MAX_NAME_PAIRS]


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
    weighed = {key: value * weight for key, value, weight in zip(OBSERVED, name.observed, _NAME_WEIGHTS, strict=True)}
    told = name.met_bits
    shared = sum(weighed[key] for key in ("told_bits", "told_over_6", "told_over_10", "told_over_14"))
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
        weight = sum(weighed[key] for key in (*against, "extra_bits"))
        reasons.append(reason("name.different", weight, a=_written(only_a), b=_written(only_b)))
    elif only_a or only_b:
        reasons.append(reason("name.only-one", weighed["extra_bits"], part=_written(only_a or only_b)))
    if weighed["one_part"]:
        reasons.append(reason("name.one-part", weighed["one_part"]))
    if weighed["covered"]:
        code = "name.complete" if weighed["complete"] else "name.covered"
        reasons.append(reason(code, weighed["covered"] + weighed["complete"]))
    return reasons


def _written(found: list[Part]) -> str:
    return " ".join(sorted(part.written for part in found))
