"""Are two vehicles one? Plates and chassis numbers say so (``identifiers``); this is what their descriptions add.

A make, a model and a colour are shared by thousands of cars: they never make an identity, they only support or
contradict a number that agrees. Colours and makes are known in French, English and Arabic (resources/names).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from benkan.core.errors import N_
from benkan.core.matching.explain import Reason
from benkan.core.matching.identifiers import Identifier, canonical
from benkan.core.matching.organisation_tables import COLOURS, MAKES, STOP_WORDS
from benkan.core.matching.written_words import written_words

TEXTS: dict[str, str] = {
    "vehicle.model": N_("The description agrees: %(words)s. Many vehicles share it, so this is no identity."),
    "vehicle.make-different": N_("The makes differ: %(a)s and %(b)s."),
    "vehicle.colour": N_("The colour agrees: %(words)s."),
    "vehicle.colour-different": N_("The colours differ: %(a)s and %(b)s. A vehicle can be painted."),
    "vehicle.vin-different": N_("The chassis numbers differ: %(a)s and %(b)s."),
    "vehicle.plate-different": N_("The plates differ: %(a)s and %(b)s. A plate can be changed."),
}

# By judgement: no labelled pairs of vehicles exist here. Positive ones together stay far below what a plate weighs.
_WEIGHTS = {
    "vehicle.model": 0.4, "vehicle.make-different": -2.5, "vehicle.colour": 0.3, "vehicle.colour-different": -0.5,
    "vehicle.vin-different": -5.0, "vehicle.plate-different": -0.5,
}  # fmt: skip
_MOST_MODEL_WORDS = 3
MAX_DESCRIPTIONS = 20


@dataclass(frozen=True, slots=True)
class _Description:
    makes: frozenset[str]
    colours: frozenset[str]
    words: frozenset[str]


def vehicle_evidence(
    a: tuple[str, ...], b: tuple[str, ...], identifiers_a: tuple[Identifier, ...], identifiers_b: tuple[Identifier, ...]
) -> list[Reason]:
    """What descriptions and numbers that differ say; numbers that agree are reasons of ``compare``, not of this.

    The same whichever side comes first. The sum of the positive weights stays under 1.6: no description is an identity.

    Args:
        a: cleaned names of one vehicle: make, model, colour in any order, several of them.
        b: those of the other.
        identifiers_a: plates and chassis numbers of the first; other kinds are passed over.
        identifiers_b: those of the other.
    """
    one, other = _described(a[:MAX_DESCRIPTIONS]), _described(b[:MAX_DESCRIPTIONS])
    reasons = []
    if one.makes and other.makes and one.makes.isdisjoint(other.makes):
        reasons.append(_reason("vehicle.make-different", a=_listed(one.makes), b=_listed(other.makes)))
    else:
        shared = (one.makes & other.makes) | (one.words & other.words)
        if shared:
            weight = _WEIGHTS["vehicle.model"] * min(len(shared), _MOST_MODEL_WORDS)
            reasons.append(_reason("vehicle.model", weight, words=_listed(shared)))
    if one.colours and other.colours:
        if alike := one.colours & other.colours:
            reasons.append(_reason("vehicle.colour", words=_listed(alike)))
        else:
            reasons.append(_reason("vehicle.colour-different", a=_listed(one.colours), b=_listed(other.colours)))
    for kind in ("vin", "plate"):
        of_a, of_b = (_numbers(kind, side) for side in (identifiers_a, identifiers_b))
        if of_a and of_b and of_a.isdisjoint(of_b):
            reasons.append(_reason(f"vehicle.{kind}-different", a=_listed(of_a), b=_listed(of_b)))
    return reasons


def _described(names: tuple[str, ...]) -> _Description:
    each = [_description(name) for name in names]
    return _Description(
        frozenset().union(*(one.makes for one in each)),
        frozenset().union(*(one.colours for one in each)),
        frozenset().union(*(one.words for one in each)),
    )


@lru_cache(maxsize=4096)
def _description(name: str) -> _Description:
    words = [word.folded for word in written_words(name) if word.folded not in STOP_WORDS]
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return _Description(
        frozenset(MAKES[one] for one in (*words, *pairs) if one in MAKES),
        frozenset(COLOURS[one] for one in words if one in COLOURS),
        frozenset(one for one in words if one not in MAKES and one not in COLOURS),
    )


def _numbers(kind: str, identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    forms = (form for one in identifiers if one.kind == kind for form in canonical(one))
    return frozenset(form.partition(":")[2] for form in forms)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _reason(code: str, weight: float | None = None, **facts: str) -> Reason:
    return Reason(code, TEXTS[code], facts, _WEIGHTS[code] if weight is None else weight)
