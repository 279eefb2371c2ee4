"""The words of this slice: kinds, states, sheets, and why a means fits or does not, in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from benkan.core import means as rules
from benkan.core import territories
from benkan.core.errors import N_
from benkan.web import times
from benkan.web import words as common

STATES: Final = {
    "registered": pgettext_lazy("means", "registered"),
    "certified": pgettext_lazy("means", "certified"),
    "committed": pgettext_lazy("means", "committed"),
    "suspended": pgettext_lazy("means", "suspended"),
    "withdrawn": pgettext_lazy("means", "withdrawn"),
}
BOOKINGS: Final = {
    "reserved": pgettext_lazy("means", "reserved"),
    "in-use": pgettext_lazy("means", "in use"),
    "ended": pgettext_lazy("means", "came back"),
    "freed": pgettext_lazy("means", "given back unused"),
    "maintenance": pgettext_lazy("means", "in maintenance"),
}
CONDITIONS: Final = {
    "good": pgettext_lazy("means", "in good condition"),
    "worn": pgettext_lazy("means", "worn"),
    "damaged": pgettext_lazy("means", "damaged"),
    "lost": pgettext_lazy("means", "lost"),
}
_AT_LEAST: Final = {"at-least": N_("%(number)d or more"), "at-most": N_("%(number)d or fewer")}
_SAID: Final = {
    "near": N_("%(km)s km away as the crow flies"),
    "ready": N_("ready within %(hours)s h"),
    "cost": N_("%(money)s a day"),
    "certified": N_("certified until %(until)s"),
    "speaks": N_("speaks %(languages)s"),
    "suspended": N_("It is suspended."),
    "not-certified": N_("It has no certificate."),
    "certificate-expired": N_("Its certificate ends before the end: %(until)s."),
    "not-committed": N_("It is not committed from %(starts)s until %(ends)s."),
    "taken": N_("It is taken from %(starts)s until %(ends)s."),
    "notice": N_("It needs %(needs)s h of notice; there are %(given)s h."),
    "languages": N_("Nobody there speaks %(languages)s."),
    "specification": N_("It is less than what is wanted: %(fields)s."),
}


def kind(code: str) -> str:
    """The kind in words, or its code."""
    found = rules.SHEETS.get(code)
    return found.words[reader()] if found else code


def kinds() -> list[tuple[str, str]]:
    """Every kind with its words."""
    return [(code, kind(code)) for code in rules.SHEETS]


def language(code: str) -> str:
    """The language in words, or its code."""
    found = rules.LANGUAGES.get(code)
    return found[reader()] if found else code


def languages(codes: Iterable[str]) -> str:
    """Several languages, with commas."""
    return joined(language(code) for code in codes)


def place(code: str, written: str) -> str:
    """The place in the reader's language, or as it was written."""
    found = territories.place(code)
    return found.names[reader()] if found else written


def money(amount: Decimal | None, currency: str) -> str:
    """The amount with its currency; a dash when it is not known."""
    if amount is None:
        return "–"
    places = 0 if amount == int(amount) else 2
    return f"{number_format(amount, places, force_grouping=True)}\u00a0{currency}"


def joined(parts: Iterable[str]) -> str:
    """Words with commas between them, as the reader's language writes commas."""
    return ("، " if reader() == "ar" else ", ").join(parts)


def sheet_lines(code: str, specification: Mapping[str, rules.Value], *, wanted: bool = False) -> list[tuple[str, str]]:
    """Each field that is known: what it is called and what it says.

    Args:
        wanted: whether the values are the least that is asked, not what there is.
    """
    fields = rules.sheet(code).fields
    return [
        (fields[name].words[reader()], _value(fields[name], value, wanted=wanted))
        for name, value in specification.items()
        if name in fields
    ]


def said(reason: rules.Reason, code: str = "") -> str:
    """The reason as a sentence.

    Args:
        code: the kind of the means, for the names of its fields.
    """
    facts = {name: _fact(name, value, code) for name, value in reason.facts.items()}
    if "amount" in facts:
        amount, currency = reason.facts["amount"], reason.facts["currency"]
        facts["money"] = money(Decimal(str(amount)), str(currency))
    return common.sentence(_SAID.get(reason.code, reason.code), facts)


def beginning(at: dt.datetime) -> str:
    """The day when the time begins at a midnight here, else the day and the hour."""
    local = timezone.localtime(at)
    return date_format(local, "j F Y") if local.time() == dt.time() else times.day_and_hour(at)


def end(at: dt.datetime) -> str:
    """The last day when the time ends at a midnight here, else the day and the hour."""
    local = timezone.localtime(at)
    return date_format(last_day(at), "j F Y") if local.time() == dt.time() else times.day_and_hour(at)


def last_day(until: dt.datetime) -> dt.date:
    """The day before the midnight at which something ends."""
    return timezone.localtime(until - dt.timedelta(seconds=1)).date()


def _fact(name: str, value: object, code: str) -> str:
    if isinstance(value, dt.datetime):
        return beginning(value) if name == "starts" else end(value)
    if name == "languages" and isinstance(value, tuple):
        return languages(value)
    if name == "fields" and isinstance(value, tuple):
        return joined(rules.sheet(code).fields[one].words[reader()] for one in value)
    return number_format(value, force_grouping=True) if isinstance(value, int) else str(value)


def _value(field: rules.Field, value: rules.Value, *, wanted: bool) -> str:
    if isinstance(value, tuple):
        return joined(field.choices[one][reader()] for one in value if one in field.choices)
    if field.kind == "flag":
        return _("yes") if value else _("no")
    return _(_AT_LEAST[field.kind]) % {"number": value} if wanted else number_format(value, force_grouping=True)


def reader() -> str:
    """The reader's language, of those that the sheets have."""
    found = (get_language() or "fr")[:2]
    return found if found in ("fr", "en", "ar") else "fr"
