"""A chart on the map: each place with what is tied to it, and a line between places that one node ties together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.charts.reading import Read
from benkan.core.charts import Graph
from benkan.web.maps import Flow, MapValues, Place, Point

MAX_POINTS: Final = 2_000
MAX_FLOWS: Final = 500
MOST_PLACES: Final = 8
"""A node tied to more places than this ties none of them to each other: lines from it would cover the map."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map, and how many nodes have no place on it."""

    values: MapValues
    nowhere: int


def draw(read: Read, graph: Graph, chosen: Collection[str]) -> Drawn:
    """The map of a narrowed chart; what is chosen, or tied to it, has a mark of its own."""
    placed = {
        key: Place(node.label, node.point[1], node.point[0])
        for key, node in graph.nodes.items()
        if node.point is not None
    }
    wanted = set(chosen)
    ranked = sorted(placed, key=lambda key: (-graph.degrees[key], key))[:MAX_POINTS]
    address = reverse("charts:detail", args=[read.chart.pk])
    points = [
        Point(
            id=f"n{number}",
            place=placed[key],
            magnitude=float(max(1, graph.degrees[key])),
            category="chosen" if key in wanted or graph.neighbours[key] & wanted else "other",
            caption=_tied(graph, key),
            href=f"{address}?{urlencode({'node': key})}",
        )
        for number, key in enumerate(ranked)
    ]
    pairs: Counter[tuple[str, str]] = Counter()
    shown = set(ranked)
    for key in graph.nodes:
        near = sorted(graph.neighbours[key] & shown)
        if key in placed:
            pairs.update((key, other) for other in near if key < other)
        elif 2 <= len(near) <= MOST_PLACES:
            pairs.update(combinations(near, 2))
    flows = [
        Flow(placed[one], placed[other], float(count), _joined(count), directed=False)
        for (one, other), count in pairs.most_common(MAX_FLOWS)
        if (placed[one].lon, placed[one].lat) != (placed[other].lon, placed[other].lat)
    ]
    values = MapValues(
        title=read.chart.title,
        description=_("Each mark is a place on the chart, each line ties two places that one node has to do with."),
        points=points,
        flows=flows,
        magnitude_label=_("Ties"),
        volume_label=_("Nodes that tie both places"),
        categories=[("chosen", _("Chosen, or tied to what is chosen")), ("other", _("Other places"))],
    )
    return Drawn(values, len(graph.nodes) - len(placed))


def _tied(graph: Graph, key: str) -> str:
    count = graph.degrees[key]
    return ngettext("tied to %(count)d node", "tied to %(count)d nodes", count) % {"count": count}


def _joined(count: int) -> str:
    return ngettext("%(count)d node ties them", "%(count)d nodes tie them", count) % {"count": count}
