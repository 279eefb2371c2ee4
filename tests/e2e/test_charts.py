"""A link chart in a real browser, as an analyst works on it: in French and in Arabic, with the mouse and without."""

import gzip
import json
import os
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benkan.apps.accounts import services
from benkan.apps.charts.models import Change
from benkan.apps.charts.templatetags.charts import SCRIPTS
from benkan.apps.journal.models import Line
from benkan.web.templatetags.benkan import MAP_SCRIPTS
from tests.apps.charts.conftest import case, chart, filled, person, release, seizure  # noqa: F401 - fixtures
from tests.e2e import browser as browsers

PASSWORD = "long-and-odd-17-words"
SOURCE = Path(__file__).resolve().parents[2] / "src" / "benkan"
VENDOR = SOURCE / "web" / "static" / "vendor"
SHOTS = os.environ.get("BENKAN_SHOTS", "")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("filled")]
built = pytest.mark.skipif(
    not (VENDOR / "charts" / "cytoscape.min.js").is_file(),
    reason="the scripts are not built here: npm was out of reach",
)


@pytest.fixture
def analyst() -> Any:
    return services.create_officer("a.traore", "Aminata TRAORÉ", "analyst", password=PASSWORD)


def open_chart(page: Any, base: str, chart: Any, language: str = "fr") -> None:  # noqa: F811
    page.goto(base)
    page.fill("#id_login", "a.traore")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("h1")
    page.goto(f"{base}/charts/{chart.pk}/")
    browsers.speak(page, language)
    page.wait_for_selector("#chart[data-drawn]")


def row(page: Any, name: str) -> Any:
    return page.locator("#twin tr[data-row]", has_text=name)


def drawn(page: Any) -> dict[str, Any]:
    return page.evaluate(
        """() => { const cy = document.getElementById('chart').chart;
        return { labels: cy.nodes().map(n => n.data('label')), chosen: cy.nodes('.chosen').map(n => n.id()),
                 marked: cy.edges('.marked').length, ties: cy.edges().length }; }"""
    )


def until(page: Any, holds: str, seconds: float = 30.0) -> None:
    """Waits until the expression is true; Playwright's own waiting would need eval, which the policy refuses."""
    end = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < end, holds
        page.wait_for_timeout(50)


def gone(page: Any, name: str, seconds: float = 30.0) -> None:
    """Waits until the list has no row of this name: it is made anew after the drawing."""
    end = time.monotonic() + seconds
    while row(page, name).count():
        assert time.monotonic() < end, name
        page.wait_for_timeout(50)


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.wait_for_timeout(400)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@built
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_analyst_finds_a_path_filters_merges_undoes_and_exports(
    chromium: Any,
    live_server: Any,
    chart: Any,  # noqa: F811
    language: str,
) -> None:
    with browsers.page(chromium, browsers.View(language), accept_downloads=True) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        open_chart(page, live_server.url, chart, language)
        assert page.get_attribute("#canvas", "dir") == "ltr"
        assert "\u2068موسى أغ الحسن\u2069" in drawn(page)["labels"]
        shot(page, f"chart-{language}")

        # A path between two, chosen in the list; the drawing shows the same choice.
        row(page, "Moussa").locator("input").check()
        row(page, "موسى").locator("input").check()
        assert len(drawn(page)["chosen"]) == 2
        page.click('#choice button[formaction$="/path/"]')
        page.wait_for_selector("#panel [data-mark]")
        assert "C3" in page.locator("#panel [data-row]").first.inner_text()
        page.locator("#panel [data-mark]").first.click()
        assert drawn(page)["marked"] == 2
        shot(page, f"path-{language}")

        # The same two are one: said with a reason, seen in list and drawing, undone by the list of changes.
        page.click('#choice button[formaction$="/form/merge/"]')
        page.fill("#act-reason", "même téléphone")
        page.click('#panel button[name="act"]')
        until(page, "document.querySelectorAll('#twin tr[data-row] .badge:not(.handling):not(.grade)').length === 1")
        assert Change.objects.get(kind="merge").body["reason"] == "même téléphone"
        page.click('[data-tab="history"]')
        merged = page.locator("#panel li", has_text="même téléphone")
        merged.locator('input[name="reason"]').fill("deux cousins")
        merged.locator("button").click()
        until(page, "document.querySelectorAll('#twin tr[data-row] .badge:not(.handling):not(.grade)').length === 0")
        assert list(
            Line.objects.filter(event__in=("chart-merged", "chart-split"))
            .order_by("seq")
            .values_list("event", flat=True)
        ) == [
            "chart-merged",
            "chart-split",
        ]

        # Only what partners said.
        page.click(".chart-narrow > summary")
        page.locator("#filters details", has=page.locator('[name="owner"]')).locator("summary").click()
        page.check('#filters [name="owner"][value="ma-dgsn"]')
        until(page, "document.getElementById('chart').dataset.drawn === '2'")
        assert "owner=ma-dgsn" in page.url
        gone(page, "Moussa")
        shot(page, f"filtered-{language}")

        # The file has what is seen, its handling code, and a line in the journal.
        page.locator(".page-header details.menu summary").click()
        with page.expect_download() as waiting:
            page.click('[data-export="csv"]')
        assert "H1" in waiting.value.suggested_filename
        text = Path(waiting.value.path()).read_text("utf-8-sig")
        assert "موسى أغ الحسن" in text
        assert "Moussa" not in text
        assert Line.objects.filter(event="chart-exported").count() == 1
        assert all(url.startswith(live_server.url) for url in asked)
        assert page.complaints == []


