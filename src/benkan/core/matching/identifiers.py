"""Identifiers in one form each: phones in E.164, IBANs checked, documents and plates in plain letters and digits.

Phones follow ITU-T E.164 through ``phonenumberslite`` (possible numbers, not only assigned ones: plans change faster
than libraries); IBANs follow ISO 13616 with the ISO 7064 mod 97 check; ship numbers and chassis numbers are taken as
written. It does not ask any registry whether an identifier exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from benkan.core.errors import N_, Invalid
from benkan.core.matching.scripts import ascii_digits, fold

KINDS = ("phone", "account", "document", "plate", "vin", "imo", "registration", "email", "wallet", "other")
MAX_CHARACTERS = 128
_LONGEST_NATIONAL = 10
_LABEL = re.compile(r"\s*(?:(?:passport|passeport|cnib?|nina|no|n|nr|num|numero|numéro)[.:°º\s]+)+", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# Arabic letters of plates by the Latin letters that the same plates carry beside them.
_PLATE_LETTERS = str.maketrans(
    {"ا": "A", "ب": "B", "ت": "T", "ج": "J", "د": "D", "ر": "R", "س": "S", "ش": "CH", "ص": "S", "ط": "T", "ع": "A",
     "ف": "F", "ق": "K", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "و": "W", "ي": "Y"}
)  # fmt: skip


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


def canonical(identifier: Identifier, default_region: str | None = None) -> tuple[str, ...]:
    """The canonical forms, such as ``phone:+22376123456``; an account that is a phone number has both forms.

    Nothing comes back for a phone in national form when no region is given: the same digits exist in many countries.

    Args:
        identifier: kind and value as written.
        default_region: ISO 3166 code of the country whose national form phones may have, such as ``ML``.
    """
    if identifier.kind == "phone":
        number = _e164(identifier.value, default_region)
        return () if number is None else (f"phone:{number}",)
    plain = _plain(identifier.value)
    if identifier.kind == "account":
        return _account(identifier.value, plain, default_region)
    forms = {
        "document": lambda: _plain(_unlabelled(identifier.value)) or plain,
        "plate": lambda: fold_plate(identifier.value),
        "email": lambda: ascii_digits(identifier.value).strip().casefold(),
        "wallet": lambda: "".join(identifier.value.split()),  # case carries meaning in a wallet address
        "imo": lambda: plain.removeprefix("IMO"),
    }
    return (f"{identifier.kind}:{forms.get(identifier.kind, lambda: plain)()}",)


def _unlabelled(value: str) -> str:
    """The value without a leading "Passport No."."""
    label = _LABEL.match(value)
    return value[label.end() :] if label else value


def national_number(identifier: Identifier) -> str:
    """The last eight digits of a phone: what a national and an international form share."""
    return re.sub(r"\D", "", ascii_digits(identifier.value))[-8:]


def is_iban(plain: str) -> bool:
    """Whether the text has the form of an IBAN and its check digits hold."""
    if not _IBAN.fullmatch(plain):
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def fold_plate(value: str) -> str:
    """A number plate in Latin letters and digits; the Arabic letters of Maghreb plates become their Latin ones."""
    return _plain("".join(fold(c).upper().translate(_PLATE_LETTERS) or c for c in ascii_digits(value)))


def _account(value: str, plain: str, default_region: str | None) -> tuple[str, ...]:
    bare = plain.removeprefix("IBAN")
    for read in (bare, bare.replace("O", "0")):  # scanned papers give the letter for the zero; the check digits decide
        if is_iban(read):
            return (f"account:{read}",)
    number = _e164(value, default_region) if value.strip().startswith(("+", "00")) else None
    if number is not None:  # mobile money: the account is the phone
        return f"account:{number}", f"phone:{number}"
    return (f"account:{plain}",)


def _plain(value: str) -> str:
    """Letters and digits only, upper case, ASCII digits."""
    return "".join(c for c in ascii_digits(value).upper() if c.isalnum())


@lru_cache(maxsize=16384)
def _e164(value: str, default_region: str | None) -> str | None:
    digits = re.sub(r"[^\d+]", "", ascii_digits(value))
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
