"""Putting records into the index and taking them out, in the transaction of the records themselves.

A record that changes gets a new number: its old entry goes, so nobody finds it from the moment of the commit, and its
old postings leave the pages at the next compaction. A few new postings are rows until then; those of a large import go
into the pages directly, sorted.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import Self

import numpy as np
from django.conf import settings

from benkan.apps.records.index import entries, store, vocabulary
from benkan.apps.records.index.compacting import fold
from benkan.apps.records.index.identity import entries_of, keys_of
from benkan.apps.records.index.pages import LAST_NUMBER, Postings
from benkan.apps.records.index.spool import Spool
from benkan.apps.records.index.version import BUILDING, current_version, region
from benkan.core.errors import N_, Unreachable
from benkan.core.matching import Subject
from benkan.core.matching.open_keys import skeletons_of

ENTRIES_AT_ONCE = 2_000
DIRECT = 20_000  # postings of one writing: from here on they are folded into the pages at once


class Writing:
    """Changes to the index within a transaction of the caller; use it with ``with``, they are written at its end.

    A record is taken out before it is added anew: ``remove`` sees what other writings added, not what this one did. An
    index whose keys were made by other rules is not written: it will be made anew from the records.
    """

    def __enter__(self) -> Self:
        version = current_version()
        self._state = store.state(version, lock=True)
        self._stale = self._state.version not in (version, BUILDING + version)
        self._next = self._state.next_number
        self._rows: list[store.EntryRow] = []
        self._keys, self._numbers = array("Q"), array("Q")
        self._skeletons: Counter[str] = Counter()
        self._spool = Spool(settings.BENKAN_NODE.home).__enter__()
        self.postings = 0
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and not self._stale:
                self._finish()
        finally:
            self._spool.__exit__(kind, error, trace)

    def add(self, record: bytes, subject: Subject, *, kind: str | None, until: date) -> None:
        """Indexes a record that has no entry.

        Args:
            record: the 16 bytes of its id.
            subject: it and what it holds, as matching sees it.
            kind: what it is by itself; none for an account or a document.
            until: the last day on which it may be found.

        Raises:
            Unreachable: ``records.index-full``: two thousand million numbers were given out; the index must be rebuilt.
        """
        if self._stale:
            return
        if self._next > LAST_NUMBER:
            raise Unreachable(
                "records.index-full",
                N_("The index has given out all its numbers."),
                N_("The administrator makes it anew: benkan index rebuild"),
            )
        where = region()
        keys = keys_of(record, subject, where)
        self._rows.append(entries.row_of(self._next, record, subject, kind=kind, until=until, region=where))
        self._keys.extend(keys)
        self._numbers.extend([self._next] * len(keys))
        self._skeletons.update(skeletons_of(subject))
        self._next += 1
        self.postings += len(keys)
        if len(self._rows) >= ENTRIES_AT_ONCE:
            self._write()

    def remove(self, records: Sequence[bytes]) -> int:
        """Takes records out; how many of them had an entry."""
        if self._stale:
            return 0
        found = entries_of(records)
        if not found:
            return 0
        gone: list[tuple[int, int]] = []
        for row in found:
            subject = entries.subject_of(row)
            gone += [(key, row.number) for key in keys_of(row.record, subject, region())]
            self._skeletons.subtract(skeletons_of(subject))
        store.drop_entries([row.number for row in found])
        store.drop_postings(gone)
        return len(found)

    def _write(self) -> None:
        """Writes the entries that wait, and hands their postings to the spool."""
        store.add_entries(self._rows)
        self._spool.add(np.array(self._keys, dtype=np.uint64), np.array(self._numbers, dtype=np.uint64))
        self._rows = []
        self._keys, self._numbers = array("Q"), array("Q")

    def _finish(self) -> None:
        self._write()
        vocabulary.count(self._skeletons)
        grown = 0
        if len(self._spool) >= DIRECT:
            for part in self._spool.parts():
                fold(part, Postings.none())
            grown = len(self._spool)
        else:
            for part in self._spool.parts():
                store.add_changes(list(zip(part.keys.tolist(), part.numbers.tolist(), strict=True)))
        store.write_state(replace(self._state, next_number=self._next, postings=self._state.postings + grown))
