"""The SQL of the index, for SQLite and PostgreSQL: nothing else in the program writes or reads its tables.

Reading is a handful of statements whatever the number of keys. Writers take the state's row first, so there is one at
a time on both databases (SQLite's transactions are immediate, PostgreSQL locks the row), and all that a writer does is
in the transaction of the record it is about. Readers take no lock: changes are read before pages, and pages before
runs, in the direction in which postings move, so that a posting on its way is seen at least once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

_STATE, _ENTRY, _PAGE = "records_indexstate", "records_indexentry", "records_postingpage"
_RUN, _CHANGE = "records_postingrun", "records_postingchange"
_SKELETON, _VARIANT = "records_skeleton", "records_skeletonvariant"
_TABLES = (_ENTRY, _PAGE, _RUN, _CHANGE, _SKELETON, _VARIANT)
LONG_AGO = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class State:
    """By which rules the keys of the index were made, its next record number, and about how many postings it has."""

    version: str
    next_number: int = 1
    postings: int = 0
    expired_on: date = LONG_AGO


class EntryRow(NamedTuple):
    """One row of what scoring reads; see ``entries``."""

    number: int
    record: bytes
    until: int
    kind: int
    born: int
    names: str
    person: str
    identifiers: str


def state(version: str, *, lock: bool = False) -> State:
    """The state of the index; an index that never was written is of the given version.

    Args:
        lock: for a writer: others wait until the transaction ends.
    """
    columns = "version, next_number, postings, expired_on"
    if lock:
        _do(
            f"INSERT INTO {_STATE} (id, {columns}) VALUES (1, %s, 1, 0, %s) ON CONFLICT (id) DO NOTHING",
            version,
            LONG_AGO.isoformat(),
        )
    waiting = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    found = _rows(f"SELECT {columns} FROM {_STATE} WHERE id = 1{waiting}")
    if not found:
        return State(version)
    said, number, postings, expired_on = found[0]
    if isinstance(expired_on, str):
        expired_on = date.fromisoformat(expired_on)
    return State(said, number, postings, expired_on)


def write_state(new: State) -> None:
    """Keeps the state; the row was locked before."""
    _do(
        f"UPDATE {_STATE} SET version = %s, next_number = %s, postings = %s, expired_on = %s WHERE id = 1",
        new.version,
        new.next_number,
        new.postings,
        new.expired_on.isoformat(),
    )


def clear() -> None:
    """Empties the index but for its state."""
    for table in _TABLES:
        _do(f"DELETE FROM {table}")


def entries(numbers: Sequence[int]) -> list[EntryRow]:
    """The entries that exist among these record numbers."""
    among, given = _among(numbers)
    return [EntryRow._make(row) for row in _rows(f"SELECT * FROM {_ENTRY} WHERE number {among}", given)]


def entries_of(records: Sequence[bytes]) -> list[EntryRow]:
    """The entries of these records, known by the 16 bytes of their ids."""
    places = ", ".join(["%s"] * len(records))
    return [EntryRow._make(row) for row in _rows(f"SELECT * FROM {_ENTRY} WHERE record IN ({places})", *records)]


def add_entries(rows: Sequence[EntryRow]) -> None:
    """Adds entries."""
    _insert(_ENTRY, EntryRow._fields, rows)


def drop_entries(numbers: Sequence[int]) -> None:
    """Removes the entries of these record numbers."""
    among, given = _among(numbers)
    _do(f"DELETE FROM {_ENTRY} WHERE number {among}", given)


def pages(numbers: Sequence[int]) -> list[tuple[int, bytes]]:
    """The pages that exist among these, in order."""
    among, given = _among(numbers)
    return _rows(f"SELECT page, body FROM {_PAGE} WHERE page {among} ORDER BY page", given)


def write_pages(rows: Iterable[tuple[int, bytes]], *, touched: Sequence[int]) -> None:
    """Puts these pages in place of all that were touched; a touched page without a row is empty and goes."""
    given = list(rows)
    if connection.vendor == "sqlite":
        missing = sorted(set(touched).difference(page for page, _ in given))
        _do_many(f"INSERT OR REPLACE INTO {_PAGE} (page, body) VALUES (%s, %s)", given)
    else:
        missing = list(touched)
    if missing:
        among, pages_given = _among(missing)
        _do(f"DELETE FROM {_PAGE} WHERE page {among}", pages_given)
    if connection.vendor != "sqlite":
        _insert(_PAGE, ("page", "body"), given)


def first_runs(keys: Sequence[int]) -> list[tuple[int, int, bytes]]:
    """Key, number of postings in all, and the body of the first run, of those keys that have runs."""
    among, given = _among(keys)
    return _rows(f"SELECT key, total, body FROM {_RUN} WHERE first = 0 AND key {among}", given)


def run_starts(key: int) -> list[int]:
    """Where each run of the key begins, in order; none for a key without runs."""
    return [first for (first,) in _rows(f"SELECT first FROM {_RUN} WHERE key = %s ORDER BY first", key)]


def runs(key: int, starts: Sequence[int]) -> list[tuple[int, bytes]]:
    """The runs of a key that begin there: start and body, in order."""
    among, given = _among(starts)
    return _rows(f"SELECT first, body FROM {_RUN} WHERE key = %s AND first {among} ORDER BY first", key, given)


def write_runs(key: int, rows: Sequence[tuple[int, bytes]], *, gone: Sequence[int] = (), total: int) -> None:
    """Puts runs (start and body) in place, removes those that are gone, and notes the key's new total."""
    for start in gone:
        _do(f"DELETE FROM {_RUN} WHERE key = %s AND first = %s", key, start)
    _do_many(
        f"INSERT INTO {_RUN} (key, first, total, body) VALUES (%s, %s, 0, %s)"
        " ON CONFLICT (key, first) DO UPDATE SET body = excluded.body",
        [(key, start, body) for start, body in rows],
    )
    _do(f"UPDATE {_RUN} SET total = %s WHERE key = %s AND first = 0", total, key)


