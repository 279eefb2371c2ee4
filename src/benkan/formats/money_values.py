"""Amounts, times and codes as programs write them in XML: one reading or none."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from benkan.core.errors import N_
from benkan.formats.money_rows import MOST, Assumed
from benkan.formats.report import Finding

Moment = tuple[dt.datetime, bool, bool]
"""A moment with its zone, whether only the day is said, and whether the zone was assumed."""
EARLIEST: Final = 1950
LATEST: Final = 2100
_NUMBER: Final = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_COUNTRY: Final = re.compile("[A-Z]{2}")
_CURRENCY: Final = re.compile("[A-Z]{3}")


def decimal_of(text: str) -> Decimal | None:
    """The number, or None: digits, one point, a sign; no exponent, no NaN, no thousands."""
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def amount_of(text: str) -> tuple[Decimal | None, str]:
    """The amount of a transfer and an empty text; else None and what is wrong: a key of ``AMOUNT_FAULTS``."""
    value = decimal_of(text)
    if value is None:
        return None, "money.amount-unread" if text.strip() else "money.amount-missing"
    if value == 0:
        return None, "money.amount-zero"
    if value < 0:
        return None, "money.amount-negative"
    return (value, "") if value < MOST else (None, "money.amount-absurd")


def moment_of(text: str, assumed: Assumed) -> Moment | None:
    """The moment with its zone, whether only the day is said, whether the zone was assumed; None when unreadable."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if not EARLIEST <= year <= LATEST:
        return None
    micro = int((found[7] or "0")[:6].ljust(6, "0"))
    zone = found[8]
    try:
        known = assumed.zone if zone is None else dt.UTC if zone == "Z" else _offset(zone)
        at = dt.datetime(
            year, month, day, int(found[4] or 0), int(found[5] or 0), int(found[6] or 0), micro, tzinfo=known
        )
    except ValueError:
        return None
    return at, found[4] is None, zone is None


def country_of(text: str) -> str:
    """The code of two capitals, or nothing."""
    plain = text.strip().upper()
    return plain if _COUNTRY.fullmatch(plain) else ""


def currency_of(text: str) -> str:
    """The code of three capitals, or nothing."""
    plain = text.strip().upper()
    return plain if _CURRENCY.fullmatch(plain) else ""


def account_of(text: str) -> str:
    """The number of an account without blanks and hidden marks; an IBAN in capitals."""
    plain = "".join(letter for letter in text if letter.isprintable() and not letter.isspace())[:128]
    return plain.upper() if re.match(r"[A-Za-z]{2}\d{2}[A-Za-z0-9]{10,30}\Z", plain) else plain


AMOUNT_FAULTS: Final = {
    "money.amount-missing": (N_("A transfer has no amount."), N_("Write the amount.")),
    "money.amount-unread": (
        N_("The amount of a transfer is no number."),
        N_("Write digits with a point for decimals, without blanks or marks between thousands."),
    ),
    "money.amount-zero": (N_("The amount of a transfer is zero."), N_("Leave the transfer out, or write its amount.")),
    "money.amount-negative": (
        N_("The amount of a transfer is negative."),
        N_("Write a reversal as a transfer the other way."),
    ),
    "money.amount-absurd": (
        N_("The amount of a transfer is larger than any can be."),
        N_("Look for digits too many, or for a number in the wrong place."),
    ),
    "money.currency": (N_("A transfer has no currency that is known."), N_("Write its code of three letters.")),
    "money.date": (
        N_("The day of a transfer is missing, cannot be read or is not of this time."),
        N_("Write it as 2026-05-24T14:30:00."),
    ),
    "money.nobody": (
        N_("Neither side of a transfer is said."),
        N_("Name the account or the person on each side."),
    ),
}
"""What keeps a transfer from being one, and what to do: by code."""


def left_out(code: str, place: str, line: int) -> Finding:
    """The finding for a transfer that is left out of the flows because of this."""
    text, remedy = AMOUNT_FAULTS[code]
    done = N_("Left out of the flows; the rest of the file is kept.")
    return Finding(place, code, text, done, refused=True, remedy=remedy, line=line)


def zone_taken(place: str, line: int, assumed: Assumed) -> Finding:
    """The finding for the first time without a zone."""
    return Finding(
        place,
        "money.zone",
        N_("The times of the file have no zone."),
        N_("Taken as those of %(zone)s."),
        {"zone": str(assumed.zone)},
        remedy=N_("Nothing need be done when that is right."),
        line=line,
    )


def _offset(zone: str) -> dt.timezone:
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(zone)
    span = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-span if zone[0] == "-" else span)
