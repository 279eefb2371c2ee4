"""``benkan journal``: read the journal again, show it, give a copy to an auditor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

if TYPE_CHECKING:
    from benkan.apps.journal.verification import Report

commands = typer.Typer(no_args_is_help=True, help="Verify, show and export the journal; see its witnesses.")


@commands.command(epilog="Example: benkan journal verify --file copy.jsonl --card ml-ocs.card.json")
def verify(
    file: Annotated[Path | None, typer.Option(help="An exported copy; needs no node, only --card.")] = None,
    card: Annotated[list[Path] | None, typer.Option(help="Card of the owner or of a witness; repeatable.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Read every line again; a changed, missing or moved line is named by its number."""
    with refusals(as_json=as_json):
        report = _report(file, card or [])
    told: dict[str, Any] = {
        "ok": report.ok,
        "sentence": report.sentence,
        "lines": report.lines,
        "checkpoints": report.checkpoints,
        "cosignatures": report.cosignatures,
        "unchecked_cosignatures": report.unchecked,
        "unsigned_lines": report.unsigned,
        "witnesses": dict(report.witnesses),
        "clock_set_back": {
            "times": report.jumps,
            "first": [{"seq": one.seq, "seconds": one.seconds} for one in report.back],
        },
        "problems": [{"seq": one.seq, "code": one.code, "text": one.sentence} for one in report.problems],
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(told["sentence"])
        for witness, lines in sorted(report.witnesses.items()):
            typer.echo(f"  {witness} has cosigned up to line {lines}")
        if report.unchecked:
            typer.echo(f"  note: {report.unchecked} cosignatures were not checked: give their witnesses' --card")
        for problem in told["problems"]:
            typer.echo(f"  line {problem['seq']}: {problem['text']}")
        for jump in report.back:
            typer.echo(f"  note: at line {jump.seq} the clock had been set back by {jump.seconds} seconds or more")
    if not report.ok:
        raise typer.Exit(1)


def _report(file: Path | None, cards: list[Path]) -> Report:
    """What holds: in a file with the cards that were given, else with those of the node here; or in the node itself."""
    if file is None and cards:
        raise Invalid(
            "journal.file-missing",
            N_("Cards are for verifying a file, and no file was given."),
            N_("Give the exported journal with --file, or leave --card out to verify this node's own journal."),
            place="--file",
        )
    if file is not None and cards:
        from benkan.apps.journal.verification import verify_file
        from benkan.node.cli.reading import cards as read

        return verify_file(file, {one.id: one.signing_key for one in read(cards)})
    try:
        boot()
    except Invalid as error:
        if file is None or error.code != "home.missing":
            raise
        raise Invalid(
            "journal.card-missing",
            N_("There is no node here whose directory has the owner's key, and no card was given."),
            N_("Give the owner's card with --card; take it from the service itself, not from whoever gave the file."),
            place="--card",
        ) from error
    from benkan.apps.journal import services

    return services.verify(file)


@commands.command(epilog="Example: benkan journal status --json")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Show who has cosigned up to where, and what deserves a look; nothing shown here stops anything."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.journal import services

        told = services.status()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['lines']} lines, {told['unsigned_lines']} of them newer than the last signed checkpoint.")
    for one in told["witnesses"]:
        clock = "" if one["clock_ahead_s"] is None else f", clock {one['clock_ahead_s']:+d} s"
        typer.echo(f"  {one['partner']:<20} cosigned {one['cosigned']}, followed {one['followed']}{clock}")
    for one in told["split_views"]:
        typer.echo(f"split view {one['id']} of {one['partner']}: {one['code']}, found {one['found_at'][:19]}")
    for flag in told["flags"]:
        typer.echo(f"{'! ' if flag['loud'] else '- '}{flag['text']}")
    if not told["flags"]:
        typer.echo("Nothing to look at.")


@commands.command("split-view", epilog="Example: benkan journal split-view 1 --out split-view.json")
def split_view(
    number: Annotated[int, typer.Argument(help="Its number, as status shows it.")],
    out: Annotated[Path, typer.Option(help="A new file; benkan evidence verify reads it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Write the evidence of a split view to a file that anyone verifies with the owner's card."""
    with refusals(as_json=as_json):
        if out.exists() or not out.parent.is_dir():
            raise Invalid(
                "file.exists",
                N_("The file exists already, or its folder does not."),
                N_("Name a new file in a folder that exists."),
                place=str(out),
            )
        boot()
        from benkan import disk
        from benkan.apps.journal import services

        data = services.split_view_file(number)
        with writing(out):
            disk.write_whole(out, data)
    typer.echo(json.dumps({"bytes": len(data), "file": str(out)}) if as_json else f"Written to {out}.")


@commands.command(epilog="Example: benkan journal tiles --again")
def tiles(
    again: Annotated[bool, typer.Option(help="Throw them away and make them from the lines.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Fill the hashes that proofs are made from; the node may run meanwhile."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.journal import services

        made = services.make_tiles_again() if again else services.fill_tiles()
    typer.echo(json.dumps({"tiles": made}) if as_json else f"{made} tiles of 256 lines made.")


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
