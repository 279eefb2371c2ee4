"""What ``benkan import goaml|camt|transactions`` does: transfers of a file, stored at once or not, with a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from benkan.core.errors import N_, Invalid

if TYPE_CHECKING:
    from benkan.apps.flows.services import Stored
    from benkan.formats.money_rows import Assumed, MoneyRow
    from benkan.formats.report import Report

MAX_SHOWN = 20
LISTED = 200
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Options:
    """What was said on the command line."""

    officer: str
    country: str
    currency: str
    rates: list[str]
    dry_run: bool
    report: Path | None
    as_json: bool


def run(file: Path, kind: str, options: Options, *, schema: Path | None = None, accounts: Path | None = None) -> None:
    """Imports the transfers and says what became of them."""
    from benkan.apps.accounts.services import get as officer_of
    from benkan.apps.flows import services
    from benkan.formats.report import Report

    handle = officer_of(options.officer).get_username() if options.officer else "benkan-import"
    found = Report(listed=LISTED)
    assumed = assumed_of(options)
    try:
        with file.open("rb") as stream:
            digest = _sha256(stream)
            rows = _rows(stream, kind, found, assumed, schema, accounts)
            done = services.store(
                rows,
                services.Source(kind, file.name, digest, findings=services.Noted(found)),
                officer=handle,
                dry_run=options.dry_run,
            )
    except OSError as error:
        raise Invalid(
            "file.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Check the path and its permissions."),
            place=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error
    if options.report is not None:
        _write(options.report, found)
    if options.as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
    else:
        say(done)


def _rows(
    stream: BinaryIO, kind: str, found: Report, assumed: Assumed, schema: Path | None, accounts: Path | None
) -> Iterable[MoneyRow]:
    if kind == "goaml":
        from benkan.formats import goaml
        from benkan.node.cli.reading import read

        return goaml.Reader(stream, found, goaml.load(read(schema), found) if schema else None, assumed)
    if kind == "iso20022":
        from benkan.formats import iso20022

        return iso20022.Reader(stream, found, assumed)
    from benkan.formats import transfer_list

    told = {}
    if accounts is not None:
        with accounts.open("rb") as listed:
            told = transfer_list.accounts(listed)
    return transfer_list.read(stream, found, assumed, told)


def assumed_of(options: Options) -> Assumed:
    """What holds where a file is silent: as the command line says, else this node's zone and country."""
    from zoneinfo import ZoneInfo

    from django.conf import settings

    from benkan.formats.money_rows import Assumed

    rates: dict[str, Decimal] = {}
    for one in options.rates:
        currency, separator, value = one.partition("=")
        try:
            rate = Decimal(value)
        except InvalidOperation:
            rate = Decimal(0)
        if not separator or len(currency) != 3 or not rate.is_finite() or rate <= 0:
            raise typer.BadParameter("write it as CURRENCY=NUMBER", param_hint="--rate")
        rates[currency.upper()] = rate
    node = settings.BENKAN_NODE
    return Assumed(
        zone=ZoneInfo(node.time_zone), currency=options.currency, country=options.country or node.country, rates=rates
    )


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


def _write(path: Path, found: Report) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            for finding in found.findings:
                file.write(json.dumps(finding.as_object(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise Invalid(
            "file.unwritable",
            N_("The transfers were imported, but the report cannot be written: %(reason)s."),
            N_("Import again with another name for the report: nothing is added twice."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error


def say(done: Stored) -> None:
    """What became of a file, in lines for a person."""
    verb = "Would import" if done.dry_run else "Imported"
    typer.echo(
        f"Read {done.read} transfers. {verb} {done.added} ({done.accounts} new accounts); "
        f"{done.known} were here already, {done.refused} left out."
    )
    if done.without_rate:
        typer.echo(
            f"{done.without_rate} are in a currency without a rate: give one with --rate, else no rule sees them."
        )
    for finding in done.findings[:MAX_SHOWN]:
        typer.echo(f"{finding['place']}: {finding['what']}")
    if len(done.findings) > MAX_SHOWN:
        typer.echo("Every finding with its place: --report FILE or --json.")
    if done.added and not done.dry_run:
        typer.echo("The worker lets the rules look through them; or run: benkan flows run")
