"""The fixed phrases of requests in the reader's language; what travels is their code (``benkan.wire.phrases``)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from benkan.core.errors import Invalid
from benkan.wire import phrases as catalogue

URGENCY = catalogue.URGENCY
RELEASE = catalogue.RELEASE
DELAY = catalogue.DELAY
CLARIFICATION = catalogue.CLARIFICATION
USEFULNESS = catalogue.USEFULNESS
OUTCOMES = catalogue.OUTCOMES
CORRECTION = catalogue.CORRECTION
WITHDRAWAL = catalogue.WITHDRAWAL
EXTENSION = catalogue.EXTENSION
EXTENSION_REFUSAL = catalogue.EXTENSION_REFUSAL
ONWARD = catalogue.ONWARD
ONWARD_ANSWER = catalogue.ONWARD_ANSWER
DELETION = catalogue.DELETION
OF_CHANGE = {"correction": CORRECTION, "withdrawal": WITHDRAWAL, "extension": EXTENSION}
"""The reasons of each kind of change."""


def said(phrases: Mapping[str, str], code: str) -> str:
    """The phrase in the language that is active; the code itself when a later version of the protocol added it."""
    return gettext(phrases[code]) if code in phrases else code


def choices(phrases: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every code with its phrase, in their fixed order, for a form."""
    return [(code, gettext(text)) for code, text in phrases.items()]


def known(phrases: Mapping[str, str], code: str, *, place: str, error: str, text: str) -> str:
    """The code itself when it is one of these phrases.

    Raises:
        Invalid: with this code and text, at this place.
    """
    if code not in phrases:
        raise Invalid(error, text, place=place)
    return code


def told(phrases: Mapping[str, str], code: str, words: str) -> str:
    """The phrase with the officer's own words behind it, where there are any."""
    return " ".join(part for part in (said(phrases, code), words) if part)
