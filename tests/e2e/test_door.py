"""The door of an assembly where there is no link: who has a good badge comes in, nobody else, and all of it arrives."""

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import services
from benkan.apps.gatherings.models import CheckIn, Passage
from tests.e2e import browser as browsers
from tests.e2e.test_attendance import until

PASSWORD = "long-and-odd-17-words"
NAMES = {"fr": "Assemblée", "en": "Assembly", "ar": "الجمعية العامة"}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def liaison() -> Any:
    return accounts.create_officer("liaison", "Bréhima Tolo", "liaison", password=PASSWORD)


@pytest.fixture
def gathering(liaison: Any) -> Any:
    today = timezone.localdate()
    row = services.add(NAMES, "assembly", place="Bamako", starts=today, ends=today, by=liaison)
    services.read_list(
        row, "name,country\nAwa Kantara,ML\nSani Malam,NE\nموسى أغ الحسن,MA\nRamata Sissoko,ML\n".encode(), by=liaison
    )
    services.grant_all(row, by=liaison)
    return row


def badge(gathering: Any, name: str) -> Any:
    return gathering.delegates.get(name=name)


def show(page: Any, code: str) -> tuple[str, str]:
    """Shows a badge; the kind of answer, and its words."""
    page.evaluate("document.getElementById('door-told').replaceChildren()")
    page.fill("#code", code)
    page.press("#code", "Enter")
    until(page, "document.querySelector('#door-told .callout') !== null")
    box = page.locator("#door-told .callout")
    return box.get_attribute("class").split()[1], box.inner_text()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_door_without_a_link_lets_in_whom_the_signed_list_names_and_tells_it_later(
    chromium: Any, live_server: Any, gathering: Any, liaison: Any, language: str
) -> None:
    awa, sani, moussa, ramata = (
        badge(gathering, name) for name in ("Awa Kantara", "Sani Malam", "موسى أغ الحسن", "Ramata Sissoko")
    )
    services.decide(sani, "withdrawn", by=liaison, reason="left the delegation")
    with browsers.page(chromium, browsers.View(language)) as page:
        page.goto(live_server.url)
        page.fill("#id_login", "liaison")
        page.fill("#id_password", PASSWORD)
        page.click("main form button")
        page.wait_for_selector("h1")
        address = f"{live_server.url}/gatherings/{gathering.pk}/door/"
        page.goto(address)
        browsers.speak(page, language)
        until(page, "document.getElementById('door').dataset.ready === 'yes'")
        until(page, "document.getElementById('door').dataset.offline === 'yes'")
        page.goto(address)  # once more with the worker in place: now it keeps the page and what it needs
        until(page, "navigator.serviceWorker.controller !== null")
        page.goto(address)
        until(page, "document.getElementById('door').dataset.ready === 'yes'")
        assert show(page, awa.code)[0] == "success"  # with a link the node decides
        assert CheckIn.objects.get().delegate == awa
        assert awa.code not in json.dumps(page.evaluate("({...localStorage})"))

        page.context.set_offline(True)
        assert show(page, awa.code)[0] == "warning"
        kind, words = show(page, moussa.code)
        assert (kind, moussa.name in words) == ("success", True)
        assert show(page, ramata.code)[0] == "success"
        forged = show(page, "BKG1-forged")
        withdrawn = show(page, sani.code)
        assert (forged[0], withdrawn[0]) == ("refusal", "refusal")
        assert forged[1] != withdrawn[1]
        # Two come at once, one is withdrawn meanwhile, and the battery dies.
        services.decide(ramata, "withdrawn", by=liaison, reason="found out meanwhile")
        page.goto(address)
        until(page, "document.getElementById('door').dataset.ready === 'yes'")
        assert show(page, moussa.code)[0] == "warning"
        assert CheckIn.objects.count() == 1

        page.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(
            page,
            "Object.entries(localStorage).some(([k, v]) => k.startsWith('door ') && !v.includes('\"sent\":false'))",
        )
        assert set(CheckIn.objects.values_list("delegate__name", "again")) == {
            (awa.name, 1),
            (moussa.name, 1),
            (ramata.name, 0),
        }
        # Ramata had come in before the badge was withdrawn: that is told at the door.
        until(page, "!document.getElementById('door-later').hidden")
        assert "Ramata Sissoko" in page.inner_text("#door-later")
        # The device believes that nothing arrived, and sends it all again.
        page.evaluate(
            "Object.entries(localStorage).filter(([k]) => k.startsWith('door '))"
            ".forEach(([k, v]) => localStorage.setItem(k, v.replaceAll('\"sent\":true', '\"sent\":false')))"
        )
        passages = Passage.objects.count()
        page.goto(address)
        until(
            page,
            "Object.entries(localStorage).some(([k, v]) => k.startsWith('door ') && !v.includes('\"sent\":false'))",
        )
        assert Passage.objects.count() == passages == 5
        assert browsers.overflow(page) == 0
        unforeseen = [one for one in page.complaints if "ERR_INTERNET_DISCONNECTED" not in one]
        assert unforeseen == []


def test_a_list_that_was_altered_on_the_device_lets_nobody_in(
    chromium: Any, live_server: Any, gathering: Any, liaison: Any
) -> None:
    sani = badge(gathering, "Sani Malam")
    services.decide(sani, "withdrawn", by=liaison, reason="left the delegation")
    with browsers.page(chromium, browsers.View("fr")) as page:
        page.goto(live_server.url)
        page.fill("#id_login", "liaison")
        page.fill("#id_password", PASSWORD)
        page.click("main form button")
        page.wait_for_selector("h1")
        address = f"{live_server.url}/gatherings/{gathering.pk}/door/"
        for _ in range(3):
            page.goto(address)
            until(page, "document.getElementById('door').dataset.ready === 'yes'")
            until(page, "document.getElementById('door').dataset.offline === 'yes'")
        page.context.set_offline(True)
        page.evaluate(
            "Object.entries(localStorage).filter(([k]) => k.startsWith('door-list '))"
            ".forEach(([k, v]) => localStorage.setItem(k, v.replaceAll('withdrawn', 'granted')))"
        )
        page.goto(address)
        until(page, "document.getElementById('door').dataset.ready === 'no'")
        kind, words = show(page, sani.code)
        assert (kind, "modifiée" in words) == ("refusal", True)
        assert show(page, badge(gathering, "Awa Kantara").code)[0] == "refusal"
        assert not CheckIn.objects.exists()
        assert dt.date.today() == gathering.starts
