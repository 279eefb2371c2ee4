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
    template: Annotated[str, typer.Option(help="See: benkan convention templates.")] = "",
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
                template or ("bilateral" if len(parties) == 2 else "multilateral"),
                starts_on=first,
                ends_on=first + dt.timedelta(days=365 * years),
                two_persons=two_persons,
            ),
            nl=False,
        )


@commands.command(epilog="Example: benkan convention templates --language fr")
def templates(
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """List the four conventions to start from; needs no node."""
    from benkan.core.conventions import TEMPLATES

    _known_language(language)
    listed = [
        {
            "template": one.code,
            "parties": [one.least, one.most],
            "title": one.title[language],
            "about": one.about[language],
        }
        for one in TEMPLATES.values()
    ]
    if as_json:
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for one in TEMPLATES.values():
        typer.secho(f"{one.code:<14} {one.title[language]}", bold=True)
        typer.echo(f"{'':<14} {one.about[language]}")


@commands.command(
    epilog="Example: benkan convention new ml-ma-2026 --template bilateral --party ma-dgsn --starts-on 2026-01-01"
)
def new(
    identifier: Annotated[str, typer.Argument(help="Short name, such as ml-ma-2026.")],
    party: Annotated[
        list[str], typer.Option(help="A service of the directory; repeatable. This node is one by itself.")
    ],
    template: Annotated[str, typer.Option(help="See: benkan convention templates.")] = "multilateral",
    starts_on: Annotated[str, typer.Option(help="First day in force (YYYY-MM-DD); today if left out.")] = "",
    years: Annotated[int, typer.Option(min=1, max=30, help="How long it runs.")] = 2,
    as_json: AsJson = False,
) -> None:
    """Begin a draft in this node, its parties filled in from the directory of cards."""
    with refusals(as_json=as_json):
        first = _day(starts_on) if starts_on else dt.datetime.now(dt.UTC).date()
        boot()
        from benkan.apps.accords import drafts

        row = drafts.start(identifier, party, template, None, starts_on=first, years=years)
    _tell_draft(row, as_json=as_json)


@commands.command(epilog="Example: benkan convention take aes.toml")
def take(file: FileArgument, as_json: AsJson = False) -> None:
    """Take a text that came as a file into work, or the signatures in it."""
    from benkan.node.cli.reading import text

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accords import drafts

        row = drafts.take(text(file), None)
    _tell_draft(row, as_json=as_json)


@commands.command(epilog="Example: benkan convention drafts")
def drafts(as_json: AsJson = False) -> None:
    """List the conventions in work and how far each is."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accords import drafts as in_work
        from benkan.apps.accords import states

        found: list[dict[str, Any]] = [
            {
                "identifier": row.identifier,
                "version": row.version,
                "state": (state := states.of(row)).code,
                "signed": state.signed,
                "parties": state.parties,
            }
            for row in in_work.listed()
        ]
    if as_json:
        typer.echo(json.dumps(found, indent=2))
        return
    for told in found:
        signed = f"signed by {told['signed']} of {told['parties']}"
        typer.echo(f"{told['identifier']:<24} {told['version']:>3}  {told['state']:<9} {signed}")
    if not found:
        typer.echo("None. Next: benkan convention new IDENTIFIER --party AGENCY")


@commands.command(epilog="Example: benkan convention export ml-ma-2026 1 > ml-ma-2026.toml")
def export(
    identifier: Annotated[str, typer.Argument(help="Short name of the draft.")],
    version: Annotated[int, typer.Argument(help="Its version.")],
) -> None:
    """Print a draft with the signatures that are here: the file for a party that no letter reaches."""
    with refusals():
        boot()
        from benkan.apps.accords import drafts as in_work
        from benkan.apps.accords import signing

        typer.echo(signing.signed_text(in_work.get(identifier, version)), nl=False)


@commands.command(epilog="Example: benkan convention diff aes-v1.toml aes-v2.toml --language fr")
def diff(
    old: Annotated[Path, typer.Argument(help="The text before.")],
    new: Annotated[Path, typer.Argument(help="The text after.")],
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Say in words what changed between two texts; needs no node."""
    from benkan.core.conventions import parse
    from benkan.node.cli.reading import text

    _known_language(language)
    with refusals(as_json=as_json):
        before, after = parse(text(old)), parse(text(new))
        from benkan.apps.accords.telling import tell
        from benkan.node.cli.spoken import translator

        told = tell(before, after, language, translator(language))
    if as_json:
        fields = ("section", "sentence", "before", "after")
        typer.echo(
            json.dumps([{name: getattr(one, name) for name in fields} for one in told], ensure_ascii=False, indent=2)
        )
        return
    for one in told:
        typer.echo(f"{one.heading + ': ' if one.heading else ''}{one.sentence}")
        for mark, words in (("-", one.before), ("+", one.after)):
            if words:
                typer.echo(f"  {mark} {words}")
    if not told:
        typer.echo("Nothing: both texts say the same.")


@commands.command(
    epilog="Example: benkan convention ask aes.toml --act release --actor ml-ocs --counterparty ma-dgsn "
    "--purpose fraud --category phone --handling H1"
)
def ask(
    file: FileArgument,
    act: Annotated[str, typer.Option(help="search, request, release, correction, withdrawal, witness or suspension.")],
    actor: Annotated[str, typer.Option(help="The party that acts.")],
    counterparty: Annotated[str, typer.Option(help="The party towards which it acts.")],
    purpose: Annotated[str, typer.Option(help="Crime area, such as drug-trafficking.")] = "",
    category: Annotated[list[str] | None, typer.Option(help="Category of data; repeatable.")] = None,
    handling: Annotated[str, typer.Option(help="Handling code of a release.")] = "",
    on: Annotated[str, typer.Option(help="Day of the act (YYYY-MM-DD); today if left out.")] = "",
    language: Annotated[str, typer.Option(help="fr, en or ar, for the clause.")] = "fr",
    as_json: AsJson = False,
) -> None:
    """Say whether a text allows an act, with its clause; a draft answers too. Exit code 1 for no; needs no node."""
    from benkan.core.conventions import Agreement, parse
    from benkan.core.conventions import verify as verify_text
    from benkan.node.cli.reading import text

    _known_language(language)
    with refusals(as_json=as_json):
        convention = parse(text(file))
        from benkan.apps.accords import simulating

        question = simulating.Question(act, actor, counterparty, purpose, frozenset(category or ()), handling)
        moment = dt.datetime.combine(_day(on), dt.time(12), dt.UTC) if on else dt.datetime.now(dt.UTC)
        found = simulating.ask(Agreement(convention, verify_text(convention).complete), question, moment)
    if as_json:
        typer.echo(json.dumps(simulating.as_object(found), ensure_ascii=False, indent=2))
    else:
        verdict = "Yes." if found.allowed else f"No. {found.refused.sentence if found.refused else ''}"
        typer.secho(f"{verdict}{'' if found.in_force else ' This text is not in force on that day.'}", bold=True)
        clause = found.clause.text[language] if found.clause else ""
        typer.echo(f"  {found.reference}  {clause}")
    if not found.allowed:
        raise typer.Exit(1)


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
        _known_language(language)
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


def _tell_draft(row: Any, *, as_json: bool) -> None:
    told = {"identifier": row.identifier, "version": row.version}
    typer.echo(json.dumps(told) if as_json else f"{row.identifier} version {row.version} is in work: see Conventions.")


def _known_language(language: str) -> None:
    if language not in {"fr", "en", "ar"}:
        raise typer.BadParameter("choose fr, en or ar", param_hint="--language")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write the day as YYYY-MM-DD", param_hint="the day") from error


def register(app: typer.Typer) -> None:
    """Adds ``benkan convention`` to the command."""
    app.add_typer(commands, name="convention")
