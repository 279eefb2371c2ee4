"""GraphML as yEd, Gephi, igraph and networkx read it: nodes, edges, and what each carries.

Standard: GraphML 1.0 (graphdrawing.org). All values are strings, edges have no direction, and a graph carries its own
facts as ``data`` of the graph. No layout of any program is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Edge = tuple[str, str, Mapping[str, str]]


def write(nodes: Mapping[str, Mapping[str, str]], edges: Sequence[Edge], about: Mapping[str, str]) -> bytes:
    """The graph as UTF-8.

    Args:
        nodes: by id, with its values by name.
        edges: (id of one end, id of the other, values by name).
        about: values of the graph itself.
    """
    keys: dict[tuple[str, str], str] = {}
    for of, rows in (
        ("graph", [about]),
        ("node", list(nodes.values())),
        ("edge", [values for _start, _end, values in edges]),
    ):
        for values in rows:
            for name in values:
                keys.setdefault((of, name), f"{of[0]}{len(keys)}")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">']
    lines += [
        f'<key id="{key}" for="{of}" attr.name={quoteattr(name)} attr.type="string"/>'
        for (of, name), key in keys.items()
    ]
    lines.append('<graph id="chart" edgedefault="undirected">')
    lines += _data("graph", about, keys)
    for identity, values in nodes.items():
        lines += [f"<node id={quoteattr(identity)}>", *_data("node", values, keys), "</node>"]
    for start, end, values in edges:
        lines += [f"<edge source={quoteattr(start)} target={quoteattr(end)}>", *_data("edge", values, keys), "</edge>"]
    lines += ["</graph>", "</graphml>", ""]
    return "\n".join(lines).encode()


def _data(of: str, values: Mapping[str, str], keys: Mapping[tuple[str, str], str]) -> list[str]:
    return [f'<data key="{keys[of, name]}">{escape(_allowed(value))}</data>' for name, value in values.items()]


def _allowed(value: str) -> str:
    """Without the characters that XML 1.0 has no way to write."""
    return "".join(
        one
        for one in value
        if one in "\t\n\r" or " " <= one <= "\ud7ff" or "\ue000" <= one <= "\ufffd" or one > "\uffff"
    )
