"""Identifiers in one form each: phones in E.164, accounts, documents and plates in plain letters and digits.

Phones follow ITU-T E.164 through ``phonenumberslite`` (possible numbers, not only assigned ones: plans change faster
than libraries); accounts are in ``accounts``, plates in ``plates``. Chassis numbers follow ISO 3779, ship numbers the
IMO's check digit. A number with check digits is repaired only where they prove the repair; a document has none and is
taken as written, label and spaces apart. It does not ask any registry whether an identifier exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from benkan.core.errors import N_, Invalid
from benkan.core.matching.accounts import bank_account, is_iban, mobile_money_phone
from benkan.core.matching.plates import fold_plate
from benkan.core.matching.scripts import ascii_digits

__all__ = ["KINDS", "MAX_CHARACTERS", "Identifier", "canonical", "fold_plate", "is_iban", "national_number"]

KINDS = ("phone", "account", "document", "plate", "vin", "imo", "registration", "email", "wallet", "other")
MAX_CHARACTERS = 128
_LONGEST_NATIONAL = 10
# A short word is a label only with a mark behind it or after a longer one: "N 123456" is a number of the series N.
_LABEL = re.compile(
    r"\s*(?:(?:no|nr?|num|ci|id|rc|ice|tin|d)\s*[.:°º#]+\s*"
    r"|(?:passport|passeport|pass|cnib|nina|cin|cni|carte|card|identity|identité|identite|nationale?|biométrique|permis"
    r"|permit|licen[cs]e|titre|séjour|sejour|visa|récépissé|document|rccm|nif|ninea|ifu|siren|siret|inn|ogrn|mmsi|vin"
    r"|chassis|châssis|call\s?sign|serial|numero|numéro|number|جواز|السفر|سفر|بطاقة|الهوية|هوية|الوطنية|رقم|الرقم)"
    r"(?:[.:°º#'\s]+(?:(?:d'|(?:de|of|no|nr|num|id)(?=[.:°º#\s])|n(?=[.°º#]))[.:°º#\s]*)?)+)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()\d]*\)\s*$")  # lists write "A123456 (Mali)"
_IMO = re.compile(r"(?<!\d)\d{7}(?!\d)")
_VIN_LETTERS = 17
_VIN_CONFUSED = str.maketrans("IOQ", "100")  # ISO 3779 leaves these letters out because they are read as digits
_SCANNED_DIGITS = str.maketrans("OoIl", "0011")
_WALLET_SCHEME = re.compile(r"[a-z]{3,20}:(?://)?", re.IGNORECASE)
# Bech32 and hexadecimal addresses mean the same in either case; in base58 (1…, 3…, T…) case is part of the value.
_CASELESS_WALLET = re.compile(
    r"(?:bc|tb|ltc|addr|cosmos|bnb)1[0-9a-z]{8,}|(?:0x)?[0-9a-f]{40}(?:[0-9a-f]{24})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number that names one person or thing: its kind and its value as written."""

    kind: str
    value: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Invalid(
                "identifier.kind",
                N_("There is no such kind of identifier."),
                N_("Use one of: %(kinds)s."),
                place="identifier.kind",
                kinds=", ".join(KINDS),
            )
        if not isinstance(self.value, str) or len(self.value) > MAX_CHARACTERS or not _plain(self.value):
            raise Invalid(
                "identifier.unreadable",
                N_("An identifier cannot be read."),
                N_("Give its letters and digits, at most %(limit)d characters."),
                place=f"identifier.{self.kind}",
                limit=MAX_CHARACTERS,
            )


