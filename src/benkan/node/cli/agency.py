"""``benkan agency``: the node's own card, and its partners' cards."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Give out the own card, take in partners' cards.")


@commands.command(epilog="Example: benkan agency card > ml-ocs.card.json")
def card() -> None:
    """Print this node's signed card, to give to partners."""
    with refusals():
        boot()
        from benkan.apps.agencies import services

        typer.echo(services.own_card().decode())


@commands.command(epilog="Example: benkan agency add ne-ocrtis.card.json")
def add(
    file: Annotated[Path, typer.Argument(help="A partner's card.")],
    replace: Annotated[bool, typer.Option("--replace", help="Take other keys; compare them by voice again.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Take a partner's card into the directory."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.agencies import services

        added = services.add_card(read(file, services.MAX_CARD_BYTES), replace=replace)
        told = {"agency": added.pk, "fingerprint": services.fingerprint(added)}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{told['agency']} is in the directory. Its fingerprint, to compare by voice:")
    typer.echo(f"  {told['fingerprint']}")


@commands.command("list", epilog="Example: benkan agency list --json")
def list_(as_json: Annotated[bool, typer.Option("--json", help="One list for programs.")] = False) -> None:
    """List the services of the directory with their fingerprints."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.agencies import services

        found = [
            {
                "agency": one.pk,
                "name": services.name(one.pk, "fr"),
                "country": one.country,
                "url": one.url,
                "own": one.own,
                "compared_by_voice": one.voice_checked_at is not None,
                "fingerprint": services.fingerprint(one),
            }
            for one in services.everyone()
        ]
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        mark = "this node" if one["own"] else "compared" if one["compared_by_voice"] else "NOT COMPARED"
        typer.echo(f"{one['agency']:<24} {one['country']}  {mark:<13} {one['fingerprint']}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan agency`` to the command."""
    app.add_typer(commands, name="agency")
