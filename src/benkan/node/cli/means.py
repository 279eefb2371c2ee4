"""``benkan means``: what can be lent, what is missing, what fits a need."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Annotated

import typer

from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Means that services lend: register, list, gaps, match a need.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts: a coordinator or a supervisor.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]
Fields = Annotated[
    list[str] | None, typer.Option("--field", metavar="FIELD=VALUE", help="A field of the sheet; codes with | between.")
]
Kind = Annotated[str, typer.Option(help="laboratory, dogs, scanner, vehicle, aircraft, vessel or expert.")]


@commands.command("list", epilog="Example: benkan means list --kind dogs --state committed --json")
def list_(
    kind: Kind = "",
    state: Annotated[str, typer.Option(help="registered, certified, committed, suspended or withdrawn.")] = "",
    country: Annotated[str, typer.Option(help="ISO 3166 code of the base.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the means, ours and those of partners as they are known here."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.means import services

        asked = services.Asked.of({"kind": kind, "state": state, "country": country})
        found = [services.as_object(services.mean(one.pk)) for one in asked.means()]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "means": found}, ensure_ascii=False))
        return
    for one in found:
        until = one["certificate_until"] or "–"
        typer.echo(
            f"{one['code']:<20} {one['kind']:<11} {one['state']:<11} {until:<11} {one['base']:<24} {one['title']}"
        )
    if not found:
        typer.echo("No means. Next: benkan means add CODE --kind dogs --title TITLE --place Gao --officer NAME")


@commands.command(
    epilog="Example: benkan means add K9-GAO-1 --kind dogs --title 'Équipe cynophile' --place Gao "
    "--field 'scents=cannabis|cocaine' --officer moyens"
)
def add(
    code: Annotated[str, typer.Argument(help="Capital letters, digits and hyphens, such as K9-GAO-1.")],
    kind: Kind,
    title: Annotated[str, typer.Option(help="What it is called, in the language of this node.")],
    place: Annotated[str, typer.Option(help="Base: a place of the gazetteer.")],
    officer: Officer,
    country: Annotated[str, typer.Option(help="ISO 3166 code, when the place is on no list.")] = "",
    field: Fields = None,
    languages: Annotated[str, typer.Option(help="ISO 639 codes with | between.")] = "",
    notice_hours: Annotated[int, typer.Option(help="Hours from the call until it sets out.")] = 24,
    daily_cost: Annotated[str, typer.Option(help="Cost a day; left out when it is not known.")] = "",
    currency: Annotated[str, typer.Option(help="XOF, MAD or EUR.")] = "XOF",
    as_json: AsJson = False,
) -> None:
    """Register a means; another officer certifies it on its page."""
    with refusals(as_json=as_json):
        node = boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.means import services

        given = services.MeanGiven(
            kind=kind,
            code=code,
            titles={node.language: title},
            place=place,
            specification=_fields(field),
            country=country,
            languages=tuple(part for part in languages.split("|") if part),
            notice_hours=notice_hours,
            daily_cost=daily_cost,
            currency=currency,
        )
        told = services.as_object(services.mean(services.register(accounts.get(officer), given).pk))
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{told['code']}: {told['state']}")


@commands.command("import", epilog="Example: benkan means import moyens.csv --officer moyens")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV with a header; docs/means.md shows the columns.")],
    officer: Officer,
    as_json: AsJson = False,
) -> None:
    """Register a list of means; bad rows are left out and said, each with its line."""
    from benkan.node.cli.reading import read

    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.means import services

        added, report = services.import_list(accounts.get(officer), read(file), file.name)
    if as_json:
        told = [one.as_object() for one in report.findings]
        typer.echo(json.dumps({"added": added, "refused": report.refused, "findings": told}, ensure_ascii=False))
        return
    for one in report.findings:
        typer.echo(f"  {one.place}: {one.sentence}")
    typer.echo(f"{added} registered, {report.refused} refused.")


@commands.command(epilog="Example: benkan means gaps --json")
def gaps(as_json: AsJson = False) -> None:
    """Say of each goal how many are wanted, will be there and are missing."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.means import services

        found = services.goals()
    if as_json:
        told = [
            {
                "id": str(one.goal.pk),
                "kind": one.goal.kind,
                "country": one.goal.country,
                "by": one.goal.by.isoformat(),
                "wanted": one.goal.count,
                "there": len(one.counted),
                "missing": one.missing,
                "others": one.others,
            }
            for one in found
        ]
        typer.echo(json.dumps({"missing": sum(one.missing for one in found), "goals": told}))
        return
    for one in found:
        typer.echo(
            f"{one.goal.by:%Y-%m-%d}  {one.goal.kind:<11} {one.goal.country or '–':<3} "
            f"wanted {one.goal.count}, there {len(one.counted)}, missing {one.missing}"
        )
    if not found:
        typer.echo("No goal is set. Set one on the page Goals and gaps.")


@commands.command(
    epilog="Example: benkan means match --kind dogs --place Kidal --starts 2026-12-01 --ends 2026-12-08 "
    "--field scents=cocaine"
)
def match(
    kind: Kind,
    starts: Annotated[str, typer.Option(help="First day, as 2026-12-01.")],
    ends: Annotated[str, typer.Option(help="First day after, as 2026-12-08.")],
    place: Annotated[str, typer.Option(help="Where; a place of the gazetteer.")] = "",
    field: Fields = None,
    languages: Annotated[str, typer.Option(help="ISO 639 codes with | between; each of them is needed.")] = "",
    as_json: AsJson = False,
) -> None:
    """Rank the means that fit a need, and say why the others do not."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.means import services

        need = services.Need(
            kind=kind,
            place=place,
            starts=_day(starts, "starts"),
            ends=_day(ends, "ends"),
            specification=_fields(field),
            languages=tuple(part for part in languages.split("|") if part),
        )
        found = [services.fit_as_object(one) for one in services.fitting(need)]
    if as_json:
        typer.echo(json.dumps({"means": found}, ensure_ascii=False))
        return
    for one in found:
        km = "–" if one["km"] is None else f"{one['km']:.0f} km"
        why = "; ".join(each["text"] for each in (one["reasons"] if one["fits"] else one["obstacles"]))
        typer.echo(f"{'fits' if one['fits'] else 'no  '}  {one['mean']['code']:<20} {km:>9}  {why}")
    if not found:
        typer.echo("No means of this kind is registered.")


def _fields(given: list[str] | None) -> dict[str, object]:
    return {name.strip(): value for name, _, value in (one.partition("=") for one in given or [])}


def _day(text: str, place: str) -> dt.date:
    from benkan.core.errors import N_, Invalid

    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("means.day", N_("This is no day."), N_("Write it as 2026-03-01."), place=place) from error


def register(app: typer.Typer) -> None:
    """Adds ``benkan means`` to the command."""
    app.add_typer(commands, name="means")
