"""``benkan index``: build what partners may search in, fetch what partners publish, make our own search anew."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from benkan.node.cli.boot import as_object, boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Build our index, fetch our partners', make our own search anew.")


@commands.command(epilog="Example: benkan index build --convention aes-2025")
def build(
    convention: Annotated[str, typer.Option(help="Only the index of this convention.")] = "",
    if_changed: Annotated[bool, typer.Option("--if-changed", help="Only where records or the epoch changed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Build and publish this node's index of each convention in force."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        built = [_told(one) for one in services.build_index(convention or None, force=not if_changed)]
    if as_json:
        typer.echo(json.dumps({"built": built}, ensure_ascii=False, indent=2))
        return
    for one in built:
        typer.echo(f"{one['convention']}: epoch {one['epoch']}, {one['count']} entries, {one['bytes']} bytes")
    if not built:
        typer.echo("Nothing to build.")


@commands.command(epilog="Example: benkan index fetch --partner ma-dgsn")
def fetch(
    partner: Annotated[str, typer.Option(help="Only the indexes of this partner.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Fetch and check the indexes of partners; what was fetched before is kept."""
    from benkan.core.errors import BenkanError

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.search import services

        results = services.fetch_indexes(partner or None)
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
        typer.echo(json.dumps({"fetched": told}, ensure_ascii=False, indent=2))
    else:
        for one in told:
            state = one["error"]["message"] if one["error"] else f"index of {one['built_at']}"
            typer.echo(f"{one['partner']} ({one['convention']}): {state}")
    if any(one["error"] for one in told):
        raise typer.Exit(1)


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
