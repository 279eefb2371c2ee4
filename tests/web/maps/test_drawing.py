"""The picture: well formed whatever a place is called, said in words, in proportion, bounded."""

import math
import re
from xml.etree import ElementTree as ET

import defusedxml.ElementTree
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.web.borders import Borders, read
from benkan.web.maps import Area, Flow, MapValues, Place, Point, draw
from benkan.web.maps.marks import mark, nice, radius, width
from tests.web.maps.small_world import small_world

SVG = "{http://www.w3.org/2000/svg}"
GAO, TRIPOLI, BOGOTA = Place("Gao", -0.04, 16.27), Place("Tripoli", 13.19, 32.89), Place("Bogotá", -74.08, 4.61)
HOSTILE = '"><script>alert(1)</script>&\x00\ud800'


def picture(outlines=None, borders=None, **values):
    return draw(MapValues(title="Saisies", **values), borders or Borders(), outlines)


def tree(found) -> ET.Element:
    return defusedxml.ElementTree.fromstring(str(found.svg))


def titles(root) -> list[str]:
    return [each.text for each in root.iter(f"{SVG}title")]


def paths(root, kind) -> list[str]:
    return [each.get("d") for each in root.iter(f"{SVG}path") if each.get("class") == kind]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_a_place_is_called_the_picture_is_well_formed(name, caption, category):
    place = Place(name, 1.0, 2.0)
    found = draw(
        MapValues(
            title=name,
            description=caption,
            points=[Point(name, place, 1, category, caption)],
            flows=[Flow(place, GAO, 1, caption)],
            areas=[Area("AA", name, 1, caption)],
            categories=[(category, caption)],
        ),
        Borders(),
        small_world(),
    )
    assert len(list(tree(found).iter(f"{SVG}title"))) == 4


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=1, max_size=6),
    st.floats(0, 1e12),
)
def test_wherever_places_lie_every_number_of_the_picture_is_one(places, amount):
    named = [Place("x", lon, lat) for lon, lat in places]
    found = picture(
        points=[Point("x", place, amount) for place in named],
        flows=[Flow(one, other, amount) for one in named for other in named],
    )
    tree(found)
    assert not re.search(r"\b(?:nan|inf|infinity)\b", found.svg, re.IGNORECASE)


def test_markup_in_a_name_stays_text():
    found = picture(points=[Point(HOSTILE, Place(HOSTILE, 0, 0), 1, href="/?" + HOSTILE)])
    assert "<script" not in found.svg
    assert '"><script>alert(1)</script>&' in titles(tree(found))[1]


def test_nothing_in_the_picture_needs_more_than_the_policy_gives():
    found = picture(small_world(), points=[Point("g", GAO, 1, href="/x")], flows=[Flow(GAO, TRIPOLI, 1)])
    assert not re.search(r"\sstyle=|<script|<style|\son\w+=|javascript:|https?://(?!www\.w3\.org/2000/svg)", found.svg)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//evil.example", "https://evil.example", "/\\evil.example", "x"]
)
def test_a_mark_leads_nowhere_but_into_this_node(href):
    with pytest.raises(Invalid, match=r"points\[0\]"):
        picture(points=[Point("g", GAO, 1, href=href)])


def test_every_value_has_a_name_for_screen_readers_and_so_has_the_picture():
    root = tree(picture(description="Trois saisies.", points=[Point("g", GAO, 3, caption="3 saisies")]))
    assert (root.get("role"), root.get("dir")) == ("group", "ltr")
    by_id = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    assert by_id[root.get("aria-labelledby")] == "Saisies"
    assert by_id[root.get("aria-describedby")] == "Trois saisies."
    mark_of = next(each for each in root.iter() if each.get("class") == "point c0")
    assert mark_of.get("role") == "img"
    assert mark_of.find(f"{SVG}title").text == "Gao – 3 saisies"


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "de Gao à Tripoli"), ("en", "Gao to Tripoli"), ("ar", "من Gao إلى Tripoli")]
)
def test_routes_and_countries_are_named_in_the_reader_s_language(language, words):
    with translation.override(language):
        found = picture(flows=[Flow(GAO, TRIPOLI, 1, "2 t")])
        assert f"{words} – 2 t" in titles(tree(found))
        assert found.rows[0].what == words


