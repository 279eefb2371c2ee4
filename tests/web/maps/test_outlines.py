"""Reading TopoJSON, and what the build made of Natural Earth."""

import gzip
import json
import math

import pytest
from django.test import Client

from benkan.web.maps import outlines as module
from benkan.web.maps.outlines import ADDRESS, FILE, outlines
from benkan.web.maps.sphere import EARTH_RADIUS_KM, angle
from tests.web.maps.small_world import small_world

REGION = [
    "ML",
    "BF",
    "NE",
    "MA",
    "DZ",
    "MR",
    "SN",
    "GM",
    "GN",
    "GW",
    "SL",
    "LR",
    "CI",
    "GH",
    "TG",
    "BJ",
    "NG",
    "TD",
    "CM",
    "LY",
    "TN",
    "SD",
]
built = pytest.mark.skipif(not FILE.is_file(), reason="the outlines are not built here: npm was out of reach")


def _km2(shapes, code):
    """Surface of a shape: on the cylinder of Lambert areas are true."""
    whole = 0.0
    for surface in shapes.countries[code]:
        for at, ring in enumerate(surface):
            dots = [(math.radians(lon), math.sin(math.radians(lat))) for lon, lat in shapes.walk(ring)]
            pairs = zip(dots, [*dots[1:], dots[0]], strict=True)
            found = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
            whole += found if at == 0 else -found
    return whole * EARTH_RADIUS_KM**2


def test_rings_follow_shared_arcs_in_both_directions():
    shapes = small_world()
    assert list(shapes.walk(shapes.countries["AA"][0][0])) == [(10, 0), (10, 10), (0, 10), (0, 0), (10, 0)]
    assert shapes.owners[0] == ("AA", "BB")
    assert shapes.owners[2] == ("AA",)
    assert shapes.heart("AA") == pytest.approx((5, 5))
    assert shapes.heart("ZZ") is None
    assert not shapes.extent("ZZ")
    assert shapes.regions == [("AA", "", [(5,)]), ("BB", "EH", [(7,)])]


def test_without_the_built_file_there_are_no_outlines(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "FILE", tmp_path / "none.json")
    outlines.cache_clear()
    try:
        assert outlines() is None
    finally:
        outlines.cache_clear()


@built
def test_the_region_has_its_countries_and_the_lines_between_their_regions():
    shapes = outlines()
    assert set(REGION) <= set(shapes.countries)
    assert {code for code, _host, _lines in shapes.regions} == set(REGION)
    assert len(shapes.countries) > 220
    assert "AQ" not in shapes.countries


@built
@pytest.mark.parametrize(
    # Surfaces of the countries as their statistical offices give them; water and generalisation make the difference.
    ("code", "km2"),
    [("ML", 1_240_192), ("NE", 1_267_000), ("BF", 274_200), ("DZ", 2_381_741), ("SN", 196_712), ("GM", 11_295)],
)
def test_shapes_keep_their_surface(code, km2):
    assert _km2(outlines(), code) == pytest.approx(km2, rel=0.09)


@built
def test_the_line_of_western_sahara_is_an_arc_of_its_own_on_27_40():
    shapes = outlines()
    shared = [index for index, owners in shapes.owners.items() if set(owners) == {"EH", "MA"}]
    assert shared
    assert all(lat == pytest.approx(27.67, abs=0.02) for index in shared for _lon, lat in shapes.arcs[index])
    assert {host for code, host, _lines in shapes.regions if code == "MA"} == {"", "EH"}


@built
def test_no_arc_has_more_than_two_owners_and_every_arc_of_a_country_is_closed():
    shapes = outlines()
    assert all(len(owners) <= 2 for owners in shapes.owners.values())
    for surfaces in shapes.countries.values():
        for surface in surfaces:
            for ring in surface:
                walked = list(shapes.walk(ring))
                assert walked[0] == walked[-1]


@built
def test_the_file_is_small_enough_for_a_slow_link():
    assert FILE.stat().st_size <= 300_000
    assert FILE.with_name("outlines.json.gz").stat().st_size <= 100_000
    json.loads(FILE.read_text("utf-8"))


@built
def test_every_country_has_a_middle_near_its_shape():
    shapes = outlines()
    for code in shapes.countries:
        middle = shapes.heart(code)
        assert abs(middle[0]) <= 180, code
        assert min(angle(middle, position) for position in shapes.extent(code)) < math.radians(30), code
    assert shapes.heart("ML") == pytest.approx((-3.5, 17.3), abs=1)
    assert shapes.heart("FJ")[0] == pytest.approx(178, abs=2)


@built
def test_a_browser_that_unpacks_is_sent_the_packed_file():
    answer = Client().get(f"/static/{ADDRESS}", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer.streaming_content)) == FILE.read_bytes()
