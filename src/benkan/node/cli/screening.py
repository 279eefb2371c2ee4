"""``benkan screening``: public lists of sanctions beside own records.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Own records beside public lists of sanctions.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Code = Annotated[str, typer.Option("--list", help="Short name of the list, such as un-sc.")]


@commands.command(epilog="Example: benkan screening load SDN.XML --list ofac-sdn --form ofac")
def load(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, help="As its publisher gives it."),
    ],
    code: Code,
    form: Annotated[str, typer.Option(help="un, ofac, eu (XML), or ftm (FollowTheMoney lines).")],
    officer: Annotated[str, typer.Option(help="User name of the officer who loads it.")] = "",
    shrinks: Annotated[bool, typer.Option("--shrinks", help="It is right that the list lost many entries.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load a list, or bring it up to date; the worker compares what is new or changed with own records."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.screening import services

        who = accounts.handle(accounts.get(officer)) if officer else ""
        try:
            with file.open("rb") as stream:
                done = services.load(code, form, stream, officer=who, shrinks=shrinks)
        except OSError as error:
            raise Invalid(
                "file.unreadable",
                N_("The file cannot be read: %(reason)s."),
                N_("Check the path and its permissions."),
                place=str(file),
                reason=error.strerror or type(error).__name__,
            ) from error
    if as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
        return
    typer.echo(
        f"{done.code}: {done.entries} entries; {done.added} new, {done.changed} changed, {done.removed} gone, "
        f"{done.report.refused} left out"
    )
    for name, count in done.report.counts().items():
        typer.echo(f"{count:>6} × {name}")


@commands.command(epilog="Example: benkan screening lists --json")
def lists(as_json: AsJson = False) -> None:
    """List what is loaded, and what the last loading of each list did."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.screening import services

        found = [services.list_as_object(one) for one in services.lists()]
    if as_json:
        typer.echo(json.dumps({"lists": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['list']:<20} {one['form']:<5} {one['loaded_at'][:16]} {one['entries']:>8} entries")
    typer.echo(f"{len(found)} list(s)")


@commands.command(epilog="Example: benkan screening remove --list old-list --officer superviseur")
def remove(
    code: Code,
    officer: Annotated[str, typer.Option(help="User name of the officer who acts.")],
    as_json: AsJson = False,
) -> None:
    """Take a list off this node, with what was judged of it."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.screening import services

        services.remove(code, officer=accounts.handle(accounts.get(officer)))
    typer.echo(json.dumps({"removed": code}) if as_json else f"{code}: taken off this node")


@commands.command(epilog="Example: benkan screening run")
def run(as_json: AsJson = False) -> None:
    """Compare everything that waits for it now, instead of in the worker's rounds."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.screening import services

        done = 0
        while some := services.compare_due():
            done += some
        told = {"compared": done, "to_judge": services.to_judge()}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{told['compared']} entries and records compared; {told['to_judge']} likenesses wait for a person")


@commands.command(epilog="Example: benkan screening likenesses --state waiting --json")
def likenesses(
    state: Annotated[str, typer.Option(help="waiting, confirmed, dismissed or all.")] = "waiting",
    code: Annotated[str, typer.Option("--list", help="Only of this list.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the entries that may be records of ours, those that share a number first, then the likeliest."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.screening import services

        asked = services.Asked.of({"state": state, "list": code})
        found = [services.as_object(one) for one in asked.likenesses()]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "likenesses": found}, ensure_ascii=False))
        return
    for one in found:
        why = "same number" if one["by_number"] else f"{one['score']:.2f}"
        typer.echo(f"{why:<12} {one['list']:<16} {one['caption']}  record {one['record']}  {one['state']}")
    typer.echo(f"{len(found)} likeness(es)")


def register(app: typer.Typer) -> None:
    """Adds the group to the ``benkan`` command."""
    app.add_typer(commands, name="screening")
