"""A list of attendance taken where there is no link: kept on the device, opened again, sent when the link is back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.training import attending, services
from tests.e2e import browser as browsers
from tests.e2e.browser import until

PASSWORD = "long-and-odd-17-words"
NAMES = {"fr": "Fouille de conteneurs", "en": "Searching containers", "ar": "تفتيش الحاويات"}
PEOPLE = [(f"Stagiaire {number:02}", ("ML", "BF", "NE")[number % 3]) for number in range(40)]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def director() -> Any:
    return accounts.create_officer("formation", "Kadidia Sangho", "trainer", password=PASSWORD)


@pytest.fixture
def run(director: Any) -> Any:
    """A workshop of forty persons of three countries, on today."""
    services.add_course("FC-1", NAMES, "containers", by=director, hours=6)
    today = timezone.localdate()
    made = services.add_run(
        "FC-1",
        place="Bamako",
        starts=today,
        ends=today,
        capacity=40,
        by=director,
        places={"ML": 14, "BF": 13, "NE": 13},
    )
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    services.add_session(
        made, starts=midnight, ends=midnight + dt.timedelta(hours=1), titles={"fr": "Ouverture"}, by=director
    )
    for name, country in PEOPLE:
        services.nominate(made, services.learners.find_or_add(name, "École", country), by=director)
    services.accept_all(made, by=director)
    return made


def present(run: Any) -> set[str]:
    said = attending.table(run)
    session = run.sessions.get()
    rows = {row.pk: row.learner.name for row in run.nominations.select_related("learner")}
    return {rows[pk] for pk, each in said.items() if each[session.pk].present}


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_forty_marks_without_a_link_arrive_when_it_is_back(
    chromium: Any, live_server: Any, run: Any, language: str
) -> None:
    with browsers.page(chromium, browsers.View(language)) as page:
        page.goto(live_server.url)
        page.fill("#id_login", "formation")
        page.fill("#id_password", PASSWORD)
        page.click("main form button")
        page.wait_for_selector("h1")
        address = f"{live_server.url}/training/runs/{run.pk}/attendance/"
        page.goto(address)
        browsers.speak(page, language)
        until(page, "document.getElementById('attendance').dataset.offline === 'yes'")
        # Once more with the worker in place: now it keeps the page and what it needs.
        page.goto(address)
        until(page, "navigator.serviceWorker.controller !== null")
        page.goto(address)

        page.context.set_offline(True)
        rows = page.locator("tr[data-code]")
        assert rows.count() == 40
        for place in range(38):
            rows.nth(place).locator("button[data-present=yes]").click()
        rows.nth(38).locator("button[data-present=no]").click()
        page.fill("#code", rows.nth(39).get_attribute("data-code"))
        page.press("#code", "Enter")
        page.fill("#code", "NOBODY")
        page.press("#code", "Enter")
        assert "40" in page.inner_text("#attendance-state")
        assert present(run) == set()

        # The battery died: the page opens again without a link and has every mark.
        page.goto(address)
        assert page.locator("tr[data-code] button[aria-pressed=true]").count() == 40

        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(page, "document.querySelectorAll('[data-told].ok').length === 40")
        assert present(run) == {name for name, _country in PEOPLE[:38]} | {"Stagiaire 39"}
        assert browsers.overflow(page) == 0
        unforeseen = [one for one in page.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
        assert unforeseen == []
