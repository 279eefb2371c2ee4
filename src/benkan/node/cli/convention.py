"""``benkan convention``: draft, sign, verify, show, and put into force."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Conventions: signed texts that say who may ask whom what.")
FileArgument = Annotated[Path, typer.Argument(help="A convention as TOML.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command(
    epilog="Example: benkan convention draft aes-2026 --card ml.json --card bf.json --card ne.json > aes.toml"
)
def draft(
    identifier: Annotated[str, typer.Argument(help="Short name, such as aes-2026.")],
    card: Annotated[list[Path], typer.Option(help="Card of each party; repeatable.")],
    starts_on: Annotated[str, typer.Option(help="First day in force (YYYY-MM-DD); today if left out.")] = "",
    years: Annotated[int, typer.Option(min=1, max=30, help="How long it runs.")] = 2,
    two_persons: Annotated[bool, typer.Option(help="A release needs a second officer.")] = True,
) -> None:
    """Print a first text to negotiate: read it aloud, change it, then sign it."""
    from benkan.core.conventions import PartyDraft
    from benkan.core.conventions import draft as draft_text
    from benkan.node.cli.reading import cards

    with refusals():
        first = _day(starts_on) if starts_on else dt.datetime.now(dt.UTC).date()
        parties = [PartyDraft(one.id, one.name.model_dump(), one.country, one.signing_key) for one in cards(card)]
        typer.echo(
            draft_text(
                identifier,
                parties,
                "bilateral" if len(parties) == 2 else "multilateral",
                starts_on=first,
                ends_on=first + dt.timedelta(days=365 * years),
                two_persons=two_persons,
            ),
            nl=False,
        )


@commands.command(epilog="Example: benkan convention sign aes.toml --out aes.ml.toml")
def sign(
    file: FileArgument,
    out: Annotated[Path | None, typer.Option(help="A new file; standard output if left out.")] = None,
) -> None:
    """Append this node's signature to the text."""
    from benkan.core.conventions import sign as sign_text
    from benkan.core.envelope import SigningKey
    from benkan.node.cli.reading import text

    with refusals():
        node = boot()
        key = SigningKey.from_bytes(node.signing_seed())
        signed = sign_text(text(file), node.agency, key.sign, key.public, dt.datetime.now(dt.UTC).date())
        if out is None:
            typer.echo(signed, nl=False)
            return
        if out.exists():
            raise Invalid("file.exists", N_("This file exists already."), N_("Choose a new name."), place=str(out))
        out.write_text(signed, "utf-8")


@commands.command(epilog="Example: benkan convention verify aes.toml")
def verify(file: FileArgument, as_json: AsJson = False) -> None:
    """Say who has signed, who has not, and whether each signature holds; needs no node."""
    from benkan.core.conventions import parse
    from benkan.core.conventions import verify as verify_text
    from benkan.node.cli.reading import text

    with refusals(as_json=as_json):
        convention = parse(text(file))
        standing = verify_text(convention)
        told = {
            "identifier": convention.identifier,
            "version": convention.version,
            "sha256": convention.sha256,
            "signed": list(standing.signed),
            "missing": list(standing.missing),
            "complete": standing.complete,
        }
    if as_json:
        typer.echo(json.dumps(told, indent=2))
    else:
        typer.echo(f"{told['identifier']} version {told['version']}, SHA-256 {told['sha256']}")
        typer.echo(f"  signed: {', '.join(standing.signed) or 'nobody'}")
        typer.echo(f"  missing: {', '.join(standing.missing) or 'nobody'}")
    if not standing.complete:
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan convention show aes.toml --language ar")
def show(
    file: FileArgument,
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Print the clauses in plain words; needs no node."""
    from benkan.core.conventions import parse
    from benkan.node.cli.reading import text

    with refusals(as_json=as_json):
        if language not in {"fr", "en", "ar"}:
            raise typer.BadParameter("choose fr, en or ar", param_hint="--language")
        convention = parse(text(file))
    clauses: dict[str, Any] = {
        name: {"article": clause.article, "text": clause.text[language]} for name, clause in convention.clauses.items()
    }
    if as_json:
        typer.echo(json.dumps({"title": convention.title[language], "clauses": clauses}, ensure_ascii=False, indent=2))
        return
    typer.secho(convention.title[language], bold=True)
    for clause in clauses.values():
        typer.echo(f"  {clause['article']:>4}  {clause['text']}")


@commands.command(epilog="Example: benkan convention add aes.signed.toml")
def add(file: FileArgument, as_json: AsJson = False) -> None:
    """Put a convention that all parties signed into force on this node."""
    from benkan.node.cli.reading import text

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accords import services

        added = services.add(text(file))
    told = {"identifier": added.identifier, "version": added.version}
    typer.echo(json.dumps(told) if as_json else f"{added.identifier} version {added.version} now decides on this node.")


@commands.command("list", epilog="Example: benkan convention list")
def list_(as_json: AsJson = False) -> None:
    """List the conventions of this node, their dates and who has suspended them."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accords import services

        found: list[dict[str, Any]] = [
            {
                "identifier": one.convention.identifier,
                "version": one.convention.version,
                "parties": list(one.convention.parties),
                "starts_on": one.convention.starts_on.isoformat(),
                "ends_on": one.convention.ends_on.isoformat(),
                "suspended_by": sorted(one.suspended_by),
            }
            for one in services.agreements()
        ]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for told in found:
        stopped = f"  SUSPENDED by {', '.join(sorted(told['suspended_by']))}" if told["suspended_by"] else ""
        typer.echo(f"{told['identifier']:<24} {told['version']:>3}  {told['starts_on']} to {told['ends_on']}{stopped}")
    if not found:
        typer.echo("None yet. Next: benkan convention add FILE")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write the day as YYYY-MM-DD", param_hint="--starts-on") from error


def register(app: typer.Typer) -> None:
    """Adds ``benkan convention`` to the command."""
    app.add_typer(commands, name="convention")
