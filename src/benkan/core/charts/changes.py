"""What officers do to a chart: a list that only grows. Undoing is a change too, and can be undone.

The chart at any moment is what its live changes make of it (``standing``). Two officers who change it at once both get
what they did: changes name nodes and items, not places in a list, and one that finds nothing to act on does nothing.
Only references are kept. What a partner released is never copied into a change, so it leaves with its owner's word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LAYOUTS: Final = ("force", "hierarchy", "circle", "geography")


@dataclass(frozen=True, slots=True)
class Change:
    """One act on a chart, as ``checking.checked`` lets it in.

    Args:
        number: its place in the list, from 1.
        officer: handle of who did it.
    """

    number: int
    kind: str
    body: Mapping[str, Any]
    officer: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """Nodes that an officer took for the same, and why."""

    nodes: tuple[str, ...]
    reason: str
    officer: str
    at: dt.datetime | None
    number: int


@dataclass(slots=True)
class Standing:
    """What the live changes say.

    Args:
        items: references of the items that are in the chart, in the order in which they were taken in.
        hidden: node -> the node whose folding hid it, or itself.
        drawn: entities and ties drawn by hand, by id: the change with its body.
        positions: layout -> node -> x, y.
    """

    items: dict[str, None] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    drawn: dict[str, Change] = field(default_factory=dict)
    groups: dict[str, Change] = field(default_factory=dict)
    notes: dict[str, Change] = field(default_factory=dict)
    snapshots: dict[str, Change] = field(default_factory=dict)
    positions: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    layout: str = "force"


def undone(changes: Iterable[Change]) -> frozenset[int]:
    """The numbers of the changes that do not count.

    An undo can only name an earlier change; so, read from the last to the first, each is decided before it is asked.
    """
    found: set[int] = set()
    for change in sorted(changes, key=lambda one: one.number, reverse=True):
        if change.kind == "undo" and change.number not in found and change.body["of"] < change.number:
            found.add(change.body["of"])
    return frozenset(found)


def live(changes: Iterable[Change]) -> list[Change]:
    """The changes that count, in their order, without those that only undo."""
    every = list(changes)
    gone = undone(every)
    counting = [change for change in every if change.number not in gone and change.kind != "undo"]
    return sorted(counting, key=lambda one: one.number)


def standing(changes: Iterable[Change]) -> Standing:
    """What the chart is, after all its changes."""
    made = Standing()
    for change in live(changes):
        _apply(made, change)
    return made


def _apply(made: Standing, change: Change) -> None:
    _ACTS[change.kind](made, change)


def _take(made: Standing, change: Change) -> None:
    made.items.update(dict.fromkeys(change.body["items"]))


def _leave(made: Standing, change: Change) -> None:
    for item in change.body["items"]:
        made.items.pop(item, None)


def _hide(made: Standing, change: Change) -> None:
    made.hidden.update({node: change.body["of"] or node for node in change.body["nodes"]})


def _show(made: Standing, change: Change) -> None:
    for node in change.body["nodes"]:
        made.hidden.pop(node, None)


def _place(made: Standing, change: Change) -> None:
    made.layout = change.body["layout"]
    kept = made.positions.setdefault(made.layout, {})
    kept.update({node: (float(x), float(y)) for node, (x, y) in change.body["positions"].items()})


def _merge(made: Standing, change: Change) -> None:
    nodes, reason = tuple(change.body["nodes"]), change.body["reason"]
    made.merges.append(Merge(nodes, reason, change.officer, change.at, change.number))


def _drawn(made: Standing, change: Change) -> None:
    made.drawn[change.body["id"]] = change


def _group(made: Standing, change: Change) -> None:
    made.groups[change.body["id"]] = change


def _note(made: Standing, change: Change) -> None:
    made.notes[change.body["id"]] = change


def _snapshot(made: Standing, change: Change) -> None:
    made.snapshots[change.body["id"]] = change


def _remove(made: Standing, change: Change) -> None:
    for kept in (made.drawn, made.groups, made.notes, made.snapshots):
        kept.pop(change.body["id"], None)


def _combine(made: Standing, change: Change) -> None:
    for kind, part in change.body["changes"]:
        _apply(made, Change(change.number, kind, part, change.officer, change.at))


def _split(made: Standing, change: Change) -> None:
    """Takes nodes out of whatever they were merged into."""
    nodes = frozenset(change.body["nodes"])
    made.merges = [
        Merge(left, one.reason, one.officer, one.at, one.number)
        for one in made.merges
        if len(left := tuple(node for node in one.nodes if node not in nodes)) > 1
    ]


_ACTS: Final[dict[str, Callable[[Standing, Change], None]]] = {
    "take": _take,
    "leave": _leave,
    "hide": _hide,
    "show": _show,
    "place": _place,
    "merge": _merge,
    "split": _split,
    "node": _drawn,
    "tie": _drawn,
    "group": _group,
    "note": _note,
    "snapshot": _snapshot,
    "remove": _remove,
    "combine": _combine,
}
