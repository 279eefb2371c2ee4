"""Grades, narrowing, the cut, the timeline, snapshots and what is left when nodes are gone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.charts import (
    Bond,
    Document,
    Entity,
    Narrowing,
    Piece,
    Standing,
    as_of,
    best,
    build,
    checked,
    columns,
    compare,
    cut,
    leaves,
    marks,
    narrow,
    strictest,
    worst,
)
from benkan.core.errors import Invalid

DAY = dt.date(2026, 3, 1)


def graph(pairs, days=None, **document):
    given = {"title": "t", "owner": "ml-ocs", "handling": "H1", "grade": "B2"} | document
    keys = sorted({key for pair in pairs for key in pair})
    whole = Document("records:0", **given)
    made = [Piece(whole, tuple(Entity(key, "person", key) for key in keys))]
    for number, (start, end) in enumerate(pairs):
        day = (days or {}).get((start, end))
        bond = Bond(start, end, "knows", "knows", day, day)
        made.append(Piece(Document(f"records:{number + 1}", **given), (), (bond,)))
    return build(made, Standing())


@pytest.mark.parametrize(
    ("grades", "said"),
    [
        (["A4", "C1"], "C4"),
        (["B2"], "B2"),
        ([], "X4"),
        (["A1", "??"], "X4"),
        (["F6", "X1"], "X6"),
        (["E5", "D6"], "E6"),
    ],
)
def test_the_worst_of_several_grades(grades, said):
    assert worst(grades) == said


def test_the_best_of_several_grades():
    assert best(["C1", "B3", "B2"]) == "B2"
    assert best([]) == "X4"


def test_an_unknown_handling_code_is_as_strict_as_the_strictest():
    assert strictest(["H0", "H2"]) == "H2"
    assert strictest(["H0", "H9"]) == "H3"
    assert strictest([]) == "H0"


@given(st.lists(st.sampled_from(["A1", "B2", "C3", "X4", "F6"]), min_size=1))
def test_nothing_is_better_than_the_worst_of_its_parts(grades):
    found = worst(grades)
    assert all(found[0] >= one[0] for one in grades)
    assert all(found[1] >= one[1] for one in grades)


def test_a_chart_is_narrowed_by_degree():
    star = graph([("a", "b"), ("a", "c"), ("a", "d"), ("b", "c")])
    assert set(narrow(star, Narrowing(degree=2)).nodes) == {"a", "b", "c"}


def test_a_chart_is_narrowed_by_time_with_or_without_what_has_no_day():
    line = graph([("a", "b"), ("b", "c"), ("c", "d")], {("a", "b"): DAY, ("b", "c"): dt.date(2025, 1, 1)})
    spring = Narrowing(since=dt.date(2026, 1, 1), until=dt.date(2026, 12, 31))
    assert {(one.start, one.end) for one in narrow(line, spring).ties} == {("a", "b"), ("c", "d")}
    dated = Narrowing(since=spring.since, until=spring.until, undated=False)
    assert {(one.start, one.end) for one in narrow(line, dated).ties} == set()


def test_a_chart_is_narrowed_by_the_grade_of_the_source():
    doubtful = graph([("a", "b")], grade="C1")
    assert not narrow(doubtful, Narrowing(grade="B")).nodes
    assert narrow(doubtful, Narrowing(grade="C")).nodes


def test_the_cut_keeps_the_most_tied_and_what_was_chosen_and_says_what_is_left_out():
    star = graph([("hub", f"n{number}") for number in range(20)] + [("n0", "n1")])
    found = cut(star, ["n19"], nodes=4)
    assert set(found.graph.nodes) == {"hub", "n19", "n0", "n1"}
    assert (found.nodes, found.most, dict(found.kinds)) == (17, 1, {"person": 17})
    assert found.ties == len(star.ties) - len(found.graph.ties)
    assert cut(star).graph is star


def test_a_cut_of_ties_keeps_one_of_each_pair():
    thick = graph([("a", "b"), ("a", "b"), ("a", "b"), ("b", "c")])
    found = cut(thick, ties=2)
    assert {(one.start, one.end) for one in found.graph.ties} == {("a", "b"), ("b", "c")}
    assert found.ties == 2


def test_columns_have_no_gap_and_count_what_has_no_day():
    line = graph([("a", "b"), ("b", "c"), ("c", "d")], {("a", "b"): DAY, ("b", "c"): dt.date(2026, 5, 31)})
    found, undated = columns(line)
    assert [(one.first, one.count) for one in found] == [(DAY, 1), (dt.date(2026, 4, 1), 0), (dt.date(2026, 5, 1), 1)]
    assert found[-1].last == dt.date(2026, 5, 31)
    assert undated == 4 + 1


@given(st.dates(), st.dates())
def test_any_two_days_make_few_columns_that_hold_both(one, other):
    found, _undated = columns(graph([("a", "b"), ("b", "c")], {("a", "b"): one, ("b", "c"): other}))
    assert 1 <= len(found) <= 60
    assert sum(column.count for column in found) == 2
    for day in (one, other):
        assert any(column.first <= day <= column.last for column in found)


def test_a_snapshot_says_that_something_is_gone_but_not_what():
    before = graph([("a", "b"), ("b", "c")])
    nodes, ties = marks(before)
    assert not {"a", "b", "c"} & set(nodes)
    after = graph([("b", "c"), ("c", "d")])
    found = compare(nodes, ties, after)
    assert [one.key for one in found.new_nodes] == ["d"]
    assert found.gone_nodes == 1
    assert set(as_of(after, nodes, ties).nodes) == {"b", "c"}


def test_what_hangs_on_one_node_alone_is_folded():
    assert leaves(graph([("a", "b"), ("a", "c"), ("c", "d")]), "a") == ["b"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("drop", {}),
        ("take", {"items": []}),
        ("take", {"items": ["a b"]}),
        ("take", {"items": "abc"}),
        ("take", {"items": ["x"] * 5_001}),
        ("hide", {"nodes": [1]}),
        ("place", {"layout": "random", "positions": {}}),
        ("place", {"layout": "force", "positions": {"a": [1]}}),
        ("place", {"layout": "force", "positions": {"a": [float("nan"), 1]}}),
        ("place", {"layout": "force", "positions": {"a": [True, 1]}}),
        ("merge", {"nodes": ["a", "a"], "reason": "r"}),
        ("merge", {"nodes": ["a", "b"], "reason": "\x00\x01"}),
        (
            "tie",
            {"id": "1", "start": "a", "end": "a", "label": "x", "known_from": "y", "handling": "H1", "grade": "B2"},
        ),
        ("node", {"id": "1", "kind": "ghost", "label": "x", "known_from": "y", "handling": "H1", "grade": "B2"}),
        ("node", {"id": "1", "kind": "person", "label": "x", "known_from": "y", "handling": "H9", "grade": "B2"}),
        ("node", {"id": "1", "kind": "person", "label": "x", "known_from": "y", "handling": "H1", "grade": "Z9"}),
        ("note", {"id": "1", "text": "x", "on": "yesterday"}),
        ("undo", {"of": 0}),
        ("undo", {"of": True}),
        ("combine", {"chart": "x", "changes": [["undo", {"of": 1}]]}),
        ("combine", {"chart": "x", "changes": [["combine", {"chart": "y", "changes": []}]]}),
    ],
)
def test_a_change_that_cannot_be_is_refused(kind, body):
    with pytest.raises(Invalid):
        checked(kind, body)


def test_a_change_keeps_nothing_but_its_own_fields():
    assert checked("hide", {"nodes": ["a", "a"], "of": "", "more": 1}) == {"nodes": ["a"], "of": ""}
    assert checked("place", {"layout": "force", "positions": {"a": [1e12, -0.04]}})["positions"]["a"] == [
        1_000_000.0,
        -0.0,
    ]
