"""``benkan loans``: what was asked for, lent, returned and paid."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Loans of means: ask, offer, sign, move, pay; rates of the day.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Number = Annotated[str, typer.Argument(help="Number or id of the loan.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan loans list --state open --json")
def list_(
    state: Annotated[str, typer.Option(help="open, under-way, or a state of docs/loans.md.")] = "",
    kind: Annotated[str, typer.Option(help="laboratory, dogs, scanner, vehicle, aircraft, vessel or expert.")] = "",
    as_json: AsJson = False,
) -> None:
    """List loans, the open ones first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.deployments import services

        found = [services.as_object(one) for one in services.listed(state, kind)]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "loans": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one['number']:<12} {one['kind']:<11} {one['state']:<11} {one['starts']} {one['ends']}  "
            f"{one['lender']} > {one['borrower']}  {one['place']}"
        )
    if not found:
        typer.echo("No loan. Next: benkan loans ask --kind dogs --place Gao --starts DAY --ends DAY --officer NAME")


@commands.command(epilog="Example: benkan loans show L-2026-0001 --json")
def show(number: Number, as_json: AsJson = False) -> None:
    """Show a loan: its offers, signatures, costs and steps."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.deployments import services

        told = services.whole(services.row(number))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['number']} · {told['kind']} · {told['state']} · {told['lender']} > {told['borrower']}")
    for one in told["offers"]:
        typer.echo(
            f"  offer {one['id']}  {one['code']}  {one['starts']}–{one['ends']}  {one['estimate']} {one['currency']}"
        )
    for one in told["lines"]:
        typer.echo(f"  cost  {one['day']}  {one['amount']} {one['currency']}  {one['voucher']}")
    for one in told["steps"]:
        typer.echo(f"  {one['at'][:16]}  {one['act']:<10} {one['agency']}")
    if told["next"]:
        typer.echo(f"Next to act: {told['next']}")


@commands.command(
    epilog="Example: benkan loans ask --kind dogs --place Gao --starts 2026-12-01 --ends 2026-12-05 "
    "--lender ma-dgsn --serves 'Operation Kafo' --officer superviseur"
)
def ask(
    kind: Annotated[str, typer.Option(help="laboratory, dogs, scanner, vehicle, aircraft, vessel or expert.")],
    place: Annotated[str, typer.Option(help="Where it is needed.")],
    starts: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="First day.")],
    ends: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day.")],
    officer: Officer,
    lender: Annotated[str, typer.Option(help="Agency id of the service that is asked; left out: this one.")] = "",
    case: Annotated[str, typer.Option(help="Number of the case that it serves; it never travels.")] = "",
    serves: Annotated[str, typer.Option(help="Or the request, joint case or operation; it never travels.")] = "",
    text: Annotated[str, typer.Option(help="What for, without a name of a person: the lender reads it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Ask this service or a partner for a means."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.deployments import services

        made = services.request(
            accounts.get(officer),
            kind,
            place,
            starts.date(),
            ends.date(),
            lender=lender,
            case=case,
            serves=serves,
            text=text,
        )
        told = services.as_object(made)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['number']}: {told['state']}")


@commands.command(
    epilog="Example: benkan loans act L-2026-0001 cost --set what=Carburant --set amount=80000 --set currency=XOF "
    "--set day=2026-12-02 --set voucher=F-1 --officer moyens"
)
def act(
    number: Number,
    name: Annotated[
        str,
        typer.Argument(
            help="offer, withdraw, refuse, accept, sign, cancel, send, deploy, examine, write, return, cost, claim, "
            "settle or evaluate."
        ),
    ],
    officer: Officer,
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A field of the act; docs/loans.md.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Do one act of a loan; a wrong one is refused with the reason."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.deployments import services

        told = services.as_object(services.do(accounts.get(officer), number, name, _fields(given)))
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['number']}: {told['state']}")


@commands.command(epilog="Example: benkan loans rate 61.25 --day 2026-12-01 --source BCEAO --officer moyens")
def rate(
    xof: Annotated[str, typer.Argument(help="So many XOF for one MAD.")],
    day: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The day from which it holds.")],
    source: Annotated[str, typer.Option(help="Where it was read.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Enter the rate of a day; that of the euro is fixed."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.deployments import services

        made = services.enter_rate(accounts.get(officer), "MAD", xof, day.date(), source)
        told = {"currency": made.currency, "xof": f"{made.xof.normalize():f}", "day": made.day.isoformat()}
    typer.echo(json.dumps(told) if as_json else f"1 MAD = {told['xof']} XOF from {told['day']}")


def _fields(given: list[str] | None) -> dict[str, str]:
    """FIELD=VALUE, each once.

    Raises:
        Invalid: ``deployments.field``.
    """
    from benkan.core.errors import N_, Invalid

    found: dict[str, str] = {}
    for one in given or []:
        name, equals, value = one.partition("=")
        if not equals or name in found:
            raise Invalid(
                "deployments.field", N_("A field is written NAME=VALUE, each once."), N_("Correct it."), place=name[:40]
            )
        found[name] = value
    return found


def register(app: typer.Typer) -> None:
    """Adds the group to the program."""
    app.add_typer(commands, name="loans")