def test_the_surface_of_a_mark_and_the_width_of_a_line_are_in_proportion():
    assert radius(25, 100, 22) == 11
    assert width(25, 100, 8) == 2
    assert radius(0, 100, 22) > 0, "nothing is still a place"
    assert radius(0, 0, 22) > 0


@pytest.mark.parametrize("kind", range(1, 6))
def test_every_kind_of_mark_has_the_surface_of_the_circle(kind):
    drawn = [tuple(map(float, each.split())) for each in re.findall(r"-?[\d.]+ -?[\d.]+", mark(kind, 100.0))]
    pairs = zip(drawn, [*drawn[1:], drawn[0]], strict=True)
    found = abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
    assert found == pytest.approx(math.pi * 100**2, rel=0.01)


@pytest.mark.parametrize(("value", "round_one"), [(999, 500), (500, 500), (499, 200), (1, 1), (0.07, 0.05)])
def test_the_legend_has_round_numbers(value, round_one):
    assert nice(value) == pytest.approx(round_one)


@pytest.mark.parametrize(
    ("name", "count", "made"),
    [
        ("points", 5_000, lambda at: Point(str(at), Place("x", at % 20, at % 13), at)),
        ("flows", 1_000, lambda at: Flow(Place("x", at % 20, at % 13), GAO, at)),
        ("areas", 300, lambda at: Area(f"Z{at}", "x", at)),
    ],
)
def test_a_page_that_did_not_count_is_refused_and_one_that_did_is_drawn(name, count, made):
    assert picture(**{name: [made(at) for at in range(count)]}).svg
    with pytest.raises(Invalid) as refused:
        picture(**{name: [made(at) for at in range(count + 1)]})
    assert (refused.value.code, refused.value.place) == ("map.too-many", name)


def test_as_many_amounts_in_time_as_a_link_carries():
    months = [(str(at), str(at)) for at in range(600)]
    point = Point("x", GAO, 1, series=dict.fromkeys(range(600), 1))
    assert picture(points=[point] * 333, periods=months).svg
    with pytest.raises(Invalid) as refused:
        picture(points=[point] * 334, periods=months)
    assert (refused.value.code, refused.value.place) == ("map.too-many", "series")


