"""``benkan request``: what was asked and answered, what is late, who answers in time, and the evidence file.

Nothing is released from the command line: a release is the act of a named person in front of the record.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from benkan.core.errors import N_, Invalid
from benkan.node.cli.boot import boot, refusals

commands = typer.Typer(no_args_is_help=True, help="Requests: list, read, tell, count, and take the evidence of one.")
Officer = Annotated[str, typer.Option(help="User name of the officer who acts.")]
Identity = Annotated[str, typer.Argument(metavar="ID", help="Identity of the request.")]
AsJson = Annotated[bool, typer.Option("--json", help="One object for programs.")]


@commands.command("list", epilog="Example: benkan request list --officer liaison --json")
def list_(
    officer: Officer,
    state: Annotated[str, typer.Option(help="queued, delivered, received, answered or stopped; all if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the requests that an officer may see: received ones by time left, then our own."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import as_object

        who = accounts.get(officer)
        ours = services.sent(who).filter(state=state) if state else services.sent(who)
        found = [as_object(one) for one in services.inbox(who, services.InboxFilter(state=state))]
        found += [as_object(one) for one in ours]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "requests": found}, ensure_ascii=False))
        return
    for one in found:
        arrow = "from" if one["direction"] == "in" else "to"
        typer.echo(f"{one['id']}  {arrow:>4} {one['partner']:<12} {one['state']:<10} due {one['due_at'][:16]}")
    typer.echo(f"{len(found)} request(s)")


@commands.command(epilog="Example: benkan request show 6f1b… --officer analyste")
def show(identity: Identity, officer: Officer, as_json: AsJson = False) -> None:
    """Show a request, its answer and the changes since."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import as_object, conversation, release_as_object

        found = services.open_(identity, accounts.get(officer))
        told: dict[str, Any] = as_object(found) | conversation(found)
        told["releases"] = [release_as_object(one) for one in found.releases.all()]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for label in (
        "partner",
        "convention",
        "purpose",
        "urgency",
        "officer",
        "question",
        "state",
        "due_at",
        "stop_clause",
    ):
        typer.echo(f"{label:>12}: {told[label]}")
    for late in told["delays"]:
        typer.echo(f"{'delay':>12}: {late['reason_code']} {late['reason']} (expected {late['expected_at'][:16]})")
    for asked in told["clarifications"]:
        typer.echo(f"{'question':>12}: {asked['question_code']} {asked['question']} ({asked['state']}, {asked['id']})")
    for release in told["releases"]:
        reason = release["reason"] or release["reason_code"]
        typer.echo(f"{release['decision']:>12}: {reason} ({release['state']}, {release['handling']})")
        for name, values in release["properties"].items():
            typer.echo(f"{'':>14}{name}: {', '.join(values)}")


