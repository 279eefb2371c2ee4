"""Names that stand on a page, or that a program sends, beside the lists; nothing is kept and nothing is judged.

For names of which this service has no record: the holder of an account, a party of a report. A likeness of a record is
found by ``comparing``, waits for a person and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.screening import subjects
from benkan.apps.screening.comparing import Listed, entries_like
from benkan.apps.screening.models import Entry
from benkan.core.errors import N_, Invalid
from benkan.core.matching import Reason, compare

MOST_NAMES: Final = 50
"""Names of one page that are compared; it says how many were not."""
MOST_SHOWN: Final = 3
"""Entries for one name."""


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something as a page names it.

    Args:
        caption: the words of the page for it.
        schemata: what it may be, in FollowTheMoney; several where the file does not say.
        properties: texts by property of FollowTheMoney.
    """

    caption: str
    schemata: tuple[str, ...]
    properties: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class MayBe:
    """One name and the entries that may be it, the likeliest first."""

    caption: str
    entries: list[Listed]


@dataclass(frozen=True, slots=True)
class Looked:
    """Those names of a page that may be on a list; ``left`` names were too many to be compared."""

    found: list[MayBe] = field(default_factory=list)
    left: int = 0


def listed_names(named: Iterable[Named]) -> Looked:
    """Compares the first ``MOST_NAMES`` different ones with every list that is loaded."""
    different = list({(one.caption, one.schemata, repr(one.properties)): one for one in named}.values())
    if not different or not Entry.objects.filter(gone_at=None).exists():
        return Looked()
    compared = different[:MOST_NAMES]
    best: dict[str, dict[int, Listed]] = {}
    for one in compared:
        for each in _entries(one):
            of_caption = best.setdefault(one.caption, {})
            if each.entry.pk not in of_caption or each.by_number:
                of_caption[each.entry.pk] = each
    # Two accounts of one holder are one line: the reader asks about the name.
    found = [MayBe(caption, _likeliest(entries.values())) for caption, entries in best.items()]
    return Looked(found, len(different) - len(compared))


def _entries(one: Named) -> list[Listed]:
    best: dict[int, Listed] = {}
    for schema in one.schemata:
        try:
            likely = entries_like(records.subject_from(schema, one.properties))
        except Invalid:
            continue  # nothing in it can be compared
        for each in likely:
            held = best.get(each.entry.pk)
            if held is None or each.score > held.score:
                best[each.entry.pk] = each
    return _likeliest(best.values())


def _likeliest(entries: Iterable[Listed]) -> list[Listed]:
    return sorted(entries, key=lambda each: (not each.by_number, -each.score, each.entry.pk))[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class Likely:
    """An entry that may be the one named at ``at``, with what speaks for it and against it, the weightiest first."""

    at: int
    listed: Listed
    reasons: tuple[Reason, ...]


def screen(officer: Officer, case_id: str, named: Sequence[Named]) -> list[Likely]:
    """Whom a program names in a case, beside the lists; nothing is kept but a line of the journal, without a name.

    Raises:
        Refused: no right; no open case of this officer.
        Invalid: ``screening.too-many-names``, or nothing of a name can be compared.
    """
    accounts.need(officer, "case")
    case = cases.usable(case_id, officer)
    if not 0 < len(named) <= MOST_NAMES:
        raise Invalid(
            "screening.too-many-names",
            N_("Between one name and %(limit)d names are compared at once."),
            N_("Send them in several parts."),
            place="names",
            limit=MOST_NAMES,
        )
    region, found = subjects.region(), list[Likely]()
    for at, one in enumerate(named):
        subject = records.subject_from(one.schemata[0], one.properties)
        for each in entries_like(subject)[:MOST_SHOWN]:
            match = compare(subject, subjects.subject_of(each.entry), default_region=region)
            found.append(Likely(at, each, match.reasons))
    journal.write("names-screened", officer=accounts.handle(officer), case=str(case.pk), count=len(named))
    return found
