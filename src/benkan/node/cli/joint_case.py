"""``benkan joint-case``: list joint cases, read one, export one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.disk import write_whole
from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

commands = typer.Typer(no_args_is_help=True, help="Cases that this service keeps together with others.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Named = Annotated[str, typer.Argument(help="Reference or id of the joint case.")]


@commands.command("list", epilog="Example: benkan joint-case list --officer liaison --json")
def list_(officer: Officer, as_json: AsJson = False) -> None:
    """List the joint cases that an officer may see, the one that moved last first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.jointcases import services

        found = [services.as_object(case) for case in services.listed(accounts.get(officer))]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "joint_cases": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['reference']:<16} {one['state']:<10} {one['ends_on']}  {one['title']}")
    typer.echo(f"{len(found)} joint case(s)")


@commands.command(epilog="Example: benkan joint-case show JC-2026-1 --officer liaison")
def show(reference: Named, officer: Officer, as_json: AsJson = False) -> None:
    """Show a joint case: its parties, what is in it, whose it is, what is disputed or missing."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.jointcases import services

        told = services.as_object(services.find(reference, accounts.get(officer)), whole=True)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['reference']} · {told['title']} · {told['purpose']} · {told['state']}")
    typer.echo(f"  parties: {', '.join(told['parties'])}; signed: {', '.join(told['signed'])}")
    for thing in told["things"]:
        mark = f"  two versions: {', '.join(thing['disputed'])}" if thing["disputed"] else ""
        typer.echo(
            f"  {thing['item']:<16} {thing['kind']:<9} {thing['handling']}  until {thing['retained_until']}{mark}"
        )
    for party, ranges in told["missing"].items():
        typer.echo(f"  missing of {party}: {', '.join(f'{first}-{last}' for first, last in ranges)}")
    for item in told["forked"]:
        typer.echo(f"  two stories: {item}")


@commands.command(epilog="Example: benkan joint-case export JC-2026-1 --officer liaison --out case.json")
def export(
    reference: Named,
    officer: Officer,
    out: Annotated[Path, typer.Option(help="File to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a joint case to a file: the agreement with its signatures, and every signed item; the journal notes it."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.jointcases import services

        who = accounts.get(officer)
        made = services.export(who, services.find(reference, who))
        with writing(out):
            write_whole(out, json.dumps(made, ensure_ascii=False, indent=2).encode() + b"\n")
    told = {"file": str(out), "items": len(made["items"])}
    typer.echo(json.dumps(told) if as_json else f"{told['items']} item(s) in {out}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan joint-case`` to the command."""
    app.add_typer(commands, name="joint-case")
