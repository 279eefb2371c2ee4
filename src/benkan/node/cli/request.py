"""``benkan request``: what was asked and answered, and the evidence file of one exchange.

Nothing is released from the command line: a release is the act of a named person in front of the record.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Requests: list, read, and take the evidence of one.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="Identity of the request.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan request list --officer liaison --json")
def list_(
    officer: Officer,
    state: Annotated[str, typer.Option(help="queued, delivered, received, answered or stopped; all if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the requests that an officer may see: received ones by time left, then our own."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api import as_object

        who = accounts.get(officer)
        ours = services.sent(who).filter(state=state) if state else services.sent(who)
        found = [as_object(one) for one in services.inbox(who, services.InboxFilter(state=state))]
        found += [as_object(one) for one in ours]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "requests": found}, ensure_ascii=False))
        return
    for one in found:
        arrow = "from" if one["direction"] == "in" else "to"
        typer.echo(f"{one['id']}  {arrow:>4} {one['partner']:<12} {one['state']:<10} due {one['due_at'][:16]}")
    typer.echo(f"{len(found)} request(s)")


@commands.command(epilog="Example: benkan request show 6f1b… --officer analyste")
def show(identity: Identity, officer: Officer, as_json: AsJson = False) -> None:
    """Show a request, its answer and the changes since."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api import as_object, release_as_object

        found = services.open_(identity, accounts.get(officer))
        told: dict[str, Any] = as_object(found)
        told["releases"] = [release_as_object(one) for one in found.releases.all()]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for label in ("partner", "convention", "purpose", "urgency", "officer", "question", "state", "stop_clause"):
        typer.echo(f"{label:>12}: {told[label]}")
    for release in told["releases"]:
        typer.echo(f"{release['decision']:>12}: {release['reason']} ({release['state']}, {release['handling']})")
        for name, values in release["properties"].items():
            typer.echo(f"{'':>14}{name}: {', '.join(values)}")


@commands.command(epilog="Example: benkan request evidence 6f1b… --officer liaison --out evidence.json")
def evidence(
    identity: Identity,
    officer: Officer,
    out: Annotated[Path, typer.Option(help="A new file.")],
) -> None:
    """Write the evidence file of a request; anyone can verify it with: benkan evidence verify."""
    with refusals():
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services

        data = services.evidence(identity, accounts.get(officer))
        try:
            with out.open("xb") as file:
                file.write(data)
        except OSError as error:
            raise Invalid(
                "evidence.file",
                N_("The evidence cannot be written to this file: %(reason)s."),
                N_("Choose another file."),
                place=str(out),
                reason=error.strerror or type(error).__name__,
            ) from error
    typer.echo(f"{out}: {len(data)} bytes")


def register(app: typer.Typer) -> None:
    """Adds ``benkan request`` to the command."""
    app.add_typer(commands, name="request")
