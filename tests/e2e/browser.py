"""Debian's chromium, driven by Playwright, with everything that would leave the machine switched off."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

OFFICE = (1366, 768)
PHONE = (390, 844)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class View:
    """How a page is looked at."""

    language: str = "fr"
    size: tuple[int, int] = OFFICE
    scheme: str = "light"

    def __str__(self) -> str:
        return f"{self.language}-{self.size[0]}-{self.scheme}"


def missing() -> str:
    """Why no browser test can run here; empty when one can."""
    if shutil.which("chromium") is None:
        return "there is no chromium here (apt-get install chromium fonts-noto-core)"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "Playwright is not installed (requirements/dev.txt)"
    return ""


@contextmanager
def browser() -> Iterator[Any]:
    """A running browser without any window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        try:
            yield running
        finally:
            running.close()


@contextmanager
def page(running: Any, view: View | None = None, **options: Any) -> Iterator[Any]:
    """A fresh page whose console errors and refused loads are collected in ``page.complaints``."""
    view = view or View()
    context = running.new_context(
        viewport={"width": view.size[0], "height": view.size[1]},
        color_scheme=view.scheme,
        locale={"fr": "fr-FR", "en": "en-GB", "ar": "ar"}[view.language],
        **options,
    )
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda line: opened.complaints.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    try:
        yield opened
    finally:
        context.close()


def speak(opened: Any, language: str) -> None:
    """Press the language switch of the page, unless the page speaks it already."""
    button = opened.locator(f'form[action="/language/"] button[value="{language}"]')
    if button.get_attribute("aria-current") is None:
        button.click()
        opened.wait_for_load_state()


def sign_in_as(opened: Any, base: str, username: str) -> None:
    """One click on a persona of a demonstration home."""
    opened.goto(f"{base}/accounts/login/")
    opened.locator(f'form[action="/persona/{username}/"] button').click()
    opened.wait_for_load_state()


def until(opened: Any, holds: str, seconds: float = 30.0) -> None:
    """Waits until the expression is true; Playwright's own waiting would need eval, which the policy refuses."""
    for _ in range(round(seconds * 20)):
        if opened.evaluate(holds):
            return
        opened.wait_for_timeout(50)
    raise AssertionError(holds)


def spaced(text: str) -> str:
    """The text with plain spaces, on one line, without the marks of direction that pages put around numbers."""
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def overflow(opened: Any) -> int:
    """By how many pixels the page is wider than the window; 0 is right."""
    width: int = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(0, width)
