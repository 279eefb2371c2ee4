"""What an officer types to issue a certificate, and what of it cannot be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from benkan.apps.certificates.issuing import Achievement, Holder
from benkan.formats.open_badges.credential import LANGUAGES
from benkan.web import form_values


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
        hours=form_values.whole(given.get("hours", "").strip() or "0", "hours"),
        criteria=given.get("criteria", ""),
    )


def day(given: Mapping[str, str], name: str) -> dt.date | None:
    """A day of the form; None when it is left empty; errors as ``form_values.day``."""
    text = given.get(name, "").strip()
    return form_values.day(text, name) if text else None
