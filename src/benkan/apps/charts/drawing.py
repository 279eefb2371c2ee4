"""What the browser draws: the chart as JSON, within what it can move, with words for what is left out.

Several ties between two nodes are one line with a number. Labels are isolated: an Arabic name stands whole on a canvas
that reads from left to right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.agencies import services as agencies
from benkan.apps.charts import choices
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.reading import Read
from benkan.core import charts
from benkan.core.charts import Cut, Graph, Node, Standing, Tie
from benkan.web.words import isolated


def draw(read: Read, asked: Asked) -> dict[str, Any]:
    """The narrowed chart with positions and groups, and sentences on what is not shown."""
    narrowed = charts.narrow(read.graph, asked.narrowing)
    found = charts.cut(narrowed, asked.chosen)
    names = agencies.names()
    layout = asked.layout or read.made.layout
    placed = read.made.positions.get(layout, {})
    groups = _groups(read.made, found.graph)
    group_of = {key: identity for identity, group in groups.items() for key in group["nodes"]}
    noted = _noted(read.made)
    return {
        "layout": layout,
        "nodes": [_node(one, found.graph, placed, group_of, noted) for one in found.graph.nodes.values()],
        "ties": list(_lines(found.graph.ties, names)),
        "groups": [{"id": identity, "name": isolated(group["name"])} for identity, group in groups.items()],
        "left": sentences(found, read),
        "count": counted(found.graph),
    }


def counted(graph: Graph) -> str:
    """How much is shown, in words."""
    nodes = ngettext("%(count)d node", "%(count)d nodes", len(graph.nodes)) % {"count": len(graph.nodes)}
    ties = ngettext("%(count)d tie", "%(count)d ties", len(graph.ties)) % {"count": len(graph.ties)}
    return f"{nodes} · {ties}"


def sentences(found: Cut, read: Read) -> list[str]:
    """What is not drawn, and why."""
    told = []
    if found.nodes:
        said = ", ".join(f"{choices.word(choices.KINDS, kind)} {count}" for kind, count in sorted(found.kinds.items()))
        told.append(
            _(
                "Not drawn: %(nodes)d nodes with at most %(most)d ties each (%(kinds)s). The list has them; "
                "narrow the chart to draw them."
            )
            % {"nodes": found.nodes, "most": found.most, "kinds": said}
        )
    elif found.ties:
        told.append(
            _("Not drawn: %(ties)d ties beside others between the same nodes. The list has them.")
            % {"ties": found.ties}
        )
    hidden = len(read.whole.nodes) - len(read.graph.nodes)
    if hidden:
        told.append(ngettext("%(count)d node is hidden.", "%(count)d nodes are hidden.", hidden) % {"count": hidden})
    if read.unseen:
        told.append(
            ngettext(
                "%(count)d item is no longer here: withdrawn, expired, or of a case that you do not see.",
                "%(count)d items are no longer here: withdrawn, expired, or of a case that you do not see.",
                read.unseen,
            )
            % {"count": read.unseen}
        )
    return told


def owner_words(owners: Iterable[str], names: Mapping[str, str]) -> str:
    """Whose word it is: names of services, our own first."""
    own = settings.BENKAN_NODE.agency
    ordered = sorted(set(owners), key=lambda one: (one != own, one))
    return ", ".join(isolated(names.get(one, one)) for one in ordered)


def grade_of(node: Node) -> str:
    """The worst grade of the documents that name it."""
    return charts.worst(one.grade for one in node.documents)


def handling_of(node: Node) -> str:
    """The strictest handling code of the documents that name it."""
    return charts.strictest(one.handling for one in node.documents)


def _node(
    node: Node,
    graph: Graph,
    placed: Mapping[str, tuple[float, float]],
    group_of: Mapping[str, str],
    noted: frozenset[str],
) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": node.key,
        "kind": node.kind,
        "label": isolated(node.label if len(node.label) <= 60 else node.label[:59] + "…"),
        "whose": whose(node.owners),
        "handling": handling_of(node),
        "degree": graph.degrees[node.key],
    }
    if len(node.members) > 1:
        made["merged"] = len(node.members)
    at = next((placed[key] for key in (node.key, *(one.key for one in node.members)) if key in placed), None)
    if at is not None:
        made["x"], made["y"] = at
    if node.key in group_of:
        made["group"] = group_of[node.key]
    if node.key in noted:
        made["noted"] = True
    if node.point is not None:
        made["lat"], made["lon"] = node.point
    return made


@lru_cache(maxsize=4_096)
def _whole(label: str) -> str:
    """A label of a tie, isolated; thousands of ties have a handful of labels."""
    return isolated(label)


def _lines(ties: Iterable[Tie], names: Mapping[str, str]) -> Iterable[dict[str, Any]]:
    """One line for each pair of nodes; it names whose word it is unless it is ours alone."""
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        pairs.setdefault((min(tie.start, tie.end), max(tie.start, tie.end)), []).append(tie)
    for several in pairs.values():
        first = several[0]
        owners = {tie.document.owner for tie in several}
        theirs = owners - {settings.BENKAN_NODE.agency}
        words = _whole(first.label) + (f" +{len(several) - 1}" if len(several) > 1 else "")
        yield {
            "id": first.key,
            "start": first.start,
            "end": first.end,
            "label": f"{words} · {owner_words(theirs, names)}" if theirs else words,
            "whose": whose(owners),
            "count": len(several),
        }


def whose(owners: Iterable[str]) -> str:
    """``own``, ``partners`` or ``both``: what the line style says."""
    own = settings.BENKAN_NODE.agency
    found = {one == own for one in owners}
    return "both" if len(found) == 2 else "own" if True in found else "partners"


def _groups(made: Standing, graph: Graph) -> dict[str, dict[str, Any]]:
    """The groups that have a node on the chart; a node is in the group into which it was put last."""
    of: dict[str, str] = {}
    node_of = {one.key: key for key, node in graph.nodes.items() for one in node.members}
    for identity, change in made.groups.items():
        of.update({node_of[key]: identity for key in change.body["nodes"] if key in node_of})
    found: dict[str, dict[str, Any]] = {}
    for key, identity in of.items():
        group = found.setdefault(identity, {"name": made.groups[identity].body["name"], "nodes": []})
        group["nodes"].append(key)
    return found


def _noted(made: Standing) -> frozenset[str]:
    return frozenset(change.body["node"] for change in made.notes.values() if change.body["node"])
