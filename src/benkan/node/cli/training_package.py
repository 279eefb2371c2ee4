"""``benkan training package``: materials for a stick: made, verified, taken in.

Exit codes: 0 done (a package that was verified is whole and signed by a service we know), 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Packages of materials for a stick: make, verify, take in.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Package = Annotated[Path, typer.Argument(metavar="FILE", help="The package, a ZIP.")]


@commands.command(epilog="Example: benkan training package make stick.zip --language fr --officer formation")
def make(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the package is written.")],
    officer: Officer,
    course: Annotated[str, typer.Option(help="Only of this course.")] = "",
    language: Annotated[list[str] | None, typer.Option(help="Only these languages; may be repeated.")] = None,
    most_mib: Annotated[int, typer.Option(min=1, max=4000, help="Room on the stick, in MiB.")] = 700,
    as_json: AsJson = False,
) -> None:
    """Write a package of the materials that may leave; the same materials give the same bytes."""
    from benkan.node.cli.writing import writing

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.library import services

        who = accounts.get(officer)
        with writing(file):
            made = services.make_file(
                file, by=who, course=course, languages=language or ["fr", "en", "ar"], most_bytes=most_mib * 1024**2
            )
    told = {"files": len(made.files), "bytes": made.size, "left_out": len(made.left_out)}
    left = f", {told['left_out']} found no room" if told["left_out"] else ""
    typer.echo(json.dumps(told) if as_json else f"{file}: {told['files']} file(s), {told['bytes']} bytes{left}")


@commands.command(epilog="Example: benkan training package verify stick.zip --json")
def verify(file: Package, as_json: AsJson = False) -> None:
    """Verify who signed a package and that every file is as signed."""
    from benkan.node.cli.reading import opened

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.library import services

        with opened(file) as stream:
            found = services.verify(stream)
    told = {"issuer": found.manifest.issuer, "files": len(found.manifest.files), "bytes": found.manifest.size}
    typer.echo(json.dumps(told) if as_json else f"Signed by {found.issuer}; {told['files']} file(s), each as signed.")


@commands.command("import", epilog="Example: benkan training package import stick.zip --officer formation")
def import_(file: Package, officer: Officer, as_json: AsJson = False) -> None:
    """Take a partner's materials into the library; the same package again changes nothing."""
    from benkan.node.cli.reading import opened

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.library import services

        with opened(file) as stream:
            done = services.take_in(stream, by=accounts.get(officer))
    told = {"partner": done.partner, "new": done.new, "known": done.known, "refused": done.refused}
    typer.echo(json.dumps(told) if as_json else f"{done.new} new, {done.known} were known, {done.refused} refused")
