"""``benkan journal``: read the journal again, show it, give a copy to an auditor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Verify, show and export the journal.")


@commands.command(epilog="Example: benkan journal verify --file copy.jsonl --card ml-ocs.card.json")
def verify(
    file: Annotated[Path | None, typer.Option(help="An exported copy; needs no node, only --card.")] = None,
    card: Annotated[list[Path] | None, typer.Option(help="Card of the owner or of a witness; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Read every line again; a changed, missing or moved line is named by its number."""
    with refusals(as_json=as_json):
        if file is not None and card:
            from benkan.apps.journal.verification import verify_file
            from benkan.node.cli.reading import cards

            report = verify_file(file, {one.id: one.signing_key for one in cards(card)})
        else:
            boot()
            from benkan.apps.journal import services

            report = services.verify(file)
    told: dict[str, Any] = {
        "ok": report.ok,
        "sentence": report.sentence,
        "lines": report.lines,
        "checkpoints": report.checkpoints,
        "cosignatures": report.cosignatures,
        "unchecked_cosignatures": report.unchecked,
        "unsigned_lines": report.unsigned,
        "witnesses": dict(report.witnesses),
        "problems": [{"seq": one.seq, "code": one.code, "text": one.sentence} for one in report.problems],
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(told["sentence"])
        for problem in told["problems"]:
            typer.echo(f"  line {problem['seq']}: {problem['text']}")
    if not report.ok:
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan journal show --last 20")
def show(
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest lines.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One list for programs.")] = False,
) -> None:
    """Show the newest lines: what, who, when, under which clause."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.journal import services

        lines = services.latest(last)
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for one in lines:
        who = f"{one['officer']:<14} {one['partner']:<14} {one['clause']}"
        typer.echo(f"{one['seq']:>7}  {one['at'][:19]}  {one['event']:<20} {who}")


@commands.command(epilog="Example: benkan journal export --out journal.jsonl")
def export(
    out: Annotated[Path, typer.Option(help="A new file, one JSON object a line.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Write the whole journal to a file that anyone with the card can verify."""
    with refusals(as_json=as_json):
        if not out.parent.is_dir():
            raise Invalid("file.folder", N_("There is no such folder."), N_("Make it first."), place=str(out.parent))
        boot()
        from benkan.apps.journal import services

        count = services.export(out)
    typer.echo(json.dumps({"lines": count, "file": str(out)}) if as_json else f"{count} lines written to {out}.")


def register(app: typer.Typer) -> None:
    """Adds ``benkan journal`` to the command."""
    app.add_typer(commands, name="journal")
