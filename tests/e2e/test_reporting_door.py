"""A bank's person at the reporting door in a real browser, with the keyboard alone, in French and in Arabic."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benkan.node.demo import reporting as invented
from benkan.node.demo.stage import Stage
from tests.apps.reporting.conftest import PASSWORD, code_of
from tests.e2e import browser as browsers
from tests.e2e.stages import staged

pytestmark = [pytest.mark.browser, pytest.mark.network, pytest.mark.slow, pytest.mark.xdist_group("reporting")]
MALI = "ml-ocs"
SECONDS = 30_000
WORDS = {
    "fr": ("Votre invitation", "La déclaration est reçue.", "n’a pas été accepté", "en cours de traitement"),
    "ar": ("دعوتكم", "استُلم البلاغ.", "لم يُقبل الملف", "قيد المعالجة"),
}


@pytest.fixture(scope="module")
def stage(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Mali's node with its invented bank."""
    assert chromium
    with staged(tmp_path_factory.mktemp("door"), 24_600, (MALI,), people=10) as made:
        yield made


def tab_to(page: Any, selector: str) -> None:
    """Moves the focus with the Tab key alone."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {selector}")


def type_into(page: Any, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def send(page: Any, file: Path) -> None:
    """Chooses the file and sends it, by keyboard."""
    tab_to(page, "#file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    tab_to(page, "form[action$='/send/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_bank_is_invited_sends_a_file_reads_its_validation_and_its_answer(
    chromium: Any, stage: Stage, tmp_path: Path, language: str
) -> None:
    base, words = stage.nodes[MALI].url, WORDS[language]
    username = f"{language}.essai"
    code, invited = stage.command(
        MALI, "reporter", "invite", invented.CODE, username, "--name", "Bintou ESSAI", "--officer", "superviseur"
    )
    assert code == 0, invited
    good, bad = tmp_path / "declaration.xml", tmp_path / "image.xml"
    # A word of its own for each language: the same file would be the same report.
    file = invented.suspicion(dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC))
    good.write_bytes(file + f"<!-- {language} -->".encode())
    bad.write_bytes(b"<svg></svg>")

    with browsers.page(chromium) as page:
        page.goto(f"{base}/reporting/invitation/")
        browsers.speak(page, language)
        assert page.inner_text("h1") == words[0]
        type_into(page, "#username", username)
        type_into(page, "#invitation", invited["invitation"])
        with page.expect_navigation():
            page.keyboard.press("Enter")
        secret = page.inner_text(".hint code").replace(" ", "")
        assert page.locator(".factor svg").bounding_box()["width"] > 100, "a phone can read the picture"
        type_into(page, "#password", PASSWORD)
        type_into(page, "#again", PASSWORD)
        type_into(page, "#code", code_of(secret))
        with page.expect_navigation():
            page.keyboard.press("Enter")

        send(page, bad)
        assert words[2] in page.inner_text("h1")
        tab_to(page, "main .actions a")
        with page.expect_navigation():
            page.keyboard.press("Enter")

        send(page, good)
        page.wait_for_selector(f"text={words[1]}", timeout=SECONDS)
        number = page.inner_text("h1").strip("\u2066\u2068\u2069")
        assert number.startswith("BANQUE-DU-FLEUVE-")
        assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")

        supervisor = stage.officer(MALI, "superviseur")
        found = next(one for one in supervisor.get("reports")["reports"] if one["number"] == number)
        supervisor.post(f"reports/{found['id']}/answer", {"state": "working", "reason": "being-read"})
        page.reload()
        assert words[3] in page.inner_text("main")

        tab_to(page, "main a[href$='/receipt/']")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert found["number"] in page.inner_text("main")
        with page.expect_download() as download:
            tab_to(page, "a[href='?format=json']")
            page.keyboard.press("Enter")
        receipt = json.loads(Path(download.value.path()).read_text("utf-8"))
        assert receipt["receipt"]["number"] == number

        refused = page.goto(f"{base}/reports/")
        assert "/accounts/login/" in page.url
        assert refused.status == 200, "the officers' sign-in, as for a stranger"
        assert [one for one in page.complaints if "422" not in one] == [], "the refused file is an answer, not a fault"


def test_the_pages_fit_an_office_and_a_phone_in_three_languages(chromium: Any, stage: Stage) -> None:
    base = stage.nodes[MALI].url
    supervisor = stage.officer(MALI, "superviseur")
    report = next(one for one in supervisor.get("reports?reporter=banque-du-fleuve&state=working")["reports"])
    officers = ("/reports/", f"/reports/{report['id']}/", "/reports/statistics/", "/reports/reporters/")
    officers = (*officers, "/reports/reporters/banque-du-fleuve/", "/reports/reporters/new/")
    door = ("/reporting/", f"/reporting/reports/{report['number']}/", f"/reporting/reports/{report['number']}/receipt/")
    for language in ("fr", "en", "ar"):
        for size in (browsers.OFFICE, browsers.PHONE):
            with browsers.page(chromium, browsers.View(language, size)) as page:
                browsers.sign_in_as(page, base, "superviseur")
                browsers.speak(page, language)
                for path in officers:
                    page.goto(base + path)
                    assert browsers.overflow(page) == 0, (language, size, path)
                page.goto(f"{base}/reporting/sign-in/")
                assert browsers.overflow(page) == 0, (language, size)
                page.locator(f'form[action="/reporting/persona/{invented.USERNAME}/"] button').click()
                page.wait_for_selector("#file")
                for path in door:
                    page.goto(base + path)
                    assert browsers.overflow(page) == 0, (language, size, path)
                assert not page.complaints