@commands.command(epilog="Example: benkan request overdue --officer superviseur --json")
def overdue(officer: Officer, as_json: AsJson = False) -> None:
    """List the overdue requests of both directions; to the control officer those that were escalated."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import overdue_as_object

        found = [overdue_as_object(one) for one in services.overdue(accounts.get(officer))]
    if as_json:
        typer.echo(json.dumps({"count": len(found), "requests": found}, ensure_ascii=False))
        return
    for one in found:
        arrow = "from" if one["direction"] == "in" else "to"
        typer.echo(f"{one['id']}  {arrow:>4} {one['partner']:<12} {one['urgency']:<10} due {one['due_at'][:16]}")
    typer.echo(f"{len(found)} overdue request(s)")


@commands.command(epilog="Example: benkan request statistics --since 2026-01-01 --until 2026-01-31 --json")
def statistics(
    since: Annotated[
        str, typer.Option(help="First day of receipt, such as 2026-01-01; from the start if left out.")
    ] = "",
    until: Annotated[str, typer.Option(help="Last day of receipt; until today if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Count who answers in time, both ways, from signed times only; and how useful releases were."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.requests import services
        from benkan.apps.requests.forms import day_of

        days = {"since": since, "until": until}
        counted = services.statistics(day_of(days, "since"), day_of(days, "until")).as_object()
    if as_json:
        typer.echo(json.dumps(counted, ensure_ascii=False))
        return
    for row in counted["requests"]:
        arrow = "from" if row["direction"] == "in" else "to"
        median = "–" if row["median_hours"] is None else f"{row['median_hours']} h"
        typer.echo(
            f"{arrow:>4} {row['partner']:<12} {row['urgency']:<10} received {row['received']}, "
            f"in time {row['in_time']}, late {row['late']}, open {row['open']}, "
            f"overdue {row['overdue']}, median {median}"
        )
    for row in counted["feedback"]:
        whose = "ours to" if row["direction"] == "out" else "theirs from"
        typer.echo(
            f"releases {whose} {row['partner']}: {row['releases']}, useful {row['useful']}, in part {row['in_part']}, "
            f"not useful {row['not_useful']}"
        )


@commands.command(
    epilog="Example: benkan request delay 6f1b… --officer liaison --code judge --expected 2026-01-09T12:00:00Z"
)
def delay(
    identity: Identity,
    officer: Officer,
    code: Annotated[str, typer.Option(help="judge, owner-consent, archive, checking, workload or technical.")],
    expected: Annotated[str, typer.Option(help="When the answer is expected, with its time zone.")],
    text: Annotated[str, typer.Option(help="Words beside the code; the partner reads them as they are.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell the asker that our answer comes later; the deadline stays."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import delay_as_object
        from benkan.web.json_body import moment

        made = services.delay(accounts.get(officer), identity, code, moment({"expected": expected}, "expected"), text)
    if as_json:
        typer.echo(json.dumps(delay_as_object(made), ensure_ascii=False))
        return
    typer.echo(f"{made.pk}: told, expected {made.expected_at:%Y-%m-%d %H:%M}")


@commands.command(epilog="Example: benkan request clarify 6f1b… --officer liaison --code which-person")
def clarify(
    identity: Identity,
    officer: Officer,
    code: Annotated[
        str, typer.Option(help="which-person, which-information, legal-ground, urgency, use or other (with --text).")
    ],
    text: Annotated[str, typer.Option(help="The question in your words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Ask the asker back; the clock stands still until the answer is here."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import clarification_as_object

        made = services.ask_back(accounts.get(officer), identity, code, text)
    if as_json:
        typer.echo(json.dumps(clarification_as_object(made), ensure_ascii=False))
        return
    typer.echo(f"{made.pk}: asked")


@commands.command(epilog="Example: benkan request answer 0c2e… --officer analyste --text 'Celui né en 1984'")
def answer(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="Identity of the partner's question.")],
    officer: Officer,
    text: Annotated[str, typer.Option(help="The answer; the partner reads it as it is.")],
    as_json: AsJson = False,
) -> None:
    """Answer a partner's question about our request; its clock runs on."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import clarification_as_object

        made = services.answer_back(accounts.get(officer), question, text)
    if as_json:
        typer.echo(json.dumps(clarification_as_object(made), ensure_ascii=False))
        return
    typer.echo(f"{made.pk}: answered")


@commands.command(epilog="Example: benkan request feedback 91aa… --officer analyste --useful useful --outcome arrest")
def feedback(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="Identity of the partner's release.")],
    officer: Officer,
    useful: Annotated[str, typer.Option(help="useful, in-part or not.")],
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            help="arrest, seizure, identification, case-opened, prosecution, new-lead or nothing; repeatable."
        ),
    ] = None,
    text: Annotated[str, typer.Option(help="Words beside the codes.")] = "",
    as_json: AsJson = False,
) -> None:
    """Tell the partner how useful its release was; said again it takes the place of what was said."""
    with refusals(as_json=as_json):
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services
        from benkan.apps.requests.api_objects import feedback_as_object

        made = services.feedback(accounts.get(officer), release, useful, outcome or [], text)
    if as_json:
        typer.echo(json.dumps(feedback_as_object(made), ensure_ascii=False))
        return
    typer.echo(f"{made.pk}: {made.usefulness}, number {made.number}")


@commands.command(epilog="Example: benkan request evidence 6f1b… --officer liaison --out evidence.json")
def evidence(
    identity: Identity,
    officer: Officer,
    out: Annotated[Path, typer.Option(help="A new file.")],
) -> None:
    """Write the evidence file of a request; anyone can verify it with: benkan evidence verify."""
    with refusals():
        boot()
        from benkan.apps.accounts import services as accounts
        from benkan.apps.requests import services

        data = services.evidence(identity, accounts.get(officer))
        try:
            with out.open("xb") as file:
                file.write(data)
        except OSError as error:
            raise Invalid(
                "evidence.file",
                N_("The evidence cannot be written to this file: %(reason)s."),
                N_("Choose another file."),
                place=str(out),
                reason=error.strerror or type(error).__name__,
            ) from error
    typer.echo(f"{out}: {len(data)} bytes")


def register(app: typer.Typer) -> None:
    """Adds ``benkan request`` to the command."""
    app.add_typer(commands, name="request")
