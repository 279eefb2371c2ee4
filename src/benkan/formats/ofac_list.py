"""The lists of the Office of Foreign Assets Control (SDN.XML, CONSOLIDATED.XML), read whole into FollowTheMoney.

Every individual becomes a ``Person``, every entity an ``Organization``, vessels and aircraft what they are; a wallet is
an entity of its own that belongs to them. What is not a name, a date or a number goes to ``notes``. The list is of one
day: who screens with it must fetch today's. Cite the U.S. Department of the Treasury.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from benkan.core.errors import N_, Invalid
from benkan.formats import xml_records
from benkan.formats.entity import Entity, checked
from benkan.formats.listed import Gathered
from benkan.formats.report import Report
from benkan.formats.un_names import squeezed

ROOT = "sdnList"
RECORDS = {"sdnEntry": ROOT}
PUBLISHER = "U.S. Department of the Treasury, OFAC"
MAX_SPAN_YEARS = 12
_SCHEMATA = {"individual": "Person", "entity": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
_KNOWN = {
    "uid", "firstName", "lastName", "title", "sdnType", "remarks", "programList", "idList", "akaList", "addressList",
    "nationalityList", "citizenshipList", "dateOfBirthList", "placeOfBirthList", "vesselInfo",
}  # fmt: skip
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}  # fmt: skip
_DATE = re.compile(r"(?:(\d{1,2})\s+)?(?:([A-Za-z]{3})[a-z]*\.?\s+)?((?:18|19|20)\d{2})", re.ASCII)
_APPROXIMATE = re.compile(r"^(?:circa|approximately|about|ca\.?)\s+", re.IGNORECASE)
_IMO = re.compile(r"(?:IMO\s*)?(\d{7})", re.IGNORECASE | re.ASCII)
_WALLET = re.compile(r"digital currency address\s*-\s*(\w{2,8})", re.IGNORECASE)
_DOCUMENTS = (
    (re.compile(r"passport", re.IGNORECASE), "passportNumber"),
    (re.compile(r"tax|r\.?f\.?c|n\.?i\.?t\b|\brif\b|\bcuit\b|vat", re.IGNORECASE), "taxNumber"),
    (re.compile(r"social security|s\.?s\.?n", re.IGNORECASE), "socialSecurityNumber"),
    (re.compile(r"mmsi", re.IGNORECASE), "mmsi"),
    (re.compile(r"swift|\bbic\b", re.IGNORECASE), "swiftBic"),
    (re.compile(r"phone|telephone|fax", re.IGNORECASE), "phone"),
    (re.compile(r"e-?mail", re.IGNORECASE), "email"),
    (re.compile(r"website", re.IGNORECASE), "website"),
    (re.compile(r"serial number|msn", re.IGNORECASE), "serialNumber"),
    (re.compile(r"driver|license|licence", re.IGNORECASE), "licenseNumber"),
    (re.compile(r"regist|company number|commercial|matricula|tail number|trade licen", re.IGNORECASE),
     "registrationNumber"),
    (re.compile(r"national|identification|cedula|\bid\b|i\.d|d\.n\.i|c\.u\.r\.p|\bcui\b|personal|refugee|birth cert",
                re.IGNORECASE), "idNumber"),
)  # fmt: skip
"""Kinds of documents by the words that the list uses, the first that fits."""


def read(stream: BinaryIO, report: Report) -> Iterator[Entity]:
    """The entities of the list in its order, each one's wallets after it.

    Args:
        stream: the XML file, opened for reading bytes.
        report: gets one finding for each anomaly.

    Raises:
        Invalid: ``ofac.…`` as in ``xml_records.records``, and ``ofac.empty``. The caller imports nothing then.
    """
    seen: set[str] = set()
    known = {"publshInformation", "publishInformation"}
    for record in xml_records.records(stream, report, code="ofac", root=ROOT, inside=RECORDS, known=known):
        identifier = squeezed(record.findtext("uid"))
        place = f"/{ROOT}/sdnEntry[{identifier}]"
        if not identifier or identifier in seen:
            report.refuse(
                Invalid(
                    "ofac.uid",
                    N_("A record has no uid, or that of another record."),
                    N_("Fetch the list again."),
                    place=f"{place}/uid",
                )
            )
            continue
        seen.add(identifier)
        try:
            yield from _entities(record, identifier, place, report)
        except Invalid as error:
            report.refuse(error)
    if not seen:
        raise xml_records.empty("ofac", ROOT)


def _entities(record: Element, identifier: str, place: str, report: Report) -> list[Entity]:
    kind = squeezed(record.findtext("sdnType")).casefold()
    if kind not in _SCHEMATA:
        raise Invalid(
            "ofac.type",
            N_("The record is of a type that is not known here."),
            N_("Update Benkan; the rest of the list is not affected."),
            place=f"{place}/sdnType",
        )
    found = Gathered(_SCHEMATA[kind], place, report)
    for child in record:
        if child.tag not in _KNOWN:
            found.note(
                child.tag[:60], "ofac.unknown-element", f"{child.tag[:60]}: {squeezed(''.join(child.itertext()))}"
            )
    found.keep_names("name", _name(record))
    if kind == "individual":
        found.keep("firstName", record.findtext("firstName"))
        found.keep("lastName", record.findtext("lastName"))
        found.keep("title" if record.findtext("title") else "notes", record.findtext("title"))
    for alias in record.iterfind("akaList/aka"):
        former = squeezed(alias.findtext("type")).casefold().startswith("f.k.a")
        weak = squeezed(alias.findtext("category")).casefold() == "weak"
        found.keep_names("previousName" if former else "weakAlias" if weak else "alias", _name(alias))
    found.keep("program", *(element.text for element in record.iterfind("programList/program")))
    found.keep("topics", "sanction")
    found.keep("publisher", PUBLISHER)
    found.keep("notes", record.findtext("remarks"))
    _facts(record, found)
    wallets = _documents(record, found)
    made = [found.entity(f"ofac-{identifier}")]
    for number, (symbol, key) in enumerate(wallets, 1):
        properties = {"publicKey": [key], "currencySymbol": [symbol], "holder": [f"ofac-{identifier}"]}
        made.append(checked(f"ofac-{identifier}-wallet-{number}", "CryptoWallet", properties, place=place))
    return made


def _facts(record: Element, found: Gathered) -> None:
    for number, address in enumerate(record.iterfind("addressList/address"), 1):
        lines = [squeezed(address.findtext(tag)) for tag in ("address1", "address2", "address3", "city",
                                                             "stateOrProvince", "postalCode", "country")]  # fmt: skip
        if any(lines[:6]):
            found.keep("address", ", ".join(line for line in lines if line))
        found.keep_country("country", f"address[{number}]/country", lines[6])
    for name, element in (("nationality", "nationality"), ("citizenship", "citizenship")):
        for one in record.iterfind(f"{element}List/{element}"):
            found.keep_country(name, element, one.findtext("country"))
    for one in record.iterfind("placeOfBirthList/placeOfBirthItem"):
        found.keep("birthPlace", one.findtext("placeOfBirth"))
    for one in record.iterfind("dateOfBirthList/dateOfBirthItem"):
        _born(squeezed(one.findtext("dateOfBirth")), found)
    vessel = record.find("vesselInfo")
    if vessel is not None:
        for tag, name in (("callSign", "callSign"), ("vesselType", "type"), ("tonnage", "tonnage"),
                          ("grossRegisteredTonnage", "grossRegisteredTonnage")):  # fmt: skip
            found.keep(name, vessel.findtext(tag))
        found.keep_country("flag", "vesselInfo/vesselFlag", vessel.findtext("vesselFlag"))
        if owner := squeezed(vessel.findtext("vesselOwner")):
            found.keep("notes", f"Owner: {owner}")


def _born(text: str, found: Gathered) -> None:
    """A day, a month, a year, or a span of years; what is approximate says so in notes."""
    if not text:
        return
    plain = _APPROXIMATE.sub("", text)
    ends = [_day(part) for part in re.split(r"\s+to\s+|\s*[-–]\s*(?=(?:\d{1,2}\s+)?(?:[A-Za-z]{3}\s+)?\d{4})", plain)]
    if not all(ends) or len(ends) > 2:
        found.note("dateOfBirth", "ofac.birth-unreadable", f"Birth date: {text}")
        return
    first, last = int(ends[0][:4]), int(ends[-1][:4])
    if first == last:
        found.keep("birthDate", *(dict.fromkeys(ends) if len(ends) == 1 else [ends[0][:4]]))
    elif first < last and last - first < MAX_SPAN_YEARS:
        found.keep("birthDate", *(str(year) for year in range(first, last + 1)))
    else:
        found.keep("birthDate", ends[0][:4], ends[-1][:4])
    if plain != text or len(ends) == 2:
        found.keep("notes", f"Birth date: {text}")


def _day(text: str) -> str:
    match = _DATE.fullmatch(squeezed(text))
    if match is None:
        return ""
    day, month, year = match.groups()
    if month is None:
        return year if day is None else ""
    number = _MONTHS.get(month.casefold())
    if number is None or not 1 <= int(day or 1) <= 31:
        return ""
    return f"{year}-{number:02d}" if day is None else f"{year}-{number:02d}-{int(day):02d}"


def _documents(record: Element, found: Gathered) -> list[tuple[str, str]]:
    """Keeps the numbers of documents; gives the wallets, with the symbol of their currency."""
    wallets: list[tuple[str, str]] = []
    for one in record.iterfind("idList/id"):
        kind, number = squeezed(one.findtext("idType")), squeezed(one.findtext("idNumber"))
        if not number:
            continue
        if kind.casefold() == "gender":
            found.keep("gender" if number.casefold() in ("male", "female") else "notes", number.casefold())
        elif wallet := _WALLET.match(kind):
            wallets.append((wallet[1].upper(), number))
        elif (imo := _IMO.fullmatch(number)) and found.schema == "Vessel" and "mmsi" not in kind.casefold():
            found.keep("imoNumber", imo[1])
        else:
            name = next((name for pattern, name in _DOCUMENTS if pattern.search(kind)), "notes")
            found.keep(name, number if name != "notes" else f"{kind}: {number}")
    return wallets


def _name(element: Element) -> str:
    return squeezed(" ".join(squeezed(element.findtext(tag)) for tag in ("firstName", "lastName")))
