"""``benkan attachment``: files beside letters: list them, fetch one now, compare one with what its letter signed."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

commands = typer.Typer(no_args_is_help=True, help="Files beside letters: list, fetch, verify.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="Identity of the file.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
LINE_EVERY_S = 10.0


@commands.command("list", epilog="Example: benkan attachment list --officer liaison --json")
def list_(
    officer: Officer,
    state: Annotated[str, typer.Option(help="kept, offered, fetching, paused, halted, whole or erased.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the files whose letters an officer may see, the newest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.attachments import services

        found = [services.as_object(one) for one in services.seen_by(accounts.get(officer), state=state)]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "attachments": found}, ensure_ascii=False))
        return
    for one in found:
        arrow = "from" if one["direction"] == "in" else "to"
        here = f"{one['bytes_here']}/{one['bytes']}"
        typer.echo(f"{one['id']}  {arrow:>4} {one['partner']:<12} {one['state']:<9} {here:>22}  {one['name']}")
    typer.echo(f"{len(found)} file(s)")


@commands.command(epilog="Example: benkan attachment fetch 3f2c… --officer analyste --output rapport.pdf")
def fetch(
    identity: Identity,
    officer: Officer,
    output: Annotated[Path | None, typer.Option(help="Also write the file here, in clear; never over another.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a partner's file now, on from where it stopped, until it is whole or the line is cut.

    Exit code 1 when it is not whole; the same command goes on later, and the worker does so by itself.
    """
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.attachments import services

        who = accounts.get(officer)
        row = services.open_(who, identity)
        if row.state in {services.State.PAUSED, services.State.HALTED}:
            row = services.resume(who, identity)
        told = services.as_object(row)
        shown_at = time.monotonic()
        while row.state == services.State.FETCHING:
            whole = services.attempt(row, until=time.monotonic() + LINE_EVERY_S)
            row.refresh_from_db()
            told = services.as_object(row)
            if not whole and row.code:
                break
            if not whole and not as_json and time.monotonic() - shown_at >= LINE_EVERY_S:
                shown_at = time.monotonic()
                typer.echo(f"{told['bytes_here']} of {told['bytes']} bytes", err=True)
        if output is not None and told["state"] == "whole":
            handed = services.hand_out(who, identity)
            assert handed is not None
            with writing(output), output.open("xb") as file:
                for piece in handed.pieces():
                    file.write(piece)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(
            f"{told['name']}: {told['state']}, {told['bytes_here']} of {told['bytes']} bytes {told['code'] or ''}"
        )
    if told["bytes_here"] < told["bytes"]:
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan attachment verify 3f2c… --officer liaison")
def verify(identity: Identity, officer: Officer, as_json: AsJson = False) -> None:
    """Compare a whole file on the disk with what its letter signed. Exit code 1 when they differ."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.attachments import services

        row = services.open_(accounts.get(officer), identity)
        sha256 = services.verify(row)
    if as_json:
        typer.echo(json.dumps({"id": str(row.pk), "sha256": sha256, "ok": True}))
        return
    typer.echo(f"{row.name}: whole and as signed, SHA-256 {sha256}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan attachment`` to the command."""
    app.add_typer(commands, name="attachment")
