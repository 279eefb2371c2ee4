"""How likely two subjects are one, between 0 and 1, and why.

A score is a sum of evidence in log-odds: what the best pair of names tells, dates, identifiers, addresses, sex,
nationality. The weights are reviewed data (resources/names), fitted on pairs of which one in four was the same, so that
a score says how often such a pair is one. At 0.5 and above a pair is worth a person's look; no score is a proof. Names
alone never reach 0.5 if what agrees is carried by many ("Mohamed Ali" is not an identity) or if each side has one part
that the other lacks (brothers share all others). Reasons are made when somebody reads them.
"""

from __future__ import annotations

from typing import NamedTuple

from benkan.core.matching import explain
from benkan.core.matching.addresses import address_evidence
from benkan.core.matching.dates import Agreement, PartialDate, best_agreement
from benkan.core.matching.doubts import held_down, probability
from benkan.core.matching.explain import Match, Reason, reason
from benkan.core.matching.identifiers import canonical, national_number
from benkan.core.matching.organisations import OrganisationEvidence, organisation_evidence
from benkan.core.matching.person_names import NameEvidence, name_evidence, name_reasons
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import WEIGHTS
from benkan.core.matching.things import differing_numbers
from benkan.core.matching.vehicles import vehicle_evidence

THRESHOLD = 0.5
_RIB_CHARACTERS = 20  # of an IBAN without its country and check digits, at least
_NO_NAME = -3.0  # log-odds before any evidence, where one side has no name


class _Sum(NamedTuple):
    """Everything that a score is made of, kept until somebody asks why."""

    name: NameEvidence | None
    organisation: OrganisationEvidence | None
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
    name = name_evidence(a, b) if a.kind == "person" else None
    organisation = organisation_evidence(a.names, b.names, a.kind) if a.kind in ("company", "vessel") else None
    if name is not None:
        total = WEIGHTS["base"] + name.log_odds
    else:
        total = _NO_NAME if organisation is None else organisation.log_odds
    dated = best_agreement(a.dates, b.dates) if a.dates and b.dates else None
    if dated is not None:
        total += WEIGHTS[dated[0]]
    others = _other_reasons(a, b, default_region)
    for one in others:
        total += one.weight
    doubt, lowered = "", 0.0
    if name is not None and not any(one.code.startswith("identifier.") for one in others):
        doubt, lowered = held_down(total, name.doubts, dated[0] if dated else None)
    evidence = _Sum(name, organisation, dated, others, doubt, lowered)
    return Match(probability(total + lowered), lambda: _reasons(evidence))


def _other_reasons(a: Subject, b: Subject, default_region: str | None) -> list[Reason]:
    """What is neither name nor date."""
    found: list[Reason] = []
    if a.identifiers and b.identifiers:
        found += _identifier_reasons(a, b, default_region)
    if (a.sex and b.sex) or (a.nationalities and b.nationalities):
        found += _person_reasons(a, b)
    if a.addresses and b.addresses and (place := address_evidence(a.addresses, b.addresses)) is not None:
        found.append(place)
    if a.kind in ("company", "vessel") and a.identifiers and b.identifiers:
        found += differing_numbers(a.identifiers, b.identifiers)
    if a.kind == "vehicle":
        found += vehicle_evidence(a.names, b.names, a.identifiers, b.identifiers)
    return found


def _identifier_reasons(a: Subject, b: Subject, default_region: str | None) -> list[Reason]:
    forms_a, forms_b = (
        {form for one in subject.identifiers for form in canonical(one, default_region)} for subject in (a, b)
    )
    reasons = []
    seen: set[str] = set()
    for form in sorted(forms_a & forms_b):
        kind, _, value = form.partition(":")
        # A mobile-money account and its phone are one fact, not two; so is a RIB that may be of two countries.
        fact = value[-_RIB_CHARACTERS:] if kind == "account" else value
        if fact in seen:
            continue
        seen.add(fact)
        reasons.append(reason(f"identifier.{kind}", WEIGHTS[f"identifier.{kind}"], value=value))
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
        reason("identifier.phone-national", WEIGHTS["identifier.phone-national"], value=number)
        for number in sorted(shared)
        if len(number) >= 7
    ][:1]


def _person_reasons(a: Subject, b: Subject) -> list[Reason]:
    reasons = []
    if a.sex and b.sex and a.sex != b.sex:
        reasons.append(reason("sex.different", WEIGHTS["sex.different"]))
    if a.nationalities and b.nationalities:
        shared = sorted(set(a.nationalities) & set(b.nationalities))
        code = "nationality.shared" if shared else "nationality.different"
        reasons.append(reason(code, WEIGHTS[code], countries=", ".join(shared)))
    return reasons


def _reasons(found: _Sum) -> tuple[Reason, ...]:
    """Everything that was weighed, the weightiest first; the base and what a sum lacks to it are not listed."""
    reasons = [] if found.name is None else name_reasons(found.name)
    if found.organisation is not None:
        reasons += found.organisation.reasons()
    if found.dated is not None:
        agreement, of_a, of_b = found.dated
        reasons.append(reason(str(agreement), WEIGHTS[agreement], a=str(of_a), b=str(of_b)))
    reasons += found.others
    if found.doubt:
        reasons.append(reason(found.doubt, found.lowered))
    if not reasons:
        reasons.append(reason("nothing", 0.0))
    return tuple(sorted(reasons, key=lambda one: (-abs(one.weight), one.code, sorted(one.facts.values()))))
