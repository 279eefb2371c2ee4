"""Changing values in a convention's text without touching anything else: comments, order and spaces stay.

A guided form and the text are two views of one text. ``values`` reads what stands there, by place; ``edit`` writes only
what differs and leaves every other byte as it was. The text stays the truth: nothing is kept beside it. tomlkit (MIT)
keeps the layout; what it wrote is read again by ``tomllib``, so that the two readers can never disagree unnoticed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from benkan.core.conventions.canonical import load
from benkan.core.errors import N_, Invalid

Place = tuple[str, ...]
Value = str | int | bool | dt.date | Sequence[str] | Sequence[Mapping[str, Any]]


def values(text: str) -> dict[Place, Value]:
    """Every value of the text by its place; ``[[exchange]]`` is one list of tables. Signatures are left out.

    Raises:
        Invalid: ``convention.invalid`` when the text is not TOML.
    """
    found: dict[Place, Value] = {}

    def walk(table: Mapping[str, Any], place: Place) -> None:
        for key, value in table.items():
            if isinstance(value, dict):
                walk(value, (*place, key))
            else:
                found[*place, key] = value

    tables = load(text)
    tables.pop("signatures", None)
    walk(tables, ())
    return found


def edit(text: str, changes: Mapping[Place, Value | None]) -> str:
    """The text with these values; None removes a value or a whole table. Nothing else changes.

    A value that is already so is not written again; a table that is missing is added after those like it.

    Raises:
        Invalid: ``convention.invalid`` when the text is not TOML or the place cannot hold the value.
    """
    known = values(text)
    wanted = {place: value for place, value in changes.items() if _differs(known, place, value)}
    if not wanted:
        return text
    try:
        document = tomlkit.parse(text)
        for place, value in wanted.items():
            if place == ("exchange",) and value is not None:
                _exchanges(document, value)  # type: ignore[arg-type]
            else:
                _set(document, place, value)
        edited = tomlkit.dumps(document)
    except (TOMLKitError, TypeError, ValueError, KeyError) as error:
        raise _not_here(next(iter(wanted))) from error
    _check(edited, known, wanted)
    return edited


def unsigned(text: str) -> str:
    """The text without its signatures: what the parties agree on, ready to be changed."""
    if "signatures" not in load(text):
        return text
    document = tomlkit.parse(text)
    document.remove("signatures")
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _differs(known: Mapping[Place, Value], place: Place, value: Value | None) -> bool:
    if value is None:
        return any(each[: len(place)] == place for each in known)
    if place not in known:
        return True
    old = known[place]
    if isinstance(value, list | tuple):
        return not isinstance(old, list) or list(value) != old
    return type(old) is not type(value) or old != value


def _set(document: MutableMapping[str, Any], place: Place, value: Value | None) -> None:
    *path, key = place
    table: MutableMapping[str, Any] = document
    for step in path:
        if step not in table:
            if value is None:
                return
            table[step] = tomlkit.table()
        table = table[step]
    if value is None:
        table.pop(key, None)
    else:
        table[key] = list(value) if isinstance(value, list | tuple) else value


def _exchanges(document: tomlkit.TOMLDocument, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps the tables that are still wanted, with their comments; the others go, new ones come last."""
    tables = document.get("exchange")
    if tables is None:
        tables = tomlkit.aot()
        document.append("exchange", tables)
    left = list(rows)
    for number in range(len(tables) - 1, -1, -1):
        table = tables[number]
        same = next((row for row in left if (row["from"], row["to"]) == (table.get("from"), table.get("to"))), None)
        if same is None:
            del tables[number]
            continue
        left.remove(same)
        if list(table.get("categories", ())) != list(same["categories"]):
            table["categories"] = list(same["categories"])
    for row in left:
        added = tomlkit.table()
        for key in ("from", "to"):
            added.add(key, row[key])
        added.add("categories", list(row["categories"]))
        tables.append(added)


def _check(edited: str, known: Mapping[Place, Value], wanted: Mapping[Place, Value | None]) -> None:
    """Refuses the result when another reader does not find exactly what was wanted in it."""
    expected = dict(known)
    for place, value in wanted.items():
        for each in [each for each in expected if each[: len(place)] == place]:
            del expected[each]
        if value is not None:
            expected[place] = list(value) if isinstance(value, list | tuple) else value
    found = values(edited)
    for tables in (expected, found):
        exchange = tables.get(("exchange",))
        if isinstance(exchange, list):
            tables["exchange",] = sorted(exchange, key=str)
    if found != expected:
        raise _not_here(next(iter(wanted)))


def _not_here(place: Place) -> Invalid:
    return Invalid(
        "convention.invalid",
        N_("This value cannot be written at this place of the text."),
        N_("Change the text itself."),
        place=".".join(place)[:100],
        clause="",
    )
