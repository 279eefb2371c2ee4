"""The formats that the door takes, each by its reader in ``formats``; importing this module registers them.

Where the home holds the XSD of the unit (``goaml.xsd``), goAML is checked against it; else against the built-in
structure. What a file does not say of its zone and currency is that of this node's country.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from django.utils import timezone

from benkan.apps.flows import services as flows
from benkan.apps.reporting.readers import LISTED, NOTHING_SAID, Content, InDoubt, Named, Reader, Said, register
from benkan.core.errors import N_
from benkan.formats import goaml, iso20022, money_files, statements
from benkan.formats.goaml import view
from benkan.formats.money_rows import MoneyRow
from benkan.formats.report import Finding
from benkan.formats.report import Report as Findings
from benkan.formats.typed.cells import Cell

MAX_NAMED: Final = 5_000
MAX_DOUBTS: Final = 2_000
"""Different cells in doubt that a reporter is asked about; of more, only the rows are counted."""
UNREAD: Final = N_("A cell cannot be read.")


def _goaml(file: BinaryIO, _said: Said = NOTHING_SAID, /) -> Content:
    findings = Findings(listed=LISTED)
    reader = goaml.Reader(file, findings, flows.goaml_schema(), flows.assumed())
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


def _iso20022(file: BinaryIO, _said: Said = NOTHING_SAID, /) -> Content:
    findings = Findings(listed=LISTED)
    reader = iso20022.Reader(file, findings, flows.assumed())
    content = Content(iter(()), findings)
    content.rows = _of_iso20022(reader, content)
    return content


def _of_iso20022(reader: iso20022.Reader, content: Content) -> Iterator[MoneyRow]:
    yield from reader
    content.kind = reader.message


def _statement(file: BinaryIO, said: Said = NOTHING_SAID, /) -> Content:
    findings = Findings(listed=LISTED)
    today = said.today or timezone.localdate()
    reader = statements.Statement(file.read(), findings, today, assumed=flows.assumed())
    content = Content(iter(()), findings)
    content.rows = _of_statement(reader, content, said)
    return content


def _of_statement(reader: statements.Statement, content: Content, said: Said) -> Iterator[MoneyRow]:
    """The transfers that are sure; a row in doubt waits until its reporter says what it means, and is told."""
    for row in reader.read(said.answers):
        if row.transfer is not None:
            yield row.transfer
        elif row.by_answer:
            content.findings.add(_left_out(row.number))
        elif row.doubts:
            content.doubtful += 1
            content.findings.add(_waits(row.number, row.doubts[0]))
            for cell in row.doubts:
                _doubt(content, row.number, cell)


def _doubt(content: Content, row: int, cell: Cell) -> None:
    key = (cell.field, cell.written)
    one = content.doubts.get(key)
    if one is None:
        if len(content.doubts) >= MAX_DOUBTS:
            return
        codes = tuple(way.code for way in cell.readings)
        one = content.doubts[key] = InDoubt(cell.field, cell.written, cell.why, codes, first=row)
    one.rows += 1


def _waits(row: int, cell: Cell) -> Finding:
    return Finding(
        f"row {row} · {cell.field} · {cell.written[:60]}",
        "statement.doubt",
        statements.WHY.get(cell.why, UNREAD),
        N_("Left out until you say what it means."),
        {},
        refused=True,
        remedy=N_("Answer on the page of the report, or send a correction."),
        line=row,
    )


def _left_out(row: int) -> Finding:
    return Finding(
        f"row {row}",
        "statement.left-out",
        N_("You answered that it is to be left out."),
        N_("Left out."),
        {},
        refused=True,
        line=row,
    )


register(Reader("goaml", money_files.is_goaml, _goaml))
register(Reader("iso20022", money_files.is_iso20022, _iso20022))
register(Reader("statement", money_files.is_table, _statement))
