"""``benkan courier``: what waits for partners goes onto a stick or into mail; what a courier brings is taken in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import as_object, boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Letters, answers and indexes by stick or mail, where no line is.")
UNITS = {"K": 1024, "M": 1024**2, "G": 1024**3}
SHOWN = 40


@commands.command(epilog="Example: benkan courier export /media/stick --partner ne-ocrtis")
def export(
    folder: Annotated[Path, typer.Argument(help="Folder on a stick or disk; made if it is not there.")],
    partner: Annotated[str, typer.Option(help="Only what waits for this partner.")] = "",
    largest: Annotated[str, typer.Option(help="For mail: no file is larger, such as 5M; larger letters split.")] = "",
    files: Annotated[
        str, typer.Option(help="Of attached files at most so much, such as 4G; 1G if left out, nothing with --largest.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Put everything that waits for partners into a folder: letters, questions, replies, indexes.

    Nothing leaves the queue: it waits until an answer comes, by the line or by courier.
    """
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.courier import services

        most = _bytes(files or ("0" if largest else "1G"), "--files")
        packed = services.export(
            folder, partner=partner, largest=_bytes(largest), most_chunk_bytes=most or 0, officer="admin"
        )
    if as_json:
        told = [
            {"partner": one.partner, **one.counts(), "trouble": [as_object(error) for error in one.trouble]}
            for one in packed
        ]
        typer.echo(json.dumps({"exported": told}, ensure_ascii=False, indent=2))
        return
    for one in packed:
        typer.echo(
            f"{one.partner}: {one.letters} letters, {one.questions} questions, {one.witness} to witness, "
            f"{one.replies} replies, {one.indexes} indexes; {one.files} files of {one.bytes} bytes"
        )
        if one.chunks:
            typer.echo(f"  attached files: {one.chunks} files of {one.chunk_bytes} bytes")
        if one.expired or one.stopped or one.ended:
            typer.echo(f"  not taken: {one.expired} expired, {one.stopped} stopped, {one.ended} questions ended")
        if one.awaited:
            typer.echo(f"  {one.awaited} went before and can only be receipted now")
        if one.no_index:
            typer.echo(f"  {one.no_index} questions wait until this partner's index is here")
        for error in one.trouble:
            typer.echo(f"  {error.sentence} {as_object(error)['remedy']}", err=True)


@commands.command("import", epilog="Example: benkan courier import /media/stick")
def import_(
    folder: Annotated[Path, typer.Argument(help="Folder that a courier brought, or in which mail was saved.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Take in what is for this node, and put the replies into the folder for the way back.

    Everything may come twice and in any order. Exit code 1 when a file could not be taken in; the others were.
    """
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.courier import services

        outcome = services.take(folder, officer="admin")
    _tell(outcome, as_json=as_json)
    if outcome.problems:
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan courier status")
def status(as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False) -> None:
    """Say what waits for which partner, and when a courier last went and came."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.courier import services

        told = [services.as_object(row) for row in services.status()]
    if as_json:
        typer.echo(json.dumps({"partners": told}, ensure_ascii=False, indent=2))
        return
    for row in told:
        letters = ", ".join(f"{count} {kind}" for kind, count in row["letters"].items()) or "no letter"
        typer.echo(f"{row['partner']}: {letters}; {row['questions']} questions, {row['replies']} replies wait")
        typer.echo(f"  last export {row['exported_at'] or 'never'}, last import {row['imported_at'] or 'never'}")


def _tell(outcome: Any, *, as_json: bool) -> None:
    kept = outcome.replies_kept
    if as_json:
        told = {
            "partners": [
                {"partner": one.partner, **one.counts(), "codes": dict(one.refused)} for one in outcome.brought.values()
            ],
            "problems": [as_object(error) for error in outcome.problems],
            "for_others": outcome.for_others,
            "replies": outcome.replies,
            "replies_kept": as_object(kept) if kept else None,
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in outcome.brought.values():
        typer.echo(
            f"{one.partner}: {one.letters} letters taken in, {one.delivered} of ours received, {one.answered} answers, "
            f"{one.cosigned} cosignatures, {one.indexes} indexes; {one.known} known, {one.held} wait for an earlier one"
        )
        if one.chunks:
            typer.echo(f"  attached files: {one.chunks} pieces that were missing")
        for code, count in sorted(one.refused.items()):
            typer.echo(f"  refused: {count} ({code})")
    typer.echo(f"{outcome.replies} replies lie in the folder for the way back.")
    if kept:
        typer.echo(f"The replies wait here: {kept.sentence} {kept.remedy}", err=True)
    for error in outcome.problems[:SHOWN]:
        told_error = as_object(error)
        typer.echo(f"{told_error['place']}: {told_error['message']} {told_error['remedy']}", err=True)
    if len(outcome.problems) > SHOWN:
        typer.echo(f"… and {len(outcome.problems) - SHOWN} files more.", err=True)


def _bytes(text: str, place: str = "--largest") -> int | None:
    """The size in bytes.

    Raises:
        Invalid: ``courier.size``: it is not one.
    """
    from benkan.core.errors import N_, Invalid

    if not text:
        return None
    number, unit = (text[:-1], UNITS[text[-1].upper()]) if text[-1].upper() in UNITS else (text, 1)
    if not (number.isascii() and number.isdigit()):
        raise Invalid(
            "courier.size",
            N_("“%(given)s” is not a size."),
            N_("Write bytes, or a number with K, M or G, such as 5M."),
            place=place,
            given=text[:20],
        )
    return int(number) * unit


def register(app: typer.Typer) -> None:
    """Adds ``benkan courier`` to the command."""
    app.add_typer(commands, name="courier")
