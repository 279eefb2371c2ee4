"""``benkan search``: ask from the command line, here alone or all partners of a case."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from benkan.node.cli import search_audit
from benkan.node.cli.boot import boot, refusals

WAIT_S = 30.0


def search(
    who: Annotated[str, typer.Argument(metavar="[NAME]", help="Name to search for, in any script.")] = "",
    local: Annotated[bool, typer.Option("--local", help="Only this service's own records; needs no case.")] = False,
    case: Annotated[str, typer.Option(help="Number or id of the case; it gives the purpose.")] = "",
    officer: Annotated[str, typer.Option(help="User name of the officer who searches.")] = "",
    name: Annotated[str, typer.Option(help="Name, in any script.")] = "",
    born: Annotated[str, typer.Option(help="Birth year or date: 1984 or 1984-05-03.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    account: Annotated[str, typer.Option(help="IBAN or account number.")] = "",
    document: Annotated[str, typer.Option(help="Passport or card number.")] = "",
    plate: Annotated[str, typer.Option(help="Number plate.")] = "",
    company: Annotated[str, typer.Option(help="Company name.")] = "",
    wait: Annotated[float, typer.Option(min=0, max=3600, help="Longest wait for answers, in seconds.")] = WAIT_S,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Ask who else knows a person, a number, a vehicle or a company.

    The control officer's commands are in: benkan search audit
    """
    fields = {
        "name": name or who,
        "born": born,
        "phone": phone,
        "account": account,
        "document": document,
        "plate": plate,
        "company": company,
    }
    if not local and not (case and officer):
        raise typer.BadParameter("a private search needs --case and --officer; --local searches only here")
    with refusals(as_json=as_json):
        boot()
        told = _local(fields) if local else _everywhere(officer, case, fields, wait)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _show(told)


def _local(fields: dict[str, str]) -> dict[str, Any]:
    from benkan.apps.search import services

    begun = time.perf_counter()
    lines = services.search_here(fields)
    return {"here": [_line(line) for line in lines], "milliseconds": round((time.perf_counter() - begun) * 1000, 1)}


def _everywhere(officer: str, case: str, fields: dict[str, str], wait: float) -> dict[str, Any]:
    from benkan.apps.accounts import services as accounts
    from benkan.apps.cases import services as cases
    from benkan.apps.search import services
    from benkan.apps.search.api import as_object

    who = accounts.get(officer)
    numbered = next((one.pk for one in cases.open_for(who) if one.number == case), case)
    made = services.make(who, numbered, fields)
    until = time.monotonic() + wait
    while not (overview := services.overview(made)).finished and time.monotonic() < until:
        services.run_due(search=made.id)
        time.sleep(0.05)
    return as_object(overview, local=services.local(made.subject))


def _line(line: Any) -> dict[str, Any]:
    return {
        "record": str(line.record.pk),
        "caption": line.record.caption,
        "score": round(line.score, 4),
        "reasons": list(line.reasons),
    }


def _show(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    here = Table("score", "here", "why", box=None, header_style="bold")
    for line in told["here"]:
        here.add_row(f"{line['score']:.2f}", Text(line["caption"]), Text(" ".join(line["reasons"])))
    console.print(here if told["here"] else "Nothing here.")
    if "milliseconds" in told:
        console.print(f"{len(told['here'])} records in {told['milliseconds']} ms")
        return
    partners = Table("partner", "answer", "convention", "why", box=None, header_style="bold")
    for row in told["partners"]:
        tiers = ", ".join(dict.fromkeys(hit["tier"] for hit in row["hits"]))
        nothing = f"no hit, index of {(row['index_built_at'] or '')[:16]}"
        answer = f"HIT {tiers}" if tiers else nothing if row["state"] == "answered" else row["state"]
        why = Text(" ".join(part for part in (row["message"], f"({row['clause']})" if row["clause"] else "") if part))
        partners.add_row(row["partner"], answer, row["convention"], why)
    console.print(partners)
    proofs = told["proofs"]
    console.print(
        f"Proofs verified {proofs['verified']}/{proofs['answers']}, journal line {told['journal_line']}, "
        "nothing else left this node."
    )


class _AskOrAudit(TyperGroup):
    """``benkan search NAME`` asks; only ``benkan search audit`` is a group of its own."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words, with the command that asks before them unless they name the other."""
        rest: list[str] = super().parse_args(ctx, args if args[:1] == ["audit"] else ["search", *args])
        return rest

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command; the one that asks goes by the group's own name."""
        name, command, rest = super().resolve_command(ctx, args)
        return "" if name == "search" else name, command, rest


def register(app: typer.Typer) -> None:
    """Adds ``benkan search`` to the command."""
    commands = typer.Typer(cls=_AskOrAudit)
    commands.command(
        "search",
        epilog='Examples: benkan search --local "Iyad ag Ghali"; '
        'benkan search "Moussa ag Alhassane" --born 1984 --case 2025-117 --officer analyste',
    )(search)
    commands.add_typer(search_audit.commands, name="audit")
    app.add_typer(commands, name="search")
