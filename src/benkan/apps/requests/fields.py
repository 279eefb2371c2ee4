"""The fields of a record that may leave, one by one: their names for people and the category each belongs to.

Names are FollowTheMoney's. The convention speaks of categories of data, so each field is given the most telling one:
a phone number in a person's record is a phone, and needs a convention that gives phones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.web import words

LABELS: Final[dict[str, Promise]] = {
    "name": _("Name"),
    "alias": _("Other name"),
    "weakAlias": _("Uncertain other name"),
    "previousName": _("Former name"),
    "firstName": _("First name"),
    "middleName": _("Middle name"),
    "lastName": _("Family name"),
    "fatherName": _("Father's name"),
    "motherName": _("Mother's name"),
    "title": _("Title"),
    "gender": _("Sex"),
    "birthDate": _("Date of birth"),
    "birthPlace": _("Place of birth"),
    "birthCountry": _("Country of birth"),
    "deathDate": _("Date of death"),
    "nationality": _("Nationality"),
    "citizenship": _("Citizenship"),
    "country": _("Country"),
    "jurisdiction": _("Jurisdiction"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "idNumber": _("Identity document"),
    "passportNumber": _("Passport"),
    "registrationNumber": _("Registration number"),
    "taxNumber": _("Tax number"),
    "accountNumber": _("Account"),
    "iban": _("IBAN"),
    "bic": _("BIC"),
    "bankName": _("Bank"),
    "position": _("Position"),
    "occupation": _("Occupation"),
    "appearance": _("Appearance"),
    "notes": _("Notes"),
    "description": _("Description"),
    "summary": _("Summary"),
    "topics": _("Topics"),
    "program": _("Programme"),
    "sourceUrl": _("Source address"),
    "plate": _("Licence plate"),
    "vin": _("Chassis number"),
    "model": _("Model"),
    "type": _("Type"),
    "owner": _("Owner"),
    "flag": _("Flag"),
    "imoNumber": _("IMO number"),
    "mmsi": _("MMSI"),
    "callSign": _("Call sign"),
    "incorporationDate": _("Date of incorporation"),
    "legalForm": _("Legal form"),
    "mainCountry": _("Main country"),
}

SCHEMATA: Final[dict[str, Promise]] = {
    "Person": _("Person"),
    "Organization": _("Organization"),
    "Company": _("Company"),
    "LegalEntity": _("Legal entity"),
    "Vehicle": _("Vehicle"),
    "Vessel": _("Vessel"),
    "BankAccount": _("Bank account"),
    "Address": _("Address"),
}

SEXES: Final[dict[str, Promise]] = {"male": _("Male"), "female": _("Female"), "other": _("Other")}

_CATEGORY_OF_SCHEMA: Final = {
    "Person": "person",
    "Organization": "company",
    "PublicBody": "company",
    "Company": "company",
    "LegalEntity": "company",
    "Vehicle": "vehicle",
    "Airplane": "vehicle",
    "Vessel": "vessel",
    "BankAccount": "account",
    "CryptoWallet": "account",
    "Passport": "document",
    "Identification": "document",
    "Address": "address",
}
_CATEGORY_OF_FIELD: Final = {
    "phone": "phone",
    "email": "phone",
    "address": "address",
    "addressEntity": "address",
    "idNumber": "document",
    "passportNumber": "document",
    "number": "document",
    "accountNumber": "account",
    "iban": "account",
    "publicKey": "account",
    "accountId": "account",
    "plate": "vehicle",
    "vin": "vehicle",
    "imoNumber": "vessel",
    "mmsi": "vessel",
}
# In a person's record: the vehicles that belong to him, and the papers that name him.
_CATEGORY_OF_PERSONS_FIELD: Final = {
    "registrationNumber": "vehicle",
    "taxNumber": "document",
    "innCode": "document",
    "socialSecurityNumber": "document",
}

_COUNTRIES: Final = frozenset(
    {"nationality", "citizenship", "country", "birthCountry", "jurisdiction", "mainCountry", "flag"}
)
_NUMBERS: Final = frozenset(
    {"phone", "email", "idNumber", "passportNumber", "registrationNumber", "taxNumber", "accountNumber", "iban", "bic"}
    | {"plate", "vin", "imoNumber", "mmsi", "callSign", "number", "birthDate", "deathDate", "sourceUrl"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field with its values, as an officer sees it before ticking."""

    name: str
    label: str | Promise
    values: tuple[str, ...]
    ticked: bool = False

    @property
    def in_words(self) -> tuple[str, ...]:
        """The values as people read them: codes of sexes and countries become words of the reader's language."""
        if self.name == "gender":
            return tuple(str(SEXES.get(value, value)) for value in self.values)
        if self.name in _COUNTRIES:
            return tuple(words.country(value) if len(value) == 2 else value for value in self.values)
        return self.values

    @property
    def is_number(self) -> bool:
        """Whether the values are read from left to right in every language."""
        return self.name in _NUMBERS


def label(name: str) -> str | Promise:
    """The field's name for people; FollowTheMoney's own when it is a rare one."""
    return LABELS.get(name, name)


def schema_label(name: str) -> str | Promise:
    """The kind of thing for people."""
    return SCHEMATA.get(name, name)


def ordered(names: Iterable[str]) -> list[str]:
    """The names, the telling ones first, always in the same order."""
    rank = {name: position for position, name in enumerate(LABELS)}
    return sorted(names, key=lambda name: (rank.get(name, len(rank)), name))


def fields_of(properties: Mapping[str, list[str]], ticked: Iterable[str] = ()) -> list[Field]:
    """The properties as fields in their fixed order; empty ones are left out."""
    chosen = set(ticked)
    return [
        Field(name, label(name), tuple(str(value) for value in properties[name]), name in chosen)
        for name in ordered(properties)
        if properties[name]
    ]


def categories(schema: str | None, names: Iterable[str]) -> frozenset[str]:
    """The categories of data that these fields of this kind of thing belong to."""
    if schema is None:
        return frozenset()
    own = _CATEGORY_OF_SCHEMA.get(schema, "person")
    known = _CATEGORY_OF_FIELD | (_CATEGORY_OF_PERSONS_FIELD if own == "person" else {})
    return frozenset({own} | {known.get(name, own) for name in names})
