"""How likely two subjects are one, between 0 and 1, and why.

A score is a sum of evidence in log-odds: what the best pair of names tells, dates, identifiers, sex, nationality. The
weights are reviewed data (resources/names/weights.yaml), fitted on pairs of which one in four was the same person, so
that a score says how often such a pair is one. At 0.5 and above a pair is worth a person's look; no score is a proof.
Names alone never reach 0.5 if what agrees is carried by many ("Mohamed Ali" is not an identity) or if each side has
one part that the other lacks (brothers share all others). Reasons are made when somebody reads them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from benkan.core.matching import explain
from benkan.core.matching.alignment import Alignment, Kind, align, part_tenths
from benkan.core.matching.dates import Agreement, PartialDate, best_agreement
from benkan.core.matching.explain import Match, Reason
from benkan.core.matching.identifiers import canonical, national_number
from benkan.core.matching.normalise import Part
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

THRESHOLD = 0.5
IDENTITY_BITS = 8.0  # agreement that fewer than one in 250 share: less is no identity without a date
UNLIKE = 70  # hundredths: leftovers less alike than this are two names, not two spellings
_CEILING = -0.05  # log-odds just under the threshold
_MAX_NAME_PAIRS = 64
_NO_NAME = -3.0  # log-odds before any evidence, where one side has no name
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


class _Sum(NamedTuple):
    """Everything that a score is made of, kept until somebody asks why."""

    a: Subject
    b: Subject
    name: NameEvidence | None
    dated: tuple[Agreement, PartialDate, PartialDate] | None
    others: list[Reason]
    doubt: str
    lowered: float


def compare(a: Subject, b: Subject, *, default_region: str | None = None) -> Match:
    """The score of two subjects with its reasons; the same whichever comes first.

    Args:
        a: one side.
        b: the other side.
        default_region: ISO 3166 code for phones written in national form.
    """
    if a.kind != b.kind:
        return Match(0.0, (Reason("kind.different", explain.TEXTS["kind.different"], {}, -99.0),))
    name = name_evidence(a, b)
    total = _NO_NAME if name is None else WEIGHTS["base"] + name.log_odds
    dated = best_agreement(a.dates, b.dates) if a.dates and b.dates else None
    if dated is not None:
        total += WEIGHTS[dated[0]]
    others: list[Reason] = []
    if a.identifiers and b.identifiers:
        others += _identifier_reasons(a, b, default_region)
    if (a.sex and b.sex) or (a.nationalities and b.nationalities):
        others += _person_reasons(a, b)
    for reason in others:
        total += reason.weight
    doubt, lowered = "", 0.0
    if total > _CEILING - 5 and name is not None:
        doubt = _doubt(name, dated[0] if dated else None)
        if doubt and not any(reason.code.startswith("identifier.") for reason in others):
            # A soft ceiling: nothing in doubt reaches the threshold, and the better one still ranks first.
            ceiling = _CEILING - math.log1p(math.exp(max(-50.0, min(50.0, _CEILING - total))))
            lowered, total = ceiling - total, ceiling
        else:
            doubt = ""
    score = 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total))))
    evidence = _Sum(a, b, name, dated, others, doubt, lowered)
    return Match(score, lambda: _reasons(evidence))


def name_evidence(a: Subject, b: Subject) -> NameEvidence | None:
    """The pair of names that speaks most for one person, or nothing if a side has no name."""
    if not a.names or not b.names or a.kind == "vehicle":
        return None
    if len(a.names) == 1 and len(b.names) == 1:
        return evidence_of(a.parts[0], b.parts[0])
    named_b = list(zip(b.names, b.parts, strict=True))
    pairs = [(x, y) for x in zip(a.names, a.parts, strict=True) for y in named_b]
    if len(pairs) > _MAX_NAME_PAIRS:
        pairs = _promising(pairs)
    found = [(evidence_of(x[1], y[1]), sorted((x[0], y[0]))) for x, y in pairs]
    return min(found, key=lambda one: (-one[0].log_odds, one[1]))[0]


def evidence_of(a: tuple[Part, ...], b: tuple[Part, ...]) -> NameEvidence:
    """How two names align and what that adds to the log-odds, without the base."""
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


def _doubt(name: NameEvidence, dated: Agreement | None) -> str:
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
    """The pairs of names that share most: a listed person may have fifty aliases on each side."""

    def order(pair: _Names) -> tuple[float, str, str]:
        (name, found), (other, counterparts) = pair
        keys = {key for part in counterparts for key in part.keys}
        told = {key: bits for part in found for key, bits in zip(part.readings, part.bits, strict=True)}
        low, high = sorted((name, other))
        return -math.fsum(bits for key, bits in told.items() if key in keys), low, high

    return sorted(pairs, key=order)[:_MAX_NAME_PAIRS]


def _identifier_reasons(a: Subject, b: Subject, default_region: str | None) -> list[Reason]:
    forms_a, forms_b = (
        {form for one in subject.identifiers for form in canonical(one, default_region)} for subject in (a, b)
    )
    reasons = []
    seen: set[str] = set()
    for form in sorted(forms_a & forms_b):
        kind, _, value = form.partition(":")
        # A mobile-money account and its phone are one fact, not two.
        if value in seen:
            continue
        seen.add(value)
        reasons.append(_reason(f"identifier.{kind}", WEIGHTS[f"identifier.{kind}"], value=value))
    if not any(reason.code == "identifier.phone" for reason in reasons):
        reasons += _national_phones(a, b, default_region)
    return reasons


def _national_phones(a: Subject, b: Subject, default_region: str | None) -> list[Reason]:
    """Phones that agree in their last eight digits where one side gave no country."""

    def numbers(subject: Subject, *, bare: bool) -> set[str]:
        phones = (one for one in subject.identifiers if one.kind == "phone")
        return {national_number(one) for one in phones if not (bare and canonical(one, default_region))}

    shared = (numbers(a, bare=True) & numbers(b, bare=False)) | (numbers(a, bare=False) & numbers(b, bare=True))
    return [
        _reason("identifier.phone-national", WEIGHTS["identifier.phone-national"], value=number)
        for number in sorted(shared)
        if len(number) >= 7
    ][:1]


def _person_reasons(a: Subject, b: Subject) -> list[Reason]:
    reasons = []
    if a.sex and b.sex and a.sex != b.sex:
        reasons.append(_reason("sex.different", WEIGHTS["sex.different"]))
    if a.nationalities and b.nationalities:
        shared = sorted(set(a.nationalities) & set(b.nationalities))
        code = "nationality.shared" if shared else "nationality.different"
        reasons.append(_reason(code, WEIGHTS[code], countries=", ".join(shared)))
    return reasons


def _reasons(found: _Sum) -> tuple[Reason, ...]:
    """Everything that was weighed, the weightiest first; the base and what a sum lacks to it are not listed."""
    reasons = [] if found.name is None else _name_reasons(found.name)
    if found.dated is not None:
        agreement, of_a, of_b = found.dated
        reasons.append(_reason(str(agreement), WEIGHTS[agreement], a=str(of_a), b=str(of_b)))
    reasons += found.others
    if found.doubt:
        reasons.append(_reason(found.doubt, found.lowered))
    if not reasons:
        reasons.append(_reason("nothing", 0.0))
    return tuple(sorted(reasons, key=lambda reason: (-abs(reason.weight), reason.code, sorted(reason.facts.values()))))


def _name_reasons(name: NameEvidence) -> list[Reason]:
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
        reasons.append(_reason(str(kind), weight, a=a, b=b))
    only_a, only_b = name.alignment.only_a, name.alignment.only_b
    against = ("conflict_bits", "conflict_over_4", "conflict_over_8", "leftover_alike", "leftover_very_alike")
    if only_a and only_b:
        weight = sum(weighed[key] for key in (*against, "extra_bits"))
        reasons.append(_reason("name.different", weight, a=_written(only_a), b=_written(only_b)))
    elif only_a or only_b:
        reasons.append(_reason("name.only-one", weighed["extra_bits"], part=_written(only_a or only_b)))
    if weighed["one_part"]:
        reasons.append(_reason("name.one-part", weighed["one_part"]))
    if weighed["covered"]:
        code = "name.complete" if weighed["complete"] else "name.covered"
        reasons.append(_reason(code, weighed["covered"] + weighed["complete"]))
    return reasons


def _written(found: list[Part]) -> str:
    return " ".join(sorted(part.written for part in found))


def _reason(code: str, weight: float, **facts: str) -> Reason:
    return Reason(code, explain.TEXTS[code], facts, weight)
