"""Finding the indexed records that may be a subject: keys, postings, candidates, scores. No ORM, no journal.

Each key that a record shares with the subject tells as many bits as records carry it seldom; the candidates that share
most are scored. Namesakes are scored together: whoever has the same names and person facts, and stands in the same
way to the subject's dates, has the same score, so a name that a hundred carry costs a dozen comparisons. When nothing
convinces, names with one wrong letter are looked for too. Everything is bounded, and bounded work is all that is lost:
no candidate that is read is left out that ``compare`` would put above the least score (a test compares all).
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from benkan.apps.records.index import entries, store, vocabulary
from benkan.apps.records.index.pages import MARKER, Numbers, carriers, pages_of, run_numbers
from benkan.apps.records.index.store import EntryRow, Scored
from benkan.apps.records.index.version import current_version, region
from benkan.core.errors import N_, Unreachable
from benkan.core.matching import THRESHOLD, Match, Subject, compare
from benkan.core.matching.compare_many import scores
from benkan.core.matching.dates import agreement
from benkan.core.matching.open_keys import NUMBER, has_bare_phone, open_keys, similar_keys, skeletons_of

HEAVY = 4096  # records; a key that more carry is not scanned, what refines it is
MOST_CANDIDATES = 100
MOST_SIMILAR = 12  # candidates of the second pass
SIMILAR_PAIRS = 32
LEAST_SCORE = 0.05
SIZE_BITS = 24.0  # what a key tells that one record carries: one in sixteen million
_PLACE, _LAST_PLACE = np.uint64(16), np.uint64((1 << 16) - 1)  # of a key among those asked for, below a record number
_NUMBER: Final = 0  # places in what is read of a candidate
_BORN: Final = 3
_NAMES: Final = 4
_BARE: Final = 6
_RECORD: Final = 7
_PERSON = entries.KINDS.index("person")


@dataclass(slots=True)
class Found:
    """One record that may be the subject, with its score; ``read`` and ``identifiers`` are what was compared."""

    read: Scored = field(repr=False)
    score: float
    by_number: bool
    identifiers: bytes = field(default=b"", repr=False)

    @property
    def row(self) -> EntryRow:
        """What was compared, as a row of the index."""
        return EntryRow(*self.read, self.identifiers)

    @property
    def record(self) -> uuid.UUID:
        """The id of the record."""
        return uuid.UUID(bytes=self.key)

    @property
    def key(self) -> bytes:
        """The 16 bytes of that id."""
        return bytes(self.read[_RECORD])

    @property
    def caption(self) -> str:
        """The first of its names, or the first of its numbers."""
        if self.read[_NAMES]:
            return self.read[_NAMES].partition("\n")[0]
        return next((one.value for one in entries.subject_of(self.row).identifiers), "")

    def seen(self, kind: str) -> Subject:
        """The record as it was compared with a subject of this kind."""
        return entries.subject_of(self.row, kind=_kind(self.row, self.by_number, kind))


@dataclass(frozen=True, slots=True)
class _Shared:
    """Record numbers with the bits that they share with the subject, and whether an identifier is among them."""

    numbers: Numbers
    bits: npt.NDArray[np.float64]
    by_number: npt.NDArray[np.bool_]


def find(subject: Subject, limit: int = 100, *, on: date | None = None) -> list[Found]:
    """Indexed records that may be the subject, the likeliest first; a bounded number of statements.

    Args:
        subject: who or what is looked for.
        limit: how many at most; 100 are scored.
        on: the day on which they must still be valid; today if not given.

    Raises:
        Unreachable: ``records.index-building``: the index is being made anew and would miss records.
    """
    valid_on = (on or date.today()).toordinal()
    where = region()
    scored = _Scoring(subject, where)
    asked = open_keys(subject, role="query", default_region=where)
    first = _best(_shared(asked), MOST_CANDIDATES)
    found = scored.of(first, valid_on)
    if not any(one.score >= THRESHOLD for one in found):
        near = vocabulary.beside(skeletons_of(subject))
        second = similar_keys(subject, near, SIMILAR_PAIRS)
        more = {key: says for key, says in second.items() if key not in asked}
        if more:
            found += scored.of(_best(_shared(more), MOST_SIMILAR, without=first), valid_on)
    found.sort(key=lambda one: (-one.score, one.read[_NAMES], one.read[_NUMBER]))
    return found[:limit]


def _shared(asked: Mapping[int, int]) -> _Shared:
    """All records that carry one of these keys, heavy keys left out unless there is nothing else."""
    keys = np.array(sorted(asked), dtype=np.uint64)
    which, numbers, totals = _postings(keys)
    if not len(which):
        return _Shared(numbers, np.empty(0), np.empty(0, np.bool_))
    heavy = totals > HEAVY
    if heavy.any():
        light = ~heavy[which]
        if light.any():
            which, numbers = which[light], numbers[light]
    words = numbers << _PLACE | which.astype(np.uint64)
    words.sort()
    numbers, which = words >> _PLACE, (words & _LAST_PLACE).astype(np.int64)
    first = np.ones(len(numbers), np.bool_)
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    starts = first.nonzero()[0]
    bits, by_number = _bits(keys, totals, asked)
    return _Shared(
        numbers[starts], np.add.reduceat(bits[which], starts), np.logical_or.reduceat(by_number[which], starts)
    )


def _postings(keys: Numbers) -> tuple[npt.NDArray[np.int64], Numbers, npt.NDArray[np.int64]]:
    """Postings of sorted keys: the place of the key, the record number; and how many each key has in all.

    Raises:
        Unreachable: ``records.index-building``: the index is being made anew and would miss records.
    """
    wanted = keys.tolist()
    seen = store.look(wanted, pages_of(wanted))
    if seen.version not in (None, current_version()):
        raise Unreachable(
            "records.index-building",
            N_("The index of this service's records is being made anew."),
            N_("Search again in a few minutes; the worker must be running (benkan node work)."),
        )
    which, numbers = carriers(seen.pages, keys)
    totals = np.bincount(which, minlength=len(keys))
    long = numbers == MARKER
    if long.any():
        marked = which[long]
        which, numbers = which[~long], numbers[~long]
        totals[marked] = 0
        for key, total, body in store.first_runs([wanted[place] for place in marked.tolist()]):
            place = int(np.searchsorted(keys, np.uint64(key)))
            some = run_numbers(body)
            totals[place] = total
            which = np.concatenate((which, np.full(len(some), place)))
            numbers = np.concatenate((numbers, some))
    if seen.changes:
        which, numbers = _with_changes(keys, which, numbers, seen.changes)
        totals = np.maximum(totals, np.bincount(which, minlength=len(keys)))
    return which, numbers, totals


def _with_changes(
    keys: Numbers, which: npt.NDArray[np.int64], numbers: Numbers, changed: list[tuple[int, int, bool]]
) -> tuple[npt.NDArray[np.int64], Numbers]:
    table = np.array(changed, dtype=np.uint64)
    places = np.searchsorted(keys, table[:, 0])
    came = table[:, 2] == 0
    which = np.concatenate((which, places[came]))
    numbers = np.concatenate((numbers, table[came, 1]))
    if came.all():
        return which, numbers
    # A number that is gone is gone under every key: it is never given to another record.
    stays = ~np.isin(numbers, table[~came, 1])
    return which[stays], numbers[stays]


def _bits(
    keys: Numbers, totals: npt.NDArray[np.int64], asked: Mapping[int, int]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """What each key tells beyond the key that it refines (a name with its year counts once), and if it is a number."""
    known, told, refined = {}, [], [asked[key] for key in keys.tolist()]
    for key, count in zip(keys.tolist(), totals.tolist(), strict=True):
        bits = SIZE_BITS - math.log2(count or 1)
        told.append(bits)
        if 0 < count <= HEAVY:
            known[key] = bits
    return (
        np.array([max(0.5, bits - known.get(key, 0.0)) for key, bits in zip(refined, told, strict=True)]),
        np.array([key == NUMBER for key in refined]),
    )


def _best(shared: _Shared, most: int, without: _Shared | None = None) -> _Shared:
    """Those that share the most bits; among equals the lowest numbers, so that a search can be repeated."""
    numbers, bits, by_number = shared.numbers, shared.bits, shared.by_number
    if without is not None and len(numbers):
        new = ~np.isin(numbers, without.numbers)
        numbers, bits, by_number = numbers[new], bits[new], by_number[new]
    if len(numbers) > most:
        chosen = np.argsort(-bits, kind="stable")[:most]
        numbers, bits, by_number = numbers[chosen], bits[chosen], by_number[chosen]
    return _Shared(numbers, bits, by_number)


class _Scoring:
    """Scores of candidates against one subject, each class of equals compared once."""

    def __init__(self, subject: Subject, where: str | None) -> None:
        self._subject = subject
        self._where = where
        self._bare = has_bare_phone(subject, where)
        # Numbers of a person weigh only if they agree; those of a company or a thing also if they differ.
        self._every_number = self._bare or (subject.kind != "person" and bool(subject.identifiers))
        self._known: dict[tuple[object, ...], float] = {}
        self._standing: dict[int, object] = {}

    def of(self, shared: _Shared, valid_on: int) -> list[Found]:
        """The candidates that may still be found on that day (a proleptic ordinal), with their scores."""
        if not len(shared.numbers):
            return []
        sharing = set(shared.numbers[shared.by_number].tolist())
        by_name = self._subject.kind == "person" and bool(self._subject.names)
        alone: list[Scored] = []  # of whom names and dates are all that is compared
        others: list[Scored] = []
        for row in store.scoring(shared.numbers.tolist()):
            number, until, kind, _, names, person, bare, _ = row
            if until >= valid_on:
                # Without a shared key for it no identifier agrees, unless a phone lacks its country.
                plain = by_name and kind == _PERSON and names and not person
                (alone if plain and not (number in sharing or bare or self._bare) else others).append(row)
        found = self._compared(others, sharing) if others else []
        if alone:
            born, named = np.array([row[_BORN] for row in alone]), [row[_NAMES] for row in alone]
            found += [
                Found(row, score, False)
                for row, score in zip(alone, scores(self._subject, named, born).tolist(), strict=True)
                if score >= LEAST_SCORE
            ]
        return found

    def _compared(self, candidates: Sequence[Scored], sharing: set[int]) -> list[Found]:
        """Those that are compared one by one, with their identifiers where one may agree or differ."""
        numbers = [row[_NUMBER] for row in candidates if self._every_number or row[_NUMBER] in sharing or row[_BARE]]
        identifiers = store.identifiers(numbers) if numbers else {}
        found = []
        for read in candidates:
            number = read[_NUMBER]
            one = Found(read, 0.0, number in sharing, identifiers.get(number, b""))
            one.score = self._score(one.row, by_number=one.by_number)
            if one.score >= LEAST_SCORE:
                found.append(one)
        return found

    def _score(self, row: EntryRow, *, by_number: bool) -> float:
        alike = row.kind, by_number, row.names, row.person, self._stands(row.born), row.identifiers
        score = self._known.get(alike)
        if score is None:
            other = entries.subject_of(row, kind=_kind(row, by_number, self._subject.kind))
            score = self._known[alike] = compare(self._subject, other, default_region=self._where).score
        return score

    def _stands(self, born: int) -> object:
        """How a birth date agrees with each of the subject's."""
        known = self._standing.get(born)
        if known is None:
            known = self._standing[born] = tuple(
                agreement(mine, theirs) for mine in self._subject.dates for theirs in entries.dates_of(born)
            )
        return known


def matching(subject: Subject, found: Found) -> Match:
    """The comparison behind a score, with its reasons."""
    return compare(subject, found.seen(subject.kind), default_region=region())


def _kind(row: EntryRow, by_number: bool, asked: str) -> str:
    """What shares a number is compared by its numbers even if it is another kind of thing."""
    return asked if by_number else entries.KINDS[row.kind] or asked
