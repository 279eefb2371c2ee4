"""``benkan chart``: list link charts, write one to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.disk import write_whole
from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

commands = typer.Typer(no_args_is_help=True, help="Link charts of cases: who is tied to whom, and whose word it is.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan chart list --officer analyste --json")
def list_(officer: Officer, as_json: AsJson = False) -> None:
    """List the charts that an officer may see, the one that moved last first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.charts import services

        found = [
            {"id": str(one.pk), "title": one.title, "case": str(one.case or one.joint_case)}
            for one in services.listed(accounts.get(officer))
        ]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "charts": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['title']}  ({one['case']})")
    typer.echo(f"{len(found)} chart(s)")


@commands.command(epilog="Example: benkan chart export 6f1b… --officer analyste --format graphml --out chart.graphml")
def export(
    chart: Annotated[str, typer.Argument(help="Id of the chart.")],
    officer: Officer,
    out: Annotated[Path, typer.Option(help="File to write.")],
    form: Annotated[str, typer.Option("--format", help="json, csv, graphml or svg.")] = "json",
    as_json: AsJson = False,
) -> None:
    """Write a chart to a file, without what partners do not let pass on; the journal notes it."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.charts import services

        who = accounts.get(officer)
        made = services.export(who, services.get(chart, who), form)
        with writing(out):
            write_whole(out, made.data)
    told = {"file": str(out), "handling": made.handling, "bytes": len(made.data), "withheld": made.withheld}
    typer.echo(json.dumps(told) if as_json else f"{out} · {made.handling} · {made.withheld} item(s) withheld")


def register(app: typer.Typer) -> None:
    """Adds ``benkan chart`` to the command."""
    app.add_typer(commands, name="chart")
