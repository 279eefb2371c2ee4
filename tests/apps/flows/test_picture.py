"""Pictures of flows: everything is in them or said to be left out, inside the picture, in any shape of graph."""

import datetime as dt
import time

from hypothesis import given
from hypothesis import strategies as st

from benkan.apps.flows.picture import sankey, timeline

DAY = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
NAMES = st.sampled_from("abcdefgh")
TRANSFERS = st.lists(st.tuples(NAMES, NAMES, st.integers(0, 10**12), st.integers(0, 10_000)), max_size=60)


def flows(rows):
    return sankey.together((start, end, xof, DAY + dt.timedelta(hours=hour)) for start, end, xof, hour in rows)


@given(TRANSFERS, st.integers(2, 30))
def test_any_graph_is_drawn_inside_its_picture_and_loses_no_money(rows, most):
    found = flows(rows)
    picture = sankey.draw(found, most=most)
    assert len(picture.nodes) <= most
    for node in picture.nodes:
        assert 0 <= node.x <= picture.width - sankey.NODE_WIDTH
        assert node.y >= 0
        assert node.y + node.height <= picture.height + 1
    if not picture.merged:
        drawn = sum(link.flow.xof for link in picture.links)
        assert drawn == sum(xof for start, end, xof, _hour in rows if start != end)


@given(TRANSFERS)
def test_money_goes_to_the_right_unless_it_is_marked_as_coming_back(rows):
    picture = sankey.draw(flows(rows))
    column = {node.key: node.column for node in picture.nodes}
    for link in picture.links:
        assert link.back or column[link.flow.start] < column[link.flow.end]


def test_a_ring_begins_with_who_paid_first_and_has_one_flow_back():
    picture = sankey.draw(flows([("c", "a", 10, 9), ("a", "b", 12, 1), ("b", "c", 11, 5)]))
    assert [(link.flow.start, link.flow.end) for link in picture.links if link.back] == [("c", "a")]
    assert {node.key: node.column for node in picture.nodes} == {"a": 0, "b": 1, "c": 2}


def test_the_smallest_accounts_are_put_together_and_counted():
    rows = [(f"s{each}", "hub", 1_000 - each, each) for each in range(100)]
    picture = sankey.draw(flows(rows), most=10)
    assert picture.merged == 100 + 1 - 9
    assert sum(link.flow.xof for link in picture.links) == sum(xof for _s, _e, xof, _h in rows)


def test_a_chain_of_fifty_thousand_accounts_is_drawn_in_bounded_time():
    rows = [(f"n{each}", f"n{each + 1}", 100_000 + each, each % 10_000) for each in range(50_000)]
    started = time.process_time()
    picture = sankey.draw(flows(rows))
    assert len(picture.nodes) == sankey.MOST_NODES
    assert time.process_time() - started < 5


@given(st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 10**12), st.integers(0, 10**12)), max_size=200))
def test_bars_keep_every_franc_and_stay_inside(rows):
    days = {DAY.date() + dt.timedelta(days=day): (received, paid) for day, received, paid in rows}
    picture = timeline.bars([(day, *sums) for day, sums in days.items()])
    assert len(picture.bars) <= timeline.MOST_BARS
    assert sum(bar.received for bar in picture.bars) == sum(received for received, _paid in days.values())
    assert sum(bar.paid for bar in picture.bars) == sum(paid for _received, paid in days.values())
    assert all(
        0 <= bar.x <= picture.width and bar.in_y >= 0 and bar.out_height <= picture.height for bar in picture.bars
    )
    assert len(picture.ticks) <= timeline.MOST_TICKS + 2


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 100_000), st.floats(0, 1)), max_size=80))
def test_each_thing_has_its_mark_on_its_lane(rows):
    things = [(lane, DAY + dt.timedelta(minutes=minute), weight) for lane, minute, weight in rows]
    picture = timeline.lanes(things, 3)
    assert [mark.row for mark in picture.marks] == list(range(len(rows)))
    for mark, (lane, _at, _weight) in zip(picture.marks, things, strict=True):
        assert mark.lane == lane
        assert abs(mark.y - picture.lane_ys[lane]) < 32
        assert 0 <= mark.x <= picture.width
