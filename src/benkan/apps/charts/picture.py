"""A chart as SVG: what prints, what goes into a report, and what a PNG is made of.

Positions are those that officers gave; what has none stands in rings around the middle, the most tied nearest to it.
No style sheet: the policy of the pages forbids one, and other programs read attributes. The handling code, who took it
and when stand on the picture itself. Labels are isolated and drawn from left to right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from benkan.apps.charts import choices
from benkan.apps.charts.drawing import whose
from benkan.core import charts
from benkan.core.charts import Graph, Node, Standing
from benkan.web.words import isolated

RADIUS: Final = 14.0
RING: Final = 110.0
MARGIN: Final = 90.0
HEAD: Final = 70.0
LABELS: Final = 400
"""Beyond so many nodes names would only cover each other; the most tied keep theirs."""
TIE_LABELS: Final = 120
COLOURS: Final = {
    "person": "#0b4f8a",
    "company": "#6a3d9a",
    "vehicle": "#814600",
    "vessel": "#814600",
    "phone": "#14613a",
    "account": "#9c1518",
    "document": "#4b5462",
    "address": "#4b5462",
    "email": "#14613a",
    "place": "#14613a",
    "seizure": "#9c1518",
    "search": "#0b4f8a",
    "hit": "#b85c00",
    "transfer": "#9c1518",
    "other": "#4b5462",
}
FONT: Final = "Noto Sans, Noto Sans Arabic, sans-serif"
SMALL: Final = 'font-size="9" fill="#4b5462"'
CAPTION: Final = 'font-size="13"'
_SIDES: Final = {"company": 4, "vehicle": 3, "vessel": 3, "phone": 6, "account": 4, "seizure": 5, "hit": 8}


def draw(graph: Graph, made: Standing, caption: Mapping[str, str]) -> str:
    """The picture.

    Args:
        caption: ``title``, ``handling``, ``taken`` and ``withheld``, in the reader's language.
    """
    found = charts.cut(graph)
    placed = positions(found.graph, made)
    left = min((x for x, _y in placed.values()), default=0.0) - MARGIN
    top = min((y for _x, y in placed.values()), default=0.0) - MARGIN - HEAD
    width = max((x for x, _y in placed.values()), default=0.0) + MARGIN - left
    height = max((y for _x, y in placed.values()), default=0.0) + MARGIN - top
    width = max(width, 640.0)
    lines = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" direction="ltr" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" role="img">'
        ),
        f"<title>{escape(caption['title'])}</title>",
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="#fff"/>',
        f'<g font-family="{FONT}" font-size="11" fill="#15191f">',
        *_head(caption, found.nodes, left + 16, top + 26),
        *_groups(made, found.graph, placed),
        *_ties(found.graph, placed),
        *_nodes(found.graph, placed),
        "</g></svg>",
    ]
    return "\n".join(lines)


def positions(graph: Graph, made: Standing) -> dict[str, tuple[float, float]]:
    """Where each node stands: as officers left it, else in rings."""
    kept = made.positions.get(made.layout, {})
    placed: dict[str, tuple[float, float]] = {}
    for key, node in graph.nodes.items():
        at = next((kept[one.key] for one in node.members if one.key in kept), None)
        if at is not None:
            placed[key] = at
    rest = sorted((key for key in graph.nodes if key not in placed), key=lambda key: (-graph.degrees[key], key))
    middle = (
        sum(x for x, _y in placed.values()) / len(placed) if placed else 0.0,
        sum(y for _x, y in placed.values()) / len(placed) if placed else 0.0,
    )
    outside = max((math.dist(middle, at) for at in placed.values()), default=-RING)
    ring, room, used = outside + RING, 1 if not placed else 12, 0
    for key in rest:
        if used >= room:
            ring, used = ring + RING, 0
            room = max(6, int(2 * math.pi * ring / 80))
        angle = 2 * math.pi * used / room
        radius = max(0.0, ring)
        placed[key] = (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
        used += 1
    return placed


def _head(caption: Mapping[str, str], left_out: int, x: float, y: float) -> Iterator[str]:
    yield f'<text font-size="18" font-weight="700" x="{x:.1f}" y="{y:.1f}">{escape(isolated(caption["title"]))}</text>'
    second = f"{caption['handling']} · {isolated(caption['taken'])}"
    yield f'<text {CAPTION} x="{x:.1f}" y="{y + 20:.1f}">{escape(second)}</text>'
    told = [caption["withheld"]] if caption["withheld"] else []
    if left_out:
        told.append(_("Not drawn: %(count)d nodes with the fewest ties.") % {"count": left_out})
    if told:
        yield f'<text {CAPTION} x="{x:.1f}" y="{y + 38:.1f}">{escape(isolated(" ".join(told)))}</text>'


def _groups(made: Standing, graph: Graph, placed: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    node_of = {one.key: key for key, node in graph.nodes.items() for one in node.members}
    for change in made.groups.values():
        points = [placed[node_of[key]] for key in change.body["nodes"] if key in node_of]
        if points:
            x, y = min(p[0] for p in points) - 30, min(p[1] for p in points) - 34
            wide, high = max(p[0] for p in points) + 30 - x, max(p[1] for p in points) + 40 - y
            box = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="8"'
            yield f'<rect {box} fill="none" stroke="#7d8796" stroke-dasharray="6 4"/>'
            yield f'<text x="{x + 6:.1f}" y="{y + 14:.1f}">{escape(isolated(change.body["name"]))}</text>'


def _ties(graph: Graph, placed: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    pairs: dict[tuple[str, str], list[charts.Tie]] = {}
    for tie in graph.ties:
        pairs.setdefault((min(tie.start, tie.end), max(tie.start, tie.end)), []).append(tie)
    named = len(pairs) <= TIE_LABELS
    for (start, end), several in pairs.items():
        (x1, y1), (x2, y2) = placed[start], placed[end]
        dash = {"own": "", "partners": ' stroke-dasharray="7 4"', "both": ' stroke-dasharray="12 3"'}
        style = dash[whose(tie.document.owner for tie in several)]
        wide = min(1 + len(several) * 0.5, 4)
        yield (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#7d8796" '
            f'stroke-width="{wide:.1f}"{style}/>'
        )
        if named:
            label = isolated(several[0].label) + (f" +{len(several) - 1}" if len(several) > 1 else "")
            at = f'x="{(x1 + x2) / 2:.1f}" y="{(y1 + y2) / 2 - 3:.1f}" text-anchor="middle"'
            yield f"<text {SMALL} {at}>{escape(label)}</text>"


def _nodes(graph: Graph, placed: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    ranked = sorted(graph.nodes, key=lambda key: (-graph.degrees[key], key))
    named = frozenset(ranked[:LABELS])
    for key, node in graph.nodes.items():
        x, y = placed[key]
        yield _shape(node, x, y)
        if key in named:
            label = node.label if len(node.label) <= 40 else node.label[:39] + "…"
            at = f'x="{x:.1f}" y="{y + RADIUS + 13:.1f}" text-anchor="middle"'
            yield f"<text {at}>{escape(isolated(label))}</text>"


def _shape(node: Node, x: float, y: float) -> str:
    dash = "" if whose(node.owners) == "own" else ' stroke-dasharray="4 3"'
    style = f'fill="#fff" stroke="{COLOURS.get(node.kind, COLOURS["other"])}" stroke-width="3"{dash}'
    title = f"<title>{escape(choices.word(choices.KINDS, node.kind))}</title>"
    sides = _SIDES.get(node.kind)
    if sides is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS:.0f}" {style}>{title}</circle>'
    turn = math.pi / 4 if sides == 4 else -math.pi / 2
    points = " ".join(
        f"{x + RADIUS * 1.2 * math.cos(turn + 2 * math.pi * one / sides):.1f},"
        f"{y + RADIUS * 1.2 * math.sin(turn + 2 * math.pi * one / sides):.1f}"
        for one in range(sides)
    )
    return f'<polygon points="{points}" {style}>{title}</polygon>'
