"""``benkan import``: lists of other people's making become records, seizures and transfers of this node.

Everything is one transaction: a file that cannot be read imports nothing; a row that cannot be read is left out and
named. Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

if TYPE_CHECKING:
    from benkan.apps.records.services import ImportReport
    from benkan.formats.entity import Entity
    from benkan.formats.report import Report

commands = typer.Typer(
    no_args_is_help=True, help="Import a list: the UN's, FollowTheMoney lines, CSV, seizures, or transfers."
)

File = Annotated[
    Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="The file to import.")
]
Dataset = Annotated[str, typer.Option(help="Short name of the source; the same name updates what it brought before.")]
Category = Annotated[
    str,
    typer.Option("--subject-category", help="suspect, convicted, contact, victim, witness; without one: not shared."),
]  # fmt: skip
CrimeArea = Annotated[str, typer.Option("--crime-area", help="What the records are about, such as drug-trafficking.")]
Handling = Annotated[str, typer.Option(help="Handling code, H0 to H3.")]
Grade = Annotated[str, typer.Option(help="Source grade, A1 to X4.")]
ReviewDays = Annotated[int, typer.Option("--review-days", min=1, max=3650, help="Days until somebody must review.")]
Whole = Annotated[bool, typer.Option("--whole", help="Refuse everything if one row cannot be read.")]
ReportFile = Annotated[Path | None, typer.Option("--report", help="Write every anomaly here, one JSON object a line.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object with the whole report.")]

Reader = Callable[["BinaryIO", "Report"], "Iterator[Entity]"]


@commands.command(
    epilog="Example: benkan import un un.xml --subject-category suspect --crime-area terrorism --review-days 90"
)
def un(
    file: File,
    dataset: Dataset = "un-sc",
    category: Category = "",
    crime_area: CrimeArea = "",
    handling: Handling = "H0",
    grade: Grade = "A1",
    review_days: ReviewDays = 365,
    whole: Whole = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """The consolidated list of the UN Security Council (XML)."""
    from benkan.formats import un_list

    with refusals(as_json=as_json):
        options = _options(dataset, category, crime_area, handling, grade, review_days)
        _run(file, un_list.read, options, whole=whole, report_file=report, as_json=as_json)


@commands.command(
    epilog="Example: benkan import ftm entities.ftm.json --dataset police-2025 --subject-category suspect"
)
def ftm(
    file: File,
    dataset: Dataset = "",
    category: Category = "",
    crime_area: CrimeArea = "",
    handling: Handling = "H1",
    grade: Grade = "B2",
    review_days: ReviewDays = 365,
    whole: Whole = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """FollowTheMoney JSON lines, one entity a line."""
    from benkan.formats import ftm as lines

    with refusals(as_json=as_json):
        options = _options(dataset or _named(file), category, crime_area, handling, grade, review_days)
        _run(file, lines.read, options, whole=whole, report_file=report, as_json=as_json)


@commands.command(
    epilog="Example: benkan import csv suspects.csv --subject-category suspect --crime-area drug-trafficking "
    "--map 'Contact principal=phone'"
)
def csv(
    file: File,
    dataset: Dataset = "",
    category: Category = "",
    crime_area: CrimeArea = "",
    handling: Handling = "H1",
    grade: Grade = "B2",
    review_days: ReviewDays = 365,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="HEADER=PROPERTY; may be given again.")] = None,
    whole: Whole = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """A list in CSV with French, English or Arabic headers."""
    from benkan.formats import ftm_csv

    columns = dict(_pair(text) for text in mapping or [])
    with refusals(as_json=as_json):
        options = _options(dataset or _named(file), category, crime_area, handling, grade, review_days)
        _run(
            file,
            lambda stream, found: ftm_csv.read(stream, found, columns),
            options,
            whole=whole,
            report_file=report,
            as_json=as_json,
        )


@commands.command(
    epilog="Example: benkan import seizures saisies-2025.xlsx --officer a.kantara --country ML --questions ask.csv"
)
def seizures(
    file: File,
    officer: Annotated[str, typer.Option(help="Who imports; another officer validates.")] = "",
    source: Annotated[str, typer.Option(help="Short name of the list; the same row of it is stored once.")] = "",
    country: Annotated[str, typer.Option(help="Country of rows that name none, such as ML.")] = "",
    service: Annotated[str, typer.Option(help="Service of rows that name none.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--mapping", help="HEADER=FIELD, or HEADER=- for none; may be given again.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="Q.csv", help="Write what is asked here; fill in “answer”.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="Q.csv", help="The same file with its answers.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything, store nothing.")] = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """A list of seizures in CSV or XLSX, as services keep it; what is in doubt is asked, never guessed."""
    from benkan.node.cli.import_seizures import Options, run

    columns = dict(_pair(text) for text in mapping or [])
    with refusals(as_json=as_json):
        boot()
        run(
            file,
            Options(
                officer=officer,
                source=source or _named(file),
                country=country,
                service=service,
                mapping=columns,
                questions=questions,
                answers=answers,
                dry_run=dry_run,
                report=report,
                as_json=as_json,
            ),
        )


OfficerName = Annotated[str, typer.Option("--officer", help="User name of the officer who imports.")]
Country = Annotated[str, typer.Option(help="Country of accounts that name none, such as ML; else this node's.")]
Currency = Annotated[str, typer.Option(help="Currency of amounts that name none, such as XOF; else they are left out.")]
Rates = Annotated[
    list[str] | None, typer.Option("--rate", help="CURRENCY=XOF for one unit, such as USD=601.5; may be given again.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read everything, store nothing.")]


@commands.command(epilog="Example: benkan import goaml report.xml --schema centif.xsd --officer analyste")
def goaml(
    file: File,
    schema: Annotated[Path | None, typer.Option(help="The unit's XSD; without it the built-in check serves.")] = None,
    officer: OfficerName = "",
    country: Country = "",
    currency: Currency = "",
    rate: Rates = None,
    dry_run: DryRun = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """The transfers of a goAML report; a transfer that is here already is not stored again."""
    from benkan.node.cli import import_money

    with refusals(as_json=as_json):
        boot()
        options = import_money.Options(officer, country, currency, rate or [], dry_run, report, as_json)
        import_money.run(file, "goaml", options, schema=schema)


@commands.command(epilog="Example: benkan import camt statement.xml --officer analyste")
def camt(
    file: File,
    officer: OfficerName = "",
    country: Country = "",
    currency: Currency = "",
    rate: Rates = None,
    dry_run: DryRun = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """The transfers of an ISO 20022 message: camt.052, .053, .054 or pacs.008."""
    from benkan.node.cli import import_money

    with refusals(as_json=as_json):
        boot()
        options = import_money.Options(officer, country, currency, rate or [], dry_run, report, as_json)
        import_money.run(file, "iso20022", options)


@commands.command(epilog="Example: benkan import transactions transfers.csv --accounts accounts.csv --officer analyste")
def transactions(
    file: File,
    accounts: Annotated[Path | None, typer.Option(help="List of accounts: account, kind, country, holder.")] = None,
    officer: OfficerName = "",
    country: Country = "",
    currency: Currency = "",
    rate: Rates = None,
    dry_run: DryRun = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """A list of transfers in CSV, one a line with both accounts: tx, ts, src, dst, xof, channel."""
    from benkan.node.cli import import_money

    with refusals(as_json=as_json):
        boot()
        options = import_money.Options(officer, country, currency, rate or [], dry_run, report, as_json)
        import_money.run(file, "transactions", options, accounts=accounts)


@commands.command(
    epilog="Example: benkan import statement releve.csv --account '+223 70 00 11 22' --institution 'Orange Money' "
    "--currency XOF --questions ask.csv"
)
def statement(
    file: File,
    account: Annotated[str, typer.Option(help="Whose statement it is; not needed where the file says so.")] = "",
    institution: Annotated[str, typer.Option(help="Who keeps that account, such as Orange Money.")] = "",
    holder: Annotated[str, typer.Option(help="Who holds that account, as its institution says.")] = "",
    mapping: Annotated[
        list[str] | None, typer.Option("--mapping", help="HEADER=FIELD, or HEADER=- for none; may be given again.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option("--questions", metavar="Q.csv", help="Write what is asked here; fill in “answer”.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="Q.csv", help="The same file with its answers.")
    ] = None,
    officer: OfficerName = "",
    country: Country = "",
    currency: Currency = "",
    rate: Rates = None,
    dry_run: DryRun = False,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """A statement of an account or of mobile money in CSV or XLSX; what is in doubt is asked, never guessed."""
    from benkan.node.cli import import_money, import_statement

    columns = dict(_pair(text) for text in mapping or [])
    with refusals(as_json=as_json):
        boot()
        import_statement.run(
            file,
            import_statement.Told(account, institution, holder, columns, questions, answers),
            import_money.Options(officer, country, currency, rate or [], dry_run, report, as_json),
        )


def register(app: typer.Typer) -> None:
    """Adds the group to the ``benkan`` command."""
    app.add_typer(commands, name="import")


def _options(
    dataset: str, category: str, crime_area: str, handling: str, grade: str, review_days: int
) -> dict[str, Any]:
    return {
        "dataset": dataset,
        "subject_category": category,
        "crime_area": crime_area,
        "handling": handling,
        "grade": grade,
        "review_on": date.today() + timedelta(days=review_days),
    }


def _run(
    file: Path, reader: Reader, options: dict[str, Any], *, whole: bool, report_file: Path | None, as_json: bool
) -> None:
    """Imports the file with progress on standard error, then says what was done."""
    boot()
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from benkan.apps.records import services
    from benkan.formats.report import Report

    found = Report()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True, disable=as_json)
    try:
        with shown, file.open("rb") as stream:
            task = shown.add_task("reading", total=None)
            done = services.import_entities(
                reader(stream, found),
                services.Defaults(**options),
                report=found,
                whole=whole,
                progress=lambda read: shown.update(task, description=f"{read} entities read"),
            )
    except OSError as error:
        raise Invalid(
            "file.unreadable",
            N_("The file cannot be read: %(reason)s."),
            N_("Check the path and its permissions."),
            place=str(file),
            reason=error.strerror or type(error).__name__,
        ) from error
    if report_file is not None:
        _write_findings(report_file, found)
    if as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
    else:
        _say(done, report_file)


def _say(done: ImportReport, report_file: Path | None) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    kinds = ", ".join(f"{count} {schema}" for schema, count in sorted(done.by_schema.items()))
    console.print(
        f"Added {done.added}, updated {done.updated}, unchanged {done.unchanged}, left out {done.refused} "
        f"in {done.seconds:.1f} s{f': {kinds}' if kinds else ''}."
    )
    if not done.report.findings:
        return
    first = {finding.code: finding for finding in reversed(done.report.findings)}
    for code, count in done.report.counts().items():
        told = first[code].as_object()
        console.print(Text(f"{count:>6} × {told['what']} {told['done']}"), soft_wrap=True)
        console.print(Text(f"         first: {told['place']}", style="dim"), soft_wrap=True)
    if report_file is None:
        console.print("Every anomaly with its place: run it with --report FILE or --json.")


def _write_findings(path: Path, found: Report) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            for finding in found.findings:
                file.write(json.dumps(finding.as_object(), ensure_ascii=False) + "\n")
    except OSError as error:
        raise Invalid(
            "file.unwritable",
            N_("The records were imported, but the report cannot be written: %(reason)s."),
            N_("Import again with another name for the report: nothing is added twice."),
            place=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error


def _named(file: Path) -> str:
    """A data set's name from the file's: letters, digits, dots and hyphens."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", file.stem).strip("-")[:80] or "import"


def _pair(text: str) -> tuple[str, str]:
    header, separator, target = text.rpartition("=")
    if not separator or not header.strip() or not target.strip():
        raise typer.BadParameter("write it as HEADER=PROPERTY", param_hint="--map or --mapping")
    return header.strip(), target.strip()
