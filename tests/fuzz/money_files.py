"""The readers of files of money, for the targets: each reads its file to the end, as the door and the commands do."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from benkan.formats import goaml, iso20022, transfer_list
from benkan.formats.money_rows import Assumed, End
from benkan.formats.report import Report
from benkan.formats.statements import Statement
from tests.formats.goaml.reports import report, transaction
from tests.formats.iso20022.test_reading import TRANSFER, details, entry, message
from tests.formats.statements.test_reading import M_PESA, ORANGE, SIGNED

XSD = (Path(__file__).parents[1] / "formats" / "goaml" / "unit.xsd").read_bytes()
SCHEMA = goaml.load(XSD, Report())
GOAML = [report(transaction(first="Zoë"), transaction("T-2")), report()]
MESSAGES = [message(entry(details=details()), entry("300", details=details("100") + details("200"))), TRANSFER]
TRANSFERS = [
    b"tx,ts,src,dst,xof,channel\n0,1735689602,MR2219189105509,DZ3216918606808,179780,bank\n1,2026-09-01T08:00:00Z,a,b,5,mm\n",
    "date,من,إلى,montant,devise\n2026-09-01 08:00,1234567,7654321,12.50,EUR\n".encode(),
]
ACCOUNTS = [b"account,kind,country,holder\nMR2219189105509,person,MR,Awa\n+22376441703,agent,ML,\n"]
STATEMENTS = [text.encode() for text in (ORANGE, M_PESA, SIGNED)]


def goaml_transfers(data: bytes) -> object:
    """With the unit's schema and without."""
    told = [list(goaml.Reader(io.BytesIO(data), found, schema)) for schema in (SCHEMA, None) for found in [Report()]]
    return [row.as_object() for rows in told for row in rows]


def goaml_document(data: bytes) -> object:
    """Read, shown and written again."""
    document = goaml.read(io.BytesIO(data), Report(), SCHEMA)
    return document.heading, list(document.transactions()), goaml.write(document, Report(), SCHEMA)


def goaml_schema(data: bytes) -> object:
    """Loaded, and used on a report."""
    schema = goaml.load(data, Report())
    return list(goaml.Reader(io.BytesIO(GOAML[0]), Report(), schema))


def bank_message(data: bytes) -> object:
    """The rows of camt or pacs."""
    return [row.as_object() for row in iso20022.Reader(io.BytesIO(data), Report())]


def statement(data: bytes) -> object:
    """The rows of a statement, its mapping first."""
    sheet = Statement(data, Report(), dt.date(2026, 11, 26), None, Assumed(currency="XOF"), End("A-1"))
    return [(row.transfer and row.transfer.as_object(), row.doubts) for row in sheet.read()]


def transfer_rows(data: bytes) -> object:
    """The rows of a plain list of transfers."""
    return [row.as_object() for row in transfer_list.read(io.BytesIO(data), Report(), Assumed(currency="XOF"))]


def account_rows(data: bytes) -> object:
    """The accounts of its second file."""
    return transfer_list.accounts(io.BytesIO(data))
