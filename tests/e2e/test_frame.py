"""In a real browser: signing in, the keyboard of a list, both directions of writing, both sizes of screen."""

from itertools import product
from typing import Any

import pytest

from benkan.apps.accounts import services
from benkan.apps.cases import services as cases
from tests.e2e import browser as browsers

PASSWORD = "long-and-odd-17-words"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def who() -> Any:
    made = services.create_officer("a.traore", "Aminata TRAORÉ", "analyst", password=PASSWORD)
    for number in range(3):
        cases.open_case(made, f"Affaire {number}", "drug-trafficking")
    return made


def sign_in(page: Any, base: str) -> None:
    page.goto(base)
    page.fill("#id_login", "a.traore")
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_selector("h1")


@pytest.mark.usefixtures("who")
def test_an_officer_signs_in_and_works_the_list_by_keyboard(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        sign_in(page, live_server.url)
        assert page.title().startswith("Ma journée")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert page.locator("[data-row].here").count() == 1
        second = page.locator("[data-row]").nth(1)
        assert "here" in (second.get_attribute("class") or "")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "day-search"
        page.keyboard.type("jk")
        assert page.input_value("#day-search") == "jk"
        page.keyboard.press("Escape")
        page.keyboard.press("k")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/*/")
        assert page.complaints == []


@pytest.mark.usefixtures("who")
def test_the_day_fits_every_screen_in_every_language(chromium: Any, live_server: Any) -> None:
    for language, size in product(("fr", "en", "ar"), (browsers.OFFICE, browsers.PHONE)):
        with browsers.page(chromium, browsers.View(language, size)) as page:
            sign_in(page, live_server.url)
            browsers.speak(page, language)
            assert page.get_attribute("html", "lang") == language
            assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
            assert browsers.overflow(page) == 0
            assert page.complaints == []


@pytest.mark.usefixtures("who")
def test_a_page_without_the_built_files_keeps_its_look(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        page.route("**/vendor/**", lambda route: route.abort())
        sign_in(page, live_server.url)
        button = page.locator("form.search-line button")
        box = button.bounding_box()
        field = page.locator("#day-search").bounding_box()
        assert field["width"] > 5 * box["width"]
        assert abs(field["y"] - box["y"]) < 2
        assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderStyle") == "solid"


@pytest.mark.usefixtures("who")
def test_a_first_tab_leads_past_the_navigation(chromium: Any, live_server: Any) -> None:
    with browsers.page(chromium) as page:
        sign_in(page, live_server.url)
        page.goto(live_server.url)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.url.endswith("#content")
