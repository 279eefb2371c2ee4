"""``benkan flows``: run the rules over stored transfers, list their alerts, see and change the rules' settings."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Money flows: run the rules, list alerts, settings of the rules.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Rule = Annotated[str, typer.Option("--rule", help="Only this rule, such as pass_through.")]


@commands.command("run", epilog="Example: benkan flows run --since 2026-01-01")
def run_(
    since: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day; else all.")] = None,
    until: Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; else all.")] = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule; may be given again.")] = None,
    as_json: AsJson = False,
) -> None:
    """Run the rules over the transfers of a window; what was found before stays one alert."""
    with refusals(as_json=as_json):
        boot()
        from django.utils import timezone

        from benkan.apps.flows import services

        day = dt.timedelta(days=1)
        done = services.run(
            timezone.make_aware(since) if since else None,
            timezone.make_aware(until) + day if until else None,
            patterns=rule or None,
        )
    if as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
        return
    typer.echo(
        f"{done.transfers} transfers: {done.new} new alerts, {done.grown} grown "
        f"({done.opened_again} opened again), {done.known} known."
    )
    if done.without_rate:
        typer.echo(f"{done.without_rate} transfers in a currency without a rate were left out.")


@commands.command(epilog="Example: benkan flows alerts --officer analyste --rule pass_through --json")
def alerts(
    officer: Annotated[str, typer.Option(help="User name of the officer who looks.")],
    rule: Rule = "",
    state: Annotated[str, typer.Option(help="open, dismissed or in-case.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the alerts that an officer may see, the most pressing first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.flows import services

        found = services.listed(officer_of(officer), rule=rule, state=state, limit=limit)
    if as_json:
        typer.echo(json.dumps({"alerts": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['rule']}  {one['amount_xof']} XOF  {one['sentence']}")
    if not found:
        typer.echo("No alert.")


@commands.command(
    epilog="Example: benkan flows withdraw 5f0c4b52-8a5e-4d7b-9a53-1f6f0f2f8f10 --reason wrong-file --officer analyste"
)
def withdraw(
    brought: Annotated[str, typer.Argument(metavar="IMPORT", help="Identity of the import, as --json told it.")],
    reason: Annotated[str, typer.Option(help="wrong-file, wrong-reading, not-allowed or trial.")],
    officer: Annotated[str, typer.Option(help="User name of who imported it, or of a supervisor.")],
    as_json: AsJson = False,
) -> None:
    """Take an imported file back whole; alerts that stand on it are marked."""
    with refusals(as_json=as_json):
        boot()
        import uuid

        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.flows import services

        try:
            key = uuid.UUID(brought)
        except ValueError as error:
            raise typer.BadParameter("write it as --json told it", param_hint="IMPORT") from error
        row = services.withdraw(officer_of(officer), key, reason)
        told = services.import_as_object(row)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"Taken back: {told['withdrawn']} transfers went.")


@commands.command(epilog="Example: benkan flows settings pass_through")
def settings(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Code of the rule, such as pass_through.")],
    officer: Annotated[str, typer.Option(help="User name of the supervisor who changes something.")] = "",
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=NUMBER", help="A new value; may be given again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the settings of a rule, or change some: every change stays with who made it."""
    pairs: dict[str, str] = {}
    for text in given or []:
        name, separator, value = text.partition("=")
        if not separator:
            raise typer.BadParameter("write it as NAME=NUMBER", param_hint="--set")
        pairs[name] = value
    if pairs and not officer:
        raise typer.BadParameter("say who changes it", param_hint="--officer")
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.flows import services

        if pairs:
            services.change_settings(officer_of(officer), rule, pairs)
        shown: list[dict[str, Any]] = services.settings_of(rule)
    if as_json:
        typer.echo(json.dumps({"rule": rule, "settings": shown}, ensure_ascii=False))
        return
    for one in shown:
        typer.echo(f"{one['key']} = {one['value']}  ({one['lowest']} to {one['highest']}): {one['text']}")


def register(app: typer.Typer) -> None:
    """Adds the group to the ``benkan`` command."""
    app.add_typer(commands, name="flows")
