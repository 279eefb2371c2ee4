"""``benkan resolutions``: what was recommended, what became of it, how a vote went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.disk import write_whole
from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

commands = typer.Typer(no_args_is_help=True, help="Recommendations, resolutions, votes, and their papers.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan resolutions list --state overdue --json")
def list_(
    state: Annotated[str, typer.Option(help="proposed, amended, adopted, under-way, done, lapsed… or overdue.")] = "",
    owner: Annotated[str, typer.Option(help="Agency id of the owner.")] = "",
    as_json: AsJson = False,
) -> None:
    """List recommendations and resolutions, the one with the nearest deadline first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.resolutions import services

        rows = services.listed(state=state, owner=owner, sort="deadline")
        found = [services.as_object(one) for one in rows]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "recommendations": found}, ensure_ascii=False))
        return
    for one in found:
        mark = "  overdue" if one["overdue"] else ""
        typer.echo(f"{one['number']:<16} {one['state']:<10} {one['deadline'] or '-':<10}  {one['owner'] or '-'}{mark}")
    typer.echo(f"{len(found)} recommendation(s)")


@commands.command(epilog="Example: benkan resolutions show REC-2026-1")
def show(number: Annotated[str, typer.Argument(help="Number or id.")], as_json: AsJson = False) -> None:
    """Show a recommendation: its words, its history, who was told."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.resolutions import services

        told = services.as_object(services.find(number), whole=True)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['number']} · {told['state']} · {told['owner'] or '-'} · {told['deadline'] or '-'}")
    for language, words in told["text"].items():
        typer.echo(f"  {language}: {words or '(missing)'}")
    for one in told["history"]:
        typer.echo(f"  {one['at'][:16]}  {one['act']:<10} {one['by'] or one['agency']}  {one['note']}".rstrip())
    for one in told["told"]:
        typer.echo(f"  told {one['partner']}: {one['state']} {one['code']}".rstrip())


@commands.command(epilog="Example: benkan resolutions vote 5b1c0c1e-6f0e-4c7e-9f0b-7f4f6a1f0c11 --json")
def vote(identity: Annotated[str, typer.Argument(help="Id of the vote.")], as_json: AsJson = False) -> None:
    """Show a vote: its rule, and its result once it is closed."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.resolutions import services

        told = services.vote_as_object(services.get_vote(identity))
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{told['subject']} · round {told['round']} · {told['majority']} · {told['state']}")
    typer.echo(f"  members {told['members']}, present {told['present']}, voted {told['cast']}")
    if "verdict" in told:
        typer.echo(f"  for {told['in_favour']}, against {told['against']}, abstaining {told['abstaining']}")
        typer.echo(f"  {told['verdict']}: {told['sentence']['en']}")


@commands.command(
    epilog="Example: benkan resolutions minutes --title Atelier --first 2026-03-02 --last 2026-03-03 "
    "--officer liaison --out minutes.pdf"
)
def minutes(
    officer: Annotated[str, typer.Option(help="User name of the officer who acts.")],
    out: Annotated[Path, typer.Option(help="File to write; its ending (pdf, docx) says the form.")],
    title: Annotated[str, typer.Option(help="Title of the gathering.")] = "",
    place: Annotated[str, typer.Option(help="Where it was.")] = "",
    first: Annotated[str, typer.Option(help="First day, such as 2026-03-02.")] = "",
    last: Annotated[str, typer.Option(help="Last day.")] = "",
    gathering: Annotated[str, typer.Option(help="Id of a gathering of this node, instead of title and days.")] = "",
    paper: Annotated[str, typer.Option(help="minutes or communique.")] = "minutes",
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
    handling: Annotated[str, typer.Option(help="Handling code, H0 to H3.")] = "H0",
    as_json: AsJson = False,
) -> None:
    """Write the minutes or the final communiqué of a gathering as PDF or DOCX; the journal notes it."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.resolutions import given, services

        asked = {
            "paper": paper, "language": language, "form": out.suffix.removeprefix("."), "handling": handling,
            "gathering": gathering, "title": title, "place": place, "first": first, "last": last,
        }  # fmt: skip
        made = services.write_paper(accounts.get(officer), given.paper(asked))
        with writing(out):
            write_whole(out, made)
    told = {"file": str(out), "bytes": len(made)}
    typer.echo(json.dumps(told) if as_json else f"{len(made)} bytes in {out}")


def register(app: typer.Typer) -> None:
    """Adds ``benkan resolutions`` to the command."""
    app.add_typer(commands, name="resolutions")
