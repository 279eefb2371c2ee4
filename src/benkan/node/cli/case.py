"""``benkan case``: open a case, list them, read one with its timeline."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Cases: every search and every request belongs to one.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command(
    "open", epilog="Example: benkan case open 'Cocaïne, route du nord' --purpose drug-trafficking --officer analyste"
)
def open_(
    title: Annotated[str, typer.Argument(help="What the case is about, in a few words.")],
    purpose: Annotated[str, typer.Option(help="Crime area, such as drug-trafficking.")],
    officer: Officer,
    number: Annotated[str, typer.Option(help="The service's own number; the next of the year if left out.")] = "",
    summary: Annotated[str, typer.Option(help="A longer text.")] = "",
    as_json: AsJson = False,
) -> None:
    """Open a case; it gives its purpose to every search made in it."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.cases import services
        from benkan.apps.cases.api import as_object

        made = as_object(services.open_case(accounts.get(officer), title, purpose, number or None, summary))
    typer.echo(json.dumps(made, ensure_ascii=False) if as_json else f"{made['number']} is open ({made['id']}).")


@commands.command("list", epilog="Example: benkan case list --officer analyste --json")
def list_(
    officer: Officer,
    closed: Annotated[bool, typer.Option(help="Closed cases instead of open ones.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the cases that an officer may see, the one that moved last first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.cases import services
        from benkan.apps.cases.api import as_object

        wanted = services.CaseFilter(state="closed" if closed else "open")
        found = [as_object(one) for one in services.listed(accounts.get(officer), wanted)]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "cases": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['number']:<14} {one['purpose']:<24} {one['title']}")
    typer.echo(f"{len(found)} case(s)")


@commands.command(epilog="Example: benkan case show 2025-117 --officer analyste")
def show(
    number: Annotated[str, typer.Argument(help="Number or id of the case.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Show a case and everything that happened in it, newest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.cases import services
        from benkan.apps.cases.api import as_object
        from benkan.apps.cases.timeline import timeline

        case = services.find(number, accounts.get(officer))
        told: dict[str, Any] = as_object(case)
        told["timeline"] = [
            {"at": one.at.isoformat(), "kind": one.kind, "title": str(one.title), "state": str(one.state)}
            for one in timeline(case)
        ]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['number']} · {told['title']} · {told['purpose']}")
    for item in told["timeline"]:
        typer.echo(f"  {item['at'][:16]}  {item['title']}  {item['state']}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan case`` to the command."""
    app.add_typer(commands, name="case")
