"""Which changes a chart takes: kinds, forms and bounds. Whether the officer may make it, the app asks."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from benkan.core.charts.changes import LAYOUTS
from benkan.core.charts.grading import GRADE, HANDLING
from benkan.core.charts.graph import KINDS
from benkan.core.errors import N_, Invalid

KEY: Final = re.compile(r"[A-Za-z0-9:._-]{1,120}", re.ASCII)
MAX_ITEMS: Final = 5_000
MAX_NODES: Final = 5_000
MAX_MERGED: Final = 50
MAX_TEXT: Final = 1_000
MAX_LABEL: Final = 200
MAX_PARTS: Final = 2_000
FARTHEST: Final = 1_000_000.0


def checked(kind: str, body: object) -> dict[str, Any]:
    """The body of a change in the one form in which it is kept.

    Raises:
        Invalid: ``chart.change``; the place names the field.
    """
    reader = _READERS.get(kind)
    if reader is None or not isinstance(body, Mapping):
        raise _wrong("kind")
    return reader(body)


def _take(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": _keys(body, "items", MAX_ITEMS)}


def _hide(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": _keys(body, "nodes", MAX_NODES), "of": _key(body, "of", empty=True)}


def _show(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": _keys(body, "nodes", MAX_NODES)}


def _place(body: Mapping[str, Any]) -> dict[str, Any]:
    given = body.get("positions")
    if body.get("layout") not in LAYOUTS:
        raise _wrong("layout")
    if not isinstance(given, Mapping) or len(given) > MAX_NODES:
        raise _wrong("positions")
    return {
        "layout": body["layout"],
        "positions": {_as_key(node, "positions"): _position(point) for node, point in given.items()},
    }


def _position(point: object) -> list[float]:
    if not isinstance(point, list | tuple) or len(point) != 2:
        raise _wrong("positions")
    found = []
    for value in point:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise _wrong("positions")
        found.append(round(max(-FARTHEST, min(FARTHEST, float(value))), 1))
    return found


def _merge(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": _keys(body, "nodes", MAX_MERGED, least=2), "reason": _text(body, "reason")}


def _split(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"nodes": _keys(body, "nodes", MAX_MERGED), "reason": _text(body, "reason")}


def _node(body: Mapping[str, Any]) -> dict[str, Any]:
    if body.get("kind") not in KINDS:
        raise _wrong("kind")
    return {"kind": body["kind"], **_by_hand(body)}


def _tie(body: Mapping[str, Any]) -> dict[str, Any]:
    start, end = _key(body, "start"), _key(body, "end")
    if start == end:
        raise Invalid("chart.change", N_("A tie needs two different ends."), place="end")
    return {"start": start, "end": end, **_by_hand(body)}


def _by_hand(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an officer draws needs the same as an item: from where it is known, handling code, grade, day."""
    if body.get("handling") not in HANDLING:
        raise _wrong("handling")
    grade = body.get("grade")
    if not isinstance(grade, str) or not GRADE.fullmatch(grade):
        raise _wrong("grade")
    return {
        "id": _key(body, "id"),
        "label": _text(body, "label", MAX_LABEL),
        "known_from": _text(body, "known_from"),
        "handling": body["handling"],
        "grade": grade,
        "since": _day(body, "since"),
    }


def _group(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": _key(body, "id"),
        "name": _text(body, "name", MAX_LABEL),
        "nodes": _keys(body, "nodes", MAX_NODES),
    }


def _note(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": _key(body, "id"),
        "text": _text(body, "text"),
        "node": _key(body, "node", empty=True),
        "on": _day(body, "on"),
    }


def _snapshot(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": _key(body, "id"),
        "name": _text(body, "name", MAX_LABEL),
        "nodes": _keys(body, "nodes", 50_000, least=0),
        "ties": _keys(body, "ties", 200_000, least=0),
    }


def _remove(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": _key(body, "id")}


def _combine(body: Mapping[str, Any]) -> dict[str, Any]:
    parts = body.get("changes")
    if not isinstance(parts, list | tuple) or len(parts) > MAX_PARTS:
        raise _wrong("changes")
    found = []
    for part in parts:
        if not isinstance(part, list | tuple) or len(part) != 2 or part[0] not in _PARTS:
            raise _wrong("changes")
        found.append([part[0], checked(part[0], part[1])])
    return {"chart": _key(body, "chart"), "changes": found}


def _undo(body: Mapping[str, Any]) -> dict[str, Any]:
    of = body.get("of")
    if isinstance(of, bool) or not isinstance(of, int) or of < 1:
        raise _wrong("of")
    return {"of": of, "reason": _text(body, "reason", empty=True)}


def _keys(body: Mapping[str, Any], name: str, most: int, least: int = 1) -> list[str]:
    given = body.get(name)
    if not isinstance(given, list | tuple) or len(given) > most:
        raise _wrong(name)
    found = list(dict.fromkeys(_as_key(one, name) for one in given))
    if len(found) < least:
        raise _wrong(name)
    return found


def _key(body: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    given = body.get(name, "" if empty else None)
    return "" if empty and given == "" else _as_key(given, name)


def _as_key(given: object, name: str) -> str:
    if not isinstance(given, str) or not KEY.fullmatch(given):
        raise _wrong(name)
    return given


def _text(body: Mapping[str, Any], name: str, most: int = MAX_TEXT, *, empty: bool = False) -> str:
    given = body.get(name, "")
    cleaned = (
        "".join(one for one in given if one.isprintable() or one == "\n").strip() if isinstance(given, str) else ""
    )
    if len(cleaned) > most or not (cleaned or empty):
        raise Invalid("chart.text", N_("Write a text of at most %(limit)s characters."), place=name, limit=f"{most:,}")
    return cleaned


def _day(body: Mapping[str, Any], name: str) -> str:
    given = body.get(name, "")
    if given == "":
        return ""
    try:
        return dt.date.fromisoformat(given).isoformat()
    except (TypeError, ValueError) as error:
        raise _wrong(name) from error


def _wrong(place: str) -> Invalid:
    return Invalid(
        "chart.change",
        N_("This change of a chart cannot be read."),
        N_("Reload the page and try again; a program finds the form in docs/link-charts.md."),
        place=place,
    )


_PARTS: Final = frozenset({"take", "merge", "node", "tie", "group", "note"})
"""What a combined chart brings along."""

_READERS: Final[dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "take": _take,
    "leave": _take,
    "hide": _hide,
    "show": _show,
    "place": _place,
    "merge": _merge,
    "split": _split,
    "node": _node,
    "tie": _tie,
    "group": _group,
    "note": _note,
    "snapshot": _snapshot,
    "remove": _remove,
    "combine": _combine,
    "undo": _undo,
}
CHANGE_KINDS: Final = tuple(_READERS)
