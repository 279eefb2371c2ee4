"""Money in a real browser: from a case's seizure to it in five clicks, and a statement that is imported."""

from __future__ import annotations

import datetime as dt
import re
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
MONEY = {"fr": "Flux d’argent", "ar": "تدفقات الأموال"}
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


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_chart_of_the_case_shows_whose_money_it_is_and_drops_it_by_filter(
    chromium: Any, mali: str, language: str
) -> None:
    with browsers.page(chromium, browsers.View(language)) as page:
        browsers.sign_in_as(page, mali, "analyste")
        browsers.speak(page, language)
        _take_an_alert(page, mali)
        page.goto(f"{mali}/charts/new/")
        page.fill("#chart-title", f"Argent et drogue {language}")
        page.select_option("#chart-of", label=page.locator("#chart-of option", has_text=money.CASE_TITLE).inner_text())
        page.click("main form.card button")
        page.wait_for_selector("#twin tr[data-row]")
        account = page.locator("#twin tr[data-row]", has=page.locator("td", has_text=MONEY[language]))
        assert account.count() >= 2, page.inner_text("#twin")
        everything = page.locator("#twin tr[data-row]").count()
        # A tie of money says how much, from which file, and that nobody graded it.
        page.goto(f"{page.url.split('?')[0]}?part=ties&source=flows")
        page.wait_for_selector("#twin tr[data-row]")
        ties = page.locator("#twin tr[data-row]")
        assert re.search(r"9\D093\D750", ties.filter(has_text="Comptoir Zongo").inner_text())
        assert ties.filter(has_text="demo-mobile-money.csv").count() == ties.count() >= 6
        assert ties.filter(has_text="H3").count() == ties.count()
        page.goto(f"{page.url.split('?')[0]}?source=records&source=seizures")
        page.wait_for_selector("#twin tr[data-row]")
        assert 0 < page.locator("#twin tr[data-row]").count() < everything
        assert page.locator("#twin tr[data-row]", has=page.locator("td", has_text=MONEY[language])).count() == 0
        assert browsers.overflow(page) == 0
        assert page.complaints == []


def _take_an_alert(page: Any, mali: str) -> None:
    """Puts an alert, and with it its accounts, into the case, unless an earlier test did."""
    page.goto(f"{mali}/flows/?rule=pass_through&state=")
    page.locator("tbody tr[data-row] a").first.click()
    page.wait_for_selector("svg.sankey")
    if page.locator("#case").count():
        page.select_option("#case", index=1)
        page.locator("form:has(#case) button").first.click()
        page.wait_for_load_state()


STATEMENT = (
    "Date;Libellé;Compte bénéficiaire;Débit;Crédit\n03/04/2026;VIREMENT KEITA;ML0009;1 000;\n"
    "2026-03-05;VIREMENT SISSOKO;ML0010;30;\n"
)
IMPORT = {"fr": "Importer des transferts", "ar": "استيراد تحويلات", "en": "Import transfers"}


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_statement_is_sent_mapped_asked_and_imported(
    chromium: Any, mali: str, language: str, size: tuple[int, int]
) -> None:
    with browsers.page(chromium, browsers.View(language, size)) as page:
        browsers.sign_in_as(page, mali, "analyste")
        browsers.speak(page, language)
        page.goto(f"{mali}/flows/imports/")
        assert IMPORT[language] in page.inner_text("h1")
        assert browsers.overflow(page) == 0
        page.set_input_files("#file", {"name": "releve.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()})
        page.click("main form.card button")
        page.wait_for_selector("#account")
        assert browsers.overflow(page) == 0
        page.fill("#account", f"ML{language}{size[0]}")
        page.fill("#institution", "BDM")
        page.fill("#currency", "XOF")
        page.click("main form >> nth=0 >> button")
        page.wait_for_selector("fieldset")
        assert page.locator("fieldset").count() == 1
        assert browsers.overflow(page) == 0
        page.check("fieldset input[type=radio] >> nth=0")
        page.click("main form >> nth=0 >> button >> nth=0")
        page.wait_for_selector(".callout.success")
        page.click("button[name=finish]")
        page.wait_for_selector("dl.facts")
        assert [page.locator("dl.facts dd").nth(at).inner_text() for at in range(4)] == ["2", "2", "0", "0"]
        assert browsers.overflow(page) == 0
