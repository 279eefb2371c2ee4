"""Distances and shortest ways: known figures, d3-geo's, and the places where formulas break."""

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benkan.web.maps.sphere import EARTH_RADIUS_KM, angle, at_antimeridian, cut_at_antimeridian, great_circle, middle

D3 = json.loads((Path(__file__).parent / "projections.json").read_text("ascii"))
PLACES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@pytest.mark.parametrize(("start", "end", "radians", "quarter"), D3["ways"])
def test_distances_and_ways_are_d3_s(start, end, radians, quarter):
    assert angle(tuple(start), tuple(end)) == pytest.approx(radians, abs=1e-8)
    way = great_circle(tuple(start), tuple(end), math.degrees(radians) / 4 * 1.0000001)
    assert way[1] == pytest.approx(tuple(quarter), abs=1e-6)


def test_a_degree_of_the_equator_and_a_quarter_of_a_meridian():
    assert angle((0, 0), (1, 0)) * EARTH_RADIUS_KM == pytest.approx(111.195, abs=1e-3)
    assert angle((17, 0), (-90, 90)) == pytest.approx(math.pi / 2)


@given(PLACES, PLACES)
@example((0.0, -90.0), (0.0, 90.0))
@example((17.0, 89.96), (-163.0, -89.96))
@example((20.0, 89.0), (-160.0, -89.0))
@example((20.0, -88.9), (-160.0, 88.95))
def test_a_way_begins_and_ends_where_it_should_and_is_as_long_as_the_distance(start, end):
    way = great_circle(start, end)
    assert (way[0], way[-1]) == (start, end)
    assert all(math.isfinite(value) for position in way for value in position)
    whole = angle(start, end)
    if whole < math.radians(179.5):
        assert sum(angle(one, other) for one, other in pairwise(way)) == pytest.approx(whole, abs=1e-6)
    assert all(math.degrees(angle(one, other)) <= 2 + 1e-6 for one, other in pairwise(way))


def test_opposite_places_are_joined_over_the_pole():
    way = great_circle((20.0, 10.0), (-160.0, -10.0))
    assert max(lat for _lon, lat in way) == 90
    assert all(math.degrees(angle(one, other)) <= 2 + 1e-6 for one, other in pairwise(way))


def test_a_way_to_the_same_place_is_that_place():
    assert great_circle((3.0, 4.0), (3.0, 4.0)) == [(3.0, 4.0), (3.0, 4.0)]


def test_a_way_across_the_180th_meridian_has_two_pieces_that_meet_on_it():
    first, second = at_antimeridian(great_circle((139.7, 35.7), (-122.3, 47.6)))
    assert first[-1][0] == 180
    assert second[0][0] == -180
    assert first[-1][1] == second[0][1]
    assert at_antimeridian(great_circle((-17.4, 14.7), (13.2, 32.9)))[1:] == []


@given(PLACES, PLACES)
def test_no_piece_jumps_across_the_page(start, end):
    for piece in at_antimeridian(great_circle(start, end)):
        near_pole = any(abs(lat) > 87 for _lon, lat in piece)
        assert near_pole or all(abs(other[0] - one[0]) <= 180 for one, other in pairwise(piece))


def test_a_country_on_both_sides_of_the_180th_meridian_becomes_two_surfaces():
    fiji = [(177.0, -19.0), (-178.0, -19.0), (-178.0, -16.0), (177.0, -16.0), (177.0, -19.0)]
    west, east = sorted(cut_at_antimeridian(fiji), key=lambda part: min(lon for lon, _ in part))
    assert {lon for lon, _ in west} == {-180.0, -178.0}
    assert {lon for lon, _ in east} == {177.0, 180.0}
    assert cut_at_antimeridian([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]) == [
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]
    ]


def test_the_middle_lies_between_and_opposites_have_none_of_their_own():
    assert middle([(170.0, 0.0), (-170.0, 0.0)])[0] == pytest.approx(180)
    assert middle([(0.0, 0.0), (180.0, 0.0)]) == (0.0, 0.0)
