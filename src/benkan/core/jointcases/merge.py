"""The state of a joint case as a function of the set of its items: order, repetition and the way they came are nothing.

A field is a register of several values. An item stands above another only when its writer had seen that one and its
clock is later; what no item stands above is shown. So two parties that wrote on both sides of a cut link find both
versions until somebody who has seen both writes again, and nothing is overwritten in silence. A claim to have seen what
comes later in the order counts for nothing: no circle of such claims can make a value vanish.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final

from benkan.core.jointcases.agreement import Agreement
from benkan.core.jointcases.item import Content, Header, Item, Reference, day_of
from benkan.core.jointcases.state import Field, Ignored, State, Thing, Version
from benkan.core.jointcases.vocabulary import SHARED

KEEP: Final = ("yes",)


def merge(agreement: Agreement, items: Iterable[Item], on: dt.date) -> State:
    """The case as it is on this day.

    Args:
        items: what is here, in any order, of any number of copies; contents may be missing.
        on: today, in UTC: what may be kept no longer is not shown.
    """
    kept, forked = _one_each(agreement, items)
    headers = {reference: item.header for reference, item in kept.items()}
    left = _left(kept)
    ended = _ended(agreement, headers, left)
    withdrawn = _withdrawn(kept, left)
    ignored: list[Ignored] = []
    counting: dict[Reference, Header] = {}
    for reference, header in sorted(headers.items()):
        why = _too_late(agreement, header, left, headers[ended] if ended else None)
        if why:
            ignored.append(Ignored(reference, why))
        else:
            counting[reference] = header
    live, wrong = _live(counting, kept, withdrawn, on)
    over = {
        reference
        for reference, item in kept.items()
        if item.content and item.content.retained_until and item.content.retained_until < on
    }
    return State(
        things=_things(live, counting),
        timeline=tuple(sorted(counting.values(), key=lambda header: header.order, reverse=True)),
        gone=frozenset(withdrawn | over),
        gaps=_gaps(headers, agreement),
        heads={party: head(headers, party) for party in agreement.parties},
        forked=forked,
        contradicted=_contradicted(headers),
        ignored=tuple(sorted([*ignored, *wrong], key=lambda one: one.reference)),
        left=left,
        ended=ended,
    )


def head(headers: Mapping[Reference, Header], party: str) -> int:
    """The number up to which every item of the party is here."""
    number = 0
    while Reference(party, number + 1) in headers:
        number += 1
    return number


def saw(later: Header, earlier: Header) -> bool:
    """Whether the writer of the one had the other before their eyes and stands after it."""
    if later.order <= earlier.order:
        return False
    if later.party == earlier.party:
        return later.number > earlier.number
    seen = later.seen.get(earlier.party)
    return seen is not None and seen.number >= earlier.number


def _one_each(agreement: Agreement, items: Iterable[Item]) -> tuple[dict[Reference, Item], frozenset[Reference]]:
    """One item for each reference, its content where a copy has it; of two that a party signed, the lower digest."""
    kept: dict[Reference, Item] = {}
    forked = set()
    for item in items:
        reference = item.reference
        if item.header.case != agreement.case or reference.party not in agreement.parties:
            continue
        known = kept.get(reference)
        if known is None:
            kept[reference] = item
            continue
        mine, other = known.header.sha256(), item.header.sha256()
        if mine != other:
            forked.add(reference)
        if other < mine or (other == mine and known.content is None):
            kept[reference] = item
    return kept, frozenset(forked)


def _left(kept: Mapping[Reference, Item]) -> dict[str, int]:
    found: dict[str, int] = {}
    for reference, item in kept.items():
        if item.header.kind == "leave":
            found[reference.party] = min(reference.number, found.get(reference.party, reference.number))
    return found


def _ended(agreement: Agreement, headers: Mapping[Reference, Header], left: Mapping[str, int]) -> Reference | None:
    ends = [
        reference
        for reference, header in headers.items()
        if header.kind == "end"
        and reference.party == agreement.lead
        and reference.number < left.get(reference.party, reference.number + 1)
    ]
    return min(ends, default=None)


def _withdrawn(kept: Mapping[Reference, Item], left: Mapping[str, int]) -> set[Reference]:
    """What its own party took back, one by one or by leaving with its own."""
    found = set()
    for reference, item in kept.items():
        header = item.header
        if header.kind == "withdrawal" and header.of is not None and header.of.party == reference.party:
            found.add(header.of)
    leaving = {Reference(party, number) for party, number in left.items()}
    takes = {
        reference.party
        for reference in leaving
        if (content := kept[reference].content) is None or content.fields.get("keep") != KEEP
    }
    found |= {reference for reference, item in kept.items() if reference.party in takes and item.header.is_data}
    return {reference for reference in found if reference not in kept or kept[reference].header.is_data}


def _too_late(agreement: Agreement, header: Header, left: Mapping[str, int], end: Header | None) -> str:
    if header.number > left.get(header.party, header.number):
        return "after-leave"
    if not header.is_data:
        return ""
    if day_of(header.clock) > agreement.ends_on or (end is not None and saw(header, end)):
        return "after-end"
    return ""


def _live(
    counting: Mapping[Reference, Header],
    kept: Mapping[Reference, Item],
    withdrawn: set[Reference],
    on: dt.date,
) -> tuple[dict[Reference, list[tuple[Header, Content]]], list[Ignored]]:
    """What is to be shown, by thing; and what cannot be."""
    found: dict[Reference, list[tuple[Header, Content]]] = {}
    wrong = []
    for reference, header in counting.items():
        if not header.is_data:
            continue
        thing = header.of or reference
        why = _not_allowed(header, kept)
        if why:
            wrong.append(Ignored(reference, why))
            continue
        content = kept[reference].content
        if content is None or reference in withdrawn or content.retained_until is None or content.retained_until < on:
            continue
        found.setdefault(thing, []).append((header, content))
    return found, wrong


def _not_allowed(header: Header, kept: Mapping[Reference, Item]) -> str:
    if header.of is None:
        return ""
    made = kept.get(header.of)
    if made is None:
        return "waiting"
    if made.header.of is not None or made.header.kind != header.kind:
        return "no-thing"
    if header.kind not in SHARED and header.of.party != header.party:
        return "not-owner"
    return ""


def _things(
    live: Mapping[Reference, list[tuple[Header, Content]]], counting: Mapping[Reference, Header]
) -> dict[Reference, Thing]:
    things = []
    for reference, written in live.items():
        if reference not in counting:
            continue  # made after its party left, or after the end: there is no such thing
        names = sorted({name for _, content in written for name in content.fields})
        fields = {name: _field(name, written) for name in names}
        shown = {name: field for name, field in fields.items() if any(version.values for version in field.versions)}
        counted = [version for field in shown.values() for version in field.versions]
        if not counted:
            continue
        things.append(
            Thing(
                reference=reference,
                kind=counting[reference].kind,
                fields=shown,
                handling=max(version.content.handling for version in counted),
                retained_until=min(version.content.retained_until or dt.date.max for version in counted),
                clock=max(version.clock for version in counted),
            )
        )
    things.sort(key=lambda thing: (thing.clock, thing.reference), reverse=True)
    return {thing.reference: thing for thing in things}


def _field(name: str, written: list[tuple[Header, Content]]) -> Field:
    """The versions that nobody has written over."""
    candidates = sorted(
        ((header, content) for header, content in written if name in content.fields), key=lambda one: one[0].order
    )
    standing: list[tuple[Header, Content]] = []
    for later in candidates:
        standing = [*(earlier for earlier in standing if not saw(later[0], earlier[0])), later]
    return Field(
        name,
        tuple(
            Version(header.reference, tuple(content.fields[name]), content, header.clock)
            for header, content in reversed(standing)
        ),
    )


def _gaps(headers: Mapping[Reference, Header], agreement: Agreement) -> dict[str, tuple[tuple[int, int], ...]]:
    """The numbers that must exist, because a later one is here or another party saw one, and are not here."""
    numbers: dict[str, set[int]] = {party: set() for party in agreement.parties}
    highest = dict.fromkeys(agreement.parties, 0)
    for reference, header in headers.items():
        numbers[reference.party].add(reference.number)
        highest[reference.party] = max(highest[reference.party], reference.number)
        for party, seen in header.seen.items():
            if party in highest:
                highest[party] = max(highest[party], seen.number)
    return {party: found for party in agreement.parties if (found := _ranges(numbers[party], highest[party]))}


def _ranges(here: set[int], highest: int) -> tuple[tuple[int, int], ...]:
    """The ranges between 1 and the highest number that are not here; as long as what is here, not as the highest."""
    ranges = []
    expected = 1
    for number in sorted(here):
        if number > expected:
            ranges.append((expected, number - 1))
        expected = number + 1
    if expected <= highest:
        ranges.append((expected, highest))
    return tuple(ranges)


def _contradicted(headers: Mapping[Reference, Header]) -> frozenset[Reference]:
    """Items that another party has seen otherwise: their owner told two stories, or the other party does."""
    digests: dict[Reference, str] = {}
    found = set()
    for header in headers.values():
        for party, seen in header.seen.items():
            reference = Reference(party, seen.number)
            if reference in headers:
                known = digests.setdefault(reference, headers[reference].sha256())
                if known != seen.sha256:
                    found.add(reference)
    return frozenset(found)
