"""How likely two companies, ships or vehicles are one: their names or descriptions, their numbers, their addresses.

The same sum of log-odds as for persons, without what only persons have (birth dates, sex, kin). It does not look for
identifiers that agree: ``compare`` hands over their reasons; this adds what numbers that differ say.
"""

from __future__ import annotations

import math

from benkan.core.errors import N_
from benkan.core.matching import explain
from benkan.core.matching.addresses import address_evidence
from benkan.core.matching.explain import Match, Reason
from benkan.core.matching.identifiers import canonical
from benkan.core.matching.organisations import organisation_evidence
from benkan.core.matching.subject import Subject
from benkan.core.matching.vehicles import vehicle_evidence

TEXTS: dict[str, str] = {
    "thing.imo-different": N_("The IMO numbers differ: %(a)s and %(b)s. A ship keeps hers for life."),
    "thing.registration-different": N_("No registration number agrees: %(a)s and %(b)s. Registers may differ."),
}

_WEIGHTS = {"imo": -6.0, "registration": -1.0}
_NO_NAME = -3.0  # log-odds before any evidence, where there are no names to compare
_MOST = 50.0


def match_of_things(a: Subject, b: Subject, agreed: list[Reason]) -> Match:
    """The score of two subjects of one kind that are no persons; the same whichever comes first.

    Args:
        a: one side.
        b: the other side, of the same kind.
        agreed: the reasons of identifiers and countries, as ``compare`` finds them for every kind.
    """
    named = None if a.kind == "vehicle" else organisation_evidence(a.names, b.names, a.kind)
    others = list(agreed)
    if a.kind == "vehicle":
        others += vehicle_evidence(a.names, b.names, a.identifiers, b.identifiers)
    else:
        others += [reason for kind in _WEIGHTS if (reason := _different(kind, a, b)) is not None]
    if (reason := address_evidence(a.addresses, b.addresses)) is not None:
        others.append(reason)
    total = (_NO_NAME if named is None else named.log_odds) + math.fsum(reason.weight for reason in others)

    def reasons() -> tuple[Reason, ...]:
        found = [*(named.reasons() if named is not None else ()), *others]
        if not found:
            found.append(Reason("nothing", explain.TEXTS["nothing"], {}, 0.0))
        return tuple(sorted(found, key=lambda one: (-abs(one.weight), one.code, sorted(one.facts.values()))))

    return Match(1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, total)))), reasons)


def _different(kind: str, a: Subject, b: Subject) -> Reason | None:
    """Numbers of one kind on both sides of which none agrees."""
    of_a, of_b = ({form for one in side.identifiers if one.kind == kind for form in canonical(one)} for side in (a, b))
    if not of_a or not of_b or of_a & of_b:
        return None
    said = (", ".join(sorted(form.partition(":")[2] for form in forms)) for forms in (of_a, of_b))
    code = f"thing.{kind}-different"
    return Reason(code, TEXTS[code], dict(zip("ab", said, strict=True)), _WEIGHTS[kind])
