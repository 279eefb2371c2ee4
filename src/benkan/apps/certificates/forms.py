"""What an officer types to issue a certificate, and what of it cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from benkan.apps.certificates.issuing import Achievement, Holder
from benkan.core.errors import N_, Invalid
from benkan.formats.open_badges.credential import LANGUAGES


def holder(given: Mapping[str, str]) -> Holder:
    """The person."""
    return Holder(
        name=given.get("holder", ""),
        username=given.get("username", ""),
        service=given.get("service", ""),
        country=given.get("country", ""),
        region=given.get("region", ""),
    )


def achievement(given: Mapping[str, str]) -> Achievement:
    """What was learned.

    Raises:
        Invalid: the hours are no number.
    """
    return Achievement(
        code=given.get("course", "").strip(),
        competence=given.get("competence", "").strip(),
        names={language: text for language in LANGUAGES if (text := given.get(f"name_{language}", "").strip())},
        hours=whole(given.get("hours", ""), "hours"),
        criteria=given.get("criteria", ""),
    )


def day(given: Mapping[str, str], name: str) -> dt.date | None:
    """A day of the form; None when it is left empty.

    Raises:
        Invalid: it is no day.
    """
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "certificate.day", N_("This is no day: %(place)s."), N_("Write it as 2026-12-31."), place=name
        ) from error


def whole(text: str, name: str) -> int:
    """A number of the form, 0 when it is left empty."""
    if not text.strip():
        return 0
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) < 7):
        raise Invalid(
            "certificate.number", N_("This is no whole number: %(place)s."), N_("Write digits alone."), place=name
        )
    return int(text)
