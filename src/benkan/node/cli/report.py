"""``benkan report``: what reporters sent, and the answers to them."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(
    no_args_is_help=True, help="Reports of reporting institutions: list them, answer their reporters."
)
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan report list --officer analyste --state received --json")
def list_(
    officer: Officer,
    state: Annotated[str, typer.Option(help="received, working, used, not-used or late.")] = "",
    reporter: Annotated[str, typer.Option(help="Short name of the reporter.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the reports that an officer may see, the latest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        wanted = services.Asked.of({"state": state, "reporter": reporter})
        found = [services.report_as_object(one) for one in wanted.reports(accounts.get(officer))]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "reports": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one['number']:<40} {one['received_at'][:10]}  {one['kept']:>6}  {one['state']:<9} {one['reason']}"
        )
    if not found:
        typer.echo("No report.")


@commands.command(
    epilog="Example: benkan report answer BANQUE-2026-0001 --state used --reason analysis --officer superviseur"
)
def answer(
    number: Annotated[str, typer.Argument(help="Number of the report.")],
    state: Annotated[str, typer.Option(help="working, used or not-used.")],
    reason: Annotated[str, typer.Option(help="Code of the reason; docs/reporting-door.md lists them.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Tell a reporter what becomes of its report."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        who = accounts.get(officer)
        found = services.by_number(who, number)
        told = services.report_as_object(services.answer(who, found.pk, services.Answer(state, reason)))
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['number']}: {told['state']}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan report`` to the command."""
    app.add_typer(commands, name="report")
