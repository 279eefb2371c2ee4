"""What numbers that differ say of two companies or ships; numbers that agree are reasons of ``compare``.

An IMO number belongs to a hull for life (IMO resolution A.1117(30)), so two of them are two ships whatever their names.
A company has numbers of several registers, so two that differ are a doubt only. Vehicles have their own rules.
"""

from __future__ import annotations

from benkan.core.errors import N_
from benkan.core.matching.explain import Reason
from benkan.core.matching.identifiers import Identifier, canonical

TEXTS: dict[str, str] = {
    "thing.imo-different": N_("The IMO numbers differ: %(a)s and %(b)s. A ship keeps hers for life."),
    "thing.registration-different": N_("No registration number agrees: %(a)s and %(b)s. Registers may differ."),
}

# By judgement: no labelled pairs of ships or registers exist here.
_WEIGHTS = {"imo": -6.0, "registration": -1.0}


def differing_numbers(a: tuple[Identifier, ...], b: tuple[Identifier, ...]) -> list[Reason]:
    """A reason for each kind of number that both sides have and of which none agrees; the same from both sides.

    Args:
        a: identifiers of one company or ship; kinds other than ``imo`` and ``registration`` are passed over.
        b: those of the other.
    """
    found = []
    for kind, weight in _WEIGHTS.items():
        of_a, of_b = (_numbers(kind, side) for side in (a, b))
        if of_a and of_b and of_a.isdisjoint(of_b):
            code = f"thing.{kind}-different"
            facts = {"a": ", ".join(sorted(of_a)), "b": ", ".join(sorted(of_b))}
            found.append(Reason(code, TEXTS[code], facts, weight))
    return found


def _numbers(kind: str, identifiers: tuple[Identifier, ...]) -> frozenset[str]:
    forms = (form for one in identifiers if one.kind == kind for form in canonical(one))
    return frozenset(form.partition(":")[2] for form in forms)
