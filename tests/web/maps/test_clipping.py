"""What is cut keeps to the box, and nothing that is seen is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.web.maps.clipping import cut_line, cut_ring, thinned

BOX = (0.0, 0.0, 100.0, 60.0)
DOTS = st.tuples(st.floats(-300, 300), st.floats(-300, 300))


def _surface(ring):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


@given(st.lists(DOTS, min_size=3, max_size=12))
def test_a_cut_surface_lies_in_the_box(ring):
    for x, y in cut_ring(ring, BOX):
        assert -1e-6 <= x <= 100 + 1e-6
        assert -1e-6 <= y <= 60 + 1e-6


def test_a_surface_is_cut_to_what_is_seen():
    assert _surface(cut_ring([(-50, -50), (50, -50), (50, 30), (-50, 30)], BOX)) == pytest.approx(50 * 30)
    assert _surface(cut_ring([(-500, -500), (500, -500), (500, 500), (-500, 500)], BOX)) == pytest.approx(6000)
    assert cut_ring([(200, 0), (300, 0), (300, 9)], BOX) == []
    whole = [(1, 1), (9, 1), (9, 9), (1, 1)]
    assert cut_ring(whole, BOX) == whole[:-1]


@given(st.lists(DOTS, min_size=2, max_size=12))
def test_the_pieces_of_a_line_lie_in_the_box(line):
    for piece in cut_line(line, BOX):
        assert len(piece) > 1
        for x, y in piece:
            assert -1e-6 <= x <= 100 + 1e-6
            assert -1e-6 <= y <= 60 + 1e-6


def test_a_line_that_leaves_and_comes_back_is_two_pieces():
    line = [(50, 30), (150, 30), (150, 40), (50, 40)]
    assert cut_line(line, BOX) == [[(50, 30), (100, 30)], [(100, 40), (50, 40)]]
    assert cut_line([(-10, 30), (110, 30)], BOX) == [[(0, 30), (100, 30)]]
    assert cut_line([(10, 10), (20, 10)], BOX) == [[(10, 10), (20, 10)]]


@given(st.lists(DOTS, min_size=2, max_size=40), st.floats(0.1, 50))
def test_a_thinned_line_keeps_its_ends_and_only_its_own_points(line, least):
    kept = thinned(line, least)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    assert set(kept) <= set(line)
