"""``benkan cascade``: trees of onward training, their figures and targets; lists of sessions in; sums made again."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Onward training: who trained whom, what it reached, what is left.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Tree = Annotated[UUID, typer.Argument(metavar="TREE", help="Number of the tree, from: benkan cascade tree")]
MAX_SHOWN = 20


@commands.command(
    epilog="Example: benkan cascade begin attendees.csv --title Scanners --day 2025-03-01 --officer formation"
)
def begin(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One attendee a line: name; service; country; region.")],
    title: Annotated[str, typer.Option(help="The course it begins with.")],
    day: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the course.")],
    officer: Annotated[str, typer.Option(help="User name of the officer who begins it.")],
    as_json: AsJson = False,
) -> None:
    """Begin a tree with the attendees of a course."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.cascade import services
        from benkan.node.cli.reading import read

        made = services.begin(officer_of(officer), title, day.date(), services.attendees_of(read(file)))
    if as_json:
        typer.echo(json.dumps({"id": str(made.public_id), "persons": made.persons}))
        return
    typer.echo(f"{made.public_id}  {made.persons} persons")


@commands.command("import", epilog="Example: benkan cascade import sessions.csv --tree TREE --officer formation")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX, one row for each attendee.")],
    tree: Annotated[UUID, typer.Option(help="Number of the tree.")],
    officer: Annotated[str, typer.Option(help="User name of the officer who imports.")],
    way: Annotated[str, typer.Option(help="How it was reported: file, paper or stick.")] = "file",
    report: Annotated[Path | None, typer.Option(help="Write the rows that were not taken into this CSV.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take the good rows of a list of sessions, and say of the others why not; the same list again is harmless."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.cascade import services
        from benkan.node.cli.reading import read
        from benkan.node.cli.writing import table

        done = services.import_list(officer_of(officer), services.get(tree), read(file), way)
        if report is not None:
            rows = [(one.row, one.error.code, str(one.error)) for one in done.refused]
            table(report, [("row", "code", "why"), *rows])
    if as_json:
        typer.echo(json.dumps(done.as_object(), ensure_ascii=False))
        return
    typer.echo(
        f"Read {done.read} rows: {done.sessions} new sessions, {done.persons} new persons; {done.known} were here "
        f"already, {len(done.refused)} not taken, {done.alike} pairs to decide."
    )
    for one in done.refused[:MAX_SHOWN]:
        typer.echo(f"  row {one.row}: {one.error}")


@commands.command("tree", epilog="Example: benkan cascade tree")
def tree_(
    tree: Annotated[
        UUID | None, typer.Argument(metavar="[TREE]", help="Number of a tree; else all are listed.")
    ] = None,
    officer: Annotated[str, typer.Option(help="User name of an officer who may read names.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the trees, or the largest branches of one; without an officer who may read them, persons have numbers."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.cascade import services

        if tree is None:
            rows = services.overview()
        else:
            rows = services.top_of(services.get(tree), officer_of(officer) if officer else None)
    if as_json:
        typer.echo(json.dumps({"rows": rows}, ensure_ascii=False))
        return
    for one in rows:
        last = one["last_on"] or "–"
        typer.echo(f"{one['id']}  {one['name']}  {one['persons']} persons, {one['levels']} levels, last {last}")
    if not rows:
        typer.echo("Nothing yet.")


@commands.command(epilog="Example: benkan cascade reach TREE --by region")
def reach(
    tree: Tree,
    by: Annotated[str, typer.Option(help="region, country, service or month.")] = "region",
    as_json: AsJson = False,
) -> None:
    """Figures of a tree: persons by level and by region, places not reached, what is left after months."""
    if by not in ("region", "country", "service", "month"):
        raise typer.BadParameter("region, country, service or month", param_hint="--by")
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.cascade import services

        found = services.figures(services.get(tree))
    if as_json:
        typer.echo(json.dumps(found.as_object(), ensure_ascii=False))
        return
    typer.echo(f"{found.persons} persons, {found.sessions} sessions, by level: {', '.join(map(str, found.by_depth))}")
    typer.echo(f"{found.waiting.trainers} have trained others, {found.waiting.idle} not yet.")
    for one in found.by[by]:
        typer.echo(f"  {one.label}: {one.persons}")
    typer.echo(f"{len(found.not_reached)} places of the countries concerned not reached.")
    for point in found.left:
        if point.trained:
            typer.echo(
                f"After {point.months} months, of {point.trained}: {point.there} in service, {point.gone} left, "
                f"{point.unknown} unknown."
            )


@commands.command(epilog="Example: benkan cascade targets TREE")
def targets(tree: Tree, as_json: AsJson = False) -> None:
    """How far each target of a tree is."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.cascade import services

        rows: list[dict[str, Any]] = services.targets_of(services.get(tree))
    if as_json:
        typer.echo(json.dumps({"targets": rows}, ensure_ascii=False))
        return
    for one in rows:
        what = " ".join(part for part in (one["of"], one["value"]) if part)
        typer.echo(f"{one['due_on']}  {what}: {one['reached']} of {one['persons']}, {one['state']}")
    if not rows:
        typer.echo("No target.")


@commands.command(epilog="Example: benkan cascade rebuild TREE --officer formation")
def rebuild(
    tree: Tree,
    officer: Annotated[str, typer.Option(help="User name of the officer who rebuilds.")],
    as_json: AsJson = False,
) -> None:
    """Make places and sums of a tree again from its sessions, and say what was not right."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts.services import get as officer_of
        from benkan.apps.cascade import services

        done = services.rebuild(officer_of(officer), services.get(tree))
    if as_json:
        typer.echo(json.dumps({"persons": done.persons, "mended": done.mended, "sums": done.tallies}))
        return
    typer.echo(
        f"{done.persons} persons; {done.mended} places or sums of persons and {done.tallies} sums of the tree mended."
    )


def register(app: typer.Typer) -> None:
    """Adds the group to the ``benkan`` command."""
    app.add_typer(commands, name="cascade")
