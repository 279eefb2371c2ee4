"""``benkan check``: what a file of money holds and what is wrong with it, before anybody sends or stores it; no node.

Exit codes: 0 nothing is wrong, 1 something is or the file cannot be read, 2 wrong usage.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import refusals

if TYPE_CHECKING:
    from benkan.formats.money_rows import Assumed, MoneyRow
    from benkan.formats.report import Report
    from benkan.formats.statements import RowRead

MAX_LISTED: Final = 1_000
"""Findings of one code that are listed; the others are counted."""
TOLD_ONLY: Final = frozenset(
    ("money.zone", "statement.sum", "statement.not-done", "goaml.schema-anchors", "goaml.schema-newer")
)
"""Findings that no one need do anything about."""

commands = typer.Typer(no_args_is_help=True, help="Check a file of money by itself, storing nothing; needs no node.")

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to check.")]
Zone = Annotated[str, typer.Option(help="Time zone of times without one, such as Africa/Bamako.")]
Currency = Annotated[str, typer.Option(help="Currency of amounts that name none, such as XOF.")]
Rows = Annotated[Path | None, typer.Option("--rows", metavar="R.jsonl", help="Write the transfers here, one a line.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object with every finding.")]


@commands.command(epilog="Example: benkan check goaml report.xml --schema goAMLSchema.xsd")
def goaml(
    file: File,
    schema: Annotated[
        Path | None, typer.Option(help="XSD of your financial intelligence unit; else a check of structure serves.")
    ] = None,
    zone: Zone = "UTC",
    rows: Rows = None,
    as_json: AsJson = False,
) -> None:
    """Check a goAML report: every place with its line, its path and what to do."""
    from benkan.formats import goaml as reports
    from benkan.formats.goaml.schema import MAX_SCHEMA_BYTES
    from benkan.formats.report import Report
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        found = Report(listed=MAX_LISTED)
        loaded = reports.load(read(schema, MAX_SCHEMA_BYTES), found) if schema else None
        with _opened(file) as stream:
            reader = reports.Reader(stream, found, loaded, _assumed(zone))
            transfers = _written(reader, rows)
        heading = reader.heading
        said = {
            "format": "goaml",
            "schema": loaded.version or loaded.sha256 if loaded else None,
            "report_code": heading.report_code if heading else "",
            "entity_reference": heading.entity_reference if heading else "",
            "transactions": reader.transactions,
            "activities": len(heading.activities) if heading else 0,
            "transfers": transfers,
        }
        _say(said, found, as_json=as_json)


@commands.command(epilog="Example: benkan check iso20022 camt053.xml --zone Africa/Bamako --json")
def iso20022(file: File, zone: Zone = "UTC", rows: Rows = None, as_json: AsJson = False) -> None:
    """Check a message of ISO 20022: camt.052, camt.053, camt.054 or pacs.008, of any version."""
    from benkan.formats import iso20022 as messages
    from benkan.formats.report import Report

    with refusals(as_json=as_json):
        found = Report(listed=MAX_LISTED)
        with _opened(file) as stream:
            reader = messages.Reader(stream, found, _assumed(zone))
            transfers = _written(reader, rows)
        said = {"format": reader.message, "entries": reader.entries, "transfers": transfers}
        _say(said, found, as_json=as_json)


@commands.command(epilog="Example: benkan check statement orange.xlsx --currency XOF --map 'N° marchand=account'")
def statement(
    file: File,
    account: Annotated[str, typer.Option(help="Whose statement it is, when the file does not say.")] = "",
    zone: Zone = "UTC",
    currency: Currency = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="HEADER=FIELD, or HEADER=- for none; may be given again.")
    ] = None,
    rows: Rows = None,
    as_json: AsJson = False,
) -> None:
    """Check a statement in CSV or XLSX: which column is what, which cells are in doubt."""
    from benkan.formats.money_rows import End
    from benkan.formats.report import Report
    from benkan.formats.statements import Statement
    from benkan.formats.typed.sheets import MAX_BYTES
    from benkan.node.cli.reading import read

    said = dict(_pair(text) for text in mapping or [])
    with refusals(as_json=as_json):
        found = Report(listed=MAX_LISTED)
        data = read(file, MAX_BYTES)
        sheet = Statement(data, found, dt.date.today(), said, _assumed(zone, currency), End(account))
        asked: list[dict[str, Any]] = []
        transfers = _written(_transfers(sheet.read(), asked), rows)
        told = {
            "format": "statement",
            "header_row": sheet.mapping.row,
            "columns": sheet.mapping.as_said(),
            "signature": sheet.mapping.key,
            "transfers": transfers,
            "asked": len(asked),
            "questions": asked[:MAX_LISTED],
        }
        _say(told, found, as_json=as_json, asked=bool(asked))


def register(app: typer.Typer) -> None:
    """Adds ``benkan check``."""
    app.add_typer(commands, name="check")


def _transfers(read_rows: Iterable[RowRead], asked: list[dict[str, Any]]) -> Iterator[MoneyRow]:
    """The transfers; the cells that somebody must be asked about go into the list."""
    from benkan.formats.statements import WHY

    for row in read_rows:
        if row.transfer is not None:
            yield row.transfer
        asked.extend(
            {
                "row": row.number,
                "field": cell.field,
                "written": cell.written,
                "why": WHY[cell.why],
                "readings": [way.code for way in cell.readings],
            }
            for cell in row.doubts
        )


def _written(transfers: Iterable[MoneyRow], path: Path | None) -> int:
    """How many there are; with a path they are written on the way."""
    if path is None:
        return sum(1 for _row in transfers)
    count = 0
    try:
        with path.open("w", encoding="utf-8") as out:
            for row in transfers:
                out.write(json.dumps(row.as_object(), ensure_ascii=False) + "\n")
                count += 1
    except OSError as error:
        raise Invalid(
            "file.unwritable",
            N_("The file cannot be written: %(reason)s."),
            N_("Check the path, the permissions and the space."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    return count


def _say(said: dict[str, Any], found: Report, *, as_json: bool, asked: bool = False) -> None:
    counts = found.counts()
    wrong = asked or any(code not in TOLD_ONLY for code in counts)
    if as_json:
        findings = [one.as_object() | {"code": one.code} for one in found.findings]
        typer.echo(json.dumps(said | {"counts": counts, "findings": findings}, ensure_ascii=False))
    else:
        for name, value in said.items():
            if name != "questions" and value not in (None, ""):
                typer.echo(f"{name:18} {json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value}")
        for code, count in counts.items():
            first = next(one.as_object() for one in found.findings if one.code == code)
            told = " ".join(part for part in (first["what"], first["done"], first.get("remedy", "")) if part)
            typer.echo(f"{count} × {told}" if count > 1 else told)
            typer.echo(f"    {'first: ' if count > 1 else ''}line {first.get('line', 0)} · {first['place']}")
        for one in said.get("questions", ())[:20]:
            typer.echo(
                f"row {one['row']} · {one['field']}: “{one['written']}” {one['why']} {', '.join(one['readings'])}"
            )
    if wrong:
        raise typer.Exit(1)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Invalid(
            "file.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Check the path and its permissions."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    with stream:
        yield stream


def _assumed(zone: str, currency: str = "") -> Assumed:
    from benkan.formats.money_rows import Assumed

    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(f"{zone[:60]} is no time zone", param_hint="--zone") from error
    return Assumed(known, currency.strip().upper())


def _pair(text: str) -> tuple[str, str]:
    header, _, field = text.rpartition("=")
    if not header or not field:
        raise typer.BadParameter("write HEADER=FIELD", param_hint="--map")
    return header.strip(), field.strip()
