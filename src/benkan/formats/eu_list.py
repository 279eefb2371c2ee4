"""The consolidated financial sanctions of the European Union (xmlFullSanctionsList, versions 1.0 and 1.1).

Every person becomes a ``Person``, every enterprise an ``Organization``; names in all languages of the list are kept.
What is not a name, a date or a number goes to ``notes``. The list is of one day: who screens with it must fetch
today's. Cite the European Commission.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from benkan.core.errors import N_, Invalid
from benkan.formats import xml_records
from benkan.formats.entity import Entity
from benkan.formats.listed import Gathered
from benkan.formats.report import Report
from benkan.formats.un_names import squeezed

ROOT = "export"
RECORDS = {"sanctionEntity": ROOT}
PUBLISHER = "European Commission"
_SCHEMATA = {"person": "Person", "enterprise": "Organization", "p": "Person", "e": "Organization"}
_DAY = re.compile(r"(?:18|19|20)\d{2}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"(?:18|19|20)\d{2}", re.ASCII)
_DOCUMENTS = {
    "passport": "passportNumber",
    "diplomatic": "passportNumber",
    "travel": "passportNumber",
    "id": "idNumber",
    "ssn": "socialSecurityNumber",
    "fiscalcode": "taxNumber",
    "regnumber": "registrationNumber",
    "tradelic": "registrationNumber",
    "driverslic": "licenseNumber",
    "imo": "imoNumber",
    "swiftbic": "swiftBic",
    "electoral": "idNumber",
    "residentperm": "idNumber",
    "birthcert": "idNumber",
    "cli": "idNumber",
    "other": "idNumber",
}
"""Kinds of documents by the code that the list uses."""
_DOUBTS = {
    "knownFalse": "known to be false",
    "knownExpired": "expired",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
}


def read(stream: BinaryIO, report: Report) -> Iterator[Entity]:
    """The entities of the list in its order.

    Args:
        stream: the XML file, opened for reading bytes.
        report: gets one finding for each anomaly.

    Raises:
        Invalid: ``eu.…`` as in ``xml_records.records``, and ``eu.empty``. The caller imports nothing then.
    """
    seen: set[str] = set()
    for record in xml_records.records(stream, report, code="eu", root=ROOT, inside=RECORDS):
        identifier = squeezed(record.get("logicalId"))
        place = f"/{ROOT}/sanctionEntity[{identifier}]"
        if not identifier or identifier in seen:
            report.refuse(
                Invalid(
                    "eu.id",
                    N_("A record has no logicalId, or that of another record."),
                    N_("Fetch the list again."),
                    place=f"{place}/@logicalId",
                )
            )
            continue
        seen.add(identifier)
        try:
            yield _entity(record, identifier, place, report)
        except Invalid as error:
            report.refuse(error)
    if not seen:
        raise xml_records.empty("eu", ROOT)


def _entity(record: Element, identifier: str, place: str, report: Report) -> Entity:
    subject = record.find("subjectType")
    kind = "" if subject is None else squeezed(subject.get("code") or subject.get("classificationCode")).casefold()
    if kind not in _SCHEMATA:
        raise Invalid(
            "eu.type",
            N_("The record is of a type that is not known here."),
            N_("Update Benkan; the rest of the list is not affected."),
            place=f"{place}/subjectType",
        )
    found = Gathered(_SCHEMATA[kind], place, report)
    _names(record, found)
    for regulation in record.iterfind("regulation"):
        found.keep("program", regulation.get("programme"))
    found.keep("keywords", record.get("euReferenceNumber"), record.get("unitedNationId"))
    found.keep("topics", "sanction")
    found.keep("publisher", PUBLISHER)
    listed = squeezed(record.get("designationDate"))
    found.keep("createdAt", listed if _DAY.fullmatch(listed) else "")
    found.keep("notes", *(element.text for element in record.iterfind("remark")), record.get("designationDetails"))
    _facts(record, found)
    _documents(record, found)
    return found.entity(f"eu-{identifier}")


def _facts(record: Element, found: Gathered) -> None:
    for birth in record.iterfind("birthdate"):
        _born(birth, found)
    for one in record.iterfind("citizenship"):
        found.keep_country("nationality", "citizenship", one.get("countryIso2Code"))
    for place, address in enumerate(record.iterfind("address"), 1):
        lines = [squeezed(address.get(name)) for name in ("street", "poBox", "zipCode", "city", "region",
                                                          "countryDescription")]  # fmt: skip
        if any(lines[:5]):
            found.keep("address", ", ".join(line for line in lines if line))
        found.keep_country("country", f"address[{place}]", address.get("countryIso2Code"))
        found.keep("notes", *(element.text for element in address.iterfind("remark")))


def _documents(record: Element, found: Gathered) -> None:
    for one in record.iterfind("identification"):
        number = squeezed(one.get("latinNumber") or one.get("number"))
        code = squeezed(one.get("identificationTypeCode")).casefold()
        if number and code in _DOCUMENTS:
            found.keep(_DOCUMENTS[code], number)
            for flag, words in _DOUBTS.items():
                if squeezed(one.get(flag)).casefold() == "true":
                    found.keep("notes", f"{number}: {words}")
        elif number:
            found.keep("notes", f"{squeezed(one.get('identificationTypeDescription')) or code}: {number}")


def _names(record: Element, found: Gathered) -> None:
    for number, alias in enumerate(record.iterfind("nameAlias")):
        whole = squeezed(alias.get("wholeName")) or squeezed(
            " ".join(alias.get(name) or "" for name in ("firstName", "middleName", "lastName"))
        )
        weak = squeezed(alias.get("strong")).casefold() == "false"
        found.keep_names("name" if number == 0 else "weakAlias" if weak else "alias", whole)
        gender = {"m": "male", "f": "female"}.get(squeezed(alias.get("gender")).casefold(), "")
        found.keep("gender", gender if found.schema == "Person" else "")
        if number == 0 and found.schema == "Person":
            found.keep("firstName", alias.get("firstName"))
            found.keep("lastName", alias.get("lastName"))
        found.keep("position", *((alias.get("function"),) if found.schema == "Person" else ()))


def _born(birth: Element, found: Gathered) -> None:
    """A day, a year or a span of years; what is approximate says so in notes."""
    whole = squeezed(birth.get("birthdate"))
    years = [squeezed(birth.get(name)) for name in ("year", "yearRangeFrom", "yearRangeTo")]
    month = squeezed(birth.get("monthOfYear"))
    if _DAY.fullmatch(whole):
        found.keep("birthDate", whole)
    elif _YEAR.fullmatch(years[0]) and month.isascii() and month.isdecimal() and 1 <= int(month) <= 12:
        found.keep("birthDate", f"{years[0]}-{int(month):02d}")
    else:
        found.keep("birthDate", *dict.fromkeys(year for year in years if _YEAR.fullmatch(year)))
    if squeezed(birth.get("circa")).casefold() == "true":
        found.keep("notes", "Birth date: approximate")
    place = [squeezed(birth.get(name)) for name in ("place", "city", "region", "countryDescription")]
    found.keep("birthPlace", ", ".join(part for part in place if part))
    found.keep_country("birthCountry", "birthdate", birth.get("countryIso2Code"))
