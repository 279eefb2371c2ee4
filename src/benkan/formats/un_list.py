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
from typing import BinaryIO

from benkan.core.errors import N_, Invalid
from benkan.formats import xml_records
from benkan.formats.entity import Entity
from benkan.formats.report import Report
from benkan.formats.un_record import Reading

ROOT = "CONSOLIDATED_LIST"
RECORDS = {"INDIVIDUAL": "INDIVIDUALS", "ENTITY": "ENTITIES"}


def read(stream: BinaryIO, report: Report) -> Iterator[Entity]:
    """The entities of the list in its order, each person's documents after the person.

    Args:
        stream: the XML file, opened for reading bytes.
        report: gets one finding for each anomaly.

    Raises:
        Invalid: ``un.…`` as in ``xml_records.records``, and ``un.empty``. The caller imports nothing then.
    """
    seen: set[str] = set()
    for record in xml_records.records(stream, report, code="un", root=ROOT, inside=RECORDS):
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
    if not seen:
        raise xml_records.empty("un", ROOT)
