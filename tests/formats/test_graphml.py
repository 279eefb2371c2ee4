"""GraphML: what is written is read again, whatever people have typed."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from benkan.formats.graphml import write

SPACE = "{http://graphml.graphdrawing.org/xmlns}"
TYPED = st.text(max_size=40)


def read(data):
    root = ET.fromstring(data)
    keys = {one.get("id"): (one.get("for"), one.get("attr.name")) for one in root.iter(f"{SPACE}key")}

    def values(element):
        return {keys[one.get("key")][1]: one.text or "" for one in element.findall(f"{SPACE}data")}

    graph = root.find(f"{SPACE}graph")
    nodes = {one.get("id"): values(one) for one in graph.findall(f"{SPACE}node")}
    edges = [(one.get("source"), one.get("target"), values(one)) for one in graph.findall(f"{SPACE}edge")]
    return nodes, edges, values(graph)


def test_a_graph_is_read_again():
    nodes = {"records:1": {"label": "موسى & <Ag>", "kind": "person"}, "phone:2": {"label": '"+223"', "kind": "phone"}}
    edges = [("records:1", "phone:2", {"label": "téléphone", "owner": "ml-ocs"})]
    about = {"title": "Gao–Tanger", "handling": "H1"}
    assert read(write(nodes, edges, about)) == (nodes, edges, about)


def test_an_empty_graph_is_one():
    assert read(write({}, [], {})) == ({}, [], {})


@given(TYPED, TYPED)
def test_no_text_breaks_the_file(label, title):
    nodes, _edges, about = read(write({"a": {"label": label}}, [], {"title": title}))
    kept = "".join(one for one in label if one in "\t\n\r" or one >= " ")
    assert len(nodes["a"]["label"]) <= len(kept)
    assert set(about) == {"title"}