@built
def test_the_list_is_worked_by_keyboard_alone(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    with browsers.page(chromium) as page:
        open_chart(page, live_server.url, chart)
        for name in ("Moussa", "Issa"):
            row(page, name).locator("input").focus()
            page.keyboard.press("Space")
        page.focus('#choice button[formaction$="/form/group/"]')
        page.keyboard.press("Enter")
        page.wait_for_selector("#act-name")
        page.focus("#act-name")
        page.keyboard.type("Cellule de Gao")
        page.evaluate("document.getElementById('twin').dataset.old = 'yes'")
        page.keyboard.press("Enter")
        until(page, "document.getElementById('chart').chart.nodes(':parent').length === 1")
        # The list is made anew after the drawing: what is focused before that is gone.
        until(page, "document.querySelector('#twin:not([data-old]):not(.htmx-swapping):not(.htmx-settling)') !== null")
        row(page, "Issa").locator("a").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#panel h2:has-text('Issa')")
        page.click('[data-tab="persons"]')
        page.wait_for_selector("#panel .chart-slider")
        before = page.inner_text("#left-told")
        page.focus("#panel .chart-slider")
        page.keyboard.press("ArrowRight")
        assert page.inner_text("#left-told") != before
        assert page.evaluate("document.getElementById('chart').chart.nodes('.gone').length") == 1
        shot(page, "persons")
        page.click('[data-tab="groups"]')
        page.fill("#group-1", "Filière de Gao")
        shot(page, "groups")
        page.keyboard.press("Enter")
        until(page, "document.getElementById('chart').chart.nodes(':parent').length === 2")
        page.click('[data-tab="missing"]')
        page.wait_for_selector("#panel h2:has-text('Liens qui manquent peut-être')")
        shot(page, "missing")
        assert page.complaints == []


@built
def test_a_node_that_was_moved_stays_where_it_was_put(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    with browsers.page(chromium) as page:
        open_chart(page, live_server.url, chart)
        page.click('[data-do="keep"]')
        page.wait_for_selector("#refusal .callout")
        page.evaluate("document.getElementById('canvas').scrollIntoView({block: 'end'})")
        spot = page.evaluate(
            """() => { const cy = document.getElementById('chart').chart, b = document.getElementById('canvas').getBoundingClientRect();
            const n = cy.nodes().max(n => n.renderedPosition('y')).ele;
            const at = n.renderedPosition(); return [n.id(), b.left + at.x, b.top + at.y]; }"""
        )
        page.mouse.move(spot[1], spot[2])
        page.mouse.down()
        page.mouse.move(spot[1] + 60, spot[2] - 40, steps=5)
        page.mouse.up()
        page.wait_for_timeout(2_500)
        where = "id => { const p = document.getElementById('chart').chart.getElementById(id).position(); return [p.x, p.y]; }"
        moved = page.evaluate(where, spot[0])
        page.reload()
        page.wait_for_selector("#chart[data-drawn]")
        assert page.evaluate(where, spot[0]) == pytest.approx(moved, abs=0.2)
        assert Change.objects.filter(kind="place").count() == 2
        assert page.complaints == []


@built
def test_the_brush_narrows_drawing_and_list_to_one_time(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    with browsers.page(chromium) as page:
        open_chart(page, live_server.url, chart)
        box = page.locator("#timeline").bounding_box()
        page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 10)
        page.mouse.down()
        page.mouse.up()
        until(page, "location.search.includes('since=2026-09-01')")
        until(page, "!document.getElementById('chart').chart.nodes().some(n => n.data('label').includes('Kidal'))")
        until(page, "!document.getElementById('twin').innerText.includes('Kidal')")
        assert page.input_value('#filters [name="until"]') == "2026-09-30"
        assert page.complaints == []


@built
def test_a_picture_is_made_of_the_file_and_leaves_a_line(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    with browsers.page(chromium, accept_downloads=True) as page:
        open_chart(page, live_server.url, chart)
        page.locator(".page-header details.menu summary").click()
        with page.expect_download() as waiting:
            page.click('[data-export="png"]')
        assert Path(waiting.value.path()).read_bytes()[:4] == b"\x89PNG"
        assert waiting.value.suggested_filename.endswith("-H1.png")
        assert Line.objects.filter(event="chart-exported").count() == 1
        page.goto(f"{live_server.url}/charts/{chart.pk}/paper/")
        assert page.locator(".chart-paper svg").count() == 1
        shot(page, "paper")
        page.goto(f"{live_server.url}/charts/{chart.pk}/map/")
        shot(page, "map")
        assert page.complaints == []


@built
def test_a_chart_fits_every_screen_in_every_language(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    for language, size in product(("fr", "en", "ar"), (browsers.OFFICE, browsers.PHONE)):
        with browsers.page(chromium, browsers.View(language, size)) as page:
            open_chart(page, live_server.url, chart, language)
            assert browsers.overflow(page) == 0, (language, size)
            shot(page, f"chart-{language}-{size[0]}")
            assert page.complaints == []


def test_without_scripts_the_list_holds_everything(chromium: Any, live_server: Any, chart: Any) -> None:  # noqa: F811
    with browsers.page(chromium, java_script_enabled=False) as page:
        page.goto(live_server.url)
        page.fill("#id_login", "a.traore")
        page.fill("#id_password", PASSWORD)
        page.click("main form button")
        page.goto(f"{live_server.url}/charts/{chart.pk}/")
        row(page, "Moussa").locator("input").check()
        row(page, "Issa").locator("input").check()
        page.click('#choice button[formaction$="/path/"]')
        assert "Issa Coulibaly" in page.inner_text("main")
        assert page.locator("ol.rows li").count() >= 1


@built
def test_all_scripts_of_a_chart_weigh_less_than_350_kilobytes() -> None:
    """What a browser fetches for a chart and its map, packed; htmx comes with every page."""
    import django_htmx

    files = [SOURCE / "web" / "static" / path for path in SCRIPTS if path.startswith("vendor/")]
    files += [SOURCE / "apps" / "charts" / "static" / path for path in SCRIPTS if not path.startswith("vendor/")]
    files += [SOURCE / "web" / "static" / path for path in MAP_SCRIPTS]
    files += [SOURCE / "web" / "static" / "web" / name for name in ("lists.js", "map.js")]
    files += list((Path(django_htmx.__file__).parent / "static").rglob("htmx-2.min.js"))
    sizes = {path.name: len(gzip.compress(path.read_bytes(), mtime=0)) for path in files}
    assert len(sizes) == len(files) == 11
    assert sum(sizes.values()) < 350_000, json.dumps(sizes)
