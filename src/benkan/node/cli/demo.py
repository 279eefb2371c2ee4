"""``benkan demo``: the main job between four nodes on this machine, played and verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import refusals


def register(app: typer.Typer) -> None:
    """Adds ``benkan demo`` to the command."""
    app.command(epilog="Example: benkan demo --once --json")(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after verifying; exit 0 only if every step held.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object with a boolean for each step.")] = False,
    port: Annotated[int, typer.Option(min=1024, max=65530, help="First of four ports.")] = 8441,
    keep: Annotated[Path | None, typer.Option(help="Folder for the four homes; kept afterwards.")] = None,
    people: Annotated[int, typer.Option(min=20, max=200_000, help="Invented people for each node.")] = 2000,
    seed: Annotated[int, typer.Option(help="Another seed invents other people.")] = 3,
) -> None:
    """Play the main job between four nodes on this machine, and verify it."""
    from rich.console import Console

    from benkan.node.demo.run import Options, play

    console = Console(stderr=as_json, highlight=False)
    with refusals(as_json=as_json):
        outcome = play(Options(once=once or as_json, port=port, keep=keep, people=people, seed=seed), console)
    if as_json:
        typer.echo(json.dumps(outcome, ensure_ascii=False))
    if not outcome["all"]:
        raise typer.Exit(1)
