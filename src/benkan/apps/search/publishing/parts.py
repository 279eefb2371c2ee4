"""From what the records say to the parts of an index: a new base, or a delta from what is published to what should be.

The delta of one day is made anew as often as records change that day, always from the evening before, so a chain grows
by one delta a day. After ``MAX_DELTAS`` days one delta from the base takes their place; when all deltas together would
be larger than a tenth of the base, a new base does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benkan import disk
from benkan.apps.search import files
from benkan.apps.search.publishing import holdings
from benkan.apps.search.publishing.gathering import Rows
from benkan.apps.search.publishing.holdings import AT_ONCE, ENTRY, Handles, Holding
from benkan.apps.search.publishing.trimming import trim
from benkan.apps.search.publishing.wanted import Progress, Wanted, silent
from benkan.core import blind
from benkan.core.errors import N_, Invalid
from benkan.wire import MAX_DELTAS, IndexPart

SHARE = 10
"""All deltas together are at most a tenth of the base."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What turns outputs into an index: the context of each kind, and the seed of the padding."""

    contexts: Mapping[str, bytes]
    padding: bytes


def base(
    folder: Path, wanted: Wanted, secrets: Secrets, today: str, progress: Progress = silent
) -> tuple[IndexPart, ...]:
    """An index of one part."""
    tags = wanted.tags(np.arange(len(wanted)), secrets.contexts, progress)
    progress("map", 0, len(wanted))
    data, count = blind.base(blind.Tagged(tags, wanted.labels), dummy_seed=secrets.padding)
    part = _written(folder, data, count, 0, today)
    del data
    trim()
    handles = Handles.of(tags, wanted.counts, wanted.records, wanted.tiers)
    every = np.ones(len(wanted), bool)
    Holding(_entries(wanted, every, tags), np.empty(0, "S16"), handles).write(folder, part.sha256)
    progress("map", len(wanted), len(wanted))
    return (part,)


def delta(
    folder: Path, before: Sequence[IndexPart], wanted: Wanted, secrets: Secrets, today: str
) -> tuple[IndexPart, ...] | None:
    """The parts before with one delta more, or with today's made anew; the same parts when nothing changed.

    None when a new base is due.
    """
    closed = [part for number, part in enumerate(before) if not number or part.made_on != today]
    if len(closed) > MAX_DELTAS:
        closed = closed[:1]
    held = holdings.live(folder, [part.sha256 for part in closed])
    found, at = _find(held, wanted.digests)
    same = found.copy()
    same[found] = held["label"][at[found]] == wanted.labels[found]
    carried = same.copy()
    carried[same] = held["carried"][at[same]] == wanted.carried[same]
    staying = np.zeros(len(held), bool)
    staying[at[found]] = True
    if carried.all() and staying.all():
        return tuple(closed)
    added = _tagged(wanted, ~same, secrets)
    gone = held[~staying]
    made = blind.changes(
        bytes.fromhex(closed[-1].sha256)[: blind.NAME_BYTES],
        added,
        blind.Tagged(gone["tag"], gone["label"]),
        _Staying(held, at[same]),
        dummy_seed=secrets.padding,
    )
    if sum(part.data_bytes for part in closed[1:]) + len(made.data) > closed[0].data_bytes // SHARE:
        return None
    part = _written(folder, made.data, made.count, made.tombstones, today)
    news = _tagged(wanted, ~carried, secrets)
    rows = wanted.rows_of(~carried)
    handles = Handles.of(news.tags, wanted.counts[~carried], wanted.records[rows], wanted.tiers[rows])
    for replaced in before[len(closed) :]:
        handles = handles.with_older(holdings.handles(folder, replaced.sha256))
    Holding(_entries(wanted, ~carried, news.tags), gone["digest"], handles).write(folder, part.sha256)
    return (*closed, part)


def _tagged(wanted: Wanted, chosen: npt.NDArray[np.bool_], secrets: Secrets) -> blind.Tagged:
    return blind.Tagged(wanted.tags(np.flatnonzero(chosen), secrets.contexts), wanted.labels[chosen])


def _entries(wanted: Wanted, chosen: npt.NDArray[np.bool_], tags: npt.NDArray[np.uint8]) -> Iterator[Rows]:
    places = np.flatnonzero(chosen)
    for start in range(0, len(places), AT_ONCE):
        some = places[start : start + AT_ONCE]
        rows = np.empty(len(some), ENTRY)
        rows["digest"], rows["tag"] = wanted.digests[some], tags[start : start + AT_ONCE]
        rows["label"], rows["carried"] = wanted.labels[some], wanted.carried[some]
        yield rows


@dataclass(frozen=True, slots=True)
class _Staying:
    """Rows of ``ENTRY`` that stay as they are, read where they lie."""

    held: Rows
    at: npt.NDArray[np.int64]

    @property
    def marks(self) -> npt.NDArray[np.uint64]:
        marks = np.empty(len(self.at), np.uint64)
        for start in range(0, len(self.at), AT_ONCE):
            some = self.held[self.at[start : start + AT_ONCE]]
            marks[start : start + AT_ONCE] = blind.Tagged(some["tag"], some["label"]).marks
        return marks

    def only(self, chosen: npt.NDArray[np.bool_]) -> blind.Tagged:
        some = self.held[self.at[chosen]]
        return blind.Tagged(some["tag"], some["label"])


def _find(held: Rows, digests: npt.NDArray[np.bytes_]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Which of the sorted digests stand among the rows, which are sorted by theirs, and where; piece by piece."""
    found, at = np.zeros(len(digests), bool), np.zeros(len(digests), np.int64)
    column, low = held["digest"], 0
    for start in range(0, len(digests), AT_ONCE):
        some = digests[start : start + AT_ONCE]
        high = bisect_right(column, some[-1], lo=low)
        here = np.ascontiguousarray(column[low:high])
        if len(here):
            place = np.minimum(np.searchsorted(here, some), len(here) - 1)
            found[start : start + len(some)] = here[place] == some
            at[start : start + len(some)] = low + place
        low = high
    return found, at


def _written(folder: Path, data: bytes, count: int, tombstones: int, today: str) -> IndexPart:
    if len(data) > blind.MAX_INDEX_BYTES:
        raise Invalid(
            "index.too-large",
            N_("The index would have %(size)d bytes; %(limit)d are allowed."),
            N_("Give fewer kinds of data under this convention."),
            size=len(data),
            limit=blind.MAX_INDEX_BYTES,
        )
    listed = blind.digests(data)
    part = IndexPart(sha256=blind.root(listed), count=count, tombstones=tombstones, data_bytes=len(data), made_on=today)
    disk.write_whole(files.part(folder, part.sha256), data)
    return part
