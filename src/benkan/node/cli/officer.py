"""``benkan officer``: who may sign in to this node, and with which role."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Add officers and list them.")

ROLES = "analyst, liaison, supervisor, control or administrator"


@commands.command(epilog="Example: benkan officer add a.traore --name 'Aminata TRAORÉ' --role analyst")
def add(
    username: Annotated[str, typer.Argument(help="Name to sign in with.")],
    role: Annotated[str, typer.Option(help=f"One of {ROLES}.")],
    name: Annotated[str, typer.Option(help="Name as it is shown and signed; the sign-in name if left out.")] = "",
    language: Annotated[str, typer.Option(help="Language of the pages: fr, en or ar.")] = "fr",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input, for scripts.")] = False,
) -> None:
    """Add an officer; the password is asked twice and never shown."""
    with refusals():
        boot()
        from benkan.apps.accounts import services

        if password_stdin:
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        made = services.create_officer(username, name or username, role, password=password, language=language)
        typer.echo(f"{made.get_username()} may sign in as {made.role}.")


@commands.command("list", epilog="Example: benkan officer list --json")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="One list for programs.")] = False,
) -> None:
    """List the officers of this node."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services

        found = services.listed()
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        state = "" if one["active"] else "  (closed)"
        typer.echo(f"{one['username']:<24} {one['role']:<14} {one['language']}  {one['name']}{state}")
    if not found:
        typer.echo("Nobody yet. Next: benkan officer add NAME --role administrator")


def register(app: typer.Typer) -> None:
    """Adds ``benkan officer`` to the command."""
    app.add_typer(commands, name="officer")
