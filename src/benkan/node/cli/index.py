"""``benkan index``: build what partners may search in, fetch what partners publish, make our own search anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import as_object, boot, refusals
from benkan.node.cli.progress import shown

commands = typer.Typer(no_args_is_help=True, help="Build our index, fetch our partners', make our own search anew.")


@commands.command(epilog="Example: benkan index build --convention aes-2025")
def build(
    convention: Annotated[str, typer.Option(help="Only the index of this convention.")] = "",
    if_changed: Annotated[bool, typer.Option("--if-changed", help="Only what changed, as an update.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Build and publish this node's index of each convention in force.

    Without --if-changed a new base is published, from what was evaluated before; with it, what changed. A build that is
    killed goes on where it stopped.
    """
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        with shown(quiet=as_json) as progress:
            made = services.build_index(convention or None, force=not if_changed, progress=progress)
        built = [_told(one) for one in made]
    if as_json:
        typer.echo(json.dumps({"built": built}, ensure_ascii=False, indent=2))
        return
    for one in built:
        typer.echo(
            f"{one['convention']}: epoch {one['epoch']}, {one['count']} entries and {one['deltas']} updates, "
            f"{one['bytes']} bytes"
        )
    if not built:
        typer.echo("Nothing to build.")


@commands.command(epilog="Example: benkan index fetch --partner ma-dgsn")
def fetch(
    partner: Annotated[str, typer.Option(help="Only the indexes of this partner.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Fetch and check the indexes of partners; what was fetched before is kept."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        results = services.fetch_indexes(partner or None)
    _tell(results, "fetched", as_json=as_json)


@commands.command(epilog="Example: benkan index export /media/stick")
def export(
    folder: Annotated[Path, typer.Argument(help="Folder on a stick or disk; made if it is not there.")],
    convention: Annotated[str, typer.Option(help="Only the index of this convention.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Write our indexes into a folder, sealed for each partner, where a link is too slow."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        written = services.export_indexes(folder, convention or None)
    if as_json:
        told = [{"convention": name, "partner": partner} for name, partner in written]
        typer.echo(json.dumps({"exported": told}, ensure_ascii=False, indent=2))
        return
    for name, partner in written:
        typer.echo(f"{name}: for {partner}")


@commands.command("import", epilog="Example: benkan index import /media/stick")
def import_(
    folder: Annotated[Path, typer.Argument(help="Folder that a partner exported.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Take partners' indexes in from a folder; they are checked as if they had been fetched."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        results = services.import_indexes(folder)
    _tell(results, "imported", as_json=as_json)


@commands.command(epilog="Example: benkan index rebuild")
def rebuild(
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Make the index of our own records anew; searches here are refused until it is done."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.records import services

        done = services.rebuild(always=True)
    typer.echo(json.dumps({"records": done}) if as_json else f"{done} records indexed.")


def _tell(results: list[tuple[str, str, Any]], what: str, *, as_json: bool) -> None:
    from benkan.core.errors import BenkanError

    told: list[dict[str, Any]] = []
    for other, convention, result in results:
        failed = isinstance(result, BenkanError)
        told.append(
            {
                "partner": other,
                "convention": convention,
                "built_at": None if failed else result.built_at.isoformat(),
                "error": as_object(result) if failed else None,
            }
        )
    if as_json:
        typer.echo(json.dumps({what: told}, ensure_ascii=False, indent=2))
    else:
        for one in told:
            state = one["error"]["message"] if one["error"] else f"index of {one['built_at']}"
            typer.echo(f"{one['partner']} ({one['convention']}): {state}")
    if any(one["error"] for one in told):
        raise typer.Exit(1)


def _told(index: Any) -> dict[str, Any]:
    from benkan.wire import IndexManifest, decode

    manifest = decode("index.manifest", bytes(index.manifest))
    assert isinstance(manifest, IndexManifest)
    return {
        "convention": index.convention,
        "epoch": index.epoch,
        "built_at": manifest.built_at,
        "count": manifest.base.count,
        "deltas": len(manifest.deltas),
        "bytes": manifest.data_bytes,
        "seconds": round(index.build_s, 2),
    }


def register(app: typer.Typer) -> None:
    """Adds ``benkan index`` to the command."""
    app.add_typer(commands, name="index")
