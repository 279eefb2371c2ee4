"""From a case's seizure to its money in a real browser: five clicks, in French and in Arabic."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from benkan.node.demo import money
from benkan.node.demo.founding import hand_out
from benkan.node.demo.nodes import make_homes
from benkan.node.demo.stage import Stage
from tests.e2e import browser as browsers
from tests.ports import four_free_ports

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.slow, pytest.mark.xdist_group("money")]

MALI = "ml-ocs"
WORDS = {
    "fr": {
        "case": "Affaires",
        "flow": "Voir ses flux",
        "take": "La prendre dans l’affaire",
        "in_case": "Dans une affaire",
    },
    "ar": {"case": "القضايا", "flow": "انظر تدفقاته", "take": "ضُمّه إلى القضية", "in_case": "في قضية"},
}


@pytest.fixture(scope="module")
def mali(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Mali's node, opened with its invented case; the others are not running."""
    assert chromium
    folder = tmp_path_factory.mktemp("money")
    homes = make_homes(folder, four_free_ports(20_900))
    hand_out(homes, people=20, seed=2025, now=dt.datetime.now(dt.UTC))
    stage = Stage({node.agency: node for node in homes if node.agency == MALI}, Console(quiet=True), folder)
    try:
        stage.open()
        yield stage.nodes[MALI].url
    finally:
        stage.close()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_five_clicks_lead_from_the_case_to_where_the_money_went(chromium: Any, mali: str, language: str) -> None:
    said = WORDS[language]
    with browsers.page(chromium, browsers.View(language)) as page:
        browsers.sign_in_as(page, mali, "analyste")
        browsers.speak(page, language)
        page.click(f"nav a:has-text('{said['case']}')")
        page.click(f"tr:has-text('{money.CASE_TITLE}') a")
        page.click("#money a >> nth=0")
        page.wait_for_selector("svg.flow-bars")
        assert money.HOLDER in page.inner_text("h1")
        page.click(f"a:has-text('{said['flow']}')")
        page.wait_for_selector("svg.sankey")
        assert page.get_attribute("svg.sankey", "dir") == "ltr"
        ways = page.locator("svg.sankey .link").count()
        assert ways in (9, 10), "the bank's report tells of one more, as soon as the worker has handed it over"
        assert page.locator("tbody tr[data-row]").count() == ways, "the table has every flow of the picture"
        page.click("svg.sankey a:has-text('Comptoir Zongo')")
        page.wait_for_load_state()
        assert "Comptoir Zongo" in page.inner_text("h1")
        assert browsers.overflow(page) == 0
        assert page.complaints == []


def test_an_alert_is_taken_into_the_case_by_keyboard_and_stands_on_its_time(chromium: Any, mali: str) -> None:
    with browsers.page(chromium) as page:
        browsers.sign_in_as(page, mali, "analyste")
        browsers.speak(page, "fr")
        page.goto(f"{mali}/flows/?rule=pass_through")
        page.locator("tbody tr[data-row] a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("svg.sankey")
        page.locator("#case").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector(f".badge:has-text('{WORDS['fr']['in_case']}')")
        page.click(f"a:has-text('{money.CASE_TITLE}')")
        page.wait_for_load_state()
        page.click("#money a.button")
        page.wait_for_selector("svg.lanes circle.lane0")
        assert page.locator("svg.lanes circle.lane2").count() >= 12
        assert page.locator("svg.lanes circle").count() == page.locator(".split tbody tr[data-row]").count()
        assert page.complaints == []
