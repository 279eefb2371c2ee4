"""The words behind the codes of reports: kinds of reporters, states, reasons, formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.formats.statements import FIELDS
from benkan.web.words import sentence

KINDS: Final[Mapping[str, Promise]] = {
    "bank": gettext_lazy("Bank"),
    "mobile-money": gettext_lazy("Mobile-money operator"),
    "exchange": gettext_lazy("Exchange bureau"),
    "transfer": gettext_lazy("Money transfer service"),
    "carrier": gettext_lazy("Carrier"),
    "insurer": gettext_lazy("Insurer"),
    "other": gettext_lazy("Other"),
}
STATES: Final[Mapping[str, Promise]] = {
    "received": gettext_lazy("received"),
    "working": gettext_lazy("being worked on"),
    "used": gettext_lazy("used"),
    "not-used": gettext_lazy("not used"),
}
REASONS: Final[Mapping[str, Promise]] = {
    "being-read": gettext_lazy("The report is being read."),
    "correction-needed": gettext_lazy("Facts are missing or wrong: please send a correction."),
    "analysis": gettext_lazy("The report was used in an analysis."),
    "typology": gettext_lazy("The report helped to describe a method."),
    "statistics": gettext_lazy("The report was used for statistics."),
    "facts-missing": gettext_lazy("Facts are missing without which the report cannot be used."),
    "unreadable": gettext_lazy("The file could not be read as it should be."),
    "sent-before": gettext_lazy("The same report was sent before."),
    "not-reportable": gettext_lazy("The facts need not be reported."),
    "nothing-further": gettext_lazy("The report is kept; nothing more is asked of you."),
}
"""What a reporter reads. They speak of the report alone: see ``core.reporting.feedback``."""
_ROW: Final = re.compile(r"row (?P<number>\d+)(?: · (?P<field>\w+) · (?P<written>.*))?", re.DOTALL)
FORMATS: Final[Mapping[str, str]] = {"goaml": "goAML", "iso20022": "ISO 20022"}
STEPS: Final[Mapping[str, Promise]] = {
    "answered": gettext_lazy("Its reporter was answered"),
    "case": gettext_lazy("Put into a case, or out of it"),
    "given": gettext_lazy("Given to an officer"),
    "record": gettext_lazy("A record was made of it"),
    "notice": gettext_lazy("A draft for partners was made of it"),
}
PARTIES: Final[Mapping[str, Promise]] = {
    "person": gettext_lazy("Person"),
    "company": gettext_lazy("Company"),
    "account": gettext_lazy("Account"),
}


def format_label(code: str) -> str:
    """The name of a format."""
    return FORMATS.get(code) or (_("Statement") if code == "statement" else code)


def _row_words(place: re.Match[str]) -> str:
    """A row of a statement, its column and what stands there, in the reader's language."""
    told = [_("row %(number)s") % {"number": place["number"]}]
    if place["field"]:
        told += [sentence(FIELDS[place["field"]], {}) if place["field"] in FIELDS else place["field"], place["written"]]
    return " · ".join(told)


def finding(one: Mapping[str, Any]) -> dict[str, Any]:
    """A finding in the reader's language."""
    facts = one["facts"]
    row = _ROW.fullmatch(one["place"])
    return {
        "place": _row_words(row) if row else one["place"],
        "line": one["line"],
        "names_row": row is not None,
        "code": one["code"],
        "text": sentence(one["text"], facts),
        "done": sentence(one["done"], facts),
        "remedy": sentence(one["remedy"], facts),
        "refused": one["refused"],
    }


REPORT: Final = gettext_lazy("Report of a reporting institution")
"""In the timeline of a case."""
