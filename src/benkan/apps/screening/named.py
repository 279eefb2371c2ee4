"""Names that stand on a page beside the lists, at the moment of looking; nothing is kept and nothing is judged.

For names of which this service has no record: the holder of an account, a party of a report. A likeness of a record is
found by ``comparing``, waits for a person and stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from benkan.apps.records import services as records
from benkan.apps.screening.comparing import Listed, entries_like
from benkan.apps.screening.models import Entry
from benkan.core.errors import Invalid

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
