"""The words behind the codes: handling, source grade, strength of a hit, countries.

Source: Europol handling codes and the 4×4 evaluation system (Regulation (EU) 2016/794, article 29).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from benkan.core import territories
from benkan.core.errors import N_

HANDLING = {
    "H0": (N_("Police use"), N_("May be used to prevent and fight crime, nothing else.")),
    "H1": (N_("Not for court"), N_("Not in judicial proceedings without the owner's permission.")),
    "H2": (N_("Do not pass on"), N_("Not to be passed on without the owner's permission.")),
    "H3": (N_("Special conditions"), N_("Other restrictions: read the owner's conditions before any use.")),
}
SOURCE = {
    "A": N_("Reliable source"),
    "B": N_("Mostly reliable source"),
    "C": N_("Mostly unreliable source"),
    "X": N_("Source cannot be assessed"),
}
INFORMATION = {
    "1": N_("known to be true without reserve"),
    "2": N_("known personally to the source"),
    "3": N_("confirmed by other information"),
    "4": N_("cannot be confirmed"),
}
TIER = {
    "identifier": (N_("IDENTIFIER"), N_("The same phone, account, document or vehicle: strong.")),
    "name+date": (N_("NAME + DATE"), N_("The same name and a birth date that agrees: likely, not certain.")),
    "rare-name": (N_("NAME ALONE"), N_("A name without a birth date that agrees: possible; expect namesakes.")),
    "weak": (N_("WEAK"), N_("A name that many people bear: only a lead.")),
}

# The vocabulary of conventions (core.conventions.vocabulary) in words.
PURPOSES = {
    "drug-trafficking": N_("Drug trafficking"),
    "terrorist-financing": N_("Financing of terrorism"),
    "terrorism": N_("Terrorism"),
    "money-laundering": N_("Money laundering"),
    "fraud": N_("Fraud"),
    "trafficking-in-persons": N_("Trafficking in persons"),
    "firearms": N_("Firearms"),
    "vehicle-crime": N_("Vehicle crime"),
    "other-serious-crime": N_("Other serious crime"),
}
CATEGORIES = {
    "person": N_("persons"),
    "phone": N_("phones"),
    "account": N_("accounts"),
    "document": N_("documents"),
    "vehicle": N_("vehicles"),
    "company": N_("companies"),
    "vessel": N_("vessels"),
    "address": N_("addresses"),
    "seizure": N_("seizures, without their persons"),
}


def handling(code: str) -> tuple[str, str]:
    """Short and long words of a handling code."""
    short, long = HANDLING.get(code.upper(), HANDLING["H3"])
    return _(short), _(long)


def grade(code: str) -> tuple[str, str]:
    """Words for the source and for the information of a grade such as ``B2``."""
    letter, digit = code[:1].upper(), code[1:2]
    return _(SOURCE.get(letter, SOURCE["X"])), _(INFORMATION.get(digit, INFORMATION["4"]))


def tier(code: str) -> tuple[str, str]:
    """Short and long words of the strength of a hit."""
    short, long = TIER.get(code, TIER["weak"])
    return _(short), _(long)


def sentence(text: str, facts: Mapping[str, object]) -> str:
    """The English sentence in the reader's language, its facts filled in and kept whole in both directions."""
    told = _(text) if text else ""
    if not facts:
        return told
    bidi = get_language_bidi()
    shown = {
        name: isolated(str(value)) if bidi and not isinstance(value, int | float) else value
        for name, value in facts.items()
    }
    try:
        return told % shown
    except (KeyError, TypeError, ValueError):
        # A sentence whose places do not fit its facts is still better read than replaced by an error page.
        return told


def isolated(value: str) -> str:
    """The value kept whole inside a sentence of either direction; numbers and codes read from left to right.

    Without it a browser writes ``+223…`` as ``223…+`` in an Arabic sentence (Unicode UAX 9, isolates).
    """
    letters = [unicodedata.bidirectional(letter) for letter in value]
    opening = "\u2068" if "R" in letters or "AL" in letters else "\u2066"
    return f"{opening}{value}\u2069" if value else value


def country(code: str) -> str:
    """The country's name in the reader's language; its ISO 3166 code when the gazetteer has no such country."""
    found = territories.country(code.upper())
    language = (get_language() or "en")[:2]
    return found.names.get(language, found.names["en"]) if found else code.upper()


def purpose(code: str) -> str:
    """The crime area in words, or its code when a partner's software is newer than ours."""
    return _(PURPOSES[code]) if code in PURPOSES else code


def category(code: str) -> str:
    """The category of data in words, or its code."""
    return _(CATEGORIES[code]) if code in CATEGORIES else code
