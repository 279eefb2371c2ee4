"""``benkan gatherings``: list them, take delegates from a list, write badges, let a badge in.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Gatherings: delegates, badges, the door.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
GatheringId = Annotated[UUID, typer.Argument(metavar="GATHERING", help="Its id, as list shows it.")]


@commands.command("list", epilog="Example: benkan gatherings list --json")
def list_(as_json: AsJson = False) -> None:
    """List the gatherings, the latest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.gatherings import services
        from benkan.apps.gatherings.api import as_object

        found = [as_object(one) for one in services.listed()]
    if as_json:
        typer.echo(json.dumps({"gatherings": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['starts']} – {one['ends']}  {next(iter(one['title'].values()), '')}")
    typer.echo(f"{len(found)} gathering(s)")


@commands.command("import", epilog="Example: benkan gatherings import 0b8c… delegates.csv --officer liaison --grant")
def import_(
    gathering: GatheringId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with name, country.")],
    officer: Officer,
    grant: Annotated[bool, typer.Option("--grant", help="Grant everybody who asked a badge.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take delegates from a list; rows that cannot be taken are told with their line."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.gatherings import services

        who, row = accounts.get(officer), services.get(gathering)
        done = services.read_list(row, read(file, services.accrediting.MOST_BYTES), by=who)
        granted = services.grant_all(row, by=who) if grant else 0
        reasons = [{"line": line, "code": error.code, "reason": error.sentence} for line, error in done.reasons]
    told = {
        "added": done.added, "known": done.known, "granted": granted, "refused": done.refused, "reasons": reasons
    }  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{done.added} new, {done.known} known, {granted} granted, {done.refused} refused")
    for one in reasons:
        typer.echo(f"  line {one['line']}: {one['reason']}")


@commands.command(epilog="Example: benkan gatherings badges 0b8c… badges.pdf")
def badges(
    gathering: GatheringId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the PDF is written.")],
) -> None:
    """Write the badges of everybody whose accreditation was granted."""
    from benkan.node.cli.writing import writing

    with refusals():
        boot()
        from benkan.apps.gatherings import services

        data = services.badges_pdf(gathering)
        with writing(file):
            file.write_bytes(data)
    typer.echo(f"{file}: eight badges on a page of A4, with cut marks.")


@commands.command(epilog="Example: benkan gatherings documents 0b8c… --officer liaison --json")
def documents(gathering: GatheringId, officer: Officer, as_json: AsJson = False) -> None:
    """List the documents that an officer may read, with their languages and versions."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.gatherings import services
        from benkan.apps.gatherings.api import document_as_object

        row = services.get(gathering)
        found = [document_as_object(one) for one in services.documents(row, accounts.get(officer))]
    if as_json:
        typer.echo(json.dumps({"documents": found}, ensure_ascii=False))
        return
    for one in found:
        versions = ", ".join(f"{each['language']} v{each['number']}" for each in one["versions"])
        typer.echo(f"{one['id']}  {next(iter(one['titles'].values()), '')}  {versions}")
    typer.echo(f"{len(found)} document(s)")


@commands.command(epilog="Example: benkan gatherings bring 0b8c… 5f1d… programme.pdf --language fr --officer liaison")
def bring(
    gathering: GatheringId,
    document: Annotated[str, typer.Argument(help="Id of the document, as the list of documents shows it.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF, office file without macros, PNG or JPEG.")],
    language: Annotated[str, typer.Option(help="Language of the file: fr, en or ar.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Bring the next version of a document in a language."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.gatherings import services
        from benkan.apps.gatherings.api import version_as_object

        row, who = services.get(gathering), accounts.get(officer)
        found = services.document(row, document, who)
        made = services.put_version(found, language, read(file, services.MOST_DOCUMENT_BYTES), by=who)
        told = version_as_object(made)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"version {made.number} in {made.language}, {made.size_bytes} bytes, SHA-256 {made.sha256}")


@commands.command(epilog="Example: benkan gatherings package 0b8c… documents.zip --officer liaison")
def package(
    gathering: GatheringId,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the ZIP file is written.")],
    officer: Officer,
) -> None:
    """Write all documents for delegations as one file, for a stick."""
    from benkan.node.cli.writing import writing

    with refusals():
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.gatherings import services

        with services.write_package(services.get(gathering), by=accounts.get(officer)) as made, writing(file):
            file.write_bytes(made.read())
    typer.echo(f"{file}: open index.html; sha256sum -c SHA256SUMS verifies the files.")


@commands.command(epilog="Example: benkan gatherings interpretation 0b8c… --json")
def interpretation(gathering: GatheringId, as_json: AsJson = False) -> None:
    """List what each item needs in interpreters, and how many are missing."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.gatherings import services
        from benkan.apps.gatherings.api import interpretation_as_objects

        found = interpretation_as_objects(services.get(gathering))
    if as_json:
        typer.echo(json.dumps({"items": found}, ensure_ascii=False))
        return
    for one in found:
        needed = ", ".join(
            f"{each['language']} {len(each['booked'])} booked, {each['missing']} missing" for each in one["languages"]
        )
        typer.echo(f"{one['item']}  {next(iter(one['title'].values()), '')}  {needed}")
    typer.echo(f"{sum(each['missing'] for one in found for each in one['languages'])} interpreter(s) missing")


@commands.command("check-in", epilog="Example: benkan gatherings check-in 0b8c… BKG1-… --officer liaison")
def check_in(
    gathering: GatheringId,
    code: Annotated[str, typer.Argument(help="What the code on the badge says.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Let the holder of a badge in."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.gatherings import services

        passed = services.check_in(services.get(gathering), code, by=accounts.get(officer))
        told = {"name": passed.delegate.name, "delegation": passed.delegate.delegation.sort, "again": passed.again}
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(
        f"{told['name']}, {told['delegation']}" + (" (this badge came through before today)" if told["again"] else "")
    )


def register(app: typer.Typer) -> None:
    """Puts the group into the command."""
    app.add_typer(commands, name="gatherings")