@lru_cache(maxsize=32768)
def canonical(identifier: Identifier, default_region: str | None = None) -> tuple[str, ...]:
    """The canonical forms, such as ``phone:+22376123456``; a mobile-money account that is a phone has both forms.

    Nothing comes back for a phone in national form when no region is given: the same digits exist in many countries.

    Args:
        identifier: kind and value as written.
        default_region: ISO 3166 code of the country whose national form phones and accounts may have, such as ``ML``.
    """
    value = identifier.value
    if identifier.kind == "phone":
        number = _e164(value, default_region)
        return () if number is None else (f"phone:{number}",)
    if identifier.kind == "account":
        return _account(value, default_region)
    read = _READERS.get(identifier.kind, _labelled)
    return (f"{identifier.kind}:{read(value) or _plain(value)}",)


def national_number(identifier: Identifier) -> str:
    """The last eight digits of a phone or a mobile-money account: what a national and an international form share."""
    return re.sub(r"\D", "", ascii_digits(mobile_money_phone(identifier.value) or _phone_text(identifier.value)))[-8:]


def _labelled(value: str) -> str:
    """Letters and digits without a leading "Passport No." and without a country in brackets behind."""
    bare = _ASIDE.sub("", value)
    label = _LABEL.match(bare)
    return _plain(bare[label.end() :] if label else bare)


def _vin(value: str) -> str:
    plain = _labelled(value)
    return plain.translate(_VIN_CONFUSED) if len(plain) == _VIN_LETTERS else plain


def _imo(value: str) -> str:
    """The seven digits whose check digit holds; else what is written."""
    for found in _IMO.findall(ascii_digits(value)):
        if sum(int(digit) * weight for digit, weight in zip(found, range(7, 1, -1), strict=False)) % 10 == int(
            found[6]
        ):
            return str(found)
    return _labelled(value).removeprefix("IMO")


def _email(value: str) -> str:
    """Lower case, without "mailto:", angle brackets or a name before them; +tags stay: they may be other people."""
    text = ascii_digits(value).strip().casefold().removeprefix("mailto:")
    if found := re.search(r"<([^<>\s]+@[^<>\s]+)>", text):
        text = found.group(1)
    return "".join(text.split()).rstrip(".")


def _wallet(value: str) -> str:
    text = "".join(value.split())
    scheme = _WALLET_SCHEME.match(text)
    if scheme and scheme.end() < len(text):
        text = text[scheme.end() :].partition("?")[0]
    return text.lower() if _CASELESS_WALLET.fullmatch(text) else text


_READERS: dict[str, Callable[[str], str]] = {
    "plate": fold_plate,
    "vin": _vin,
    "imo": _imo,
    "email": _email,
    "wallet": _wallet,
}


def _account(value: str, default_region: str | None) -> tuple[str, ...]:
    paid_to = mobile_money_phone(value)
    if paid_to is None and value.strip().startswith(("+", "00")):
        paid_to = value
    number = None if paid_to is None else _e164(paid_to, default_region)
    if number is not None:  # mobile money: the account is the phone
        return f"account:{number}", f"phone:{number}"
    if paid_to is not None and paid_to is not value:
        return ()  # a national number of an unknown country is no account
    return tuple(f"account:{account}" for account in bank_account(value, default_region))


def _plain(value: str) -> str:
    """Letters and digits only, upper case, ASCII digits."""
    return "".join(filter(str.isalnum, ascii_digits(value).upper()))


def _phone_text(value: str) -> str:
    """The phone without what chat programs add, and with the digits that a scanner took for letters."""
    text = ascii_digits(value).partition("@")[0].partition(";")[0]
    letters = {c for c in text if c.isalpha()}
    return text.translate(_SCANNED_DIGITS) if letters and letters <= set("OoIl") else text


def _e164(value: str, default_region: str | None) -> str | None:
    digits = re.sub(r"[^\d+]", "", _phone_text(value))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    for attempt, region in ((digits, default_region), ("+" + digits, None)):
        try:
            number = phonenumbers.parse(attempt, region)
        except phonenumbers.NumberParseException:
            continue
        # Without its plus a short number is international only if that country really has such a number.
        sure = attempt == digits or len(digits) > _LONGEST_NATIONAL
        if phonenumbers.is_possible_number(number) if sure else phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None
