"""Words of the pages for commands that need no node: gettext over the same catalogues, without Django's settings."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

import benkan

ROOMS = ("web", "apps/accords")


def translator(language: str) -> Callable[[str], str]:
    """The translation of a sentence into this language; English stays as it is."""
    root = Path(benkan.__file__).parent
    found: gettext.NullTranslations = gettext.NullTranslations()
    for room in ROOMS:
        one = gettext.translation("django", root / room / "locale", [language], fallback=True)
        one.add_fallback(found)
        found = one
    return found.gettext
