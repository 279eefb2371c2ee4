"""The SQL of the index, for SQLite and PostgreSQL: nothing else in the program writes or reads its tables.

Reading is a handful of statements whatever the number of keys. Writers take the state's row first, so there is one at
a time on both databases (SQLite's transactions are immediate, PostgreSQL locks the row), and all that a writer does is
in the transaction of the record it is about. Readers take no lock: changes and pages are read in one statement,
and runs after them, in the direction in which postings move, so that a posting on its way is seen at least once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, TypeAlias

from benkan.apps.records.index.statements import among, bulk_add, do, do_many, on_postgresql, rows

_STATE, _ENTRY, _PAGE = "records_indexstate", "records_indexentry", "records_postingpage"
_RUN, _CHANGE = "records_postingrun", "records_postingchange"
_SKELETON, _VARIANT = "records_skeleton", "records_skeletonvariant"
_TABLES = (_ENTRY, _PAGE, _RUN, _CHANGE, _SKELETON, _VARIANT)
Scored: TypeAlias = tuple[int, int, int, int, str, str, int, bytes]  # the columns of ``EntryRow`` but for the last
LONG_AGO = date(1970, 1, 1)
_STATED, _CAME, _GONE, _IN_PAGE = range(4)  # where a row of ``look`` comes from; a change that is gone is one more


@dataclass(frozen=True, slots=True)
class State:
    """By which rules the keys of the index were made, its next record number, and about how many postings it has."""

    version: str
    next_number: int = 1
    postings: int = 0
    expired_on: date = LONG_AGO


class EntryRow(NamedTuple):
    """One row of what scoring reads; ``identifiers``, the widest, are read of few. See ``entries``."""

    number: int
    until: int
    kind: int
    born: int
    names: str
    person: str
    bare: int
    record: bytes
    identifiers: bytes


def state(version: str, *, lock: bool = False) -> State:
    """The state of the index; an index that never was written is of the given version.

    Args:
        lock: for a writer: others wait until the transaction ends.
    """
    columns = "version, next_number, postings, expired_on"
    if lock:
        do(
            f"INSERT INTO {_STATE} (id, {columns}) VALUES (1, %s, 1, 0, %s) ON CONFLICT (id) DO NOTHING",
            version,
            LONG_AGO.isoformat(),
        )
    waiting = " FOR UPDATE" if lock and on_postgresql() else ""
    found = rows(f"SELECT {columns} FROM {_STATE} WHERE id = 1{waiting}")
    if not found:
        return State(version)
    said, number, postings, expired_on = found[0]
    if isinstance(expired_on, str):
        expired_on = date.fromisoformat(expired_on)
    return State(said, number, postings, expired_on)


def write_state(new: State) -> None:
    """Keeps the state; the row was locked before."""
    do(
        f"UPDATE {_STATE} SET version = %s, next_number = %s, postings = %s, expired_on = %s WHERE id = 1",
        new.version,
        new.next_number,
        new.postings,
        new.expired_on.isoformat(),
    )


def clear() -> None:
    """Empties the index but for its state."""
    for table in _TABLES:
        do(f"DELETE FROM {table}")


def scoring(numbers: Sequence[int]) -> list[Scored]:
    """The entries that exist among these record numbers, as plain rows without their identifiers."""
    condition, given = among(numbers)
    return rows(f"SELECT {', '.join(EntryRow._fields[:-1])} FROM {_ENTRY} WHERE number {condition}", given)


def identifiers(numbers: Sequence[int]) -> dict[int, bytes]:
    """The identifiers of the entries that exist among these record numbers."""
    condition, given = among(numbers)
    return dict(rows(f"SELECT number, identifiers FROM {_ENTRY} WHERE number {condition}", given))


def entries(numbers: Sequence[int]) -> list[EntryRow]:
    """The entries that exist among these record numbers."""
    condition, given = among(numbers)
    columns = ", ".join(EntryRow._fields)
    return [*map(EntryRow._make, rows(f"SELECT {columns} FROM {_ENTRY} WHERE number {condition}", given))]


def add_entries(new: Sequence[EntryRow]) -> None:
    """Adds entries."""
    types = ("int4", "int4", "int2", "int4", "text", "text", "int2", "bytea", "bytea")
    bulk_add(_ENTRY, EntryRow._fields, types, new)


def drop_entries(numbers: Sequence[int]) -> None:
    """Removes the entries of these record numbers."""
    condition, given = among(numbers)
    do(f"DELETE FROM {_ENTRY} WHERE number {condition}", given)


class Seen(NamedTuple):
    """What stands under some keys, all as of one moment.

    Args:
        version: by which rules the index was made; none before it is first written.
        changes: key, record number and whether it is gone, of postings of these keys that no page shows yet.
        pages: page and body of those that exist.
    """

    version: str | None
    changes: list[tuple[int, int, bool]]
    pages: list[tuple[int, bytes]]


def look(keys: Sequence[int], pages: Sequence[int]) -> Seen:
    """What stands under these keys, in one statement: a search asks this for all its keys at once."""
    version, changes, found = None, [], []
    (of_keys, given_keys), (of_pages, given_pages) = among(keys), among(pages)
    for what, key, number, body in rows(_look(of_keys, of_pages), given_keys, given_pages):
        if what == _IN_PAGE:
            found.append((key, body))
        elif what == _STATED:
            version = bytes(body).decode()
        else:
            changes.append((key, number, what == _GONE))
    return Seen(version, changes, found)


@cache
def _look(of_keys: str, of_pages: str) -> str:
    blob = "bytea" if on_postgresql() else "blob"
    return (
        f"SELECT {_STATED}, 0, 0, CAST(version AS {blob}) FROM {_STATE} WHERE id = 1"
        f" UNION ALL SELECT {_CAME} + gone, key, number, CAST(NULL AS {blob}) FROM {_CHANGE} WHERE key {of_keys}"
        f" UNION ALL SELECT {_IN_PAGE}, page, 0, body FROM {_PAGE} WHERE page {of_pages}"
    )


def pages(numbers: Sequence[int]) -> list[tuple[int, bytes]]:
    """The pages that exist among these, in order."""
    condition, given = among(numbers)
    return rows(f"SELECT page, body FROM {_PAGE} WHERE page {condition} ORDER BY page", given)


def pages_between(first: int, last: int) -> list[tuple[int, bytes]]:
    """All pages from the first to the last of these, in order."""
    return rows(f"SELECT page, body FROM {_PAGE} WHERE page BETWEEN %s AND %s ORDER BY page", first, last)


def write_pages(new: Sequence[tuple[int, bytes]], *, instead_of: Sequence[int]) -> None:
    """Puts pages in place of those that were there; one that has no new body goes."""
    if on_postgresql():
        going, replaced = list(instead_of), ""
    else:
        going = sorted(set(instead_of).difference(page for page, _ in new))
        replaced = "OR REPLACE " if instead_of else ""
    if going:
        condition, given = among(going)
        do(f"DELETE FROM {_PAGE} WHERE page {condition}", given)
    bulk_add(_PAGE, ("page", "body"), ("int4", "bytea"), new, how=replaced)


def first_runs(keys: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """Key, number of postings in all, and the body of the first run, of those keys that have runs."""
    condition, given = among(keys)
    return rows(f"SELECT key, total, body FROM {_RUN} WHERE first = 0 AND key {condition}", given)


def run_starts(key: int) -> list[int]:
    """Where each run of the key begins, in order; none for a key without runs."""
    return [first for (first,) in rows(f"SELECT first FROM {_RUN} WHERE key = %s ORDER BY first", key)]


def runs(key: int, starts: Sequence[int]) -> list[tuple[int, bytes]]:
    """The runs of a key that begin there: start and body, in order."""
    condition, given = among(starts)
    return rows(f"SELECT first, body FROM {_RUN} WHERE key = %s AND first {condition} ORDER BY first", key, given)


def write_runs(key: int, new: Sequence[tuple[int, bytes]], *, gone: Sequence[int] = (), total: int) -> None:
    """Puts runs (start and body) in place, removes those that are gone, and notes the key's new total."""
    for start in gone:
        do(f"DELETE FROM {_RUN} WHERE key = %s AND first = %s", key, start)
    do_many(
        f"INSERT INTO {_RUN} (key, first, total, body) VALUES (%s, %s, 0, %s)"
        " ON CONFLICT (key, first) DO UPDATE SET body = excluded.body",
        [(key, start, body) for start, body in new],
    )
    do(f"UPDATE {_RUN} SET total = %s WHERE key = %s AND first = 0", total, key)