def run_total(key: int) -> int:
    """How many postings a key with runs has."""
    found = _rows(f"SELECT total FROM {_RUN} WHERE key = %s AND first = 0", key)
    return int(found[0][0]) if found else 0


def changes(keys: Sequence[int]) -> list[tuple[int, int, int]]:
    """Key, record number and whether it is gone, of postings of these keys that no page shows yet."""
    among, given = _among(keys)
    return _rows(f"SELECT key, number, gone FROM {_CHANGE} WHERE key {among}", given)


def oldest_changes(at_most: int) -> list[tuple[int, int, int]]:
    """The first changes in the order of their keys."""
    return _rows(f"SELECT key, number, gone FROM {_CHANGE} ORDER BY key, number LIMIT %s", at_most)


def drop_changes(key: int, number: int) -> None:
    """Removes the changes up to this key and number."""
    _do(f"DELETE FROM {_CHANGE} WHERE key < %s OR (key = %s AND number <= %s)", key, key, number)


def waiting_changes() -> tuple[int, int]:
    """How many changes wait for compaction, and how many of them are removals."""
    found = _rows(f"SELECT COUNT(*), COALESCE(SUM(gone), 0) FROM {_CHANGE}")
    return int(found[0][0]), int(found[0][1])


def add_changes(rows: Sequence[tuple[int, int]]) -> None:
    """Notes postings (key, record number) that came."""
    _insert(_CHANGE, ("key", "number", "gone"), [(key, number, 0) for key, number in rows])


def drop_postings(rows: Sequence[tuple[int, int]]) -> None:
    """Notes postings that went, whether they are in a page or came after it was written."""
    sql = " ON CONFLICT (key, number) DO UPDATE SET gone = 1"
    if connection.vendor == "sqlite":
        _do_many(f"INSERT INTO {_CHANGE} (key, number, gone) VALUES (%s, %s, 1){sql}", rows)
    elif rows:
        keys, numbers = zip(*rows, strict=True)
        _do(
            f"INSERT INTO {_CHANGE} (key, number, gone) SELECT unnest(%s::bigint[]), unnest(%s::integer[]), 1{sql}",
            list(keys),
            list(numbers),
        )


def known_skeletons(skeletons: Sequence[str]) -> set[str]:
    """Those that stand in the index."""
    among, given = _among(skeletons)
    return {found for (found,) in _rows(f"SELECT skeleton FROM {_SKELETON} WHERE skeleton {among}", given)}


def count_skeletons(changed: Sequence[tuple[str, int]], variants: Sequence[tuple[str, str]]) -> None:
    """Adds to the carriers of each skeleton (a negative number when some left) and adds the variants of new ones."""
    _do_many(
        f"INSERT INTO {_SKELETON} (skeleton, carriers) VALUES (%s, %s)"
        f" ON CONFLICT (skeleton) DO UPDATE SET carriers = {_SKELETON}.carriers + excluded.carriers",
        changed,
    )
    _do_many(f"INSERT INTO {_VARIANT} (variant, skeleton) VALUES (%s, %s) ON CONFLICT DO NOTHING", variants)


def forget_skeletons() -> list[str]:
    """Removes the skeletons that nobody carries any more and returns them; their variants are the caller's."""
    gone = [found for (found,) in _rows(f"SELECT skeleton FROM {_SKELETON} WHERE carriers <= 0")]
    if gone:
        _do(f"DELETE FROM {_SKELETON} WHERE carriers <= 0")
    return gone


def drop_variants(rows: Sequence[tuple[str, str]]) -> None:
    """Removes variants (variant, skeleton)."""
    _do_many(f"DELETE FROM {_VARIANT} WHERE variant = %s AND skeleton = %s", rows)


def beside(variants: Sequence[str]) -> list[tuple[str, int]]:
    """Skeletons of the index that have one of these variants, each with its carriers, the most carried first."""
    among, given = _among(variants)
    return _rows(
        f"SELECT s.skeleton, s.carriers FROM {_SKELETON} s WHERE s.skeleton IN"
        f" (SELECT skeleton FROM {_VARIANT} WHERE variant {among}) ORDER BY s.carriers DESC, s.skeleton",
        given,
    )


def _among(values: Sequence[Any]) -> tuple[str, Any]:
    """A list as one parameter: its statement stays one text that the database prepares once."""
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    return "= ANY(%s)", list(values)


def _rows(sql: str, *given: Any) -> list[Any]:
    if connection.vendor == "postgresql":
        return _prepared_rows(sql, given)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[Any] = cursor.fetchall()
        return found


def _prepared_rows(sql: str, given: Sequence[Any]) -> list[Any]:
    """The same by psycopg's own cursor: Django's sends values as text and has every statement planned again."""
    from psycopg import Cursor

    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(sql, given, prepare=True, binary=True)
        found: list[Any] = cursor.fetchall()
        return found


def _do(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _do_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    given = list(rows)
    if given:
        with connection.cursor() as cursor:
            cursor.executemany(sql, given)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    names = ", ".join(columns)
    if connection.vendor == "sqlite":
        places = ", ".join(["%s"] * len(columns))
        _do_many(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
