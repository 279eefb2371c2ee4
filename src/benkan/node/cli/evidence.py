"""``benkan evidence``: verify the file of one exchange or of a split view offline, with public cards alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import refusals

commands = typer.Typer(no_args_is_help=True, help="Verify evidence files; needs no node and no network.")


@commands.command(
    epilog="Example: benkan evidence verify evidence.json --card ml-ocs.card.json --card ma-dgsn.card.json"
)
def verify(
    file: Annotated[Path, typer.Argument(help="The file of an exchange or of a split view.")],
    card: Annotated[
        list[Path] | None, typer.Option(help="A card you hold from the service itself; repeatable.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say of every part of the file whether it holds; exit 1 if one does not."""
    from benkan.node.cli.reading import cards, read
    from benkan.wire import evidence_holds, is_split_view, verify_evidence, verify_split_view

    with refusals(as_json=as_json):
        data, trusted = read(file), cards(card) if card else None
    split_view = is_split_view(data)
    findings = (verify_split_view if split_view else verify_evidence)(data, trusted)
    holds = evidence_holds(findings)
    if as_json:
        parts = [
            {"outcome": str(one.outcome), "code": one.code, "place": one.place, "text": one.sentence}
            for one in findings
        ]
        told = {"holds": holds, "kind": "split-view" if split_view else "exchange", "findings": parts}
        typer.echo(json.dumps({**told, "keys_trusted": card is not None}, ensure_ascii=False, indent=2))
    else:
        for one in findings:
            typer.echo(f"{one.outcome!s:<6} {one.place}: {one.sentence}")
        if not card:
            typer.echo("note   the keys are those of the file itself: give cards you trust with --card")
        typer.echo(_verdict(holds=holds, split_view=split_view))
    if not holds:
        raise typer.Exit(1)


def _verdict(*, holds: bool, split_view: bool) -> str:
    if split_view:
        return "The split view is proven." if holds else "This file proves no split view."
    return "Everything holds." if holds else "This file does not hold."


def register(app: typer.Typer) -> None:
    """Adds ``benkan evidence`` to the command."""
    app.add_typer(commands, name="evidence")
