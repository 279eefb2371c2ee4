"""Own records that may be somebody of whom others tell us: by likeness, or by a number that both carry."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from benkan.apps.records.index.finding import find
from benkan.core.matching import THRESHOLD, Subject


@dataclass(frozen=True, slots=True)
class Resembling:
    """One own record that may be the subject."""

    record: uuid.UUID
    score: float
    by_number: bool


def resembling(subject: Subject, most: int) -> list[Resembling]:
    """Own records that may be the subject: those that share a number first, then the likeliest.

    The same phone or document under another name is what a false name looks like: it counts by itself.

    Raises:
        Unreachable: the index of own records is being made anew.
    """
    found = find(subject, most) if subject.names or subject.identifiers else []
    numbers = Subject(kind=subject.kind, identifiers=subject.identifiers) if subject.identifiers else None
    by_number = [one for one in find(numbers, most) if one.by_number] if numbers else []
    best = {one.record: Resembling(one.record, one.score, one.by_number) for one in found if one.score >= THRESHOLD}
    for one in by_number:
        known = best.get(one.record)
        best[one.record] = Resembling(one.record, known.score if known else one.score, by_number=True)
    return sorted(best.values(), key=lambda one: (not one.by_number, -one.score, str(one.record)))[:most]
