"""Folding what came and went into the pages: the one way by which a page changes.

A change is a row until it is folded in; the transaction that writes the pages removes the row, so a process killed at
any moment leaves the posting either there or here. What was withdrawn is gone from the file afterwards: SQLite
overwrites freed bytes (secure_delete), PostgreSQL does when it vacuums the old pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from django.db import transaction

from benkan.apps.records.index import pages, store
from benkan.apps.records.index.pages import MARKER, Numbers, Postings
from benkan.apps.records.index.version import current_version

PAGES_AT_ONCE = 1 << 10  # their postings are sorted as words of 64 bits
CHANGES_AT_ONCE = 50_000  # in one transaction: other writers wait for half a second
LEAST_WAITING = 20_000  # changes; below it compacting costs more than it saves
SHARE_WAITING = 32  # or a 32nd of all postings: every page is then written anew some thirty times while they double


def compact_due() -> int:
    """Folds the changes in when there are many, or when something that was withdrawn waits to be erased; how many."""
    waiting, gone = store.waiting_changes()
    due = max(LEAST_WAITING, store.state(current_version()).postings // SHARE_WAITING)
    return compact() if gone or waiting > due else 0


def compact() -> int:
    """Folds every change into the pages, some in each transaction; how many that were."""
    folded = 0
    while some := _compact_some():
        folded += some
    return folded


@transaction.atomic
def _compact_some() -> int:
    known = store.state(current_version(), lock=True)
    rows = store.oldest_changes(CHANGES_AT_ONCE)
    if not rows:
        return 0
    table = np.array(rows, dtype=np.uint64).reshape(-1, 3)
    found, gone = Postings(table[:, 0], table[:, 1]), table[:, 2] == 1
    fold(found.only(~gone), found.only(gone))
    store.drop_changes(rows[-1][0], rows[-1][1])
    grown = len(rows) - 2 * int(gone.sum())
    store.write_state(replace(known, postings=max(0, known.postings + grown)))
    return len(rows)


def fold(added: Postings, gone: Postings) -> None:
    """Writes sorted postings into the pages and takes others out; the caller's transaction."""
    touched = np.union1d(pages.page_of(added.keys), pages.page_of(gone.keys))
    for start in range(0, len(touched), PAGES_AT_ONCE):
        window = touched[start : start + PAGES_AT_ONCE]
        _fold_pages(window, _within(added, window), _within(gone, window))


def _within(postings: Postings, window: Numbers) -> Postings:
    low, high = np.searchsorted(pages.page_of(postings.keys), [window[0], window[-1] + np.uint64(1)])
    return Postings(postings.keys[low:high], postings.numbers[low:high])


def _fold_pages(window: Numbers, added: Postings, gone: Postings) -> None:
    held = _read(window)
    old = pages.unpacked(held)
    long = old.keys[old.numbers == MARKER]
    if len(long):
        into_runs, out_of_runs = (np.isin(some.keys, long) for some in (added, gone))
        _fold_runs(added.only(into_runs), gone.only(out_of_runs))
        added, gone = added.only(~into_runs), gone.only(~out_of_runs)
    new, grown = pages.without_long(pages.merged(old, added, gone))
    store.write_pages(list(pages.packed(new)), instead_of=[page for page, _ in held])
    for key, numbers in grown:
        rows = [(start if at else 0, body) for at, (start, body) in enumerate(_runs(numbers))]
        store.write_runs(key, rows, total=len(numbers))


def _read(window: Numbers) -> list[tuple[int, bytes]]:
    """The pages of the window that exist; where most are wanted, all from the first to the last are read."""
    first, last = int(window[0]), int(window[-1])
    if last - first >= 2 * len(window):
        return store.pages(window.tolist())
    wanted = set(window.tolist())
    return [row for row in store.pages_between(first, last) if row[0] in wanted]


def _fold_runs(added: Postings, gone: Postings) -> None:
    for key in np.union1d(added.keys, gone.keys).tolist():
        _fold_key(key, _numbers(added, key), _numbers(gone, key))


def _fold_key(key: int, added: Numbers, gone: Numbers) -> None:
    starts = np.array(store.run_starts(key) or [0], dtype=np.uint64)
    places = [np.maximum(np.searchsorted(starts, some, side="right") - 1, 0) for some in (added, gone)]
    touched = np.union1d(*places)
    bodies = dict(store.runs(key, starts[touched].tolist()))
    total = store.run_total(key)
    rows: list[tuple[int, bytes]] = []
    emptied: list[int] = []
    for place in touched.tolist():
        start = int(starts[place])
        old = pages.run_numbers(bodies.get(start, b""))
        new = np.setdiff1d(np.union1d(old, added[places[0] == place]), gone[places[1] == place])
        total += len(new) - len(old)
        if len(new) or start == 0:
            rows += [(first if at else start, body) for at, (first, body) in enumerate(_runs(new))] or [(0, b"")]
        else:
            emptied.append(start)
    store.write_runs(key, rows, gone=emptied, total=total)


def _runs(numbers: Numbers) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(numbers), pages.RUN):
        yield int(numbers[start]), pages.run_bytes(numbers[start : start + pages.RUN])


def _numbers(postings: Postings, key: int) -> Numbers:
    low, high = np.searchsorted(postings.keys, np.array([key, key + 1], dtype=np.uint64))
    return postings.numbers[low:high]
