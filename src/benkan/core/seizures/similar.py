"""Which seizures look like the work of the same hands: agreement weighed by how rare it is, each with its reason.

A value that half of all seizures share says nothing; a logo that three of them bear says much. The weight of an
agreement is its information in bits, minus log2 of the share of seizures that have the value, so a score is how many
times two seizures would have to be drawn at random before they agree so much by chance (as a power of two). Unknown
agrees with nothing. A score never says that two seizures are one affair: an officer reads the reasons.

Source: the weighing is Fellegi and Sunter's (1969) with m = 1; logos are compared by normalised indel similarity.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import fuzz

SHARED_RECORD_BITS: Final = 16.0
"""The same person, phone, vehicle or account in two seizures."""
LOGO_ALIKE: Final = 85.0
"""Per cent of likeness from which two descriptions of a logo count as one."""
LOGO_AT_LEAST_BITS: Final = 6.0
PURITY_WITHIN: Final = 0.05
DAYS_NEAR: Final = 60
SMALLEST_SHARE: Final = 1e-6
LOWEST_SCORE: Final = 6.0
"""Below it two seizures agree as much as any two of one drug."""
SILENT: Final = frozenset({"", "unknown", "other", "none"})


@dataclass(frozen=True, slots=True)
class Features:
    """What two seizures can agree in.

    Args:
        places: of its way and where it was seized, as (role, ``country/place``); the latter has the role ``seized``.
        composition: substances and cutting agents that a laboratory found, in its words.
        purities: measured purity (0 to 1) by substance.
        records: ids of linked records of this service; empty for a partner's seizure.
        day: days since 1970.
    """

    substances: frozenset[str] = frozenset()
    logo: str = ""
    packaging: str = ""
    concealment: str = ""
    conveyance: str = ""
    places: frozenset[tuple[str, str]] = frozenset()
    composition: frozenset[str] = frozenset()
    purities: Mapping[str, float] = field(default_factory=dict)
    records: frozenset[str] = frozenset()
    day: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One agreement: its kind, the value that both have, and what it weighs in bits."""

    kind: str
    value: str
    bits: float


@dataclass(frozen=True, slots=True)
class Alike:
    """One seizure that agrees, with the reasons, heaviest first."""

    key: str
    score: float
    reasons: tuple[Reason, ...]


Shares = Mapping[tuple[str, str], float]
"""For (kind, value): the share of all seizures that have it, between 0 and 1; absent means next to none."""


def rank(wanted: Features, others: Mapping[str, Features], shares: Shares, *, limit: int = 20) -> list[Alike]:
    """The seizures that agree with the wanted one, the most telling first; ties in the order of their keys."""
    found = []
    for key, other in others.items():
        reasons = compare(wanted, other, shares)
        score = sum(reason.bits for reason in reasons)
        if score >= LOWEST_SCORE:
            found.append(Alike(key, round(score, 1), reasons))
    return sorted(found, key=lambda one: (-one.score, one.key))[:limit]


def compare(a: Features, b: Features, shares: Shares) -> tuple[Reason, ...]:
    """In what two seizures agree, heaviest first."""
    reasons = [Reason("record", value, SHARED_RECORD_BITS) for value in sorted(a.records & b.records)]
    reasons += _logo(a, b, shares)
    for kind in ("packaging", "concealment", "conveyance"):
        value = getattr(a, kind)
        if value == getattr(b, kind) and value not in SILENT:
            reasons.append(Reason(kind, value, bits(kind, value, shares)))
    for kind in ("substances", "composition"):
        reasons += [
            Reason(kind, value, bits(kind, value, shares)) for value in sorted(getattr(a, kind) & getattr(b, kind))
        ]
    reasons += [Reason(role, place, bits(role, place, shares)) for role, place in sorted(a.places & b.places)]
    reasons += _purity(a, b)
    if reasons and abs(a.day - b.day) <= DAYS_NEAR:
        reasons.append(Reason("near-in-time", str(abs(a.day - b.day)), 1.0))
    return tuple(sorted(reasons, key=lambda reason: (-reason.bits, reason.kind, reason.value)))


def bits(kind: str, value: str, shares: Shares) -> float:
    """The information of an agreement in a value, from 0 (everybody has it) to about 20 bits."""
    return round(-math.log2(min(1.0, max(SMALLEST_SHARE, shares.get((kind, value), SMALLEST_SHARE)))), 1) + 0.0


def logo_key(text: str) -> str:
    """The words of a logo in one form: letters and digits of any script, without case and accents, in their order."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def shares_of(many: Iterable[Features]) -> dict[tuple[str, str], float]:
    """The share of seizures that have each value, counted over all that are given."""
    counts: dict[tuple[str, str], int] = {}
    total = 0
    for one in many:
        total += 1
        for pair in values(one):
            counts[pair] = counts.get(pair, 0) + 1
    return {pair: count / total for pair, count in counts.items()}


def values(one: Features) -> set[tuple[str, str]]:
    """Every (kind, value) of a seizure that a share is counted of."""
    found = {(kind, value) for kind in ("packaging", "concealment", "conveyance") if (value := getattr(one, kind))}
    found |= {("substances", value) for value in one.substances}
    found |= {("composition", value) for value in one.composition}
    found |= set(one.places)
    if one.logo:
        found.add(("logo", logo_key(one.logo)))
    return found


def _logo(a: Features, b: Features, shares: Shares) -> list[Reason]:
    ours, theirs = logo_key(a.logo), logo_key(b.logo)
    if not ours or not theirs or fuzz.token_sort_ratio(ours, theirs) < LOGO_ALIKE:
        return []
    known = max(bits("logo", ours, shares), LOGO_AT_LEAST_BITS)
    return [Reason("logo", a.logo if ours == theirs else f"{a.logo} / {b.logo}", known)]


def _purity(a: Features, b: Features) -> list[Reason]:
    found = []
    for substance in sorted(set(a.purities) & set(b.purities)):
        apart = abs(a.purities[substance] - b.purities[substance])
        if apart <= PURITY_WITHIN:
            # A purity could lie anywhere between 0 and 1: to be this near by chance is the width of the window.
            width = min(1.0, 2 * max(apart, 0.01))
            found.append(Reason("purity", f"{a.purities[substance]:.2f}", round(-math.log2(width), 1)))
    return found
