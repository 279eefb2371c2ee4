"""What ``benkan import seizures`` does: one list in one go, with questions as a CSV that a person fills in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from benkan.node.cli.questions import HEAD, answers_of, as_row
from benkan.node.cli.reading import read
from benkan.node.cli.writing import table

if TYPE_CHECKING:
    from benkan.apps.seizures.services import ImportDone

MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Options:
    """What was said on the command line."""

    officer: str
    source: str
    country: str
    service: str
    mapping: dict[str, str]
    questions: Path | None
    answers: Path | None
    dry_run: bool
    report: Path | None
    as_json: bool


def run(file: Path, options: Options) -> None:
    """Imports the list and says what became of it."""
    from benkan.apps.accounts.services import get as officer_of
    from benkan.apps.seizures import services

    handle = options.officer
    if handle:
        services.may_import(officer_of(handle))
    said = services.Said(options.source, options.country, options.service, options.mapping, answers_of(options.answers))
    done = services.import_list(
        read(file, services.MAX_LIST_BYTES), said, officer=handle or "benkan import", dry_run=options.dry_run
    )
    if options.questions is not None:
        table(options.questions, [HEAD, *_asked(done)])
    if options.report is not None:
        table(
            options.report,
            [("row", "code", "why"), *((one.row, one.error.code, str(one.error)) for one in done.refused)],
        )
    if options.as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
    else:
        _say(done, options)


def _asked(done: ImportDone) -> list[tuple[Any, ...]]:
    from benkan.formats.seizure_rows import WHY

    rows: list[tuple[Any, ...]] = [as_row(one.cell, one.rows, one.first, WHY[one.cell.why]) for one in done.questions]
    rows += [
        ("duplicate", one.key, 1, one.row, f"It may be the seizure {one.number}.", "same|other", "")
        for one in done.alike
    ]
    return rows


def _say(done: ImportDone, options: Options) -> None:
    verb = "Would import" if done.dry_run else "Imported"
    typer.echo(
        f"Read {done.read} rows. {verb} {done.imported}; {done.known} were here already, {done.asked_rows} wait for "
        f"an answer, {done.left_out + done.same} left out, {len(done.refused)} refused ({done.cpu_seconds:.1f} CPU s)."
    )
    if done.as_written:
        typer.echo(f"{done.as_written} rows name a place that the gazetteer does not have: kept as written.")
    if done.twice:
        typer.echo(f"{len(done.twice)} rows are like an earlier row of the list: look at them.")
    for finding in done.findings.findings[:MAX_SHOWN]:
        typer.echo(f"{finding.place}: {finding.sentence}")
    for question in done.questions[:MAX_SHOWN]:
        means = ", ".join(way.code for way in question.cell.readings) or "nothing known"
        typer.echo(f"{question.cell.field}: “{question.cell.written}” in {question.rows} rows: {means}")
    for one in done.refused[:MAX_SHOWN]:
        typer.echo(f"row {one.row}: {one.error}")
    if done.asked_rows and options.questions is None:
        typer.echo(
            "Write what is asked into a file with --questions Q.csv, fill it in, and give it with --answers Q.csv."
        )
    if done.imported and not done.dry_run:
        typer.echo("A second officer validates them on the page of the import or one by one.")
