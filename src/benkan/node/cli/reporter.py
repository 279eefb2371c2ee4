"""``benkan reporter``: who reports to this node; their people, their programs, their receipts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(
    no_args_is_help=True, help="Reporting institutions: register, invite, give tokens, verify receipts."
)
Officer = Annotated[str, typer.Option(help="User name of the officer who acts: a supervisor or a control officer.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Short name of the reporter, such as banque-du-fleuve.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command(
    epilog="Example: benkan reporter add banque-du-fleuve --name 'Banque du Fleuve' --kind bank --officer superviseur"
)
def add(
    code: Code,
    name: Annotated[str, typer.Option(help="Its name in full.")],
    kind: Annotated[str, typer.Option(help="bank, mobile-money, exchange, transfer, carrier, insurer or other.")],
    officer: Officer,
    country: Annotated[str, typer.Option(help="ISO 3166 code; this node's country if left out.")] = "",
    contact: Annotated[str, typer.Option(help="Who to call there.")] = "",
    as_json: AsJson = False,
) -> None:
    """Register a reporter; nobody can send for it before a person is invited or a program has a token."""
    with refusals(as_json=as_json):
        node = boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        made = services.register(
            accounts.get(officer), code, name, kind, country=country or node.country, contact=contact
        )
        told = services.as_object(made)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['code']}: {told['name']}")


@commands.command("list", epilog="Example: benkan reporter list --json")
def list_(as_json: AsJson = False) -> None:
    """List the reporters with their people and programs."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.reporting import services

        found = [services.as_object(one) for one in services.listed()]
    if as_json:
        typer.echo(json.dumps({"reporters": found}, ensure_ascii=False))
        return
    for one in found:
        state = "" if one["active"] else "  (suspended)"
        typer.echo(f"{one['code']:<28} {one['kind']:<14} {one['country']}  {one['name']}{state}")
        for person in one["people"]:
            typer.echo(f"    {person['username']:<24} {person['name']}{'' if person['active'] else '  (closed)'}")
        for machine in one["machines"]:
            typer.echo(f"    token {machine['id']:<18} {machine['name']}{'' if machine['open'] else '  (closed)'}")
    if not found:
        typer.echo("Nobody reports yet. Next: benkan reporter add CODE --name NAME --kind bank --officer NAME")


@commands.command(epilog="Example: benkan reporter suspend banque-du-fleuve --officer superviseur")
def suspend(code: Code, officer: Officer, as_json: AsJson = False) -> None:
    """Shut out a reporter's people and programs at once; what they sent stays."""
    _act("suspend", code, officer, as_json=as_json)


@commands.command(epilog="Example: benkan reporter resume banque-du-fleuve --officer superviseur")
def resume(code: Code, officer: Officer, as_json: AsJson = False) -> None:
    """Let a reporter in again."""
    _act("resume", code, officer, as_json=as_json)


@commands.command(
    epilog="Example: benkan reporter invite banque-du-fleuve a.essai --name 'Adama ESSAI' --officer superviseur"
)
def invite(
    code: Code,
    username: Annotated[str, typer.Argument(help="Name to sign in with at the door.")],
    name: Annotated[str, typer.Option(help="Name of the person.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Invite a person; the invitation is shown this once and holds for seven days."""
    with refusals(as_json=as_json):
        node = boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        made, invitation = services.invite(accounts.get(officer), code, username, name)
        told = {"username": made.username, "invitation": invitation, "door": f"{node.url}/reporting/invitation/"}
    typer.echo(json.dumps(told) if as_json else "\n".join(f"{key}: {value}" for key, value in told.items()))


@commands.command(epilog="Example: benkan reporter token banque-du-fleuve --name Transmetteur --officer superviseur")
def token(
    code: Code,
    name: Annotated[str, typer.Option(help="Name of the program.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Make a token for a reporter's program; it is shown this once and holds for a year."""
    with refusals(as_json=as_json):
        node = boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        made, secret = services.add_machine(accounts.get(officer), code, name)
        told = {"id": made.pk, "token": secret, "address": f"{node.url}/api/reporting/reports"}
    typer.echo(json.dumps(told) if as_json else "\n".join(f"{key}: {value}" for key, value in told.items()))


@commands.command(epilog="Example: benkan reporter verify BANQUE-DU-FLEUVE-2026-0001.receipt.json --key KEY")
def verify(
    file: Annotated[Path, typer.Argument(help="The receipt's JSON file.")],
    key: Annotated[str, typer.Option(help="The service's key as you know it, in base64.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say whether a receipt was signed by the service; needs no node and no network."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        told = _verified(read(file), key, str(file))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for name in ("number", "service", "reporter", "received_at", "sha256"):
        typer.echo(f"{name}: {told['receipt'][name]}")
    if not told["key_trusted"]:
        typer.echo("note: the key is that of the file itself; give the one you trust with --key")
    typer.echo("The receipt holds.")


def _verified(data: bytes, key: str, place: str) -> dict[str, Any]:
    import base64

    from benkan.core import reporting as rules
    from benkan.core.errors import N_, Invalid

    try:
        found = json.loads(data)
        text, signature, named = (str(found[part]) for part in ("text", "signature", "public_key"))
        public = base64.b64decode(key or named, validate=True)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid(
            "receipt.unreadable",
            N_("This is not the text of a receipt."),
            N_("Use the receipt's file as it was downloaded."),
            place=place,
        ) from error
    receipt = rules.of_text(text.encode())
    rules.verify(receipt, signature, public)
    return {"holds": True, "key_trusted": bool(key), "receipt": json.loads(text)}


def _act(wanted: str, code: str, officer: str, *, as_json: bool) -> None:
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.reporting import services

        act = services.suspend if wanted == "suspend" else services.resume
        told = services.as_object(act(accounts.get(officer), code))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['code']}: {'let in' if told['active'] else 'suspended'}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan reporter`` to the command."""
    app.add_typer(commands, name="reporter")
