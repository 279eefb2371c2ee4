"""The closed lists of words that a convention may use.

Codes only: each app translates them for its pages. The four subjects of article 3 of the INTERPOL Constitution are
listed so that they can be refused by name. What a purpose means in law is written in the clauses, not here.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "benkan-convention-1"
LANGUAGES: Final = ("fr", "en", "ar")

PURPOSES: Final = (
    "drug-trafficking",
    "terrorist-financing",
    "terrorism",
    "money-laundering",
    "fraud",
    "trafficking-in-persons",
    "firearms",
    "vehicle-crime",
    "other-serious-crime",
)
"""Crime areas for which services may work together; the order never changes, labels count on it."""

ARTICLE_3: Final = frozenset({"political", "military", "religious", "racial"})
"""INTERPOL Constitution, article 3: matters in which cooperation is forbidden, whatever the parties sign."""

NOMINAL: Final = frozenset({"person", "phone", "account", "document", "vehicle", "company", "vessel", "address"})
"""Categories of data about somebody or something that can be searched."""
CATEGORIES: Final = NOMINAL | {"seizure"}
"""With seizures without their persons, which are shared and counted, never searched."""
HANDLING_CODES: Final = ("H0", "H1", "H2", "H3")
URGENCIES: Final = ("routine", "urgent", "immediate")
SEARCH_MODES: Final = frozenset({"blind", "open"})
ONWARD_TRANSFERS: Final = frozenset({"never", "with-consent"})
SUSPENSION_SCOPES: Final = frozenset({"convention", "party"})
MEANS: Final = frozenset({"laboratory", "dogs", "scanner", "vehicle", "aircraft", "vessel", "expert"})
COSTS: Final = frozenset({"lender", "borrower", "shared"})

SECTIONS: Final = (
    "parties",
    "dates",
    "purposes",
    "exchange",
    "search",
    "quotas",
    "answers",
    "handling",
    "retention",
    "onward",
    "safeguards",
)
"""Sections that decide about messages: each must have a clause that people can read."""
OPTIONAL_SECTIONS: Final = ("training", "means", "languages")
