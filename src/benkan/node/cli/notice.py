"""``benkan notice``: draft one from a file, list, read, withdraw.

Nothing leaves from the command line but a withdrawal: a notice leaves by the act of a second officer in front of it.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Notices: draft one from a file, list, read, withdraw.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="Identity of the notice.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
MAX_BYTES = 262_144


@commands.command(epilog="Example: benkan notice draft stolen.toml --officer analyste --case 2025-117")
def draft(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="TOML, or JSON when it ends in .json.")],
    officer: Officer,
    case: Annotated[str, typer.Option(help="Number or id of the case it belongs to.")] = "",
    propose: Annotated[bool, typer.Option(help="Propose it to a second officer at once.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a draft from a file: type, fields, answers, addressees; a second officer reads it before it leaves."""
    with refusals(as_json=as_json):
        boot()
        given = _object(file)
        from benkan.apps.accounts import services as accounts
        from benkan.apps.cases import services as cases
        from benkan.apps.notices import given as taking
        from benkan.apps.notices import services
        from benkan.apps.notices.api_objects import as_object

        who = accounts.get(officer)
        number = case or str(given.get("case", ""))
        found = cases.find(number, who).pk if number else None
        made = services.begin(
            who, str(given.get("type", "")), taking.of_object(given), case=found, about=str(given.get("about", ""))
        )
        if propose:
            services.propose(who, made.pk)
        told = as_object(services.get(made.pk, who))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['id']}: {told['edition']['state']}")


@commands.command("list", epilog="Example: benkan notice list --officer liaison --direction in --json")
def list_(
    officer: Officer,
    direction: Annotated[str, typer.Option(help="in or out; both if left out.")] = "",
    type_: Annotated[str, typer.Option("--type", help="Such as wanted or precursor-incident.")] = "",
    state: Annotated[str, typer.Option(help="draft, active, withdrawn or expired.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the notices that an officer may see: partners' first, then our own."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.notices import services
        from benkan.apps.notices.api_objects import as_object, received_as_object

        who = accounts.get(officer)
        wanted = services.NoticeFilter(type=type_, state=state)
        found: list[dict[str, Any]] = []
        if direction in ("", "in"):
            found += [received_as_object(one) for one in services.received(who, wanted)]
        if direction in ("", "out"):
            found += [as_object(one) for one in services.ours(who, wanted)]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "notices": found}, ensure_ascii=False))
        return
    for one in found:
        who_ = one["partner"] if one["direction"] == "in" else f"{len(one['addressees'])} addressee(s)"
        arrow = "from" if one["direction"] == "in" else "to"
        typer.echo(f"{one['id']}  {arrow:>4} {who_:<16} {one['type']:<20} {one['state']:<10} {one['expires_on'] or ''}")
    typer.echo(f"{len(found)} notice(s)")


@commands.command(epilog="Example: benkan notice show 6f1b… --officer liaison")
def show(identity: Identity, officer: Officer, as_json: AsJson = False) -> None:
    """Show a notice of ours with what each addressee has, or one of a partner."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.notices import services
        from benkan.apps.notices.api_objects import as_object, received_as_object

        who = accounts.get(officer)
        theirs = services.received(who).filter(pk=identity).exists() if _is_uuid(identity) else False
        told = received_as_object(services.read(identity, who)) if theirs else as_object(services.get(identity, who))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for label in ("type", "state", "version", "expires_on", "partner", "reason"):
        if told.get(label):
            typer.echo(f"{label:>12}: {told[label]}")
    content = told if theirs else told["edition"] or {}
    for part in ("fields", "properties"):
        for name, values in content.get(part, {}).items():
            typer.echo(f"{name:>20}: {', '.join(values)}")
    for one in told.get("addressees", []):
        ended = f", acknowledged {one['acknowledged_at'][:16]}" if one["acknowledged_at"] else ""
        typer.echo(f"{'to':>12}: {one['partner']} {one['state']} {one['clause']}{ended}")


@commands.command(epilog="Example: benkan notice withdraw 6f1b… --officer liaison --reason 'Personne retrouvée'")
def withdraw(
    identity: Identity,
    officer: Officer,
    reason: Annotated[str, typer.Option(help="Why; the partners read it as it is.")],
    as_json: AsJson = False,
) -> None:
    """Withdraw a notice of ours: every partner erases it and acknowledges."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.notices import services
        from benkan.apps.notices.api_objects import as_object

        told = as_object(services.withdraw(accounts.get(officer), identity, reason))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{told['id']}: withdrawn, {len(told['addressees'])} addressee(s)")


def _object(path: Path) -> dict[str, Any]:
    """The table in the file.

    Raises:
        Invalid: ``notice.file`` with the path and what is wrong.
    """
    from benkan.node.cli import reading

    text = reading.text(path, MAX_BYTES)
    try:
        found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong(path, str(error)[:200]) from error
    if not isinstance(found, dict):
        raise _wrong(path, "no table")
    return found


def _wrong(path: Path, why: str) -> Invalid:
    return Invalid(
        "notice.file",
        N_("The file holds no notice: %(why)s."),
        N_("See docs/operating/notices.md for an example."),
        place=str(path),
        why=why,
    )


def _is_uuid(text: str) -> bool:
    import uuid

    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def register(app: typer.Typer) -> None:
    """Adds ``benkan notice`` to the command."""
    app.add_typer(commands, name="notice")
