"""A map in a real browser: moved by mouse, keyboard and fingers, played, refined; and whole without any script."""

from itertools import product
from typing import Any

import pytest

from benkan.web.maps.outlines import FILE
from tests.e2e import browser as browsers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
built = pytest.mark.skipif(not FILE.is_file(), reason="the outlines are not built here: npm was out of reach")
BOX = "selector => { const box = document.querySelector(selector).getBBox(); return [box.x, box.y, box.width, box.height]; }"
SPOT = "id => { const m = document.querySelector(`[data-id=${id}]`).transform.baseVal[0].matrix; return [m.e, m.f]; }"


@pytest.fixture(autouse=True)
def _with_the_map(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.e2e.map_page"


def nearer(page: Any) -> None:
    page.click(".map-zoom button >> nth=0")


@built
def test_nothing_jumps_when_the_finer_outlines_come(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        assert not [url for url in asked if "vendor/maps" in url], "a reader who does not move the map fetches nothing"
        before = {kind: page.evaluate(BOX, f".outlines .{kind}") for kind in ("coast", "border.unsettled", "shade4")}
        nearer(page)
        page.wait_for_selector("svg.map.fine")
        for kind, box in before.items():
            after = page.evaluate(BOX, f".outlines .{kind}")
            # The server wrote tenths of a pixel and left out points nearer than 0.8.
            assert after == pytest.approx([value / 10 for value in box], abs=2), kind
        assert page.locator(".outlines .regions").get_attribute("d")
        assert all(url.startswith(live_server.url) for url in asked)
        assert page.complaints == []


def test_the_keyboard_moves_the_map_and_tells_the_values(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.focus("svg.map")
        start = page.evaluate(SPOT, "gao")
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(SPOT, "gao") == start, "the whole is seen: nothing to move"
        page.keyboard.press("+")
        assert page.evaluate(SPOT, "gao") == pytest.approx([2 * start[0] - 480, 2 * start[1] - 300], abs=0.5)
        page.keyboard.press("ArrowRight")
        assert page.evaluate(SPOT, "gao")[0] == pytest.approx(2 * start[0] - 480 - 120, abs=0.5)
        page.keyboard.press("0")
        assert page.evaluate(SPOT, "gao") == pytest.approx(start, abs=0.01)
        told = []
        for _ in range(7):
            page.keyboard.press("n")
            told.append(page.inner_text(".map-readout"))
        assert set(told) == {
            "Algérie – 30 kg",
            "Niger – 5 kg",
            "de Dakar à Gao – 8 kg",
            "de Gao à Tripoli – 4 kg",
            "Gao – 100 kg",
            "Tripoli – 25 kg",
            "Dakar – 4 kg",
        }
        page.keyboard.press("p")
        assert page.inner_text(".map-readout") == told[-2]
        assert page.locator(".map .here").count() == 1
        for _ in range(4):
            page.keyboard.press("+")
        page.evaluate("document.querySelector('svg.map').focus()")
        while page.inner_text(".map-readout") != "Dakar – 4 kg":
            page.keyboard.press("n")
        x, y = page.evaluate(SPOT, "dakar")
        assert 0 <= x <= 960, "a value out of sight comes into the picture"
        assert 0 <= y <= 600
        assert page.complaints == []


def test_the_mouse_tells_drags_and_follows_no_link_by_accident(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.hover("[data-id=gao] circle")
        assert page.inner_text(".map-readout") == "Gao – 100 kg"
        page.locator("[data-id=gao]").scroll_into_view_if_needed()
        box = page.locator("[data-id=gao]").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.keyboard.down("Control")
        page.mouse.wheel(0, -300)
        page.keyboard.up("Control")
        page.wait_for_selector("svg.map.near")
        first = page.evaluate(SPOT, "gao")
        page.mouse.down()
        page.mouse.move(x - 40, y - 30, steps=4)
        page.mouse.up()
        moved = page.evaluate(SPOT, "gao")
        assert moved[0] < first[0] - 20
        assert page.url.endswith("/map/"), "a drag that ends on a mark follows no link"
        page.click(".map-zoom button >> nth=2")
        page.dblclick("[data-id=tripoli] path")
        assert "near" in page.get_attribute("svg.map", "class")
        page.click(".map-zoom button >> nth=2")
        page.evaluate("scrollTo(0, 0)")
        page.mouse.move(600, 400)
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(200)
        assert "near" not in page.get_attribute("svg.map", "class"), (
            "the wheel scrolls the page until one is at the map"
        )
        page.focus("svg.map")
        page.mouse.wheel(0, -300)
        page.wait_for_selector("svg.map.near")
        assert page.complaints == []


def test_two_fingers_come_nearer(chromium: Any, live_server: Any) -> None:
    view = browsers.View(size=browsers.PHONE)
    with browsers.page(chromium, view, has_touch=True) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.locator("svg.map").scroll_into_view_if_needed()
        box = page.locator("svg.map").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        session = page.context.new_cdp_session(page)

        def touch(kind: str, apart: float) -> None:
            fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers if apart else []})

        touch("touchStart", 20)
        for apart in (30, 45, 60):
            touch("touchMove", apart)
        touch("touchEnd", 0)
        page.wait_for_selector("svg.map.near")
        assert page.complaints == []


def test_time_plays_and_a_period_shows_only_its_own(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.select_option(".map-time select", "2025-01")
        assert page.input_value(".map-time input[type=range]") == "1"
        assert page.get_attribute("[data-id=gao] circle", "transform") == "scale(0.8)", (
            "64 of 100 has 0.8 of the radius"
        )
        assert "absent" in page.get_attribute("[data-id=tripoli]", "class")
        assert "absent" not in page.get_attribute("[data-id=dakar]", "class"), "what has no date is always there"
        page.hover("[data-id=gao] circle")
        assert page.inner_text(".map-readout") == "Gao – 100 kg · janvier 2025 : 64"
        page.locator(".map-time input[type=range]").fill("2")
        assert page.locator(".map .flow:not(.absent)").count() == 0
        page.locator(".map-time input[type=range]").fill("0")
        assert page.get_attribute("[data-id=gao] circle", "transform") is None
        assert page.locator(".map .absent").count() == 0
        page.click("[data-play]")
        assert page.get_attribute("[data-play]", "aria-pressed") == "true"
        page.wait_for_selector("[data-play][aria-pressed=false]")
        assert page.evaluate("document.querySelector('.map-time select').selectedIndex") == 3
        assert page.complaints == []


def test_a_piece_that_htmx_puts_in_is_a_living_map(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.evaluate("document.querySelector('[data-map]').id = 'old'")
        page.evaluate("htmx.ajax('GET', '/map/', {target: '#here', select: '#here', swap: 'outerHTML'})")
        page.wait_for_selector("#here [data-map]:not(#old) .map-tools:not([hidden])")
        nearer(page)
        assert "near" in page.get_attribute("svg.map", "class")
        assert page.complaints == []


def test_without_scripts_the_picture_its_legend_and_its_table_are_whole(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium, java_script_enabled=False) as page:
        page.goto(f"{live_server.url}/map/")
        assert page.locator("svg.map .point").count() == 3
        assert not page.locator(".map-tools").is_visible()
        assert not page.locator(".map-readout").is_visible()
        assert page.locator(".map-legend").is_visible()
        assert page.locator("table tbody tr").count() == 7


def test_on_paper_there_are_no_buttons(chromium: Any, live_server: Any, tmp_path: Any) -> None:
    with browsers.page(chromium) as page:
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        page.emulate_media(media="print")
        assert not page.locator(".map-tools").is_visible()
        assert page.locator("svg.map").is_visible()
        page.pdf(path=tmp_path / "map.pdf")
        assert (tmp_path / "map.pdf").stat().st_size > 10_000


def test_the_page_fits_every_screen_in_every_language(chromium: Any, live_server: Any) -> None:
    for language, size in product(("fr", "en", "ar"), (browsers.OFFICE, browsers.PHONE)):
        with browsers.page(chromium, browsers.View(language, size)) as page:
            page.goto(f"{live_server.url}/map/")
            browsers.speak(page, language)
            page.wait_for_selector(".map-tools:not([hidden])")
            assert page.get_attribute("html", "lang") == language
            assert browsers.overflow(page) == 0
            assert page.complaints == []


@built
def test_where_the_finer_outlines_do_not_come_the_map_still_moves(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.route("**/outlines*.json", lambda route: route.abort())
        page.goto(f"{live_server.url}/map/")
        page.wait_for_selector(".map-tools:not([hidden])")
        nearer(page)
        page.wait_for_selector("svg.map.coarse.near")
        assert page.locator(".outlines .coast").get_attribute("d")
