"""What ``benkan import statement`` does: a statement in one go, with questions as a CSV that a person fills in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from benkan.node.cli import import_money
from benkan.node.cli.questions import HEAD, answers_of, as_row
from benkan.node.cli.reading import read
from benkan.node.cli.writing import table, writing

if TYPE_CHECKING:
    from benkan.apps.flows.services import StatementDone

MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of this statement on the command line."""

    account: str
    institution: str
    holder: str
    mapping: dict[str, str]
    questions: Path | None
    answers: Path | None


def run(file: Path, told: Told, options: import_money.Options) -> None:
    """Imports the statement and says what became of it and what is asked."""
    from benkan.apps.accounts.services import get as officer_of
    from benkan.apps.flows import services
    from benkan.formats.money_rows import End
    from benkan.formats.money_values import account_of

    handle = officer_of(options.officer).get_username() if options.officer else "benkan-import"
    assumed = import_money.assumed_of(options)
    own = End(account_of(told.account), told.institution, told.holder, country=assumed.country)
    answers = {
        (field, written): answer
        for field, given in answers_of(told.answers).items()
        for written, answer in given.items()
    }
    done = services.import_statement(
        read(file), file.name, services.Said(own, told.mapping, answers), assumed,
        officer=handle, dry_run=options.dry_run,
    )  # fmt: skip
    if told.questions is not None:
        table(told.questions, [HEAD, *_asked(done)])
    if options.report is not None:
        with writing(options.report), options.report.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in done.stored.findings)
    if options.as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
    else:
        _say(done, told)


def _asked(done: StatementDone) -> list[tuple[object, ...]]:
    from benkan.formats.statements import WHY

    return [as_row(one.cell, one.rows, one.first, WHY[one.cell.why]) for one in done.questions]


def _say(done: StatementDone, told: Told) -> None:
    columns = "; ".join(f"{header} = {field}" for header, field in done.columns.items() if field != "-")
    typer.echo(f"Columns: {columns}{f' (as {done.remembered} said before)' if done.remembered else ''}")
    import_money.say(done.stored)
    for question in done.questions[:MAX_SHOWN]:
        means = ", ".join(way.code for way in question.cell.readings) or "nothing known"
        typer.echo(f"{question.cell.field}: “{question.cell.written}” in {question.rows} rows: {means}")
    if done.asked_rows:
        typer.echo(f"{done.asked_rows} rows wait for an answer.")
        if told.questions is None:
            typer.echo(
                "Write what is asked into a file with --questions Q.csv, fill it in, and give it with --answers Q.csv."
            )
