"""The consolidated list of the United Nations Security Council, read whole into FollowTheMoney.

Input is the XML that the UN publishes (sc-sanctions.xsd). It is read as a stream by a parser that refuses document
types, entities and outside references, with bounds on bytes and elements. Every person becomes a ``Person``, every
entity an ``Organization``, every document with a number a ``Passport`` or an ``Identification`` held by them.

Every anomaly is in the report with its element path and DATAID: nothing is put right in silence, and what is not a
name, a date or a number goes to ``notes``. Names are not corrected. The list is of one day: who screens with it must
fetch today's. Cite the United Nations Security Council.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from benkan.core.errors import N_, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.entity import Entity
from benkan.formats.report import Report
from benkan.formats.un_record import Reading

MAX_BYTES = 64 * 1024 * 1024
MAX_ELEMENTS = 3_000_000
MAX_DEPTH = 12
ROOT = "CONSOLIDATED_LIST"
RECORDS = {"INDIVIDUAL": "INDIVIDUALS", "ENTITY": "ENTITIES"}


def read(stream: BinaryIO, report: Report) -> Iterator[Entity]:
    """The entities of the list in its order, each person's documents after the person.

    Args:
        stream: the XML file, opened for reading bytes.
        report: gets one finding for each anomaly.

    Raises:
        Invalid: ``un.broken`` with line and column, ``un.forbidden`` for a document type or an entity,
            ``un.not-the-list``, ``un.empty``, ``input.too-large``. The caller imports nothing then.
    """
    seen: set[str] = set()
    try:
        for record in _records(stream, report):
            reading = Reading(record, report)
            if reading.identifier in seen:
                report.refuse(
                    Invalid(
                        "un.same-dataid",
                        N_("Two records have the same DATAID."),
                        N_("Fetch the list again."),
                        place=f"{reading.path}/DATAID",
                    )
                )
                continue
            seen.add(reading.identifier)
            try:
                found = list(reading.entities())
            except Invalid as error:
                report.refuse(error)
                continue
            yield from found
    except ParseError as error:
        line, column = error.position
        raise Invalid(
            "un.broken",
            N_("The XML is broken: %(reason)s."),
            N_("Download the list again; nothing was imported."),
            place=f"line {line}, column {column + 1}",
            reason=str(error).partition(":")[0],
        ) from error
    except DefusedXmlException as error:
        raise Invalid(
            "un.forbidden",
            N_("The file declares a document type or an entity, which a list never needs."),
            N_("Do not use this file; download the list from the United Nations."),
            place="document type declaration",
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that the parser does not know
        raise Invalid(
            "un.broken",
            N_("The XML is broken: %(reason)s."),
            N_("Download the list again; nothing was imported."),
            place="line 1",
            reason="unknown encoding",
        ) from error
    if not seen:
        raise Invalid(
            "un.empty",
            N_("The list holds no record."),
            N_("Download the list again; nothing was imported."),
            place=f"/{ROOT}",
        )


def _records(stream: BinaryIO, report: Report) -> Iterator[Element]:
    """The INDIVIDUAL and ENTITY elements, each freed after use."""
    path: list[Element[Any]] = []
    elements = 0
    events = iterparse(Bounded(stream, MAX_BYTES), events=("start", "end"), forbid_dtd=True)
    for event, element in events:
        if event == "start":
            elements += 1
            path.append(element)
            _check_shape(path, elements)
            continue
        path.pop()
        if len(path) == 2 and RECORDS.get(element.tag) == path[-1].tag:
            yield element
        elif len(path) == 2 or (len(path) == 1 and element.tag not in RECORDS.values()):
            report.note(
                "/".join(("", *(one.tag for one in path), element.tag)),
                "un.unknown-element",
                N_("The element %(tag)s is not known in this place."),
                N_("Passed over."),
                tag=element.tag[:60],
            )
        if path and len(path) <= 2:
            path[-1].remove(element)


def _check_shape(path: list[Element[Any]], elements: int) -> None:
    if path[0].tag != ROOT:
        raise Invalid(
            "un.not-the-list",
            N_("This is not the consolidated list: its first element is %(tag)s."),
            N_("Give the XML file of the list; see docs/operating/import.md."),
            place=f"/{path[0].tag[:60]}",
            tag=path[0].tag[:60],
        )
    if elements > MAX_ELEMENTS or len(path) > MAX_DEPTH:
        raise Invalid(
            "input.too-large",
            N_("The file is larger than %(limit)d MiB."),
            N_("Check that it is the right file; split it if it is. Nothing was imported."),
            place="/".join(("", *(one.tag[:60] for one in path))),
            limit=MAX_BYTES // (1024 * 1024),
        )
