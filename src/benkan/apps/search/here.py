"""A search of this service's own records for programs: by a named officer, in a case, with one line in the journal.

Nothing leaves the node, so no convention judges it; the officer's role and the case do. The line says who looked, in
which case and for which purpose, how many fields were filled in and about how many records were found, never what was
looked for. It is on the disk before the answer goes out.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.certificates import services as certificates
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.search.subject import cleaned, subjects
from benkan.core.errors import N_, Invalid
from benkan.core.matching import Reason, Subject

MOST_FOUND = 100
USUAL = 10
_STEPS = (0, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class FoundHere:
    """One own record that may be the subject."""

    found: records.Found
    subject: Subject = field(repr=False)

    @property
    def record(self) -> uuid.UUID:
        """Its id."""
        return self.found.record

    def reasons(self) -> tuple[Reason, ...]:
        """Why, the weightiest first; worked out when asked for."""
        return records.matching(self.subject, self.found).reasons


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, the likeliest first, and the line that says that somebody looked."""

    hits: tuple[FoundHere, ...]
    line: int


def look_here(officer: Any, case_id: Any, fields: Mapping[str, object], limit: int = USUAL) -> Looked:
    """Own records that may be the subject of the fields, for an officer in a case.

    Args:
        fields: as ``making.make`` takes them.
        limit: 1 to 100 records.

    Raises:
        Refused: ``role.not-allowed``, ``search.certificate``, or no usable case: nothing was looked up.
        Invalid: a field cannot be read, there is nothing to search for, or ``search.limit``.
        Unreachable: the index is being made anew, or the journal cannot be written: no answer without its line.
    """
    accounts.need(officer, "search")
    certificates.need_for_search(officer)
    case = cases.reference(case_id, officer)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MOST_FOUND:
        raise Invalid(
            "search.limit",
            N_("A search shows between 1 and %(limit)d records."),
            N_("Correct the number, or leave it out."),
            place="limit",
            limit=MOST_FOUND,
        )
    given = cleaned(fields)
    with journal.Place() as place:
        hits = _found(given, limit)
        line = place.write(
            "search-here",
            officer=accounts.handle(officer),
            reference=case.number,
            purpose=case.purpose,
            fields=len(given),
            count=about(len(hits)),
        )
    return Looked(tuple(hits), line)


def _found(given: Mapping[str, str], limit: int) -> list[FoundHere]:
    best: dict[bytes, FoundHere] = {}
    for subject in subjects(given):
        for found in records.find(subject, limit):
            known = best.get(found.key)
            if known is None or known.found.score < found.score:
                best[found.key] = FoundHere(found, subject)
    return sorted(best.values(), key=lambda one: (-one.found.score, one.found.key))[:limit]


def about(count: int) -> int:
    """The largest of 0, 1, 2, 5, 10, 20, 50, 100 that the count reaches: what the journal keeps of it."""
    return _STEPS[bisect_right(_STEPS, count) - 1]
