"""How likely two subjects are one, between 0 and 1, and why.

A score is a sum of evidence in log-odds: what the best pair of names tells, dates, identifiers, sex, nationality. The
weights are reviewed data (resources/names/weights.yaml). At 0.5 and above a pair is worth a person's look; no score is
a proof. Names alone never reach 0.5 if what agrees is carried by many: "Mohamed Ali" is not an identity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from benkan.core.matching import explain
from benkan.core.matching.alignment import Alignment, Kind, align, part_bits
from benkan.core.matching.dates import Agreement, best_agreement
from benkan.core.matching.explain import Match, Reason
from benkan.core.matching.identifiers import canonical, national_number
from benkan.core.matching.normalise import Part, information_bits, parts
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS

THRESHOLD = 0.5
IDENTITY_BITS = 11.0  # agreement that fewer than one in two thousand share: less is no identity without a date
_CEILING = -0.05  # log-odds just under the threshold
_MAX_NAME_PAIRS = 64
_NO_NAME = -3.0  # log-odds before any evidence, where one side has no name
_BITS = {Kind.SAME: "same_bits", Kind.SPELLING: "spelling_bits", Kind.SCRIPT: "script_bits",
         Kind.SIMILAR: "similar_bits", Kind.JOINED: "spelling_bits", Kind.INITIAL: "similar_bits"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """The best pair of names: how they align and the observations that weights turn into log-odds."""

    alignment: Alignment
    observed: dict[str, float]

    @property
    def log_odds(self) -> float:
        """The name's part of the sum, without the base."""
        return sum(WEIGHTS[name] * value for name, value in self.observed.items())


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
    reasons = _identifier_reasons(a, b, default_region)
    total = sum(reason.weight for reason in reasons)
    dated = best_agreement(a.dates, b.dates)
    if dated is not None:
        agreement, of_a, of_b = dated
        reason = _reason(str(agreement), WEIGHTS[agreement], a=str(of_a), b=str(of_b))
        reasons.append(reason)
        total += reason.weight
    for reason in _person_reasons(a, b):
        reasons.append(reason)
        total += reason.weight
    if name is None:
        total += _NO_NAME
    else:
        total += WEIGHTS["base"] + name.log_odds
        reasons = _name_reasons(name) + reasons
        doubt = _doubt(name, dated[0] if dated else None)
        if doubt and not _identified(reasons):
            # A soft ceiling: nothing in doubt reaches the threshold, and the better one still ranks first.
            lowered = _CEILING - math.log1p(math.exp(max(-50.0, min(50.0, _CEILING - total))))
            reasons.append(_reason(doubt, lowered - total))
            total = lowered
    if not reasons:
        reasons.append(_reason("nothing", 0.0))
    reasons.sort(key=lambda reason: (-abs(reason.weight), reason.code))
    return Match(1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, total)))), tuple(reasons))


def name_evidence(a: Subject, b: Subject) -> NameEvidence | None:
    """The pair of names that speaks most for one person, or nothing if a side has no name."""
    if not a.names or not b.names or a.kind == "vehicle":
        return None
    pairs = [(x, y) for x in a.names for y in b.names]
    if len(pairs) > _MAX_NAME_PAIRS:
        pairs = _promising(pairs, a.kind)
    found: list[tuple[float, list[str], NameEvidence]] = []
    for x, y in pairs:
        alignment = align(parts(x, a.kind), parts(y, b.kind))
        evidence = NameEvidence(alignment, observe(alignment))
        found.append((-evidence.log_odds, sorted((x, y)), evidence))
    return min(found, key=lambda one: one[:2])[2]


def _doubt(name: NameEvidence, dated: Agreement | None) -> str:
    """Why a name, however well it agrees, is no identity without an identifier; nothing if it may be one.

    Brothers share all but one part and the family's rare name with it; the year of birth does not tell them apart well
    enough, the day does.
    """
    day = dated in (Agreement.SAME, Agreement.SWAPPED, Agreement.MONTH)
    if (
        not day
        and any(not part.initial for part in name.alignment.only_a)
        and any(not part.initial for part in name.alignment.only_b)
    ):
        return "name.kin"
    if dated is Agreement.DIFFERENT:
        return "name.namesake"
    year = day or dated is Agreement.YEAR
    return "" if year or name.alignment.met_bits >= IDENTITY_BITS else "name.common"


def observe(alignment: Alignment) -> dict[str, float]:
    """What an alignment shows, as numbers by the names of the weights."""
    observed: dict[str, float] = {}
    met = 0
    for meeting in alignment.meetings:
        name = _BITS[meeting.kind]
        observed[name] = observed.get(name, 0.0) + meeting.bits * meeting.quality
        met += meeting.kind is not Kind.INITIAL
    left_a, left_b = sum(map(part_bits, alignment.only_a)), sum(map(part_bits, alignment.only_b))
    observed["conflict_bits"] = min(left_a, left_b)
    observed["extra_bits"] = abs(left_a - left_b)
    observed["one_part"] = float(met < 2)
    observed["covered"] = float(met > 0 and min(left_a, left_b) == 0)
    observed["complete"] = float(met > 0 and left_a == left_b == 0)
    return observed


def _promising(pairs: list[tuple[str, str]], kind: str) -> list[tuple[str, str]]:
    """The pairs of names that share most: a listed person may have fifty aliases on each side."""

    def shared(pair: tuple[str, str]) -> float:
        x, y = ({one for part in parts(name, kind) for one in part.readings} for name in pair)
        return sum(map(information_bits, sorted(x & y)))

    return sorted(pairs, key=lambda pair: (-shared(pair), *sorted(pair)))[:_MAX_NAME_PAIRS]


def _identifier_reasons(a: Subject, b: Subject, default_region: str | None) -> list[Reason]:
    if not a.identifiers or not b.identifiers:
        return []
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


def _name_reasons(name: NameEvidence) -> list[Reason]:
    reasons = [
        _reason(
            str(meeting.kind), WEIGHTS[_BITS[meeting.kind]] * meeting.bits * meeting.quality, a=meeting.a, b=meeting.b
        )
        for meeting in name.alignment.meetings
    ]
    observed, only_a, only_b = name.observed, name.alignment.only_a, name.alignment.only_b
    if only_a and only_b:
        weight = WEIGHTS["conflict_bits"] * observed["conflict_bits"] + WEIGHTS["extra_bits"] * observed["extra_bits"]
        reasons.append(_reason("name.different", weight, a=_written(only_a), b=_written(only_b)))
    elif only_a or only_b:
        weight = WEIGHTS["extra_bits"] * observed["extra_bits"]
        reasons.append(_reason("name.only-one", weight, part=_written(only_a or only_b)))
    if observed["one_part"]:
        reasons.append(_reason("name.one-part", WEIGHTS["one_part"]))
    if observed["covered"]:
        both = WEIGHTS["covered"] + WEIGHTS["complete"] * observed["complete"]
        reasons.append(_reason("name.complete" if observed["complete"] else "name.covered", both))
    return reasons


def _written(found: tuple[Part, ...]) -> str:
    return " ".join(sorted(part.written for part in found))


def _identified(reasons: list[Reason]) -> bool:
    return any(reason.code.startswith("identifier.") for reason in reasons)


def _reason(code: str, weight: float, **facts: str) -> Reason:
    return Reason(code, explain.TEXTS[code], facts, weight)