@pytest.mark.parametrize(
    "values",
    [
        {"points": [Point("x", Place("x", 181, 0), 1)]},
        {"points": [Point("x", Place("x", math.nan, 0), 1)]},
        {"points": [Point("x", GAO, -1)]},
        {"points": [Point("x", GAO, math.inf)]},
        {"points": [Point("x", GAO, 1, "no such kind")]},
        {"points": [Point("x", GAO, 1, series={0: 1, 1: 2})]},
        {"flows": [Flow(GAO, Place("x", 0, 91), 1)]},
        {"flows": [Flow(GAO, TRIPOLI, math.nan)]},
        {"areas": [Area("ML", "Mali", -1)]},
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_place(values):
    with pytest.raises(Invalid) as refused:
        picture(**values)
    assert refused.value.code == "map.value"
    assert refused.value.place == f"{next(iter(values))}[0]"


def test_without_outlines_marks_routes_and_table_are_still_there():
    with translation.override("fr"):
        found = picture(points=[Point("g", GAO, 3)], flows=[Flow(GAO, TRIPOLI, 1)])
    root = tree(found)
    assert paths(root, "grid")
    assert not paths(root, "land")
    assert not paths(root, "coast")
    assert len(found.rows) == 2
    assert "ne sont pas installés" in found.note


def test_borders_follow_the_setting():
    at_sea = [Point("x", Place("x", 15, 5), 1)]
    dashed = tree(picture(small_world(), read({"territories": {"EH": "dashed", "BB": "dashed"}}), points=at_sea))
    assert paths(dashed, "border unsettled")
    solid = tree(picture(small_world(), read({"borders": "solid"}), points=at_sea, around=["AA", "BB", "EH"]))
    assert not paths(solid, "border unsettled")
    assert paths(solid, "border")[0].count("M") == 2
    merged = picture(small_world(), read({"territories": {"EH": "BB"}}), points=at_sea, around=["AA", "BB", "EH"])
    assert paths(tree(merged), "border")[0].count("M") == 1
    assert "BB" in merged.note


def test_lines_between_regions_in_another_shape_need_the_setting():
    near = [Point("x", Place("x", 25, 5), 1)]
    assert not paths(tree(picture(small_world(), points=near)), "regions")
    assert paths(tree(picture(small_world(), read({"territories": {"EH": "BB"}}), points=near)), "regions")


def test_a_country_s_shade_says_how_much():
    root = tree(picture(small_world(), areas=[Area("AA", "Aaland", 100, "100 kg"), Area("BB", "Beland", 20)]))
    shades = {each.get("data-code"): each.get("class") for each in root.iter() if each.get("data-code")}
    assert shades == {"AA": "land shade4", "BB": "land shade1"}
    assert "Aaland – 100 kg" in titles(root)
    assert [row.what for row in picture(areas=[Area("AA", "Aaland", 1)]).rows] == ["Aaland"]


def test_the_way_there_and_the_way_back_lie_beside_each_other():
    both = tree(picture(flows=[Flow(GAO, TRIPOLI, 2), Flow(TRIPOLI, GAO, 1)]))
    there, back = [each.find(f"{SVG}path").get("d") for each in both.iter() if each.get("class") == "flow"]
    alone = tree(picture(flows=[Flow(GAO, TRIPOLI, 2)]))
    straight = next(each.find(f"{SVG}path").get("d") for each in alone.iter() if each.get("class") == "flow")
    assert len({there.split("l")[0], straight.split("l")[0]}) == 2
    assert there != back
    assert len([each for each in both.iter() if each.get("class") == "tip"]) == 2
    tie = tree(picture(flows=[Flow(GAO, TRIPOLI, 2, directed=False)]))
    assert not [each for each in tie.iter() if each.get("class") == "tip"]


def test_a_route_across_the_pacific_is_drawn_at_both_edges():
    found = picture(flows=[Flow(Place("Tokyo", 139.7, 35.7), Place("Seattle", -122.3, 47.6), 1), Flow(GAO, BOGOTA, 1)])
    root = tree(found)
    assert root.get("data-projection") == "earth"
    pacific, atlantic = [each.find(f"{SVG}path").get("d") for each in root.iter() if each.get("class") == "flow"]
    assert (pacific.count("M"), atlantic.count("M")) == (2, 1)
    assert not any("scale" in (each.get("class") or "") for each in root.iter()), "a world has no one scale"


def test_the_table_holds_the_largest_and_says_how_many_it_leaves_out():
    found = picture(points=[Point(str(at), Place(f"p{at}", 0, 0), at) for at in range(250)])
    assert len(found.rows) == 200
    assert (found.rows[0].what, found.left_out) == ("p249", 50)


def test_periods_travel_with_the_marks():
    months = [("2025-01", "janvier 2025"), ("2025-02", "février 2025"), ("2025-03", "mars 2025")]
    root = tree(picture(points=[Point("g", GAO, 5, series={0: 2, 2: 3})], periods=months))
    found = next(each for each in root.iter() if each.get("class") == "point c0")
    assert (found.get("data-whole"), found.get("data-series")) == ("5", "0:2 2:3")
