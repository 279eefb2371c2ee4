"""Where each account and each flow stands in a picture that is read from left to right.

A node's height and a link's width are in proportion to the money. An account stands one column after the last of
those that paid it; a flow back to an earlier column (a cycle) is drawn below, as an arc, and takes part in no column.
What does not fit is put together and said, never left out in silence.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

WIDTH: Final = 960.0
NODE_WIDTH: Final = 12.0
MARGIN_X: Final = 8.0
MARGIN_Y: Final = 14.0
GAP_Y: Final = 22.0
LEAST: Final = 3.0
"""Height of the smallest node and width of the thinnest link, in pixels."""
MOST_NODES: Final = 28
OTHERS: Final = "others"
_ROW: Final = 46.0
_LABEL_ROOM: Final = 150.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Money from one account to another: the sum of some transfers, and when the first of them was."""

    start: str
    end: str
    xof: int
    count: int
    first_at: dt.datetime


@dataclass(slots=True)
class Node:
    """An account in the picture; ``merged`` is how many accounts it stands for."""

    key: str
    column: int = 0
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    paid: int = 0
    received: int = 0
    merged: int = 1

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Link:
    """A flow in the picture: the path of its middle, and how wide it is."""

    flow: Flow
    path: str
    width: float
    back: bool
    label_x: float
    label_y: float


@dataclass(slots=True)
class Picture:
    """The whole picture, its size in pixels."""

    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    width: float = WIDTH
    height: float = 0.0
    columns: int = 0
    merged: int = 0


def together(transfers: Iterable[tuple[str, str, int, dt.datetime]]) -> list[Flow]:
    """One flow for each pair of accounts, in the order in which they began."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    first: dict[tuple[str, str], dt.datetime] = {}
    for start, end, xof, at in transfers:
        pair = (start, end)
        sums[pair][0] += xof
        sums[pair][1] += 1
        first[pair] = min(first.get(pair, at), at)
    found = [Flow(*pair, xof, count, first[pair]) for pair, (xof, count) in sums.items()]
    return sorted(found, key=lambda one: (one.first_at, one.start, one.end))


def draw(flows: Sequence[Flow], *, most: int = MOST_NODES) -> Picture:
    """The picture of these flows; the smallest accounts are put together when there are more than ``most``."""
    kept, merged = _fewer(flows, most)
    nodes: dict[str, Node] = {}
    for flow in kept:
        nodes.setdefault(flow.start, Node(flow.start)).paid += flow.xof
        nodes.setdefault(flow.end, Node(flow.end)).received += flow.xof
    if OTHERS in nodes:
        nodes[OTHERS].merged = merged
    back = _columns(kept, nodes)
    picture = Picture(nodes=list(nodes.values()), merged=merged)
    if not nodes:
        return picture
    picture.columns = 1 + max(node.column for node in picture.nodes)
    scale = _place(picture, back=bool(back))
    _link(picture, kept, nodes, back, scale)
    return picture


def _fewer(flows: Sequence[Flow], most: int) -> tuple[list[Flow], int]:
    volume: dict[str, int] = defaultdict(int)
    for flow in flows:
        volume[flow.start] += flow.xof
        volume[flow.end] += flow.xof
    if len(volume) <= most:
        return [flow for flow in flows if flow.start != flow.end], 0
    large = set(sorted(volume, key=lambda key: (-volume[key], key))[: most - 1])
    named = (
        (one.start if one.start in large else OTHERS, one.end if one.end in large else OTHERS, one) for one in flows
    )
    sums: dict[tuple[str, str], Flow] = {}
    for start, end, one in named:
        if start == end:
            continue
        held = sums.get((start, end))
        sums[start, end] = Flow(
            start,
            end,
            one.xof + (held.xof if held else 0),
            one.count + (held.count if held else 0),
            min(one.first_at, held.first_at) if held else one.first_at,
        )
    return sorted(sums.values(), key=lambda one: (one.first_at, one.start, one.end)), len(volume) - len(large)


def _columns(flows: Sequence[Flow], nodes: dict[str, Node]) -> set[tuple[str, str]]:
    """Gives each node its column; returns the flows that lead back."""
    after: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        after[flow.start].append(flow.end)
    # Those whom nobody pays stand first; in a ring whoever paid first does.
    paid_first = sorted(nodes, key=lambda key: (nodes[key].received > 0, -nodes[key].paid, key))
    begins = [key for key in paid_first if nodes[key].received == 0] + [flow.start for flow in flows[:1]] + paid_first
    order, back = _searched(begins, after)
    for key in reversed(order):
        for other in after[key]:
            if (key, other) not in back:
                nodes[other].column = max(nodes[other].column, nodes[key].column + 1)
    return back


def _searched(begins: Sequence[str], after: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Depth first: the nodes in the order in which they were left, and the flows back. Iterative: chains are long."""
    open_now, done = set[str](), set[str]()
    order: list[str] = []
    back: set[tuple[str, str]] = set()
    for root in begins:
        if root in done:
            continue
        open_now.add(root)
        stack = [(root, iter(after[root]))]
        while stack:
            key, rest = stack[-1]
            other = next(rest, None)
            if other is None:
                stack.pop()
                open_now.discard(key)
                done.add(key)
                order.append(key)
            elif other in open_now:
                back.add((key, other))
            elif other not in done:
                open_now.add(other)
                stack.append((other, iter(after[other])))
    return order, back