def run_total(key: int) -> int:
    """How many postings a key with runs has."""
    found = rows(f"SELECT total FROM {_RUN} WHERE key = %s AND first = 0", key)
    return int(found[0][0]) if found else 0


def oldest_changes(at_most: int) -> list[tuple[int, int, int]]:
    """The first changes in the order of their keys."""
    return rows(f"SELECT key, number, gone FROM {_CHANGE} ORDER BY key, number LIMIT %s", at_most)


def drop_changes(key: int, number: int) -> None:
    """Removes the changes up to this key and number."""
    do(f"DELETE FROM {_CHANGE} WHERE key < %s OR (key = %s AND number <= %s)", key, key, number)


def waiting_changes() -> tuple[int, int]:
    """How many changes wait for compaction, and how many of them are removals."""
    found = rows(f"SELECT COUNT(*), COALESCE(SUM(gone), 0) FROM {_CHANGE}")
    return int(found[0][0]), int(found[0][1])


def add_changes(new: Sequence[tuple[int, int]]) -> None:
    """Notes postings (key, record number) that came."""
    bulk_add(
        _CHANGE, ("key", "number", "gone"), ("int8", "int4", "int2"), [(key, number, 0) for key, number in new]
    )  # fmt: skip


def drop_postings(gone: Sequence[tuple[int, int]]) -> None:
    """Notes postings that went, whether they are in a page or came after it was written."""
    do_many(
        f"INSERT INTO {_CHANGE} (key, number, gone) VALUES (%s, %s, 1)"
        " ON CONFLICT (key, number) DO UPDATE SET gone = 1",
        gone,
        types=("bigint", "integer"),
    )


