"""``benkan certificates``: issue, list, revoke, verify, papers; the list of revoked ones for a stick.

Exit codes: 0 done (a certificate that was verified is valid), 1 refused, or not valid, 2 wrong usage.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from benkan.node.cli.boot import boot, refusals
from benkan.node.cli.writing import writing

commands = typer.Typer(no_args_is_help=True, help="Certificates of training: issue, revoke, verify.")
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
MOST_BYTES = 64 * 1024


@commands.command(epilog="Example: benkan certificates issue 'Awa Kantara' --course CR-1 --competence search "
                  "--name-fr 'Recherche privée' --officer formation")  # fmt: skip
def issue(
    holder: Annotated[str, typer.Argument(help="Name of the person.")],
    course: Annotated[str, typer.Option(help="Code of the course.")],
    competence: Annotated[str, typer.Option(help="Code of the competence that it gives, such as search.")],
    officer: Officer,
    name_fr: Annotated[str, typer.Option(help="Name of the course in French.")] = "",
    name_en: Annotated[str, typer.Option(help="Name of the course in English.")] = "",
    name_ar: Annotated[str, typer.Option(help="Name of the course in Arabic.")] = "",
    username: Annotated[str, typer.Option(help="Sign-in name, when the holder is an officer of this node.")] = "",
    service: Annotated[str, typer.Option(help="Service of the holder.")] = "",
    country: Annotated[str, typer.Option(help="Country of the holder, two letters.")] = "",
    hours: Annotated[int, typer.Option(help="Hours of the course.")] = 0,
    until: Annotated[str, typer.Option(help="Last day, such as 2028-12-31; never ends when left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Issue a certificate, signed with the key of this service."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.certificates import services
        from benkan.apps.certificates.api import as_object
        from benkan.apps.certificates.forms import day

        names = {"fr": name_fr, "en": name_en, "ar": name_ar}
        made = services.issue(
            services.Holder(holder, username=username, service=service, country=country),
            services.Achievement(course, competence, names, hours),
            by=accounts.get(officer),
            until=day({"until": until}, "until"),
        )
        told = as_object(made)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['id']} is issued to {told['holder']}.")


@commands.command("list", epilog="Example: benkan certificates list --competence search --json")
def list_(
    competence: Annotated[str, typer.Option(help="Only this competence.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the certificates of this service, the newest first."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.certificates import services
        from benkan.apps.certificates.api import as_object

        found = [as_object(one) for one in services.listed(competence)]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "certificates": found}, ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one['id']}  {one['state']:<8} {one['until'] or 'never ends':<10} {one['competence']:<16} {one['holder']}"
        )
    typer.echo(f"{len(found)} certificate(s)")


@commands.command(epilog="Example: benkan certificates revoke 0b8c… --reason 'Issued by mistake' --officer formation")
def revoke(
    certificate: Annotated[UUID, typer.Argument(help="Its number.")],
    reason: Annotated[str, typer.Option(help="Why; it stays on this node.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Revoke a certificate: the next list says so to every verifier."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.certificates import services
        from benkan.apps.certificates.api import as_object

        told = as_object(services.revoke(certificate, reason, by=accounts.get(officer)))
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['id']} is revoked.")


@commands.command(
    epilog="Example: benkan certificates verify certificate.jwt --issuer ml-ocs.card.json --status list.jwt"
)
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The certificate, or the text of its QR code.")],
    issuer: Annotated[
        Path | None, typer.Option(help="Card of the service that issued it: then no node is needed.")
    ] = None,
    status: Annotated[Path | None, typer.Option(help="The issuer's list of revoked certificates.")] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Ask the partner that issued it for its list first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a certificate is worth: with this node's directory, or with a card alone."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        text = read(file, MOST_BYTES).decode("utf-8", "replace")
        listed = read(status, MOST_BYTES).decode("utf-8", "replace") if status else ""
        told = _with_card(text, issuer, listed) if issuer else _with_node(text, listed, fetch=fetch)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(
            f"{told['worth']}: {told['holder']}, {told['name']} ({told['competence']}), by {told['issuer'] or '?'}"
        )
    if told["worth"] != "valid":
        raise typer.Exit(1)


@commands.command(epilog="Example: benkan certificates papers 0b8c… certificates.pdf --officer formation")
def papers(
    run: Annotated[UUID, typer.Argument(help="Number of the run.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where they are written.")],
    officer: Officer,
    language: Annotated[str, typer.Option(help="fr, en or ar.")] = "fr",
) -> None:
    """Write the papers of everybody who completed a run as one PDF."""
    with refusals():
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.certificates import services

        made = services.papers_of_run(run, language, by=accounts.get(officer))
        with writing(file):
            file.write_bytes(made)
    typer.echo(f"{file} is written.")


@commands.command("status-list", epilog="Example: benkan certificates status-list list.jwt")
def status_list(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it is written.")],
    number: Annotated[int, typer.Option(help="Which list.")] = 1,
) -> None:
    """Write this service's list of revoked certificates, signed now, for a stick."""
    with refusals():
        boot()
        from benkan.apps.certificates import services

        text = services.own_list(number)
        with writing(file):
            file.write_text(text, "ascii")
    typer.echo(f"{file}: list {number}, good for 14 days.")


def _with_node(text: str, status: str, *, fetch: bool) -> dict[str, object]:
    boot()
    from benkan.apps.certificates import services

    return services.verify(text, status=status, fetch=fetch).as_object()


def _with_card(text: str, issuer: Path, status: str) -> dict[str, object]:
    from benkan.core.errors import N_, Unverified
    from benkan.formats import open_badges
    from benkan.node.cli.reading import read
    from benkan.wire import decode_card

    card = decode_card(read(issuer, 16_384).strip())
    said = open_badges.read_any(text, {card.id: card.signing_key}, "en")
    lists = [open_badges.read_list(status)] if status else []
    if any(one.issuer_key != card.signing_key for one in lists):
        raise Unverified(
            "certificate.forged-list",
            N_("This list was not signed by the service whose certificates it is about."),
            N_("Ask the service for its list again."),
        )
    worth = open_badges.judge(said, lists, dt.datetime.now(dt.UTC))
    return {
        "worth": worth.value, "id": said.identifier, "issuer": said.issuer, "holder": said.holder,
        "service": said.service, "competence": said.competence, "name": said.name, "since": said.since.isoformat(),
        "until": said.until.isoformat() if said.until else None,
        "listed_at": min((one.made.isoformat() for one in lists), default=None),
    }  # fmt: skip


def register(app: typer.Typer) -> None:
    """Puts the group into the command."""
    app.add_typer(commands, name="certificates")
