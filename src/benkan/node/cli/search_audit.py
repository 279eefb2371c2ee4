"""``benkan search audit``: draw a sample, judge it, read what the audits prove and which alarms rang."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Open searches by lot, and see what looks like guessing.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Who = Annotated[str, typer.Option(help="User name of the control officer or supervisor.")]


@commands.command(epilog="Example: benkan search audit draw --officer controle --count 60 --days 30")
def draw(
    officer: Who,
    count: Annotated[int, typer.Option(min=1, max=500, help="Elements that are no padding.")] = 60,
    days: Annotated[int, typer.Option(min=1, help="Of the searches of so many days.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Draw elements by a seed that is in the journal first, and open them."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.search import services
        from benkan.apps.search.auditing import api

        who = accounts.get(officer)
        told = api.opened_object(services.draw(who, count, days), who)
    _show(told, as_json=as_json)


@commands.command("list", epilog="Example: benkan search audit list --sample 18402 --officer controle --json")
def list_(
    officer: Who,
    sample: Annotated[str, typer.Option(help="Id of one sample, or its line in the journal: show its searches.")] = "",
    proofs: Annotated[bool, typer.Option("--proofs", help="With token and scalar of each element (--json).")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the samples, or the searches of one."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.search.auditing import api, judging, reading

        who = accounts.get(officer)
        accounts.need(who, "audit")
        if sample:
            told = api.opened_object(judging.find(sample), who, proofs=proofs)
            _show(told, as_json=as_json)
            return
        every = [api.sample_object(each) for each in reading.samples()]
    if as_json:
        typer.echo(json.dumps({"samples": every}, ensure_ascii=False, indent=2))
        return
    for one in every:
        typer.echo(
            f"line {one['journal_line']:>7}  {one['at'][:16]}  {one['officer']:<14} to judge {one['waiting']}, "
            f"fit {one['fits']}, do not fit {one['unfit']}, padding {one['canary']}, broken {one['broken']}"
        )


@commands.command(epilog="Example: benkan search audit judge 18402 SEARCH-ID fits --officer controle")
def judge(
    sample: Annotated[str, typer.Argument(help="Id of the sample, or its line in the journal.")],
    search: Annotated[str, typer.Argument(help="Id of the search.")],
    verdict: Annotated[str, typer.Argument(help="fits or unfit.")],
    officer: Who,
    as_json: AsJson = False,
) -> None:
    """Say whether an opened search fits its case."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.search import services
        from benkan.apps.search.auditing import judging

        count = services.judge(accounts.get(officer), judging.find(sample), search, verdict)
    typer.echo(json.dumps({"judged": count}) if as_json else f"{count} elements judged.")


@commands.command(epilog="Example: benkan search audit coverage --json")
def coverage(
    days: Annotated[int, typer.Option(min=1, help="Of the searches of so many days.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Say how much was opened, and how likely an abuse would have been met."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search.auditing import api

        told = api.coverage_object(days)
    if as_json:
        typer.echo(json.dumps(told, indent=2))
        return
    typer.echo(
        f"{told['searches']} searches sent {told['elements']} elements in {told['days']} days; {told['opened']} were "
        f"opened, {told['padding']} of them padding.\n{told['judged']} searches were judged, {told['unfit']} did not "
        f"fit. An abuse of one search in twenty would have been met with {told['chance']:.0%}."
    )


@commands.command(epilog="Example: benkan search audit alarms --officer controle")
def alarms(
    officer: Who,
    new: Annotated[bool, typer.Option("--new", help="Only those that nobody has seen.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what looks like guessing or watching."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.search.auditing import api

        accounts.need(accounts.get(officer), "audit")
        told = api.alarm_objects(unseen=new)
    if as_json:
        typer.echo(json.dumps({"alarms": told}, ensure_ascii=False, indent=2))
        return
    for one in told:
        typer.echo(f"{one['day']}  {one['message']}")
    if not told:
        typer.echo("No alarm.")


def _show(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"Sample of line {told['journal_line']}: {told['canary']} padding, {told['broken']} broken, "
        f"among {told['population']} elements."
    )
    for one in told["searches"]:
        typer.echo(f"  {one['search']}  {one['verdict']:<8} {one['case']}  {one['purpose']}  {one['subject']}")
    for one in told["faults"]:
        typer.secho(f"  {one['case']} {one['message']} ({one['code']})", bold=True)
