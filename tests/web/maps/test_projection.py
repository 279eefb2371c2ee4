"""Two projections against the figures of others: Snyder's worked example and d3-geo, with which the browser goes on."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.web.maps.projection import HEIGHT, WIDTH, AzimuthalEqualArea, EqualEarth, frame_of, world

D3 = json.loads((Path(__file__).parent / "projections.json").read_text("ascii"))
LONS = st.floats(-180, 180)
LATS = st.floats(-90, 90)


def test_snyder_s_worked_example_of_the_azimuthal_projection():
    # Map Projections: A Working Manual, p. 332: sphere of radius 3, centre 40 N 100 W, point 20 S 100 E.
    x, y = AzimuthalEqualArea((-100.0, 40.0)).project((100.0, -20.0))
    assert (3 * x, 3 * y) == pytest.approx((-4.2339303, 4.0257775), abs=1e-6)


@pytest.mark.parametrize(("centre", "place", "expected"), D3["azimuthal"])
def test_the_azimuthal_projection_is_d3_s(centre, place, expected):
    assert AzimuthalEqualArea(tuple(centre)).project(tuple(place)) == pytest.approx(tuple(expected), abs=1e-6)


@pytest.mark.parametrize(("place", "expected"), D3["earth"])
def test_equal_earth_is_d3_s(place, expected):
    assert EqualEarth().project(tuple(place)) == pytest.approx(tuple(expected), abs=1e-6)


def _area(projection, lon, lat, step=0.01):
    corners = [(lon, lat), (lon + step, lat), (lon + step, lat + step), (lon, lat + step)]
    dots = [projection.project(corner) for corner in corners]
    pairs = zip(dots, [*dots[1:], dots[0]], strict=True)
    drawn = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
    real = math.radians(step) * (math.sin(math.radians(lat + step)) - math.sin(math.radians(lat)))
    return drawn / real


@given(LONS, st.floats(-80, 80))
def test_both_projections_keep_areas(lon, lat):
    assert _area(EqualEarth(), min(lon, 179.9), lat) == pytest.approx(1, rel=2e-3)
    centre = (lon + 30 if lon < 0 else lon - 30, lat / 2)
    assert _area(AzimuthalEqualArea(centre), lon, lat) == pytest.approx(1, rel=2e-3)


@given(LONS, LATS)
def test_every_place_of_the_globe_has_a_finite_place_on_the_page(lon, lat):
    for projection in (EqualEarth(), AzimuthalEqualArea((-8.0, 12.65)), AzimuthalEqualArea((0.0, 90.0))):
        assert all(math.isfinite(value) for value in projection.project((lon, lat)))


def test_the_opposite_point_has_a_place_too():
    x, y = AzimuthalEqualArea((10.0, 20.0)).project((-170.0, -20.0))
    assert math.hypot(x, y) == pytest.approx(2)


@given(st.lists(st.tuples(st.floats(-20, 30), st.floats(0, 40)), min_size=1, max_size=20))
def test_places_that_lie_together_are_all_seen_in_a_regional_frame(places):
    frame = frame_of(places)
    assert not frame.world
    for place in places:
        x, y = frame.pixel(place)
        assert -1e-6 <= x <= WIDTH + 1e-6
        assert -1e-6 <= y <= HEIGHT + 1e-6


def test_a_single_place_is_not_drawn_larger_than_eight_degrees():
    assert frame_of([(-8.0, 12.65)]).degrees_across >= 8


@pytest.mark.parametrize("places", [[], [(-74.0, 4.6), (100.0, 13.7)], [(0.0, 80.0), (0.0, -80.0)]])
def test_what_lies_far_apart_is_seen_on_the_world(places):
    assert frame_of(places).world


def test_places_on_both_sides_of_the_180th_meridian_lie_together():
    frame = frame_of([(178.4, -18.1), (-171.8, -13.8)])
    assert not frame.world
    assert abs(abs(frame.projection.centre[0]) - 176.7) < 2


@given(LONS, st.floats(-57.9, 83.9))
def test_the_world_shows_every_place_but_antarctica(lon, lat):
    frame = world()
    x, y = frame.pixel((lon, lat))
    assert -0.6 <= x <= frame.width + 0.6
    assert -0.6 <= y <= frame.height + 0.6
