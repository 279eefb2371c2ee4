"""``benkan eval``: how good the matcher, the readers and the rules are on one's own labelled files; needs no node.

Exit codes: 0 done, 1 a file cannot be read, 2 wrong usage. The figures never decide the exit code.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benkan.node.cli.boot import refusals
from benkan.node.cli.writing import table

if TYPE_CHECKING:
    from benkan.node.cli.eval_measures import Judged

commands = typer.Typer(
    no_args_is_help=True,
    help="Judge the matcher, the reader of seizures, the rules for flows or the network analysis; needs no node.",
)


@commands.command(epilog="Example: benkan eval matching pairs.csv --decoys others.csv --identifiers numbers.csv --json")
def matching(
    pairs: Annotated[
        Path | None,
        typer.Argument(
            metavar="PAIRS.csv",
            help="Columns slice, label (1 same, 0 not), name_a, name_b; dob_a and dob_b where known.",
        ),
    ] = None,
    decoys: Annotated[
        Path | None,
        typer.Option(metavar="D.csv", help="Other persons, columns name and dob: every hit on one is false."),
    ] = None,
    identifiers: Annotated[
        Path | None, typer.Option(metavar="I.csv", help="Labelled identifiers, columns type, a, b, label and note.")
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Score from which a pair counts as the same; else the shipped one."),
    ] = None,
    thresholds: Annotated[
        Path | None,
        typer.Option(metavar="OTHER.csv", help="More pairs: thresholds for precision .95 and .99 are found on these."),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(metavar="E.csv", help="Write every pair that was judged wrongly here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how often the matcher is right on labelled pairs, how many others it hits, and how fast it is."""
    from benkan.core.matching import THRESHOLD
    from benkan.node.cli.eval_measures import measure

    if pairs is None and identifiers is None:
        raise typer.BadParameter("give PAIRS.csv, or --identifiers, or both", param_hint="PAIRS.csv")
    if pairs is None and (decoys or thresholds or errors):
        raise typer.BadParameter("--decoys, --thresholds and --errors need PAIRS.csv", param_hint="PAIRS.csv")
    limit = THRESHOLD if threshold is None else threshold
    with refusals(as_json=as_json):
        report, found, judged = measure(
            pairs, others=decoys, identifiers=identifiers, thresholds=thresholds, threshold=limit
        )
        if errors and judged:
            _write_errors(errors, judged, limit)
    if as_json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        from benkan.node.cli.eval_tables import show

        show(report, found)


def _write_errors(path: Path, judged: Judged, threshold: float) -> None:
    """The pairs that the names alone, or names and dates, put on the wrong side, the worst first."""
    rows = []
    for pair, undated, dated in zip(judged.pairs, judged.scores_undated, judged.scores_dated, strict=True):
        if (undated >= threshold) != pair.same or (dated >= threshold) != pair.same:
            rows.append((abs(dated - pair.same), pair, undated, dated))
    rows.sort(key=lambda row: -row[0])
    head = ("place", "slice", "label", "score_undated", "score_dated", "name_a", "dob_a", "name_b", "dob_b")
    told = (
        (
            pair.place, pair.slice, int(pair.same), f"{undated:.3f}", f"{dated:.3f}",
            pair.name_a, pair.birth_date_a, pair.name_b, pair.birth_date_b,
        )
        for _, pair, undated, dated in rows
    )  # fmt: skip
    table(path, (head, *told))


@commands.command(epilog="Example: benkan eval seizures messy.csv --errors wrong.csv --json")
def seizures(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV or XLSX: raw_date, raw_place, raw_drug, raw_quantity, and exp_ columns."
        ),
    ],
    errors: Annotated[
        Path | None,
        typer.Option(metavar="E.csv", help="Write every cell that was read wrongly or must be asked here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how often dates, places, drugs and amounts of messy lists are read rightly, and how many are asked."""
    from benkan.node.cli.eval_seizures import measure_seizures, show_seizures, write_errors

    with refusals(as_json=as_json):
        figures, wrong, read = measure_seizures(file)
        if errors:
            write_errors(errors, wrong, read)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        show_seizures(figures, wrong)


@commands.command(epilog="Example: benkan eval flows tx.csv.gz accounts.csv.gz labels.csv --json")
def flows(
    transfers: Annotated[
        Path, typer.Argument(metavar="TX", help="CSV, plain or gzip: tx, ts, src, dst, xof, channel.")
    ],
    accounts: Annotated[Path, typer.Argument(metavar="ACCOUNTS", help="CSV: account, kind, country.")],
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="CSV: case, type, tx.")],
    settings: Annotated[
        Path | None, typer.Option(metavar="S.toml", help="Other settings of the rules, a table for each.")
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(metavar="E.csv", help="Write every alert that is wrong and every transfer that was missed here."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how often the twelve rules for flows of money are right on labelled transfers, and how fast they are."""
    from benkan.node.cli.eval_flows import measure_flows, show_flows, write_wrong

    with refusals(as_json=as_json):
        figures, alerts, cases = measure_flows(transfers, accounts, labels, settings)
        if errors:
            write_wrong(errors, alerts, cases)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        show_flows(figures)


@commands.command(
    "flow-accounts", epilog="Example: benkan eval flow-accounts amlsim_tx.csv.gz amlsim_nodes.csv.gz --json"
)
def flow_accounts(
    transfers: Annotated[
        Path, typer.Argument(metavar="TX", help="CSV, plain or gzip: sourceNodeId, targetNodeId, value, time (a day).")
    ],
    accounts: Annotated[Path, typer.Argument(metavar="NODES", help="CSV: nodeid, isFraud.")],
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say which labelled accounts of an AMLSim sample the rules for cycles and fan-in name."""
    from benkan.core.flows.account_labels import evaluate_accounts
    from benkan.formats.labelled_transfers import account_labels
    from benkan.node.cli.eval_flows import show_flows

    with refusals(as_json=as_json):
        figures = evaluate_accounts(account_labels(transfers, accounts))
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        show_flows(figures)


@commands.command(epilog="Example: benkan eval networks caviar.csv siren.csv --roles caviar.roles.csv --json")
def networks(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES...", help="Lists of ties: columns source, target and perhaps weight.")
    ],
    roles: Annotated[
        Path | None,
        typer.Option(metavar="R.csv", help="Published roles, columns node and role, of one of the networks."),
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, max=1000, help="How often a tenth of the ties is hidden.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One object for programs.")] = False,
) -> None:
    """Say how soon networks fall apart, how well hidden ties are found, and how well contacts meet known roles."""
    from benkan.node.cli.eval_networks import measure_networks, show_networks

    with refusals(as_json=as_json):
        found = measure_networks(files, roles, rounds, quiet=as_json)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        show_networks(found)


def register(app: typer.Typer) -> None:
    """Adds ``benkan eval`` to the command."""
    app.add_typer(commands, name="eval")
