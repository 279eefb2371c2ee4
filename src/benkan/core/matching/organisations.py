"""Are two companies, organisations or ships one? The evidence of their names in log-odds, with its reasons.

What a name is made of counts by what it tells: the name proper much, what the business does less, "group" or "général"
hardly anything. Two places or two numbers are two things (a branch, a fund, a sister ship). The weights are learned by
bench/matching_organisations.py and kept in resources/names/organisations.yaml. Registration numbers, IMO numbers and
addresses are not looked at here: ``compare`` adds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from benkan.core.errors import N_
from benkan.core.matching.explain import Reason
from benkan.core.matching.organisation_alignment import Meeting, Met, Sides, side_by_side
from benkan.core.matching.organisation_tables import WEIGHTS
from benkan.core.matching.organisation_words import NameWord, OrganisationName, prepared

TEXTS: dict[str, str] = {
    "company.same": N_("“%(a)s” stands in both names."),
    "company.meaning": N_("“%(a)s” and “%(b)s” mean the same."),
    "company.spelling": N_("“%(a)s” and “%(b)s” are close spellings."),
    "company.script": N_("“%(a)s” and “%(b)s” sound the same in two scripts."),
    "company.joined": N_("“%(a)s” and “%(b)s” are the same letters, written apart and together."),
    "company.acronym": N_("One is made of the initials of the other: “%(a)s”, “%(b)s”."),
    "company.complete": N_("No word that counts is left over in either name."),
    "company.covered": N_("Every word of the shorter name is found in the longer one."),
    "company.identical": N_("Both names are the same word for word."),
    "company.general": N_("Only general words agree; such names are carried by many."),
    "company.different": N_("“%(a)s” on one side stands against “%(b)s” on the other."),
    "company.extra": N_("“%(part)s” stands on one side only."),
    "company.place-different": N_(
        "The places in the names differ: %(a)s and %(b)s. Branches and subsidiaries look like this."
    ),
    "company.place-extra": N_("Only one name says where: %(part)s. A branch or a subsidiary looks like this."),
    "company.number-different": N_("The numbers in the names differ: %(a)s and %(b)s."),
    "company.number-extra": N_("Only one name has a number: %(part)s."),
    "company.form-same": N_("The legal form is the same."),
    "company.form-changed": N_("The legal forms differ: %(a)s and %(b)s. A company can change hers."),
    "company.form-different": N_("The legal forms are of two kinds: %(a)s and %(b)s."),
}

MAX_NAME_PAIRS = 24
_MOST_MET_BITS = 20.0
_MOST_GENERAL_BITS = 8.0
_MOST_LEFT_BITS = 12.0
_ENOUGH_GENERAL_BITS = 8.0  # three general words that agree, as in "Malian Transport Company", begin to be a name
_NAME_OF_GENERAL_BITS = 6.0
_COMPLETE_LOSS = 0.35  # of the bonus for a name without rest, for each bit of "group" or "Europe" that is left
_HOW = {Meeting.SPELLING: "spellings", Meeting.ACRONYM: "acronyms", Meeting.SCRIPT: "scripts"}

# A firm grows from SARL to SA, and whoever writes its name down often does not know which it is today.
_CONFUSED_FAMILIES = frozenset({"limited", "stock"})
# A firm names its country when it has branches elsewhere, its town when it has none; a part of the world says little.
_EXTRA = {"place": 1.0, "town": 0.5, "region": 0.0, "number": 1.0, "name": 0.5}

Observed = dict[str, float]


@dataclass(frozen=True, slots=True)
class OrganisationEvidence:
    """The best pair of names: its log-odds, the base included, and how to say why."""

    log_odds: float
    reasons: Callable[[], list[Reason]]


@dataclass(frozen=True, slots=True)
class _Left:
    """What met nothing on one side, by what it says."""

    words: tuple[NameWord, ...]
    places: tuple[NameWord, ...]
    numbers: tuple[NameWord, ...]
    bits: float
    vague: bool


def organisation_evidence(a: tuple[str, ...], b: tuple[str, ...], kind: str) -> OrganisationEvidence | None:
    """What the names of two companies or ships say about their being one; nothing if a side has no name.

    The same whichever side comes first; the pair of names that speaks most for one is taken.

    Args:
        a: cleaned names and aliases of one side.
        b: those of the other.
        kind: ``company`` or ``vessel``.
    """
    if not a or not b:
        return None
    names_a, names_b = ([prepared(name, kind) for name in names] for names in (a, b))
    pairs = [(one, other) for one in names_a for other in names_b]
    if len(pairs) > MAX_NAME_PAIRS:
        pairs = _promising(pairs)
    best: tuple[float, OrganisationName, OrganisationName, Sides, Observed] | None = None
    for one, other in pairs:
        sides = side_by_side(one, other)
        observed = observe(one, other, sides)
        log_odds = WEIGHTS["base"]
        for name, value in observed.items():
            log_odds += WEIGHTS[name] * value
        if best is None or log_odds > best[0]:
            best = log_odds, one, other, sides, observed
    if best is None:
        return None
    return OrganisationEvidence(best[0], partial(_reasons, *best[1:]))


def observe(a: OrganisationName, b: OrganisationName, sides: Sides) -> Observed:
    """What two aligned names show, as numbers by the names of the weights; zeros are left out."""
    found = _observe_met(sides)
    if sides.only_a or sides.only_b:
        left_a, left_b = _left(sides.only_a), _left(sides.only_b)
        _observe_left(left_a, left_b, found)
        if not (sides.only_a and sides.only_b) and any(_sure(met) for met in sides.met):
            found["covered"] = 1.0
        if sides.met and left_a.vague and left_b.vague and not (left_a.places and left_b.places):
            found["complete"] = max(0.0, 1.0 - _COMPLETE_LOSS * (left_a.bits + left_b.bits))
    elif sides.met:
        found["complete"] = found["covered"] = 1.0
        if "general" in found:
            # "Import Export" on both sides is no name: it begins to be one with a place or a second activity.
            found["complete"] = min(1.0, found["general_bits"] / _NAME_OF_GENERAL_BITS)
        if not a.squeezed.isdisjoint(b.squeezed):
            found["identical"] = 1.0
    if a.families and b.families:
        if a.families.isdisjoint(b.families):
            found["form-changed" if a.families | b.families <= _CONFUSED_FAMILIES else "form-different"] = 1.0
        else:
            found["form-same"] = 0.5 if a.legal_forms.isdisjoint(b.legal_forms) else 1.0
    return found


def _sure(met: Met) -> bool:
    """Whether a word of the name itself met without an error: Victory is not in "Victor Konetsky"."""
    return not met.general and met.how is not Meeting.SPELLING


def _observe_met(sides: Sides) -> Observed:
    proper = general = 0.0
    found: Observed = {}
    for met in sides.met:
        if met.general:
            general += met.bits
        else:
            proper += met.bits
        if met.how in _HOW:
            found[_HOW[met.how]] = 1.0
    found["met_bits"] = min(proper, _MOST_MET_BITS)
    found["general_bits"] = min(general, _MOST_GENERAL_BITS)
    if not proper and general < _ENOUGH_GENERAL_BITS:
        found["general"] = 1.0 - general / _ENOUGH_GENERAL_BITS
    return found


def _observe_left(a: _Left, b: _Left, found: Observed) -> None:
    if a.words and b.words:
        found["different_bits"] = min(a.bits, b.bits, _MOST_LEFT_BITS)
    extra = abs(min(a.bits, _MOST_LEFT_BITS) - min(b.bits, _MOST_LEFT_BITS))
    if extra:
        found["extra_bits"] = extra
    for name, of_a, of_b in (("place", a.places, b.places), ("number", a.numbers, b.numbers)):
        if of_a and of_b:
            found[f"{name}-different"] = 1.0
        elif (of_a or of_b) and (value := max(_EXTRA[word.kind] for word in of_a or of_b)):
            found[f"{name}-extra"] = value


@lru_cache(maxsize=4096)
def _left(words: tuple[NameWord, ...]) -> _Left:
    plain = tuple(
        word for word in words if word.kind not in ("place", "town", "region", "number") and word.script != "digit"
    )
    return _Left(
        plain,
        tuple(word for word in words if word.kind in ("place", "town", "region")),
        tuple(word for word in words if word.kind == "number" or word.script == "digit"),
        sum(word.bits for word in words if word.kind not in ("place", "town", "number")),
        all(word.kind in ("vague", "region") for word in words),
    )


def _promising(
    pairs: list[tuple[OrganisationName, OrganisationName]],
) -> list[tuple[OrganisationName, OrganisationName]]:
    """The pairs of names that share most words: a listed company may have fifty aliases."""

    def shared(pair: tuple[OrganisationName, OrganisationName]) -> tuple[float, str, str]:
        one, other = pair
        common = one.meanings & other.meanings
        low, high = sorted((min(one.squeezed), min(other.squeezed)))
        alike = len(common) / max(1, len(one.meanings | other.meanings))
        initials = not (one.squeezed.isdisjoint(other.initials) and other.squeezed.isdisjoint(one.initials))
        return -alike - initials - (not one.squeezed.isdisjoint(other.squeezed)), low, high

    return sorted(pairs, key=shared)[:MAX_NAME_PAIRS]


def _reasons(a: OrganisationName, b: OrganisationName, sides: Sides, observed: Observed) -> list[Reason]:
    """The evidence in sentences; weights are those of the sum, shared out over what met."""
    rates = {general: _rate(sides, observed, general=general) for general in (True, False)}
    told = {met.how for met in sides.met}
    reasons = []
    for met in sides.met:
        once = WEIGHTS[_HOW[met.how]] if met.how in _HOW and met.how in told else 0.0
        told.discard(met.how)
        reasons.append(_reason(met.how.value, rates[met.general] * met.bits + once, a=met.a, b=met.b))
    reasons += [
        _reason(f"company.{name}", WEIGHTS[name] * observed[name])
        for name in ("general", "complete", "identical", "covered", "form-same")
        if name in observed
    ]
    reasons += _reasons_against(_left(sides.only_a), _left(sides.only_b), observed)
    of_a, of_b = (", ".join(sorted(side.legal_forms)).upper() for side in (a, b))
    reasons += [
        _reason(f"company.{name}", WEIGHTS[name], a=of_a, b=of_b)
        for name in ("form-changed", "form-different")
        if name in observed
    ]
    return reasons


def _reasons_against(a: _Left, b: _Left, observed: Observed) -> list[Reason]:
    reasons = []
    against = sum(WEIGHTS[name] * observed.get(name, 0.0) for name in ("different_bits", "extra_bits"))
    if a.words and b.words:
        reasons.append(_reason("company.different", against, a=_written(a.words), b=_written(b.words)))
    elif against:
        reasons.append(_reason("company.extra", against, part=_written(a.words or b.words or a.places or b.places)))
    for name, of_a, of_b in (("place", a.places, b.places), ("number", a.numbers, b.numbers)):
        for code, facts in (
            (f"{name}-different", {"a": _written(of_a), "b": _written(of_b)}),
            (f"{name}-extra", {"part": _written(of_a or of_b)}),
        ):
            if code in observed:
                reasons.append(_reason(f"company.{code}", WEIGHTS[code] * observed[code], **facts))
    return reasons


def _rate(sides: Sides, observed: Observed, *, general: bool) -> float:
    """Log-odds of one bit that met, after the limit on what all bits may add."""
    name = "general_bits" if general else "met_bits"
    bits = sum(met.bits for met in sides.met if met.general == general)
    return WEIGHTS[name] * observed[name] / bits if bits else 0.0


def _written(words: tuple[NameWord, ...]) -> str:
    return " ".join(word.written for word in words)


def _reason(code: str, weight: float, **facts: str) -> Reason:
    return Reason(code, TEXTS[code], facts, weight)
