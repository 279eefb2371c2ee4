"""A list that only grows: what counts, what was undone, and that two officers at once harm nobody."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from benkan.core.charts import Bond, Change, Document, Entity, Piece, build, live, standing, undone

KEYS = ["a", "b", "c", "d"]
key = st.sampled_from(KEYS)
bodies = st.one_of(
    st.tuples(st.just("hide"), st.fixed_dictionaries({"nodes": st.lists(key, min_size=1), "of": st.just("")})),
    st.tuples(st.just("show"), st.fixed_dictionaries({"nodes": st.lists(key, min_size=1)})),
    st.tuples(st.just("merge"), st.fixed_dictionaries({"nodes": st.lists(key, min_size=2), "reason": st.just("r")})),
    st.tuples(st.just("split"), st.fixed_dictionaries({"nodes": st.lists(key, min_size=1), "reason": st.just("r")})),
    st.tuples(st.just("undo"), st.fixed_dictionaries({"of": st.integers(1, 12)})),
)


def numbered(acts):
    return [Change(number, kind, body) for number, (kind, body) in enumerate(acts, 1)]


def pieces():
    document = Document("records:1", "Record", "ml-ocs", handling="H1", grade="B2")
    entities = tuple(Entity(one, "person", one.upper()) for one in KEYS)
    bonds = tuple(Bond(one, other, "knows", "knows") for one, other in itertools.pairwise(KEYS))
    return [Piece(document, entities, bonds)]


@given(st.lists(bodies, max_size=12))
def test_undoing_the_last_change_brings_back_what_was_before(acts):
    changes = numbered(acts)
    before = standing(changes)
    last = len(changes) + 1
    after = standing(
        [*changes, Change(last, "hide", {"nodes": ["a"], "of": ""}), Change(last + 1, "undo", {"of": last})]
    )
    assert after == before


@given(st.lists(bodies, max_size=12))
def test_undoing_an_undo_does_it_again(acts):
    changes = numbered(acts)
    for change in changes:
        if change.kind != "undo":
            number = len(changes) + 1
            twice = [
                *changes,
                Change(number, "undo", {"of": change.number}),
                Change(number + 1, "undo", {"of": number}),
            ]
            assert standing(twice) == standing(changes)


@given(st.lists(bodies, max_size=12))
def test_whatever_was_done_gives_a_chart_whose_ties_have_ends(acts):
    graph = build(pieces(), standing(numbered(acts)))
    for tie in graph.ties:
        assert tie.start in graph.nodes
        assert tie.end in graph.nodes
        assert tie.start != tie.end
    members = [one.key for node in graph.nodes.values() for one in node.members]
    assert len(members) == len(set(members))


@given(st.permutations([("a", "b"), ("b", "c"), ("c", "d")]))
def test_the_order_of_merges_is_nothing(pairs):
    acts = [("merge", {"nodes": list(pair), "reason": "r"}) for pair in pairs]
    graph = build(pieces(), standing(numbered(acts)))
    assert list(graph.nodes) == ["a"]
    assert graph.ties == ()


def test_an_undo_of_what_comes_later_or_of_itself_does_nothing():
    changes = numbered([("undo", {"of": 1}), ("undo", {"of": 3}), ("hide", {"nodes": ["a"], "of": ""})])
    assert undone(changes) == frozenset()
    assert [one.number for one in live(changes)] == [3]


def test_a_merge_of_which_one_side_is_gone_is_none():
    acts = [("merge", {"nodes": ["a", "z"], "reason": "r"}), ("merge", {"nodes": ["y", "z"], "reason": "r"})]
    graph = build(pieces(), standing(numbered(acts)))
    assert set(graph.nodes) == set(KEYS)


def test_a_member_taken_apart_leaves_the_others_together():
    acts = [("merge", {"nodes": ["a", "b", "c"], "reason": "r"}), ("split", {"nodes": ["b"], "reason": "r"})]
    graph = build(pieces(), standing(numbered(acts)))
    assert set(graph.nodes) == {"a", "b", "d"}


def test_a_combined_chart_is_one_change():
    parts = [["take", {"items": ["records:2"]}], ["merge", {"nodes": ["a", "b"], "reason": "r"}]]
    changes = [Change(1, "take", {"items": ["records:1"]}), Change(2, "combine", {"chart": "x", "changes": parts})]
    assert list(standing(changes).items) == ["records:1", "records:2"]
    assert standing(changes).merges[0].number == 2
    assert list(standing([*changes, Change(3, "undo", {"of": 2})]).items) == ["records:1"]
