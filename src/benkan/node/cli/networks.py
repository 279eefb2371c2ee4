"""``benkan networks``: who holds a network together and what breaks it, from a list of ties; needs no node.

Exit codes: 0 done, 1 a file cannot be read, 2 wrong usage.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import refusals

TOLD_EVERY_S = 5.0

commands = typer.Typer(no_args_is_help=True, help="Ask a list of ties who holds it together; needs no node.")


@commands.callback()
def networks() -> None:
    """Keeps ``analyse`` a command of its own while it is the only one."""


@commands.command(epilog="Example: benkan networks analyse ties.csv --language fr")
def analyse(
    edges: Annotated[
        Path, typer.Argument(metavar="EDGES.csv", help="Columns source, target and, where known, weight.")
    ],
    first: Annotated[int, typer.Option(min=1, max=100, help="How many persons and ties each list has.")] = 10,
    seconds: Annotated[
        float, typer.Option(min=0, max=600, help="Processor time for the order of removal; 0 gives the usual order.")
    ] = 4.0,
    language: Annotated[str, typer.Option(help="Language of the sentences: fr, en or ar.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how a network hangs together: parts, groups, contacts, brokers, what breaks it, where ties may be missing."""
    from benkan.formats import ties
    from benkan.node.cli.networks_report import analysis, show
    from benkan.node.cli.reading import text
    from benkan.node.cli.spoken import translator

    with refusals(as_json=as_json):
        reading = ties.network(text(edges, ties.MAX_BYTES), edges.name)
        found = analysis(
            reading, first=first, seconds=seconds, translate=translator(language),
            watch=_telling(),
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show(found)


def _telling() -> Callable[[str], None]:
    """Tells on standard error, so that what programs read stays alone, which stage begins and how long it lasts."""
    began: dict[str, float] = {}
    told = 0.0

    def watch(stage: str) -> None:
        nonlocal told
        now = time.monotonic()
        if stage not in began:
            began[stage] = told = now
            typer.echo(f"{stage} …", err=True)
        elif now - told >= TOLD_EVERY_S:
            told = now
            typer.echo(f"{stage} … {now - began[stage]:.0f} s", err=True)

    return watch


def register(app: typer.Typer) -> None:
    """Adds ``benkan networks`` to the command."""
    app.add_typer(commands, name="networks")