def _place(picture: Picture, *, back: bool) -> float:
    """Places the nodes; returns pixels for one franc."""
    by_column: dict[int, list[Node]] = defaultdict(list)
    for node in picture.nodes:
        by_column[node.column].append(node)
    tallest = max(len(nodes) for nodes in by_column.values())
    room = max(120.0, tallest * _ROW)
    most = max(sum(max(one.paid, one.received) for one in nodes) for nodes in by_column.values()) or 1
    scale = (room - GAP_Y * (tallest - 1)) / most if room > GAP_Y * tallest else room / most
    step = (WIDTH - 2 * MARGIN_X - NODE_WIDTH - _LABEL_ROOM) / max(1, picture.columns - 1)
    height = 0.0
    for column, nodes in by_column.items():
        nodes.sort(key=lambda one: (-max(one.paid, one.received), one.key))
        y = MARGIN_Y
        for node in nodes:
            node.height = max(LEAST, max(node.paid, node.received) * scale)
            node.x, node.y = MARGIN_X + column * step, y
            y += max(node.height, _ROW - GAP_Y) + GAP_Y
        height = max(height, y)
    for nodes in by_column.values():
        bottom = nodes[-1].y + max(nodes[-1].height, _ROW - GAP_Y) + GAP_Y
        shift = (height - bottom) / 2
        for node in nodes:
            node.y += shift
    picture.height = height + MARGIN_Y + (44.0 if back else 0.0)
    return scale


def _link(
    picture: Picture, flows: Sequence[Flow], nodes: dict[str, Node], back: set[tuple[str, str]], scale: float
) -> None:
    left: dict[str, float] = defaultdict(float)
    right: dict[str, float] = defaultdict(float)
    for flow in sorted(flows, key=lambda one: (nodes[one.end].y, nodes[one.start].y)):
        start, end = nodes[flow.start], nodes[flow.end]
        width = max(LEAST / 2, flow.xof * scale)
        x1, x2 = start.x + NODE_WIDTH, end.x
        y1 = start.y + right[flow.start] + width / 2
        y2 = end.y + left[flow.end] + width / 2
        right[flow.start] += width
        left[flow.end] += width
        if (flow.start, flow.end) in back:
            low = picture.height - 18.0
            path = (
                f"M{x1:.1f} {y1:.1f}C{x1 + 60:.1f} {y1:.1f} {x1 + 60:.1f} {low:.1f} {x1:.1f} {low:.1f}"
                f"H{x2:.1f}C{x2 - 60:.1f} {low:.1f} {x2 - 60:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
            )
            picture.links.append(Link(flow, path, min(width, 8.0), True, (x1 + x2) / 2, low - 6))
            continue
        bend = (x2 - x1) / 2
        path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        picture.links.append(Link(flow, path, width, False, (x1 + x2) / 2, (y1 + y2) / 2))
