"""Amounts, channels and accounts in the reader's words; every label that stands in a picture is isolated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from benkan.apps.flows.keys import BANK, HOLDER, MOBILE, OTHER, UNNAMED
from benkan.apps.flows.models import Account, Transfer

DAY: Final = "Y-m-d"
"""A day in figures, that nobody can read in two ways."""
CHANNELS: Final[dict[str, Promise]] = {
    "bank": gettext_lazy("Bank transfer"),
    "card": gettext_lazy("Card"),
    "cash": gettext_lazy("Cash"),
    "cash_in": gettext_lazy("Cash paid in"),
    "cash_out": gettext_lazy("Cash taken out"),
    "mm": gettext_lazy("Mobile money"),
    "remit": gettext_lazy("Money sent home"),
}
SORTS: Final[dict[str, Promise]] = {
    BANK: gettext_lazy("Bank account"),
    MOBILE: gettext_lazy("Mobile-money account"),
    HOLDER: gettext_lazy("Person without an account number"),
    UNNAMED: gettext_lazy("Not named in the file"),
    OTHER: gettext_lazy("Account"),
}
KINDS: Final[dict[str, Promise]] = {
    "person": gettext_lazy("Person"),
    "company": gettext_lazy("Company"),
    "merchant": gettext_lazy("Merchant"),
    "agent": gettext_lazy("Agent for cash"),
    "ngo": gettext_lazy("Aid organisation"),
}
STATES: Final[dict[str, Promise]] = {
    "open": gettext_lazy("To decide"),
    "dismissed": gettext_lazy("Dismissed"),
    "in-case": gettext_lazy("In a case"),
}
IMPORTS: Final[dict[str, Promise]] = {
    "goaml": gettext_lazy("goAML report"),
    "iso20022": gettext_lazy("ISO 20022 statement"),
    "statement": gettext_lazy("Statement"),
    "transactions": gettext_lazy("List of transfers"),
}


def xof_words(francs: int | None) -> str:
    """An amount in francs of the BCEAO, such as “1 250 000 F CFA”."""
    if francs is None:
        return _("amount in F CFA unknown")
    # Kept on one line: a number apart from its currency is misread.
    return (_("%(number)s F CFA") % {"number": grouped(Decimal(francs))}).replace(" ", "\u00a0")


def original_words(row: Transfer) -> str:
    """The amount as the file gives it, with its currency; empty when that is the franc."""
    if row.currency == "XOF" and row.amount == row.amount.to_integral_value():
        return ""
    return f"{grouped(row.amount.normalize())} {row.currency}"


def channel_words(code: str) -> str:
    """The way of a transfer; empty when the file does not say."""
    return str(CHANNELS.get(code, code))


def moment_words(row: Transfer) -> str:
    """When, with the hour where the file gives it."""
    local = timezone.localtime(row.at)
    return date_format(local, DAY) if row.day_only else short_moment(row.at)


def short_moment(moment: dt.datetime) -> str:
    """Date and hour in figures."""
    local = timezone.localtime(moment)
    return f"{date_format(local, DAY)} {date_format(local, 'H:i')}"


def account_label(account: Account) -> str:
    """By what people know an account: its holder, else its number."""
    return account.holder or account.number or str(SORTS[UNNAMED])


def account_words(account: Account) -> str:
    """Its number with what it is: “Orange Money · +223…”."""
    where = account.institution or str(SORTS.get(account.sort, SORTS[OTHER]))
    return f"{where} · {account.number}" if account.number else where


def grouped(value: Decimal) -> str:
    """A number with its thousands apart: by a comma in English, else by a narrow space that does not break."""
    whole, _point, rest = f"{value:f}".partition(".")
    apart = "," if (get_language() or "").startswith("en") else "\u202f"
    decimals = str(number_format(Decimal(f"0.{rest}"))).lstrip("0") if rest.strip("0") else ""
    return f"{int(whole):,}".replace(",", apart) + decimals
