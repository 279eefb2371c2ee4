"""Onward training in a real browser: the training director opens a tree in place, records a session, decides who is one."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade.models import Cascade
from tests.apps.cascade.grown import BEGAN, at, begun, record
from tests.e2e import browser as browsers

PASSWORD = "long-and-odd-17-words"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cascade() -> Cascade:
    who = accounts.create_officer("formation", "Kadidia Sangho", "trainer", password=PASSWORD)
    made = begun(who)
    record(who, made, at(made, "Awa Traoré"), ["Issa Cissé", "Binta Sow"])
    return made


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_tree_opens_in_place_grows_by_a_session_and_two_become_one(
    chromium: Any, live_server: Any, cascade: Cascade, language: str
) -> None:
    with browsers.page(chromium, browsers.View(language)) as page:
        page.goto(live_server.url)
        page.fill("#id_login", "formation")
        page.fill("#id_password", PASSWORD)
        page.click("main form button")
        page.wait_for_selector("h1")
        browsers.speak(page, language)
        page.goto(f"{live_server.url}/cascade/{cascade.public_id}/")

        # Opened in place: whoever stands below comes into the list, the page stays.
        page.locator("button[hx-get]").first.click()
        page.wait_for_selector(".tree-below a")
        below = page.locator(".tree-below").first.inner_text()
        assert "Issa Cissé" in below
        assert "Binta Sow" in below

        # A session of one of them, from her own page; one of its attendees looks like somebody of the tree.
        page.locator(".tree-below a", has_text="Binta Sow").click()
        page.wait_for_selector("main a.button")
        page.click("main a.button")
        page.fill("#id_day", (BEGAN + dt.timedelta(days=90)).isoformat())
        page.fill("#id_hours", "4")
        page.fill("#id_topic", "Chiens pisteurs")
        page.fill("#id_attendees", "Moussa Ag Alhassan; Police; Niger; Agadez\nأمينة الطاهر; ; MA; Rabat")
        page.click("main form button:not([type=button])")
        page.wait_for_url("**/persons/**")
        assert "أمينة الطاهر" in page.locator("main").inner_text()
        cascade.refresh_from_db()
        assert (cascade.persons, cascade.levels) == (7, 2)

        # Nothing was joined by itself: the officer says that they are one.
        page.goto(f"{live_server.url}/cascade/{cascade.public_id}/alike/")
        assert "Moussa Ag Alhassan" in page.locator("main").inner_text()
        page.click("button[name=same]")
        page.wait_for_load_state("networkidle")
        cascade.refresh_from_db()
        assert cascade.persons == 6
        assert at(cascade, "Moussa Ag Alhassane").trainings.count() == 2

        # The drawing leads to a person, and no page is wider than its window.
        page.goto(f"{live_server.url}/cascade/{cascade.public_id}/")
        assert page.locator("svg.icicle rect").count() >= 5
        assert browsers.overflow(page) == 0
        assert page.complaints == []
