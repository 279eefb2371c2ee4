"""Words for the properties and schemata of FollowTheMoney, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from benkan.core.errors import N_

SCHEMATA = {
    "Person": N_("Person"),
    "LegalEntity": N_("Person or organization"),
    "Organization": N_("Organization"),
    "PublicBody": N_("Public body"),
    "Company": N_("Company"),
    "Vehicle": N_("Vehicle"),
    "Vessel": N_("Vessel"),
    "Airplane": N_("Aircraft"),
    "BankAccount": N_("Bank account"),
    "CryptoWallet": N_("Crypto-asset wallet"),
    "Identification": N_("Identity document"),
    "Passport": N_("Passport"),
}

PROPERTIES = {
    "name": N_("Name"),
    "alias": N_("Other name"),
    "weakAlias": N_("Weak alias"),
    "previousName": N_("Former name"),
    "firstName": N_("First name"),
    "lastName": N_("Family name"),
    "fatherName": N_("Father's name"),
    "motherName": N_("Mother's name"),
    "birthDate": N_("Birth date"),
    "birthPlace": N_("Place of birth"),
    "birthCountry": N_("Country of birth"),
    "gender": N_("Sex"),
    "nationality": N_("Nationality"),
    "citizenship": N_("Citizenship"),
    "country": N_("Country"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "address": N_("Address"),
    "passportNumber": N_("Passport number"),
    "idNumber": N_("Identity number"),
    "number": N_("Document number"),
    "type": N_("Type"),
    "authority": N_("Issued by"),
    "startDate": N_("Issued on"),
    "endDate": N_("Valid until"),
    "registrationNumber": N_("Registration number"),
    "taxNumber": N_("Tax number"),
    "imoNumber": N_("IMO number"),
    "flag": N_("Flag"),
    "model": N_("Model"),
    "iban": N_("IBAN"),
    "accountNumber": N_("Account number"),
    "bankName": N_("Bank"),
    "publicKey": N_("Wallet address"),
    "title": N_("Title"),
    "position": N_("Position"),
    "profession": N_("Profession"),
    "program": N_("Sanctions programme"),
    "keywords": N_("Reference"),
    "topics": N_("Topic"),
    "publisher": N_("Published by"),
    "createdAt": N_("Listed on"),
    "modifiedAt": N_("Changed on"),
    "summary": N_("Summary"),
    "description": N_("Description"),
    "notes": N_("Notes"),
    "sourceUrl": N_("Source"),
}
HIDDEN = ("holder", "owner", "asset", "indexText")
TOPICS = {"sanction": N_("under sanctions"), "crime": N_("crime"), "wanted": N_("wanted")}
GENDERS = {"male": N_("Male"), "female": N_("Female"), "other": N_("Other")}
COUNTRIES = ("nationality", "citizenship", "country", "birthCountry", "jurisdiction", "mainCountry", "flag")


def schema(code: str) -> str:
    """The schema in words."""
    return _(SCHEMATA[code]) if code in SCHEMATA else code


def name(code: str) -> str:
    """The property in words, or its own name where there are none."""
    return _(PROPERTIES[code]) if code in PROPERTIES else code


def value(code: str, text: str) -> str:
    """A value in words where it is a code."""
    if code == "gender" and text in GENDERS:
        return _(GENDERS[text])
    if code == "topics" and text in TOPICS:
        return _(TOPICS[text])
    if code in COUNTRIES:
        from benkan.web import words

        return words.country(text.upper())
    return text


def rows(properties: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """The properties as (words, values), in the order in which people look for them."""
    order = list(PROPERTIES)
    known = sorted(properties, key=lambda code: (order.index(code) if code in PROPERTIES else len(order), code))
    return [(name(code), [value(code, text) for text in properties[code]]) for code in known if code not in HIDDEN]