def known_skeletons(skeletons: Sequence[str]) -> set[str]:
    """Those that stand in the index."""
    condition, given = among(skeletons)
    return {found for (found,) in rows(f"SELECT skeleton FROM {_SKELETON} WHERE skeleton {condition}", given)}


def count_skeletons(changed: Sequence[tuple[str, int]], variants: Sequence[tuple[str, str]]) -> None:
    """Adds to the carriers of each skeleton (a negative number when some left) and adds the variants of new ones."""
    do_many(
        f"INSERT INTO {_SKELETON} (skeleton, carriers) VALUES (%s, %s)"
        f" ON CONFLICT (skeleton) DO UPDATE SET carriers = {_SKELETON}.carriers + excluded.carriers",
        changed,
        types=("text", "integer"),
    )
    do_many(
        f"INSERT INTO {_VARIANT} (variant, skeleton) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        variants,
        types=("text", "text"),
    )


def forget_skeletons() -> list[str]:
    """Removes the skeletons that nobody carries any more and returns them; their variants are the caller's."""
    gone = [found for (found,) in rows(f"SELECT skeleton FROM {_SKELETON} WHERE carriers <= 0")]
    if gone:
        do(f"DELETE FROM {_SKELETON} WHERE carriers <= 0")
    return gone


def drop_variants(gone: Sequence[tuple[str, str]]) -> None:
    """Removes variants (variant, skeleton)."""
    do_many(f"DELETE FROM {_VARIANT} WHERE variant = %s AND skeleton = %s", gone)


def beside(variants: Sequence[str]) -> list[tuple[str, int]]:
    """Skeletons of the index that have one of these variants, each with its carriers, the most carried first."""
    condition, given = among(variants)
    return rows(
        f"SELECT s.skeleton, s.carriers FROM {_SKELETON} s WHERE s.skeleton IN"
        f" (SELECT skeleton FROM {_VARIANT} WHERE variant {condition}) ORDER BY s.carriers DESC, s.skeleton",
        given,
    )
