"""``benkan signer``: run the process that holds the seed of private search, say what it counted, seal the seed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import refusals
from benkan.node.home import home_path, load

commands = typer.Typer(no_args_is_help=True, help="Hold the seed of private search in a process of its own.")

_Folder = Annotated[
    Path | None, typer.Option(help="Its folder, where it runs apart; 'signer' in the home if left out.")
]
_Passphrase = Annotated[Path | None, typer.Option(help="File with the passphrase; typed if left out.")]


@commands.command(epilog="Example: benkan signer run --folder /srv/benkan-signer")
def run(folder: _Folder = None) -> None:
    """Run the signer until stopped; `benkan node serve` does so by itself unless node.toml names another one."""
    with refusals():
        chosen = _chosen(folder)
    # A process that has never loaded what a node is made of; -P: no module of the folder where somebody stands.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "benkan.signer", str(chosen)])  # noqa: S606 - own


@commands.command(epilog="Example: benkan signer status --json")
def status(
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how much was evaluated today for whom, and the ceilings; never for what."""
    from benkan.node.signing import signer_of

    with refusals(as_json=as_json):
        told = signer_of(load(home_path())).status()
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    ceilings = told["ceilings"]
    typer.echo(f"Evaluated on {told['day']} (UTC):")
    for one in told["partners"]:
        most = ceilings["elements_per_partner_per_day"]
        typer.echo(f"  {one['partner']} under {one['convention']}: {one['elements']} elements of {most}")
    typer.echo(f"  all partners: {told['elements']} elements of {ceilings['elements_per_day']}")
    typer.echo(f"  own index: {told['own_tokens']} tokens of {ceilings['own_tokens_per_day']}")


@commands.command(epilog="Example: benkan signer seal")
def seal(folder: _Folder = None, passphrase_file: _Passphrase = None) -> None:
    """Seal the seed's file under a passphrase; the signer asks for it at its next start."""
    from benkan.signer import seed

    with refusals():
        path = _seed(folder)
        seed.seal(path, _passphrase(passphrase_file, twice=True))
    typer.echo(
        f"{path} is sealed. Keep the passphrase on paper in a safe: without it a backup in clear is all that helps."
    )


@commands.command(epilog="Example: benkan signer unseal")
def unseal(folder: _Folder = None, passphrase_file: _Passphrase = None) -> None:
    """Put the seed's file back in clear, so that the signer starts without a passphrase."""
    from benkan.signer import seed

    with refusals():
        path = _seed(folder)
        seed.unseal(path, _passphrase(passphrase_file, twice=False))
    typer.echo(f"{path} is in clear, readable by its owner alone.")


def _chosen(folder: Path | None) -> Path:
    return folder or load(home_path()).signer_folder


def _seed(folder: Path | None) -> Path:
    from benkan.signer import configuration

    return configuration.load(_chosen(folder)).seed.resolve()


def _passphrase(file: Path | None, *, twice: bool) -> bytes:
    from benkan.signer.passphrases import read

    if file is not None:
        return read(file)
    typed: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice)
    return typed.encode()


def register(app: typer.Typer) -> None:
    """Adds ``benkan signer`` to the command."""
    app.add_typer(commands, name="signer")
