"""Which entry is of a record: the id of the record is one more key of the index, of a kind that no search asks for.

An index of the ids in the database would be written in the order of chance; keys are written in their own order, with
all others. A key is shorter than an id, so what it leads to is compared with the whole id.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benkan.apps.records.index import pages, store
from benkan.apps.records.index.pages import MARKER, Numbers
from benkan.core.matching import Subject
from benkan.core.matching.open_keys import component, mixed, mixed_columns, open_keys

_MARK = component("record")


def keys_of(record: bytes, subject: Subject, region: str | None) -> list[int]:
    """All keys under which the index has this record: its own, and those of its names, dates and identifiers."""
    return list({record_key(record): None} | open_keys(subject, role="record", default_region=region))


def record_key(record: bytes) -> int:
    """The key of a record, of the 16 bytes of its id."""
    return mixed(_MARK, int.from_bytes(record[:8], "big"), int.from_bytes(record[8:], "big"))


def record_keys(records: npt.NDArray[np.void]) -> Numbers:
    """``record_key`` of a column of ids, as two big-endian words each."""
    words = np.frombuffer(records.tobytes(), ">u8").astype(np.uint64).reshape(-1, 2)
    return mixed_columns(_MARK, words[:, 0], words[:, 1])


def entries_of(records: Sequence[bytes]) -> list[store.EntryRow]:
    """The entries of these records, known by the 16 bytes of their ids; at most one each."""
    wanted = set(records)
    numbers = _numbers_of({record_key(one) for one in wanted})
    return [row for row in store.entries(sorted(numbers)) if row.record in wanted] if numbers else []


def _numbers_of(keys: set[int]) -> set[int]:
    """Record numbers that have one of these keys; some may have no entry any more."""
    wanted = sorted(keys)
    seen = store.look(wanted, pages.pages_of(wanted))
    found = {number for _, number, gone in seen.changes if not gone}
    which, numbers = pages.carriers(seen.pages, np.array(wanted, dtype=np.uint64))
    found.update(numbers.tolist())
    found.discard(MARKER)
    for place in which[numbers == MARKER].tolist():  # the key of a name that very many carry happens to be the same
        for _, body in store.runs(wanted[place], store.run_starts(wanted[place])):
            found.update(pages.run_numbers(body).tolist())
    return found
