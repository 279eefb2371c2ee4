"""A record seen as a subject of matching, and the tokens by which partners may find it.

Values that matching cannot read (a phone without digits, a date out of range) are passed over: they stay in the record
and are simply not a way to find it. What a holder owns (accounts, vehicles, documents) is searched through the holder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings

from benkan.apps.records.models import Record
from benkan.core.errors import Invalid
from benkan.core.matching import MAX_ADDRESSES, MAX_NAME_CHARACTERS, Identifier, Subject, Token, clean, tokens
from benkan.formats.ftm_schema import ANCESTORS

MAX_VALUES = 400

_NAMES = ("name", "alias", "previousName", "weakAlias", "abbreviation", "pastNames")
_IDENTIFIERS = {
    "phone": "phone",
    "email": "email",
    "passportNumber": "document",
    "idNumber": "document",
    "socialSecurityNumber": "document",
    "licenseNumber": "document",
    "number": "document",
    "personalNumber": "document",
    "registrationNumber": "registration",
    "taxNumber": "registration",
    "vatCode": "registration",
    "leiCode": "registration",
    "innCode": "registration",
    "ogrnCode": "registration",
    "iban": "account",
    "accountNumber": "account",
    "publicKey": "wallet",
    "imoNumber": "imo",
    "mmsi": "other",
    "callSign": "other",
    "serialNumber": "other",
}
_HOLDABLE = ("Vehicle", "BankAccount", "CryptoWallet", "Identification")


def kind_of(schema: str) -> str | None:
    """The kind of subject, or nothing for an account, a wallet or a document: they are of whoever holds them."""
    ancestors = ANCESTORS.get(schema, frozenset({schema}))
    for ancestor, kind in (
        ("Person", "person"),
        ("Vessel", "vessel"),
        ("Vehicle", "vehicle"),
        ("Organization", "company"),
    ):
        if ancestor in ancestors:
            return kind
    return "person" if schema == "LegalEntity" else None


def holdable(schema: str) -> bool:
    """Whether a record of this schema may belong to another record."""
    return not ANCESTORS.get(schema, frozenset()).isdisjoint(_HOLDABLE)


def subject_of(record: Record, *, kind: str | None = None, held: Iterable[Record] | None = None) -> Subject:
    """The record as matching sees it, with the identifiers of what it holds.

    Args:
        record: prefetch ``held`` when there are many.
        kind: what to take it for where its schema leaves that open, such as a bank account.
        held: what belongs to it; read from the database if not given.
    """
    own = kind_of(record.schema)
    properties: dict[str, list[str]] = record.properties
    found = list(_identifiers(record))
    for item in record.held.all() if held is None else held:
        found += _identifiers(item)
    countries = [code[:2] for name in ("nationality", "citizenship") for code in properties.get(name, ())]
    gender = next((value for value in properties.get("gender", ()) if value in ("male", "female")), None)
    return Subject(
        kind=kind or own or "person",
        names=_names(properties) if own is not None and own == (kind or own) else (),
        birth_dates=tuple(_dates(properties.get("birthDate", ())))[:MAX_VALUES],
        sex=gender,
        nationalities=tuple(dict.fromkeys(countries))[:MAX_VALUES],
        identifiers=tuple(dict.fromkeys(found))[:MAX_VALUES],
        addresses=_cleaned(value[:MAX_NAME_CHARACTERS] for value in properties.get("address", ()))[:MAX_ADDRESSES],
    )


def subject_from(schema: str, properties: dict[str, list[str]]) -> Subject:
    """What a partner tells of somebody or something, as matching sees it; no record is made of it."""
    return subject_of(Record(schema=schema, properties=properties), held=())


def shared_tokens(subject: Subject, budget_bits: float) -> frozenset[Token]:
    """The tokens by which partners may find the subject; the caller drops weak ones where the convention says so."""
    return tokens(
        subject, role="record", budget_bits=budget_bits, default_region=settings.BENKAN_NODE.phone_region or None
    )


def caption_of(schema: str, properties: dict[str, list[str]] | dict[str, tuple[str, ...]]) -> str:
    """The words by which people know the record: its first name, or the number that it is."""
    for name in ("name", "alias", "previousName", "weakAlias"):
        if values := properties.get(name):
            return values[0][:300]
    composed = _composed(properties)
    if composed:
        return composed[:300]
    for name in _IDENTIFIERS:
        if values := properties.get(name):
            return values[0][:300]
    return schema


def _names(properties: dict[str, list[str]]) -> tuple[str, ...]:
    written = [value for name in _NAMES for value in properties.get(name, ())]
    if not properties.get("name") and (composed := _composed(properties)):
        written.append(composed)
    return _cleaned(written[:MAX_VALUES])


def _cleaned(values: Iterable[str]) -> tuple[str, ...]:
    """The values that matching can read, each once."""
    found: dict[str, None] = {}
    for value in values:
        try:
            found[clean(value)] = None
        except Invalid:
            continue
    return tuple(found)


def _composed(properties: dict[str, list[str]] | dict[str, tuple[str, ...]]) -> str:
    given = [*properties.get("firstName", ())[:1], *properties.get("middleName", ())[:1]]
    return " ".join([*given, *properties.get("lastName", ())[:1]])


def _dates(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        short = value[:10]
        try:
            Subject(birth_dates=(short,))
        except Invalid:
            continue
        yield short


def _identifiers(record: Record) -> Iterator[Identifier]:
    plated = "Vehicle" in ANCESTORS.get(record.schema, frozenset())
    for name, values in record.properties.items():
        kind = _IDENTIFIERS.get(name)
        if kind is None:
            continue
        if plated and name == "registrationNumber":
            kind = "plate"
        for value in values:
            try:
                yield Identifier(kind, value)
            except Invalid:
                continue
