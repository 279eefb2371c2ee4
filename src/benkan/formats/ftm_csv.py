"""Lists in CSV, as offices keep them, read into FollowTheMoney row by row.

Comma, semicolon or tab (RFC 4180 otherwise); UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252.
Columns are known by their headers in French, English or Arabic, or by a mapping. A row that cannot be read is left out
and reported with its number; broken quoting or encoding makes the whole file unreadable. A cell may hold several values
separated by ``|`` (or ``;`` where the columns are separated by something else). Spreadsheet formulas are text here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.csv_cells import Row
from benkan.formats.csv_headers import HEADERS, SCHEMA_WORDS, TARGETS, folded
from benkan.formats.entity import Entity, checked
from benkan.formats.ftm_schema import PROPERTIES
from benkan.formats.report import Report

MAX_BYTES = 64 * 1024 * 1024
MAX_COLUMNS = 200
DELIMITERS = ";,\t"
OWN_TARGETS = ("id", "schema", "account", "plate")


def read(stream: BinaryIO, report: Report, mapping: Mapping[str, str] | None = None) -> Iterator[Entity]:
    """The entities of the rows: a person or thing, then its accounts and vehicles, each with its owner.

    Args:
        stream: the file, opened for reading bytes.
        report: gets one finding for each anomaly.
        mapping: header to property, over what the headers say by themselves.

    Raises:
        Invalid: ``csv.empty``, ``csv.header``, ``csv.mapping``, ``csv.encoding``, ``csv.broken`` with its line,
            ``csv.nothing``, ``input.too-large``.
    """
    text = _decoded(Bounded(stream, MAX_BYTES).read(), report)
    first = next((one for one in text.splitlines() if one.strip()), "")
    if not first:
        raise _empty()
    delimiter = max(DELIMITERS, key=lambda one: (_outside_quotes(first).count(one), -DELIMITERS.index(one)))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read_any = False
    try:
        header = next((row for row in rows if any(cell.strip() for cell in row)), None)
        if header is None:
            raise _empty()
        columns = _columns(header, dict(mapping or {}), report)
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                found = _entities(cells, columns, header, delimiter, f"line {rows.line_num}", report)
            except BenkanError as error:
                report.refuse(error, "" if error.place.startswith("line ") else f"line {rows.line_num}")
                continue
            read_any = True
            yield from found
    except csv.Error as error:
        raise Invalid(
            "csv.broken",
            N_("The quoting of the file is broken: %(reason)s."),
            N_("Save the list again as CSV; nothing was imported."),
            place=f"line {rows.line_num}",
            reason=str(error)[:100],
        ) from error
    if not read_any:
        raise Invalid(
            "csv.nothing",
            N_("The list holds no row that can be read."),
            N_("Compare it with the example in docs/operating/import.md."),
            place=report.findings[-1].place if report.findings else "line 2",
        )


def _empty() -> Invalid:
    return Invalid("csv.empty", N_("The file is empty."), N_("Give a list with a header row."), place="line 1")


def _decoded(data: bytes, report: Report) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    failed: UnicodeDecodeError | None = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failed = error
            continue
        if encoding == "cp1252":
            report.note(
                "file", "csv.encoding", N_("The file is not UTF-8."), N_("Read as Windows-1252: look at accents.")
            )
        return text
    position = failed.start if failed else 0
    raise Invalid(
        "csv.encoding",
        N_("The file is neither UTF-8 nor Windows-1252."),
        N_("Save it as “CSV UTF-8”; nothing was imported."),
        place=f"line {data[:position].count(10) + 1}",
    )


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _columns(header: list[str], mapping: dict[str, str], report: Report) -> list[str]:
    """The target of each column, empty for one that is not read."""
    if len(header) > MAX_COLUMNS:
        raise Invalid(
            "csv.columns",
            N_("The list has more than %(limit)d columns."),
            N_("Keep the columns that matter."),
            place="header",
            limit=MAX_COLUMNS,
        )
    wanted = {folded(name): target for name, target in mapping.items()}
    known = {folded(name) for name in header}
    properties = {name for schema in PROPERTIES.values() for name in schema}
    for name, target in wanted.items():
        if name not in known or (target not in properties and target not in OWN_TARGETS):
            raise Invalid(
                "csv.mapping",
                N_("The mapping names a column or a property that does not exist."),
                N_("Give it as HEADER=PROPERTY with a header of the file."),
                place=f"mapping · {name[:40]}",
            )
    given = any(HEADERS.get(folded(name)) == "firstName" for name in header)
    columns = []
    for number, name in enumerate(header, 1):
        target = wanted.get(folded(name)) or HEADERS.get(folded(name), "")
        if folded(name) in ("nom", "noms", "الاسم") and folded(name) not in wanted:
            target = "lastName" if given else "name"
        if not target and name.strip() in properties:
            target = name.strip()
        if not target and name.strip():
            report.note(
                f"header · column {number}",
                "csv.column-unknown",
                N_("The column “%(header)s” is not known."),
                N_("Not read; name it with a mapping if it matters."),
                header=name.strip()[:60],
            )
        columns.append(target)
    if not set(columns) - {"", "id", "schema", "notes", "country"}:
        raise Invalid(
            "csv.header",
            N_("No column of the header is known."),
            N_("The first row must name the columns, such as: %(example)s."),
            place="header",
            example="Nom;Prénom;Date de naissance;Téléphone",
        )
    return columns


def _entities(
    cells: list[str], columns: list[str], header: list[str], delimiter: str, place: str, report: Report
) -> list[Entity]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise Invalid(
            "csv.too-many-cells",
            N_("The row has %(cells)d cells, the header %(columns)d."),
            N_("Put text that holds the separator between quotes."),
            place=place,
            cells=len(cells),
            columns=len(columns),
        )
    row = Row(place, report)
    for cell, target, name in zip(cells, columns, header, strict=False):
        if target and cell.strip():
            row.take(target, cell, name, several="|" if delimiter == ";" else "|;")
    row.compose()
    identifier = row.own.get("id", [""])[0].strip() or _digest(row)
    schema = _schema(row)
    if schema in ("Vehicle", "Vessel") and row.own.get("plate"):
        row.properties.setdefault("registrationNumber", row.own.pop("plate"))
    if schema == "BankAccount" and row.own.get("account"):
        row.properties.setdefault(_account_property(row.own["account"][0]), row.own.pop("account"))
    found = [checked(identifier, schema, row.properties, place=place)]
    for number, plate in enumerate(row.own.get("plate", ()), 1):
        vehicle = {"registrationNumber": [plate], "owner": [identifier]}
        found.append(checked(f"{identifier}-vehicle-{number}", "Vehicle", vehicle, place=place))
    for number, account in enumerate(row.own.get("account", ()), 1):
        asset = f"{identifier}-account-{number}"
        found.append(checked(asset, "BankAccount", {_account_property(account): [account]}, place=place))
        link = {"owner": [identifier], "asset": [asset]}
        found.append(checked(f"{asset}-owner", "Ownership", link, place=place))
    return found


def _schema(row: Row) -> str:
    written = row.own.get("schema", [""])[0].strip()
    if written:
        schema = written if written in PROPERTIES else SCHEMA_WORDS.get(folded(written), "")
        if not schema:
            raise Invalid(
                "csv.schema",
                N_("The type of the row is not known."),
                N_("Use one of: %(known)s."),
                place=row.place,
                known="Person, Organization, Company, Vehicle, Vessel, BankAccount",
            )
        return schema
    if not row.properties.keys() - {"notes", "country"}:
        if row.own.get("plate"):
            return "Vehicle"
        if row.own.get("account"):
            return "BankAccount"
    return "Person"


def _account_property(account: str) -> str:
    return "iban" if re.fullmatch(r"[A-Za-z]{2}\d{2}[A-Za-z0-9 ]{11,40}", account.strip()) else "accountNumber"


def _digest(row: Row) -> str:
    """An id that the same row gets again, so that importing the list twice adds nothing."""
    values = sorted(f"{name}={value}" for name, found in {**row.properties, **row.own}.items() for value in found)
    return "row-" + hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:24]


__all__ = ["HEADERS", "TARGETS", "read"]
