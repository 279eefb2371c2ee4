"""The formats that the door takes, each by its reader in ``formats``; importing this module registers them.

Where the home holds the XSD of the unit (``goaml.xsd``), goAML is checked against it; else against the built-in
structure. What a file does not say of its zone and currency is that of this node's country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from benkan.apps.reporting.readers import LISTED, Content, Named, Reader, register
from benkan.core.errors import N_
from benkan.formats import goaml, iso20022, statements
from benkan.formats.goaml import view
from benkan.formats.iso20022.reading import MESSAGES
from benkan.formats.money_rows import Assumed, MoneyRow
from benkan.formats.report import Finding
from benkan.formats.report import Report as Findings

SCHEMA: Final = "goaml.xsd"
MAX_NAMED: Final = 5_000
UNREAD: Final = N_("A cell cannot be read.")
_ELEMENT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FRANC: Final = frozenset({"BF", "BJ", "CI", "GW", "ML", "NE", "SN", "TG"})
"""Countries whose money is the XOF (UEMOA)."""


def assumed() -> Assumed:
    """What holds where a file is silent: the clock and, in the CFA zone, the franc of this node's country."""
    node = settings.BENKAN_NODE
    return Assumed(zone=ZoneInfo(node.time_zone), currency="XOF" if node.country in _FRANC else "")


def root_of(head: bytes) -> str:
    """The local name of the first element that a file begins with; empty when it is no XML."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _ELEMENT.search(plain) if plain.startswith(b"<") else None
    return found[1].decode() if found else ""


def _goaml(file: BinaryIO) -> Content:
    findings = Findings(listed=LISTED)
    reader = goaml.Reader(file, findings, _schema(), assumed())
    content = Content(iter(()), findings)
    content.rows = _of_goaml(reader, content)
    return content


def _of_goaml(reader: goaml.Reader, content: Content) -> Iterator[MoneyRow]:
    yield from reader
    head = reader.heading
    if head is None:
        return
    content.kind, content.reference, content.reason = head.report_code, head.entity_reference, head.reason
    parties = (party for activity in head.activities for party in activity.parties)
    for party in parties:
        content.named += _subject(party.subject)
        if len(content.named) > MAX_NAMED:
            return


def _subject(found: view.Subject | None) -> list[Named]:
    """Who or what stands in an activity, with who holds an account."""
    if isinstance(found, view.Person):
        return [
            Named(
                "person",
                {
                    "name": [found.name],
                    "alias": [found.alias],
                    "birthDate": [found.birthdate[:10]],
                    "birthPlace": [found.birth_place],
                    "nationality": [code.lower() for code in found.nationalities],
                    "idNumber": [found.id_number, found.ssn, *(one.number for one in found.identifications)],
                    "passportNumber": [found.passport_number],
                    "phone": [_phone(one) for one in found.phones],
                    "address": [_address(one) for one in found.addresses],
                },
            )
        ]
    if isinstance(found, view.Entity):
        facts = {
            "name": [found.name],
            "alias": [found.commercial_name],
            "registrationNumber": [found.incorporation_number],
            "phone": [_phone(one) for one in found.phones],
            "address": [_address(one) for one in found.addresses],
        }
        return [Named("company", facts), *_each(found.directors)]
    if isinstance(found, view.Account):
        facts = {
            "iban": [found.iban],
            "accountNumber": [found.account],
            "bankName": [found.institution_name],
            "name": [found.holder],
        }
        return [Named("account", facts), *_subject(found.entity), *_each(found.signatories)]
    return []


def _each(people: Iterable[view.Person]) -> list[Named]:
    return [one for person in people for one in _subject(person)]


def _phone(one: view.Phone) -> str:
    return f"{one.prefix}{one.number}"


def _address(one: view.Address) -> str:
    return ", ".join(part for part in (one.address, one.town, one.city, one.state, one.country_code) if part)


def _schema() -> goaml.Schema | None:
    """The unit's XSD, where this home has it."""
    path = Path(settings.BENKAN_NODE.home) / SCHEMA
    try:
        seen = path.stat()
    except OSError:
        return None
    return _loaded(path, seen.st_ino, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=1)
def _loaded(path: Path, *_state: int) -> goaml.Schema:
    return goaml.load(path.read_bytes(), Findings())


def _iso20022(file: BinaryIO) -> Content:
    findings = Findings(listed=LISTED)
    reader = iso20022.Reader(file, findings, assumed())
    content = Content(iter(()), findings)
    content.rows = _of_iso20022(reader, content)
    return content


def _of_iso20022(reader: iso20022.Reader, content: Content) -> Iterator[MoneyRow]:
    yield from reader
    content.kind = reader.message


def _is_message(head: bytes) -> bool:
    return root_of(head) == "Document" or any(name.encode() in head.replace(b"\0", b"") for name in MESSAGES)


def _statement(file: BinaryIO) -> Content:
    findings = Findings(listed=LISTED)
    reader = statements.Statement(file.read(), findings, timezone.localdate(), assumed=assumed())
    return Content(_of_statement(reader, findings), findings)


def _of_statement(reader: statements.Statement, findings: Findings) -> Iterator[MoneyRow]:
    """The transfers that are sure; a row in doubt is left out and told, since nobody at the door is asked."""
    for row in reader.read():
        if row.transfer is not None:
            yield row.transfer
        for cell in row.doubts[:1]:
            findings.add(
                Finding(
                    f"row {row.number} · {cell.field} · {cell.written[:60]}",
                    "statement.doubt",
                    statements.WHY.get(cell.why, UNREAD),
                    N_("Left out."),
                    {},
                    refused=True,
                    remedy=N_("Write it so that it has one meaning, then send a correction."),
                    line=row.number,
                )
            )


def _is_statement(head: bytes) -> bool:
    """A spreadsheet, or lines of text; XML and pictures are neither."""
    if head.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\n" in head


register(Reader("goaml", lambda head: root_of(head) == "report", _goaml))
register(Reader("iso20022", _is_message, _iso20022))
register(Reader("statement", _is_statement, _statement))
